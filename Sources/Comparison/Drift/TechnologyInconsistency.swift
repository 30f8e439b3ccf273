package import Configuration
package import Metering

/// Who does the same thing with what, in one stack: economics.md §1.5.
///
///     tenants    fraud: Atelier   risk: Atelier   vision: (none)      two picked at random differ in 2 of 3 cases
///
/// Tenants are those that take part in anything: who used an environment on the days, or owns a bespoke one.
package struct TechnologyInconsistency: Sendable, Equatable, Codable {
  /// What stands for the product of an environment that declares none.
  package static let undeclared: ProductID = "(undeclared)"

  /// What a tenant does it with: the products of the environments it used or owns, in order; empty is none.
  package struct Choice: Sendable, Equatable, Codable {
    package let tenant: TenantID
    package let products: [ProductID]
  }

  /// A component that most environments of the stack run, and some do not.
  package struct ComponentGap: Sendable, Equatable, Codable {
    package let component: ComponentID
    /// Environments that run it.
    package let running: Int
    /// Those that do not although most of the others do, in order.
    package let lacking: [EnvironmentID]
  }

  package let stack: StackID
  /// By tenant.
  package let choices: [Choice]
  /// What the choices come to, none being one of them.
  package let variety: Variety<[ProductID]>
  /// Tenants without the stack although more than half of all have it, in order; empty where no more do.
  package let tenantsWithout: [TenantID]
  /// Environments whose components are told: gaps are looked for among these.
  package let environmentsWithComponents: Int
  /// By component.
  package let componentGaps: [ComponentGap]
}

extension TechnologyInconsistency {
  /// Every stack of an inventory, in order.
  static func all(of inventory: Inventory) -> [TechnologyInconsistency] {
    let tenants = Set(inventory.entries.flatMap(\.participants)).sorted()
    return Dictionary(grouping: inventory.entries, by: \.stack).sorted { $0.key < $1.key }.map {
      TechnologyInconsistency($0.key, $0.value, tenants: tenants)
    }
  }

  /// `entries`: of the stack; `tenants`: of all stacks, in order.
  private init(_ stack: StackID, _ entries: [Inventory.Entry], tenants: [TenantID]) {
    var products: [TenantID: Set<ProductID>] = [:]
    for entry in entries {
      for tenant in entry.participants { products[tenant, default: []].insert(entry.product ?? Self.undeclared) }
    }
    self.stack = stack
    let choices = tenants.map { Choice(tenant: $0, products: (products[$0] ?? []).sorted()) }
    self.choices = choices
    variety = Variety(of: choices.map(\.products)) { $0.lexicographicallyPrecedes($1) }
    let without = choices.filter(\.products.isEmpty).map(\.tenant)
    tenantsWithout = products.count * 2 > tenants.count ? without : []
    let telling = entries.filter { !$0.components.isEmpty }
    environmentsWithComponents = telling.count
    componentGaps = Self.componentGaps(telling)
  }

  private static func componentGaps(_ entries: [Inventory.Entry]) -> [ComponentGap] {
    var running: [ComponentID: Set<EnvironmentID>] = [:]
    for entry in entries {
      for component in entry.components { running[component.component, default: []].insert(entry.environment) }
    }
    var gaps: [ComponentGap] = []
    for (component, having) in running.sorted(by: { $0.key < $1.key }) {
      // Each one that lacks it looks at the others.
      guard having.count < entries.count, having.count * 2 > entries.count - 1 else { continue }
      let lacking = entries.map(\.environment).filter { !having.contains($0) }.sorted()
      gaps.append(ComponentGap(component: component, running: having.count, lacking: lacking))
    }
    return gaps
  }
}

extension Inventory.Entry {
  /// The tenants that used it or, where it is bespoke, own it. Usage that names no tenant is nobody's.
  fileprivate var participants: Set<TenantID> {
    var participants = Set(tenants)
    participants.remove(TenantID(ReservedName.unallocated))
    if kind == .bespoke, let owner { participants.insert(owner) }
    return participants
  }
}
