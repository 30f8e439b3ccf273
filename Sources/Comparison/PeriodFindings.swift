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

    package init(stack: StackID, measured: MeasuredSwitching) {
      self.stack = stack
      self.measured = measured
    }
  }

  /// `inputs`, `comparisons`: of the same stacks, over `days`; `measured`: what was measured of people on them. The
  /// plans begin in the month behind.
  package init(
    configuration: ProjectConfiguration, calendar: OrganizationCalendar, days: Range<CivilDate>, inputs: [StackInput],
    comparisons: [StackComparison], switching measured: [StackID: MeasuredSwitching], asOf: CivilDate
  ) throws(ArithmeticOverflow) {
    precondition(inputs.map(\.stack) == comparisons.map(\.stack), "each stack is compared once")
    let project = configuration.project
    let month = days.lowerBound.period
    let months = Fraction(Int128(days.count), Int128(month.dayCount))
    environments = try EnvironmentFindings(
      configuration: configuration, calendar: calendar, days: days, inputs: inputs, comparisons: comparisons)
    ranges = try Ranges(of: inputs, months: months, currency: project.currency)
    scenarios = try ScenarioTable(
      of: inputs, scenarios: project.scenarios, months: months, currency: project.currency)
    var plans: [MigrationPlan] = []
    var splits: [FairSplit] = []
    var threats: [Threat] = []
    for (input, comparison) in zip(inputs, comparisons) {
      if let plan = try MigrationPlan(of: input, from: month.endDay.period) { plans.append(plan) }
      splits.append(try FairSplit(of: input, comparison: comparison, settings: project.split))
      threats += try ThreatFinder(input, comparison, asOf: asOf).threats()
    }
    self.plans = plans
    self.splits = splits
    self.threats = threats
    organizationSplit = try OrganizationSplit(of: splits, currency: project.currency)
    savingsCurve = try SavingsCurve(of: inputs, plans: plans, from: month.endDay.period)
    demandWeek = try DemandWeek(of: inputs, comparisons: comparisons, days: days, calendar: calendar)
    ownership = try OwnershipGrid(of: environments.inventory, duplicates: environments.duplicates)
    switching = measured.sorted { $0.key < $1.key }.map { StackSwitching(stack: $0.key, measured: $0.value) }
  }
}
