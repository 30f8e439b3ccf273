import Aggregation
import Comparison
import Configuration
import Ledger
import Metering

/// What a period's usage comes to before anything is stored: its charge lines, and what its stacks are compared on.
struct PeriodReading {
  let days: Range<CivilDate>
  let lines: [ChargeLine]
  /// With what was measured of switching, where the project keeps something of people.
  let inputs: [StackInput]
  let switching: [StackID: MeasuredSwitching]

  /// `days`: of one month; `credits`: what is left of them when it begins.
  init(of days: Range<CivilDate>, in ledger: Ledger, workspace: Workspace, credits: CreditBalances) throws {
    let configuration = workspace.configuration
    var charges = PeriodCharges(
      period: days.lowerBound.period, days: days, configuration: configuration, credits: credits)
    var builder = StackInputBuilder(configuration: configuration, calendar: workspace.calendar, days: days)
    try ledger.usage(days: days) { usage in
      try charges.add(usage)
      try builder.add(usage)
    }
    self.days = days
    lines = try charges.lines()
    let inputs = try builder.inputs(lines: lines)
    var switching: [StackID: MeasuredSwitching] = [:]
    if let people = workspace.project.people {
      switching = try SwitchingStage(settings: people, calendar: workspace.calendar)
        .measure(ledger, days: days, stacks: SwitchingStage.stacks(of: inputs))
    }
    self.switching = switching
    self.inputs = try inputs.map { input in
      input.with(switching: try switching[input.stack].flatMap { try SwitchingVolume($0) })
    }
  }
}
