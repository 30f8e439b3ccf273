import Metering

/// The keys of `comparison` in the project file, in the order in which reports list them. Each says in one place what
/// it sets, which values it takes, how people read it and where its default comes from.
package enum AssumptionKey: String, Sendable, Hashable, Codable, CaseIterable {
  case statistic, headroom, isolationOverhead, nodeSizes, largestJobs, spareNodes
  case controlPlanePerMonth, controlPlanePerHour, controlPlanePerTenant, licencePerMonth, licencePerTenant
  case teamFloor, teamBase, teamPerTenant, loadedCostPerYear
  case upgradesPerYear, upgradeHours, upgradeHoursPerTenant, wagePerHour
  case switchesPerMonth, switchMinutes, residualSwitching
  case migrationHoursPerEnvironment, buildCost, parallelMonths, horizonMonths
  case priceLevel, pooledPeakLevel, staffTodayLevel

  /// What a key sets and which values it takes; every number is from 0 unless told otherwise.
  enum Form {
    case statistic
    /// Units by resource, and how they read: those told, and what holds for every other resource.
    case units(WritableKeyPath<SharingAssumptions, [ResourceID: ExactDecimal]>, UnitsText)
    case share(WritableKeyPath<SharingAssumptions, Fraction>, most: Fraction)
    case whole(WritableKeyPath<SharingAssumptions, Int>, ClosedRange<Int>, Measure)
    case decimal(WritableKeyPath<SharingAssumptions, ExactDecimal>, most: ExactDecimal, Measure)
    /// A number whose absence means what `otherwise` says.
    case optional(
      WritableKeyPath<SharingAssumptions, ExactDecimal?>, most: ExactDecimal, Measure, otherwise: String)
  }

  /// How units by resource read.
  struct UnitsText {
    /// Behind the units that are told, and in place of them where none are.
    let told: String
    let none: String
  }

  /// What follows the number where people read it.
  enum Measure {
    /// The project's currency, and what the amount is for.
    case money(String)
    /// One of it, and several.
    case count(String, String)
  }

  var form: Form {
    switch self {
    case .statistic: .statistic
    case .headroom: .share(\.headroom, most: Self.mostShare)
    case .isolationOverhead: .share(\.isolationOverhead, most: Self.mostShare)
    case .nodeSizes:
      .units(
        \.nodeSizes, UnitsText(told: " units a node; 1 of every other resource", none: "1 unit a node"))
    case .largestJobs: .units(\.largestJobs, UnitsText(told: " units in the largest single job", none: "none told"))
    case .spareNodes: .whole(\.spareNodes, 0...10_000, .count("node of each resource", "nodes of each resource"))
    case .controlPlanePerMonth:
      .optional(\.controlPlanePerMonth, most: Self.mostMoney, .money("a month"), otherwise: Self.dearest)
    case .controlPlanePerHour: .decimal(\.controlPlanePerHour, most: Self.mostMoney, .money("an hour"))
    case .controlPlanePerTenant:
      .decimal(\.controlPlanePerTenant, most: Self.mostMoney, .money("a month for each tenant"))
    case .licencePerMonth:
      .optional(\.licencePerMonth, most: Self.mostMoney, .money("a month"), otherwise: Self.dearest)
    case .licencePerTenant: .decimal(\.licencePerTenant, most: Self.mostMoney, .money("a month for each tenant"))
    case .teamFloor: .decimal(\.teamFloor, most: Self.mostPeople, .count("FTE at least", "FTE at least"))
    case .teamBase: .decimal(\.teamBase, most: Self.mostPeople, .count("FTE", "FTE"))
    case .teamPerTenant: .decimal(\.teamPerTenant, most: Self.mostPeople, .count("FTE a tenant", "FTE a tenant"))
    case .loadedCostPerYear: .decimal(\.loadedCostPerYear, most: Self.mostMoney, .money("a year for each FTE"))
    case .upgradesPerYear: .decimal(\.upgradesPerYear, most: 1_000, .count("upgrade a year", "upgrades a year"))
    case .upgradeHours: .decimal(\.upgradeHours, most: Self.mostHours, .count("hour", "hours"))
    case .upgradeHoursPerTenant:
      .decimal(\.upgradeHoursPerTenant, most: Self.mostHours, .count("hour a tenant", "hours a tenant"))
    case .wagePerHour:
      .optional(
        \.wagePerHour, most: Self.mostMoney, .money("an hour"), otherwise: "the loaded cost a year over 1,800 hours")
    case .switchesPerMonth:
      .decimal(\.switchesPerMonth, most: 1_000_000_000, .count("switch a month", "switches a month"))
    case .switchMinutes: .decimal(\.switchMinutes, most: 1_440, .count("minute", "minutes"))
    case .residualSwitching: .share(\.residualSwitching, most: .one)
    case .migrationHoursPerEnvironment:
      .decimal(
        \.migrationHoursPerEnvironment, most: Self.mostHours, .count("hour an environment", "hours an environment"))
    case .buildCost: .decimal(\.buildCost, most: Self.mostMoney, .money("once"))
    case .parallelMonths: .decimal(\.parallelMonths, most: 120, .count("month", "months"))
    case .horizonMonths: .whole(\.horizonMonths, 1...600, .count("month", "months"))
    case .priceLevel: .share(\.priceLevel, most: Self.mostLevel)
    case .pooledPeakLevel: .share(\.pooledPeakLevel, most: Self.mostLevel)
    case .staffTodayLevel: .share(\.staffTodayLevel, most: Self.mostLevel)
    }
  }

  /// What the default rests on, as whoever reads a report may judge it (economics.md §1.2–1.8).
  var defaultSource: String {
    switch self {
    case .statistic: "peaks of parts add up to no less than the peak of the whole; percentiles may not"
    case .headroom: "operators' practice; no good source is known"
    case .isolationOverhead: "quotas and namespaces take 1 to 2%, virtual machines for each tenant more"
    case .nodeSizes, .largestJobs: "nothing is rounded up that nobody told"
    case .spareNodes: "one node may fail"
    case .controlPlanePerMonth, .licencePerMonth: "the shared one needs no less than the dearest of today"
    case .controlPlanePerHour, .controlPlanePerTenant, .licencePerTenant, .buildCost: "none unless it is told"
    case .teamFloor, .teamBase, .teamPerTenant: "rules of thumb of platform teams; around the clock takes 8 at least"
    case .loadedCostPerYear: "mean wage in the USA in 2024, and benefits of 30% of compensation"
    case .upgradesPerYear: "part of the staff in costs.csv, so that no hour counts twice"
    case .upgradeHours: "published upgrade projects: 4 to 6 engineer-weeks for three regions"
    case .upgradeHoursPerTenant, .residualSwitching: "an estimate"
    case .wagePerHour: "1,800 productive hours a year"
    case .switchesPerMonth: "none unless it is measured or told"
    case .switchMinutes: "studies of interrupted programmers: from 1 minute to 23"
    case .migrationHoursPerEnvironment, .parallelMonths: "an estimate; nothing is published"
    case .horizonMonths: "how long such contracts run"
    case .priceLevel, .pooledPeakLevel, .staffTodayLevel: "as recorded or measured"
    }
  }

  /// Whether it is what the dearest environment costs, by `costs.csv`, where nobody tells it.
  var isRecordedUnlessTold: Bool { self == .controlPlanePerMonth || self == .licencePerMonth }

  private static let dearest = "that of the dearest environment today"
  // Bounds that no organisation reaches and a slip of the keyboard does.
  private static let mostShare = Fraction(3)
  private static let mostLevel = Fraction(10)
  private static let mostMoney: ExactDecimal = 1_000_000_000_000
  private static let mostPeople: ExactDecimal = 100_000
  private static let mostHours: ExactDecimal = 1_000_000
}
