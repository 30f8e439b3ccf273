package import Configuration
package import Metering

/// How far the versions of one component have drifted apart in the environments of one stack, and behind what is new
/// and supported (economics.md §1.5). The stack's own software is a component like any other.
///
/// Lag says nothing of how much changed: it is shown with `majorsBehind`. Risk is reported and not priced; only what a
/// contract asks for is money.
package struct VersionDrift: Sendable, Equatable, Codable {
  /// Whether `releases.csv` lets a version be measured.
  package enum Knowledge: String, Sendable, Equatable, Codable {
    case listed
    case versionNotListed = "version_not_listed"
    case componentNotListed = "component_not_listed"
  }

  /// The newest version that is out on the last day.
  package struct Newest: Sendable, Equatable, Codable {
    package let version: VersionID
    package let released: CivilDate
  }

  /// How far a version is behind the newest one.
  package struct Lag: Sendable, Equatable, Codable {
    /// From its release to that of the newest version; 0 where it came out later.
    package let days: Int
    /// Days ÷ 365.25.
    package let libyears: Fraction
    /// Newer versions that are out.
    package let releases: Int
  }

  /// What is known of a version's support.
  package struct Support: Sendable, Equatable, Codable {
    /// The last day with support of the version in use; nil: no end is known.
    package let end: CivilDate?
    /// From `end` to the last day compared: 59 is 59 days past, −30 has 30 days to go.
    package let daysPast: Int?
    /// Days compared on which the version then in use was past its support.
    package let exposedDays: Int
    /// What the environment cost on those days: not a price of the risk, but how much is run on it. An environment with
    /// several such components counts in each; `SupportExposure` counts it once.
    package let spent: ExactDecimal
    /// What the contract asks for the hours past support on the days compared.
    package let surcharge: ExactDecimal
    /// The same for all hours since support ended.
    package let surchargeToDate: ExactDecimal
  }

  /// The component in one environment.
  package struct Use: Sendable, Equatable, Codable {
    package let environment: EnvironmentID
    /// The version it had last on the days compared.
    package let version: VersionID
    package let knowledge: Knowledge
    /// nil for a version that is not listed: unknown, which is not 0.
    package let lag: Lag?
    /// By the first numbers of the versions; nil where a number or the newest version is not known.
    package let majorsBehind: Int?
    /// nil when no version that it had on the days compared is listed.
    package let support: Support?
  }

  package let stack: StackID
  package let component: ComponentID
  package let isOwnSoftware: Bool
  package let versions: Variety<VersionID>
  /// nil when `releases.csv` lists none that is out.
  package let newest: Newest?
  /// By environment.
  package let uses: [Use]
}

extension VersionDrift {
  /// Every component of every stack, by stack and component.
  static func all(
    of installations: [Installation], _ measure: DriftMeasure, presentDays: [StackEnvironment: Int]
  ) throws(ArithmeticOverflow) -> [VersionDrift] {
    var drifts: [VersionDrift] = []
    for (_, inStack) in Dictionary(grouping: installations, by: \.stack).sorted(by: { $0.key < $1.key }) {
      for (_, group) in Dictionary(grouping: inStack, by: \.component).sorted(by: { $0.key < $1.key }) {
        let group = group.sorted { $0.environment < $1.environment }
        if let drift = try VersionDrift(of: group, measure, presentDays: presentDays) { drifts.append(drift) }
      }
    }
    return drifts
  }

  /// `installations`: of one component in the environments of one stack, by environment; nil of none.
  private init?(
    of installations: [Installation], _ measure: DriftMeasure, presentDays: [StackEnvironment: Int]
  ) throws(ArithmeticOverflow) {
    guard let first = installations.first else { return nil }
    stack = first.stack
    component = first.component
    isOwnSoftware = first.isOwnSoftware
    versions = Variety(of: installations.map(\.version), inOrder: <)
    let newest = measure.releases[first.component]?.newest(on: measure.asOf)
    self.newest = newest.map { Newest(version: $0.version, released: $0.released) }
    var uses: [Use] = []
    for installation in installations {
      let present = presentDays[installation.key] ?? 0
      uses.append(
        Use(
          environment: installation.environment, version: installation.version,
          knowledge: Self.knowledge(of: installation, measure), lag: Lag(of: installation, behind: newest, measure),
          majorsBehind: Self.majors(from: installation.version, to: newest?.version),
          support: try Support(of: installation, measure, presentDays: present)))
    }
    self.uses = uses
  }

  private static func knowledge(of installation: Installation, _ measure: DriftMeasure) -> Knowledge {
    guard let releases = measure.releases[installation.component] else { return .componentNotListed }
    return releases[installation.version] == nil ? .versionNotListed : .listed
  }

  private static func majors(from version: VersionID, to newest: VersionID?) -> Int? {
    guard let used = VersionOrder(version).major, let new = newest.flatMap({ VersionOrder($0).major }) else {
      return nil
    }
    return max(0, new - used)
  }
}

extension VersionDrift.Lag {
  /// nil when the version is not listed or nothing is out.
  fileprivate init?(of installation: Installation, behind newest: ComponentRelease?, _ measure: DriftMeasure) {
    guard let newest, let history = measure.releases[installation.component],
      let used = history[installation.version],
      let behind = history.countBehind(installation.version, on: measure.asOf)
    else { return nil }
    days = max(0, used.released.distance(to: newest.released))
    // 365.25 is 1461 ÷ 4.
    libyears = Fraction(Int128(days) * 4, 1_461)
    releases = behind
  }
}

extension VersionDrift.Support {
  fileprivate init?(
    of installation: Installation, _ measure: DriftMeasure, presentDays: Int
  ) throws(ArithmeticOverflow) {
    let releases = measure.releases[installation.component]
    let isListed = installation.stretches.contains { $0.days.overlaps(measure.days) && releases?[$0.version] != nil }
    guard isListed else { return nil }
    end = releases?[installation.version]?.endOfSupport
    daysPast = end.map { $0.distance(to: measure.asOf) }
    exposedDays = measure.pastSupport(installation).reduce(0) { $0 + $1.count }
    spent = try measure.cost(of: installation.key, on: exposedDays, ofDays: presentDays)
    surcharge = try measure.surcharge(on: installation)
    surchargeToDate = try measure.surcharge(on: installation, sinceSupportEnded: true)
  }
}
