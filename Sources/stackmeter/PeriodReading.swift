import Aggregation
import Comparison
import Configuration
import Ledger
import Metering

/// What a period's usage comes to before anything is stored: its charge lines, and what its stacks are compared on.
struct PeriodReading {
  let days: Range<CivilDate>
  let lines: [ChargeLine]
  /// With what was measured of switching, where the project keeps something of people; none where the period is empty.
  let inputs: [StackInput]
  let switching: [StackID: MeasuredSwitching]
  let daily: DailyUsageBuilder
  /// What is idle in the environments that are billed for the month.
  let idle: [EnvironmentID: UnusedCapacity.Amount]
  /// Whether there is neither usage nor anything to charge.
  let isEmpty: Bool

  /// `days`: of one month; `credits`: what is left of them when it begins.
  init(
    of days: Range<CivilDate>, in ledger: Ledger, configuration: ProjectConfiguration, calendar: OrganizationCalendar,
    credits: CreditBalances
  ) throws {
    var charges = PeriodCharges(
      period: days.lowerBound.period, days: days, configuration: configuration, credits: credits)
    var builder = StackInputBuilder(configuration: configuration, calendar: calendar, days: days)
    var daily = DailyUsageBuilder()
    var idle = UnusedCapacity(
      of: configuration.bills.of(days.lowerBound.period).environments, configuration: configuration,
      calendar: calendar, days: days)
    var isUsed = false
    var known: [SeriesKey] = []
    try ledger.usage(days: days, units: configuration.project.unit) { series in
      known = series
      charges.expect(series)
      daily.expect(series)
      builder.expect(series)
    } _: { usage in
      isUsed = true
      if idle.takesUsage(of: known[usage.place]) {
        try idle.add(DayUsage(series: known[usage.place], day: usage.day, hours: usage.hours))
      }
      try charges.add(usage)
      try daily.add(usage)
      try builder.add(usage)
    }
    let lines = try charges.lines()
    isEmpty = !isUsed && lines.isEmpty
    let inputs = isEmpty ? [] : try builder.inputs(lines: lines)
    var switching: [StackID: MeasuredSwitching] = [:]
    if let people = configuration.project.people {
      switching = try SwitchingStage(settings: people, calendar: calendar)
        .measure(ledger, days: days, stacks: SwitchingStage.stacks(of: inputs))
    }
    self.days = days
    self.daily = try daily.charged(as: charges.asCharged)
    self.idle = try idle.amounts()
    self.lines = lines
    self.switching = switching
    self.inputs = try inputs.map { input in
      input.with(switching: try switching[input.stack].flatMap { try SwitchingVolume($0) })
    }
  }
}
