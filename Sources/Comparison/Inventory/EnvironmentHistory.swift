import Configuration
import Metering

/// An environment of the days compared with all that the catalogue ever says of it.
struct EnvironmentHistory {
  let stack: StackID
  let input: EnvironmentInput
  let days: Range<CivilDate>
  /// Its rows of the stack, in the order of their days; none when it is not catalogued as one of it.
  let rows: [CataloguedEnvironment]
  /// Whether the catalogue has it, on whichever days and of whichever stack.
  let isCatalogued: Bool
  /// The rows of its components, in the order of their days.
  let components: [CataloguedComponent]

  var environment: EnvironmentID { input.environment }
  var key: StackEnvironment { StackEnvironment(stack: stack, environment: environment) }

  /// The last row that holds on one of the days.
  var entry: CataloguedEnvironment? { rows.last { !$0.validity.clamped(to: days).isEmpty } }

  /// Whether the logs show that somebody used it.
  var isSeenInLogs: Bool { !input.tenants.isEmpty }

  /// The versions its usage ran on, in order: as the logs name them, the catalogue's where they name none.
  var seenVersions: [VersionID] { isSeenInLogs ? input.versions : [] }

  /// The stretches of the days compared on which what the catalogue tells of it counts, in order: all of them where
  /// it has no row.
  var cataloguedDays: [Range<CivilDate>] { rows.isEmpty && isCatalogued ? [] : stretches(within: days) }

  /// The stretches of days on which it is there, in order. What is not catalogued is there on all days compared.
  func stretches(within window: Range<CivilDate>) -> [Range<CivilDate>] {
    guard !rows.isEmpty else { return [days.clamped(to: window)] }
    return rows.map { $0.validity.clamped(to: window) }.filter { !$0.isEmpty }
  }

  /// On how many of the days compared it is there.
  var presentDays: Int { stretches(within: days).reduce(0) { $0 + $1.count } }

  /// All environments of the inputs, by stack and name.
  static func all(
    of inputs: [StackInput], catalogue: Catalogue, days: Range<CivilDate>
  ) -> [EnvironmentHistory] {
    let rows = Dictionary(grouping: catalogue.environments, by: \.environment)
    let components = Dictionary(grouping: catalogue.components, by: \.environment)
    func inOrder(_ left: Validity, _ right: Validity) -> Bool {
      guard let end = right.from else { return false }
      return left.from.map { $0 < end } ?? true
    }
    var histories: [EnvironmentHistory] = []
    for input in inputs {
      for environment in input.environments {
        histories.append(
          EnvironmentHistory(
            stack: input.stack, input: environment, days: days,
            rows: (rows[environment.environment] ?? []).filter { $0.stack == input.stack }
              .sorted { inOrder($0.validity, $1.validity) },
            isCatalogued: rows[environment.environment] != nil,
            components: (components[environment.environment] ?? []).sorted { inOrder($0.validity, $1.validity) }))
      }
    }
    return histories.sorted { ($0.stack, $0.environment) < ($1.stack, $1.environment) }
  }
}
