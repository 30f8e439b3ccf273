package import Configuration
package import Metering

/// How much runs on software that nobody mends any more: environment-days, and the money spent on those environments on
/// those days. An environment counts once, however many of its components are past support.
package struct SupportExposure: Sendable, Equatable, Codable {
  package struct Environment: Sendable, Equatable, Codable {
    package let stack: StackID
    package let environment: EnvironmentID
    /// Of the days compared on which it was there, those on which a component was past support.
    package let days: Int
    package let presentDays: Int
    /// The components that were, in order.
    package let components: [ComponentID]
    /// Its cost on those days: its cost × `days` ÷ `presentDays`.
    package let spent: ExactDecimal
    /// What contracts ask for the hours past support, of all components.
    package let surcharge: ExactDecimal
  }

  /// Those with a day past support, by stack and name.
  package let environments: [Environment]
  package let environmentDays: Int
  /// The days that all environments were there, these and the others.
  package let presentDays: Int
  package let spent: ExactDecimal
  package let surcharge: ExactDecimal
  /// Environments of which no version is listed in `releases.csv`, by stack and name: whether they are past support is
  /// not known.
  package let unknown: [EnvironmentID]
}

extension SupportExposure {
  /// `histories`: by stack and name; `installations`: theirs.
  init(
    of histories: [EnvironmentHistory], _ installations: [Installation], _ measure: DriftMeasure
  ) throws(ArithmeticOverflow) {
    let byEnvironment = Dictionary(grouping: installations, by: \.key)
    var environments: [Environment] = []
    var unknown: [EnvironmentID] = []
    for history in histories {
      let installations = byEnvironment[history.key] ?? []
      let isListed = installations.contains { measure.releases[$0.component]?[$0.version] != nil }
      if let exposed = try Environment(of: history, installations, measure) {
        environments.append(exposed)
      } else if !isListed {
        unknown.append(history.environment)
      }
    }
    self.environments = environments
    self.unknown = unknown
    environmentDays = environments.reduce(0) { $0 + $1.days }
    presentDays = histories.reduce(0) { $0 + $1.presentDays }
    spent = try environments.map(\.spent).total()
    surcharge = try environments.map(\.surcharge).total()
  }
}

extension SupportExposure.Environment {
  /// nil without a day past support.
  fileprivate init?(
    of history: EnvironmentHistory, _ installations: [Installation], _ measure: DriftMeasure
  ) throws(ArithmeticOverflow) {
    var exposed: Set<CivilDate> = []
    var components: Set<ComponentID> = []
    var surcharge = ExactDecimal.zero
    for installation in installations {
      let past = measure.pastSupport(installation)
      guard !past.isEmpty else { continue }
      components.insert(installation.component)
      for range in past { exposed.formUnion(range) }
      surcharge = try surcharge.plus(try measure.surcharge(on: installation))
    }
    guard !exposed.isEmpty else { return nil }
    stack = history.stack
    environment = history.environment
    days = exposed.count
    presentDays = history.presentDays
    self.components = components.sorted()
    spent = try measure.cost(of: history.key, on: days, ofDays: presentDays)
    self.surcharge = surcharge
  }
}
