import Aggregation
import Comparison
import Configuration
import Ledger
import Metering

/// What stacks are compared on over some days of one month or of several, and what their environments cost month by
/// month.
///
/// Nothing is posted from it, so what is used of held capacity at a price of a unit is not rated: in the comparison it
/// is a part of what the capacity costs.
struct ComparisonReading {
  let days: Range<CivilDate>
  let months: Fraction
  /// With what was measured of switching, where the project keeps something of people.
  let inputs: [StackInput]
  let switching: [StackID: MeasuredSwitching]
  /// The environments that are compared with nothing, as nobody tells what they are of.
  let withoutStack: [EnvironmentID]
  /// In their order.
  let monthInputs: [(period: Period, inputs: [StackInput])]

  /// `days`: of months that follow each other.
  init(
    of days: Range<CivilDate>, in ledger: Ledger, configuration: ProjectConfiguration, calendar: OrganizationCalendar
  ) throws {
    var builder = StackInputBuilder(configuration: configuration, calendar: calendar, days: days)
    var lines: [(period: Period, lines: [ChargeLine])] = []
    var period = days.lowerBound.period
    while period.firstDay < days.upperBound {
      let days = period.days.clamped(to: days)
      // Credits are in no cost that is compared, so what earlier months used of them does not matter here.
      var charges = PeriodCharges(
        period: period, days: days, configuration: configuration.withoutPools,
        credits: CreditBalances(configuration.adjustments))
      var isRated: [Bool] = []
      try ledger.usage(days: days, units: configuration.project.unit) { series in
        if period == days.lowerBound.period { builder.expect(series) }
        charges.expect(series)
        isRated = Self.isRated(series, on: days, configuration)
      } _: { usage in
        if isRated[usage.place] { try charges.add(usage) }
        try builder.add(usage)
      }
      lines.append((period, try charges.lines()))
      period = period.next
    }
    var (inputs, monthInputs) = try builder.inputs(months: lines)
    var switching: [StackID: MeasuredSwitching] = [:]
    if let people = configuration.project.people {
      let stage = SwitchingStage(settings: people, calendar: calendar)
      let stacks = SwitchingStage.stacks(of: inputs)
      switching = try stage.measure(ledger, days: days, stacks: stacks)
      inputs = try Self.with(switching, inputs)
      for (position, month) in monthInputs.enumerated() {
        let measured = try stage.measure(ledger, days: month.period.days.clamped(to: days), stacks: stacks)
        monthInputs[position].inputs = try Self.with(measured, month.inputs)
      }
    }
    self.days = days
    months = try builder.months()
    withoutStack = builder.withoutStack
    self.switching = switching
    (self.inputs, self.monthInputs) = (inputs, monthInputs)
  }

  private static func with(
    _ switching: [StackID: MeasuredSwitching], _ inputs: [StackInput]
  ) throws -> [StackInput] {
    try inputs.map { input in
      input.with(switching: try switching[input.stack].flatMap { try SwitchingVolume($0) })
    }
  }

  /// By series: whether its usage is rated here.
  private static func isRated(
    _ series: [SeriesKey], on days: Range<CivilDate>, _ configuration: ProjectConfiguration
  ) -> [Bool] {
    var isByUnit: [ResourceID: Bool] = [:]
    return series.map { series in
      let held = configuration.catalogue.capacities(of: series.environment)
      // What is told in a unit that is not the resource's is no use of what is held of it, and shown as unrated.
      guard series.toldUnit == nil,
        held.contains(where: { $0.resource == series.resource && !$0.validity.clamped(to: days).isEmpty })
      else { return true }
      // On days on which the environment is not there nothing is held for it, and its usage counts at what it costs.
      let rows = configuration.catalogue.environments(series.environment)
      let isThere = rows.isEmpty || days.allSatisfy { day in rows.contains { $0.validity.contains(day) } }
      guard isThere else { return true }
      if isByUnit[series.resource] == nil {
        isByUnit[series.resource] = configuration.rateCard.hasUnitPrices(for: series.resource, on: days)
      }
      return isByUnit[series.resource] == false
    }
  }
}
