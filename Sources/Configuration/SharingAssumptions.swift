package import Metering

/// What one shared environment would need, as far as it is not measured: economics.md §1.2–1.4 and §1.8.
///
/// Every value is the organisation's to set, in the project file under `comparison`, for all stacks or for one. Amounts
/// are in the project's currency, and those per month are per calendar month.
package struct SharingAssumptions: Sendable, Equatable {
  /// What capacity is sized on, for bespoke and shared alike.
  package enum Statistic: Sendable, Equatable {
    /// The highest hour.
    case peak
    /// The mean of the k highest hours.
    case topHours(Int)
  }

  package var statistic = Statistic.peak
  /// Spare room above the statistic: h.
  package var headroom = Fraction(10, 100)
  /// What separating tenants costs in capacity: o.
  package var isolationOverhead = Fraction(4, 100)
  /// Units of a resource that one node has; 1 where it is not told.
  package var nodeSizes: [ResourceID: ExactDecimal] = [:]
  /// Units that the largest single job holds at once: no environment is sized below them. None where it is not told.
  package var largestJobs: [ResourceID: ExactDecimal] = [:]
  /// Nodes kept free for the failure of others, per resource.
  package var spareNodes = 1

  /// Fixed cost of the shared control plane a month; nil: that of the dearest environment today.
  package var controlPlanePerMonth: ExactDecimal?
  /// Fee of the shared control plane an hour.
  package var controlPlanePerHour = ExactDecimal.zero
  package var controlPlanePerTenant = ExactDecimal.zero
  /// Licence of the shared environment a month; nil: that of the dearest environment today.
  package var licencePerMonth: ExactDecimal?
  package var licencePerTenant = ExactDecimal.zero

  /// The platform team: max(floor, base + perTenant × tenants) FTE.
  package var teamFloor: ExactDecimal = "3"
  package var teamBase: ExactDecimal = "1.5"
  package var teamPerTenant: ExactDecimal = "0.5"
  /// Loaded cost of one FTE a year.
  package var loadedCostPerYear: ExactDecimal = "200000"

  /// Upgrades of an environment a year and the hours of one; 0 where they are part of the staff in `costs.csv`, so that
  /// no hour counts twice.
  package var upgradesPerYear = ExactDecimal.zero
  package var upgradeHours: ExactDecimal = "120"
  package var upgradeHoursPerTenant: ExactDecimal = "20"
  /// Loaded wage an hour; nil: the loaded cost over 1,800 productive hours.
  package var wagePerHour: ExactDecimal?

  /// Switches of people between environments of the stack a month, and what is lost at each.
  package var switchesPerMonth = ExactDecimal.zero
  package var switchMinutes: ExactDecimal = "10"
  /// The share of switching that stays when the stack is shared: ρ.
  package var residualSwitching = Fraction(10, 100)

  package var migrationHoursPerEnvironment: ExactDecimal = "500"
  /// One-time cost of building the shared environment.
  package var buildCost = ExactDecimal.zero
  /// Months in which both run: each costs a month of the shared environment.
  package var parallelMonths: ExactDecimal = "2"
  package var horizonMonths = 36

  /// Levels scale what was measured or recorded, so that it can have a range. 1: as it is.
  /// The prices of capacity, on both sides.
  package var priceLevel = Fraction.one
  /// The pooled demand that shared capacity is sized on.
  package var pooledPeakLevel = Fraction.one
  /// The recorded staff of today's environments.
  package var staffTodayLevel = Fraction.one

  /// The ranges that the project file states; see `range(of:)` for the others.
  package var ranges: [AssumptionKey: AssumptionRange] = [:]
  /// The names of the assumptions that the project file sets; the others are defaults, and reports say so.
  package var setByProject: Set<String> = []
  /// The names of those that are set for one comparison only, by the command line or a scenario.
  package var setForOnce: Set<String> = []
  /// Assumptions of single stacks, complete: what the project sets for all, changed by what it sets for the stack.
  package var stacks: [StackID: SharingAssumptions] = [:]

  package init() {}

  /// The assumptions for one stack.
  package func forStack(_ stack: StackID) -> SharingAssumptions { stacks[stack] ?? self }
}
