internal import Comparison
internal import Configuration
internal import Metering

/// What assumptions are called where leadership reads; the project file's own names stand beside them in the table.
enum AssumptionWording {
  static func label(_ key: AssumptionKey) -> String {
    switch key {
    case .statistic: "Sizing statistic"
    case .headroom: "Headroom"
    case .isolationOverhead: "Isolation overhead"
    case .nodeSizes: "Units in a node"
    case .largestJobs: "Largest single job"
    case .spareNodes: "Spare nodes"
    case .controlPlanePerMonth: "Control plane a month"
    case .controlPlanePerHour: "Control plane an hour"
    case .controlPlanePerTenant: "Control plane a tenant"
    case .licencePerMonth: "Licences a month"
    case .licencePerTenant: "Licences a tenant"
    case .teamFloor: "Smallest team"
    case .teamBase: "Team, base"
    case .teamPerTenant: "Team for each tenant"
    case .loadedCostPerYear: "Cost of one person a year"
    case .upgradesPerYear: "Upgrades a year"
    case .upgradeHours: "Hours an upgrade"
    case .upgradeHoursPerTenant: "Upgrade hours a tenant"
    case .wagePerHour: "Wage an hour"
    case .switchesPerMonth: "Switches a month"
    case .switchMinutes: "Minutes a switch"
    case .residualSwitching: "Switching that stays"
    case .migrationHoursPerEnvironment: "Hours to move one"
    case .buildCost: "Cost of building it"
    case .parallelMonths: "Months in parallel"
    case .horizonMonths: "Horizon in months"
    case .priceLevel: "Price level"
    case .pooledPeakLevel: "Pooled peak"
    case .staffTodayLevel: "Staff today"
    }
  }

  /// A value as people read it, at most 4 decimals.
  static func value(_ value: Fraction, of key: AssumptionKey) -> String {
    let text = key.text(of: value)
    guard let point = text.firstIndex(of: "."), text.distance(from: point, to: text.endIndex) > 6 else {
      return text.contains("/") ? DisplayText.decimal(value, places: 4) : text
    }
    return text.hasSuffix("%")
      ? (DisplayText.percent(value.numerator, of: value.denominator, places: 2) ?? text)
      : DisplayText.decimal(value, places: 4)
  }

  /// Where an assumption turns the answer: a value, or the two that it lies between.
  static func breakEven(_ interval: BreakEven.Interval, of key: AssumptionKey) -> String {
    let (low, high) = (value(interval.low, of: key), value(interval.high, of: key))
    return low == high ? low : "\(low) to \(high)"
  }
}
