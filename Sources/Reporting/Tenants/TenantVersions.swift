internal import Comparison
internal import Configuration
internal import Metering

/// The software in the environments that a tenant owns or uses: what of it is behind its newest release or
/// past its support.
struct TenantVersions: Sendable, Equatable {
  /// A component in an environment that has a newer release, or no support any more.
  struct Behind: Sendable, Equatable {
    let stack: StackID
    let environment: EnvironmentID
    let component: ComponentID
    let version: VersionID
    let newest: VersionID?
    /// Whether a newer version is out.
    let hasNewer: Bool
    let lagDays: Int?
    /// The last day with support; nil: no end is known.
    let supportEnd: CivilDate?
    let isPastSupport: Bool
  }

  /// What is past support first, then by days behind.
  let behind: [Behind]
  /// The components in use.
  let count: Int
  /// Of those, the ones whose version `releases.csv` does not list: nothing is known of them.
  let unlisted: Int

  /// `environments`: those of the tenant.
  init(_ findings: PeriodFindings, of environments: Set<EnvironmentID>) {
    var behind: [Behind] = []
    var (count, unlisted) = (0, 0)
    for drift in findings.environments.drift {
      for use in drift.uses where environments.contains(use.environment) {
        count += 1
        if use.knowledge != .listed { unlisted += 1 }
        let isPast = use.support?.daysPast.map { $0 > 0 } ?? false
        let hasNewer = (use.lag?.releases ?? 0) > 0
        guard isPast || hasNewer else { continue }
        behind.append(
          Behind(
            stack: drift.stack, environment: use.environment, component: drift.component, version: use.version,
            newest: drift.newest?.version, hasNewer: hasNewer, lagDays: use.lag?.days, supportEnd: use.support?.end,
            isPastSupport: isPast))
      }
    }
    // Stable: Swift's sort keeps the order of equals.
    self.behind = behind.sorted { left, right in
      left.isPastSupport == right.isPastSupport
        ? (left.lagDays ?? 0) > (right.lagDays ?? 0) : left.isPastSupport
    }
    self.count = count
    self.unlisted = unlisted
  }
}
