package import Configuration
package import Metering

/// Who runs what, and what of it is there more than once: a cell for each stack and each owner of an environment of it.
///
///                 fraud        risk
///     notebooks   21,480 ‖2    18,204 ‖2      duplicates of each other
///     training    61,204       40,111         kept apart: regulatory
///
/// Every environment is in one cell, so the cells add up to what the environments cost.
package struct OwnershipGrid: Sendable, Equatable, Codable {
  /// The strongest of what was found on the cell's environments, the strongest first.
  package enum Finding: String, Sendable, Equatable, Codable, CaseIterable {
    case duplicate
    case keptApart = "kept_apart"
    /// Nobody can say whether it is a duplicate.
    case undetermined
    /// The platform's, for all.
    case shared
    /// A duplicate of no other.
    case unique
  }

  package struct Cell: Sendable, Equatable, Codable {
    package let stack: StackID
    /// nil: the environments are in no catalogue.
    package let owner: TenantID?
    /// By name.
    package let environments: [EnvironmentID]
    /// Those seen or told, in order.
    package let versions: [VersionID]
    /// Who used them, in order.
    package let tenants: [TenantID]
    /// On the days compared.
    package let cost: ExactDecimal
    package let finding: Finding
    /// Why some of them are kept apart, in the order of their names; empty where none is.
    package let reasons: [CataloguedEnvironment.KeepApartReason]
  }

  /// By stack, then by owner, those without one last.
  package let cells: [Cell]

  init(of inventory: Inventory, duplicates: Duplicates) throws(ArithmeticOverflow) {
    struct Key: Hashable {
      let stack: StackID
      let owner: TenantID?
    }
    let clustered = Set(duplicates.clusters.flatMap { $0.members.map(\.environment) })
    let undetermined = Set(duplicates.undetermined.map(\.environment))
    func finding(_ entry: Inventory.Entry) -> Finding {
      if clustered.contains(entry.environment) { return .duplicate }
      if entry.keepApart != nil { return .keptApart }
      if entry.kind == .shared { return .shared }
      return undetermined.contains(entry.environment) ? .undetermined : .unique
    }
    var cells: [Cell] = []
    for (key, entries) in Dictionary(grouping: inventory.entries, by: { Key(stack: $0.stack, owner: $0.owner) }) {
      let findings = Set(entries.map(finding))
      cells.append(
        Cell(
          stack: key.stack, owner: key.owner, environments: entries.map(\.environment).sorted(),
          versions: Set(entries.flatMap(\.versionsSeen)).filter { !$0.isEmpty }.sorted(),
          tenants: Set(entries.flatMap(\.tenants)).sorted(), cost: try entries.map(\.cost).total(),
          finding: Finding.allCases.first(where: findings.contains) ?? .unique,
          reasons: CataloguedEnvironment.KeepApartReason.allCases.filter { reason in
            entries.contains { $0.keepApart == reason }
          }))
    }
    self.cells = cells.sorted { left, right in
      if left.stack != right.stack { return left.stack < right.stack }
      guard let first = left.owner, let second = right.owner else { return left.owner != nil }
      return first < second
    }
  }
}
