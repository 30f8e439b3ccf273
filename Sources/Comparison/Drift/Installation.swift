import Configuration
import Metering

/// A component in an environment, with the versions it had and when.
struct Installation {
  struct Stretch: Equatable {
    let version: VersionID
    let days: Range<CivilDate>
  }

  let stack: StackID
  let environment: EnvironmentID
  let component: ComponentID
  /// Whether it is the software that the stack itself is, rather than a part of it.
  let isOwnSoftware: Bool
  var key: StackEnvironment { StackEnvironment(stack: stack, environment: environment) }
  /// Up to the last day compared, in order. Only days on which the environment is there.
  let stretches: [Stretch]
  /// The version it had last on the days compared.
  let version: VersionID

  /// nil when no version is known on the days compared.
  private init?(
    _ history: EnvironmentHistory, component: ComponentID, isOwnSoftware: Bool, stretches: [Stretch]
  ) {
    guard let last = stretches.last(where: { $0.days.overlaps(history.days) }) else { return nil }
    stack = history.stack
    environment = history.environment
    self.component = component
    self.isOwnSoftware = isOwnSoftware
    self.stretches = stretches
    version = last.version
  }

  /// Every component of every environment, its stack's own software included.
  static func all(of histories: [EnvironmentHistory]) -> [Installation] {
    var installations: [Installation] = []
    for (stack, histories) in Dictionary(grouping: histories, by: \.stack).sorted(by: { $0.key < $1.key }) {
      let own = ownSoftware(of: stack, histories)
      for history in histories {
        let told = Dictionary(grouping: history.components, by: \.component)
        for (component, rows) in told.sorted(by: { $0.key < $1.key }) {
          let stretches = stretches(of: rows, in: history)
          guard
            let installation = Installation(
              history, component: component, isOwnSoftware: component == own, stretches: stretches)
          else { continue }
          installations.append(installation)
        }
        // What components.csv tells of it is as exact as it gets.
        if told[own] != nil { continue }
        let stretches = ownStretches(of: history)
        if let installation = Installation(history, component: own, isOwnSoftware: true, stretches: stretches) {
          installations.append(installation)
        }
      }
    }
    return installations
  }

  /// What the stack's own software is called: by the product, where all environments that declare one declare the same;
  /// else by the stack.
  private static func ownSoftware(of stack: StackID, _ histories: [EnvironmentHistory]) -> ComponentID {
    let products = Set(histories.compactMap { $0.entry?.product })
    guard products.count == 1, let product = products.first else { return ComponentID(stack.text) }
    return ComponentID(product.text)
  }

  /// All days that anybody meters, up to the last one compared.
  private static func window(_ history: EnvironmentHistory) -> Range<CivilDate> {
    OrganizationCalendar.days.lowerBound..<history.days.upperBound
  }

  private static func stretches(of rows: [CataloguedComponent], in history: EnvironmentHistory) -> [Stretch] {
    let present = history.stretches(within: window(history))
    return rows.flatMap { row in
      present.map { Stretch(version: row.version, days: row.validity.clamped(to: $0)) }.filter { !$0.days.isEmpty }
    }
  }

  /// The versions of the stack's own software in an environment. On the days compared, what the logs saw counts: where
  /// that is several versions, the catalogue tells when it was which, and the newest counts where it does not.
  private static func ownStretches(of history: EnvironmentHistory) -> [Stretch] {
    let seen = history.seenVersions
    func version(told: VersionID) -> VersionID? {
      seen.contains(told) ? told : VersionOrder.newest(of: seen) ?? (told.isEmpty ? nil : told)
    }
    guard !history.rows.isEmpty else {
      return version(told: "").map { [Stretch(version: $0, days: history.days)] } ?? []
    }
    var stretches: [Stretch] = []
    for row in history.rows {
      let days = row.validity.clamped(to: window(history))
      let before = days.clamped(to: days.lowerBound..<max(days.lowerBound, history.days.lowerBound))
      if !before.isEmpty, !row.version.isEmpty { stretches.append(Stretch(version: row.version, days: before)) }
      let compared = days.clamped(to: history.days)
      if !compared.isEmpty, let version = version(told: row.version) {
        stretches.append(Stretch(version: version, days: compared))
      }
    }
    return stretches
  }
}
