internal import Comparison
internal import Configuration
internal import Metering

/// One component in one environment, with how far its version is behind and past support.
struct VersionUse: Sendable {
  let stack: StackID
  let component: ComponentID
  let newest: VersionDrift.Newest?
  let use: VersionDrift.Use
  let owner: TenantID?

  var daysPast: Int { max(0, use.support?.daysPast ?? 0) }
  var daysBehind: Int { use.lag?.days ?? 0 }

  var shape: GridChart.Shape {
    if daysPast > 0 { return .square }
    guard let lag = use.lag else { return .ring }
    return lag.days > 0 || lag.releases > 0 ? .triangle : .circle
  }

  /// All of them, the most exposed first.
  static func all(_ environments: EnvironmentFindings) -> [VersionUse] {
    let owners = environments.owners
    return environments.drift.flatMap { drift in
      drift.uses.map { use in
        VersionUse(
          stack: drift.stack, component: drift.component, newest: drift.newest, use: use,
          owner: owners[use.environment])
      }
    }.sorted(by: precedes)
  }

  static func precedes(_ left: VersionUse, _ right: VersionUse) -> Bool {
    if left.daysPast != right.daysPast { return left.daysPast > right.daysPast }
    if left.daysBehind != right.daysBehind { return left.daysBehind > right.daysBehind }
    if left.stack != right.stack { return left.stack < right.stack }
    if left.component != right.component { return left.component < right.component }
    return left.use.environment < right.use.environment
  }
}
