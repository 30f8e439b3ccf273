package import Configuration
package import Metering

/// All that the comparison finds for one period beside its answer: what there is and what of it is there twice, how far
/// versions are apart, how far the answer carries, what else could be done, how to get there, who gains and who pays,
/// and what may make it wrong.
///
/// `StackComparison` and `OrganizationComparison` are the answer; everything here is made from the same inputs, so its
/// figures tie with theirs.
package struct PeriodFindings: Sendable, Equatable, Codable {
  package let environments: EnvironmentFindings
  package let ranges: Ranges
  package let scenarios: ScenarioTable
  /// The stacks that have something to share, in the order of their names.
  package let plans: [MigrationPlan]
  /// Every stack, in the order of their names.
  package let splits: [FairSplit]
  package let organizationSplit: OrganizationSplit
  /// What was measured of people, by stack; empty where the project keeps nothing of people.
  package let switching: [StackSwitching]
  package let threats: [Threat]
  /// nil where no stack has something to share, like the one that follows.
  package let savingsCurve: SavingsCurve?
  package let demandWeek: DemandWeek?
  package let ownership: OwnershipGrid

  /// What was measured of switching in a stack.
  package struct StackSwitching: Sendable, Equatable, Codable {
    package let stack: StackID
    package let measured: MeasuredSwitching
    /// What of it counts as lost; nil where nothing is shared, or the assumption stands.
    package let loss: SwitchingLoss?

    package init(stack: StackID, measured: MeasuredSwitching, loss: SwitchingLoss? = nil) {
      self.stack = stack
      self.measured = measured
      self.loss = loss
    }
  }

  /// `stacks`: all of them, over `days`, which are so many `months`; `measured`: what was measured of people on them.
  /// The plans begin in the month behind.
  package init(
    configuration: ProjectConfiguration, calendar: OrganizationCalendar, days: Range<CivilDate>, months: Fraction,
    stacks: [MeasuredStack], switching measured: [StackID: MeasuredSwitching], asOf: CivilDate
  ) throws(ArithmeticOverflow) {
    let project = configuration.project
    environments = try EnvironmentFindings(
      configuration: configuration, calendar: calendar, days: days, stacks: stacks)
    ranges = try Ranges(of: stacks, months: months, currency: project.currency)
    scenarios = try ScenarioTable(
      of: stacks, scenarios: project.scenarios, months: months, currency: project.currency)
    let firstMonth = days.upperBound.adding(days: -1).period.endDay.period
    var plans: [MigrationPlan] = []
    var splits: [FairSplit] = []
    var threats: [Threat] = []
    for stack in stacks {
      if let plan = try MigrationPlan(of: stack.input, demand: stack.demand, from: firstMonth) { plans.append(plan) }
      splits.append(
        try FairSplit(
          of: stack.input, comparison: stack.comparison, demand: stack.demand, settings: project.split))
      threats += try ThreatFinder(stack, asOf: asOf).threats()
    }
    self.plans = plans
    self.splits = splits
    self.threats = threats
    organizationSplit = try OrganizationSplit(of: splits, currency: project.currency)
    savingsCurve = try SavingsCurve(of: stacks, plans: plans, from: firstMonth)
    demandWeek = try DemandWeek(of: stacks, days: days, calendar: calendar)
    ownership = try OwnershipGrid(of: environments.inventory, duplicates: environments.duplicates)
    switching = measured.sorted { $0.key < $1.key }.map { stack, measured in
      let input = stacks.first { $0.input.stack == stack }?.input
      return StackSwitching(stack: stack, measured: measured, loss: input.flatMap(SwitchingLoss.init))
    }
  }
}
