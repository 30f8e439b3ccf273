import Foundation
import Metering
import Testing

@testable import Comparison
@testable import Configuration

/// Environments as a test needs them, with what the catalogue says of them.
struct Landscape {
  var environments: [CataloguedEnvironment] = []
  var components: [CataloguedComponent] = []
  var releases: [ComponentRelease] = []
  var capacities: [Capacity] = []
  var costs: [FixedCost] = []
  var rules = DuplicateRules()
  var zone = ZoneRules.utc
  var first = "2026-10-01"
  var end = "2026-11-01"
  var inputs: [StackID: [EnvironmentInput]] = [:]

  static func day(_ text: String) -> CivilDate {
    guard let day = CivilDate(text) else { preconditionFailure("\(text) is no day") }
    return day
  }

  static func validity(_ from: String?, _ to: String?) -> Validity { Validity(from: from.map(day), to: to.map(day)) }

  /// An environment in the catalogue and, unless `used` is empty, in the logs. All its cost is paid by use.
  mutating func add(
    _ name: String, stack: StackID = "notebooks", owner: String, kind: CataloguedEnvironment.Kind = .bespoke,
    version: VersionID = "", product: ProductID? = nil, keepApart: CataloguedEnvironment.KeepApartReason? = nil,
    from: String? = nil, to: String? = nil, components: [ComponentID: VersionID] = [:], seen: [VersionID] = [],
    used: [String]? = nil, cost: ExactDecimal = 0
  ) {
    row(
      name, stack: stack, owner: owner, kind: kind, version: version, product: product, keepApart: keepApart, from, to)
    for (component, version) in components { install(component, version, in: name) }
    inputs[stack, default: []].append(
      environment(
        name, owner: owner, kind: kind, versions: seen.isEmpty ? [version].filter { !$0.isEmpty } : seen,
        tenants: used ?? [owner], paidByUse: cost))
  }

  /// A further row of `environments.csv`.
  mutating func row(
    _ name: String, stack: StackID = "notebooks", owner: String, kind: CataloguedEnvironment.Kind = .bespoke,
    version: VersionID = "", product: ProductID? = nil, keepApart: CataloguedEnvironment.KeepApartReason? = nil,
    _ from: String? = nil, _ to: String? = nil
  ) {
    environments.append(
      CataloguedEnvironment(
        environment: EnvironmentID(name), stack: stack, kind: kind, owner: TenantID(owner), version: version,
        product: product, keepApart: keepApart, validity: Self.validity(from, to), reference: "environments.csv:2"))
  }

  /// An environment that only the logs know.
  mutating func addUncatalogued(
    _ name: String, stack: StackID = "notebooks", seen: [VersionID] = [], used: [String], cost: ExactDecimal = 0
  ) {
    inputs[stack, default: []].append(
      environment(name, kind: nil, versions: seen, tenants: used, paidByUse: cost))
  }

  mutating func install(
    _ component: ComponentID, _ version: VersionID, in name: String, from: String? = nil, to: String? = nil
  ) {
    components.append(
      CataloguedComponent(
        environment: EnvironmentID(name), component: component, version: version, validity: Self.validity(from, to),
        reference: "components.csv:2"))
  }

  mutating func release(
    _ component: ComponentID, _ version: VersionID, _ released: String, endOfSupport: String? = nil,
    surcharge: ExactDecimal? = nil
  ) {
    releases.append(
      ComponentRelease(
        component: component, version: version, released: Self.day(released),
        endOfSupport: endOfSupport.map(Self.day), surchargePerHour: surcharge, reference: "releases.csv:2"))
  }

  /// Made once: it knows every day for two centuries.
  private static let utc = OrganizationCalendar(zone: .utc)

  var days: Range<CivilDate> { Self.day(first)..<Self.day(end) }

  func stackInputs() throws -> [StackInput] {
    let currency = try usd()
    return inputs.sorted { $0.key < $1.key }.map { stack, environments in
      StackInput(
        stack: stack, environments: environments, sharedUnitCosts: [:], hours: 24 * days.count, months: .one,
        currency: currency, assumptions: SharingAssumptions())
    }
  }

  /// `inputs`: instead of those that the environments make.
  func findings(of inputs: [StackInput]? = nil) throws -> EnvironmentFindings {
    let inputs = try inputs ?? stackInputs()
    let project = Project(
      organization: "Example", currency: try usd(), zone: zone, sources: [], duplicates: rules)
    return try EnvironmentFindings(
      configuration: ProjectConfiguration(
        project: project, rateCard: .empty,
        catalogue: Catalogue(
          environments: environments, capacities: capacities, costs: costs, components: components, releases: releases),
        files: []),
      calendar: zone == .utc ? Self.utc : OrganizationCalendar(zone: zone), days: days,
      stacks: try MeasuredStack.all(inputs))
  }

  /// The same told in another order.
  func shuffled(_ random: inout SeededGenerator) -> Landscape {
    var other = self
    other.environments.shuffle(using: &random)
    other.components.shuffle(using: &random)
    other.releases.shuffle(using: &random)
    other.capacities.shuffle(using: &random)
    other.costs.shuffle(using: &random)
    for stack in inputs.keys.sorted() { other.inputs[stack]?.shuffle(using: &random) }
    return other
  }
}

extension EnvironmentFindings {
  func entry(_ name: EnvironmentID) throws -> Inventory.Entry {
    try #require(inventory.entries.first { $0.environment == name })
  }

  func drift(_ component: ComponentID, of stack: StackID = "notebooks") throws -> VersionDrift {
    try #require(drift.first { $0.stack == stack && $0.component == component })
  }

  func use(
    of component: ComponentID, in environment: EnvironmentID, stack: StackID = "notebooks"
  ) throws -> VersionDrift.Use {
    try #require(drift(component, of: stack).uses.first { $0.environment == environment })
  }

  /// The text that the ledger keeps.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// Landscapes such as no one would run, to hold the laws against.
struct RandomLandscape {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func landscape() throws -> Landscape {
    var landscape = Landscape()
    for position in 0..<random.int(1...14) {
      let name = "environment-\(position)"
      let stack: StackID = random.bool() ? "notebooks" : "training"
      if random.int(0...9) == 0 {
        landscape.addUncatalogued(
          name, stack: stack, seen: versions(), used: ["tenant-\(random.int(0...5))"], cost: cost())
      } else {
        add(name, stack, to: &landscape)
      }
    }
    for component in Self.components.prefix(5) {
      for major in 1...random.int(1...3) where random.int(0...4) > 0 {
        landscape.release(
          component, VersionID("\(major)"), "202\(major + 2)-0\(random.int(1...9))-1\(random.int(0...9))",
          endOfSupport: random.bool() ? "2026-1\(random.int(0...1))-1\(random.int(0...9))" : nil,
          surcharge: nil)
      }
    }
    return landscape
  }

  static let components: [ComponentID] = ["notebooks", "training", "a", "b", "c", "d", "linux", "postgres"]

  private mutating func add(_ name: String, _ stack: StackID, to landscape: inout Landscape) {
    let isBespoke = random.int(0...9) > 0
    let keepApart: CataloguedEnvironment.KeepApartReason? = random.int(0...7) == 0 ? .safety : nil
    landscape.add(
      name, stack: stack, owner: "tenant-\(random.int(0...4))", kind: isBespoke ? .bespoke : .shared,
      version: versions().first ?? "", product: random.int(0...4) == 0 ? ProductID("P\(random.int(0...1))") : nil,
      keepApart: keepApart, to: random.int(0...4) == 0 ? "2026-10-2\(random.int(0...9))" : nil,
      seen: versions(), used: random.int(0...4) == 0 ? [] : ["tenant-\(random.int(0...5))"], cost: cost())
    for component in Self.components.dropFirst(2) where random.bool() && random.int(0...5) > 0 {
      landscape.install(component, VersionID("\(random.int(1...3))"), in: name)
    }
  }

  private mutating func versions() -> [VersionID] {
    (0..<random.int(0...2)).map { VersionID("\($0 + random.int(1...2))") }
  }
  private mutating func cost() -> ExactDecimal { random.decimal(upTo: 9_999_999, places: 3) }
}

extension EnvironmentFindings {
  func readBack() throws -> EnvironmentFindings {
    try JSONDecoder().decode(EnvironmentFindings.self, from: Data(try json().utf8))
  }
}
