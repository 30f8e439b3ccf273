import Aggregation
import Comparison
import Configuration
import Foundation
import Ledger
import Metering
import Reporting

/// Compares once more, with what the arguments change, and stores nothing: `stackmeter compare`.
struct CompareStage {
  /// A comparison that cannot be made.
  enum Problem: Error, Equatable, CustomStringConvertible {
    case noUsageIn(option: String, Period, periods: [Period])
    case unknownScenario(String, known: [String], suggestion: String?)
    case endsBeforeItBegins(from: Period, to: Period)

    var description: String {
      switch self {
      case .noUsageIn(let option, let period, let periods):
        "\(option) \(period): there is no usage in it; there is in "
          + periods.map(\.description).joined(separator: ", ")
      case .unknownScenario(let name, let known, let suggestion):
        "--scenario \(name): the project file has no such scenario"
          + (suggestion.map { "; did you mean \($0)?" }
            ?? (known.isEmpty ? "; name some under \"scenarios\"" : "; it has \(known.joined(separator: ", "))"))
      case .endsBeforeItBegins(let from, let to):
        "--from \(from): there is no month from it to \(to); give an earlier one, or a later --to"
      }
    }
  }

  /// What `--json` prints.
  private struct Output: Encodable {
    let period: String
    let firstDay: CivilDate
    let endDay: CivilDate
    let currency: Currency
    let scenario: String?
    let organization: OrganizationComparison
    /// nil of one month.
    let months: [MonthColumns.Month]?
    let stacks: [StackComparison]
    let findings: PeriodFindings
    /// What was saved since environments were retired, as it was aggregated last.
    let realised: [RealisedStage.StackSavings]
  }

  private let workspace: Workspace
  private let options: CompareOptions
  /// Those of the project file, with what the arguments set.
  private let assumptions: SharingAssumptions

  init(_ workspace: Workspace, _ options: CompareOptions) throws(ConfigurationError) {
    var assumptions = workspace.project.assumptions
    for setting in options.settings { assumptions = try assumptions.setting(setting.name, to: setting.value) }
    self.workspace = workspace
    self.assumptions = assumptions
    self.options = options
  }

  /// The lines to print.
  func run(_ ledger: Ledger) throws -> [String] {
    guard let usageDays = try ledger.usageDays() else { throw StageError.noUsage(ledger: workspace.ledgerPath) }
    let asOf = workspace.asOf ?? usageDays.last
    guard usageDays.first <= asOf else { throw StageError.noUsageUpTo(asOf, first: usageDays.first) }
    let periods = try periods(try ledger.periodsWithUsage().filter { $0.firstDay <= asOf }, asOf: asOf)
    let days = periods.first.firstDay..<min(periods.last.endDay, asOf.adding(days: 1))
    let reading = try ComparisonReading(
      of: days, in: ledger, configuration: workspace.configuration, calendar: workspace.calendar)
    let (stacks, columns) = try compared(reading)
    let comparisons = stacks.map(\.comparison)
    let organization = try OrganizationComparison(
      of: comparisons, months: reading.months, currency: workspace.project.currency)
    let findings = try PeriodFindings(
      configuration: workspace.configuration, calendar: workspace.calendar, days: days, months: reading.months,
      stacks: stacks, switching: reading.switching, asOf: asOf)
    let realised =
      try ledger.value(forKey: AggregateStage.realisedKey)
      .map { try decoded([RealisedStage.StackSavings].self, $0).filter { $0.savings != nil } } ?? []
    guard !options.isJSON else {
      let output = Output(
        period: periods.first == periods.last ? "\(periods.first)" : "\(periods.first)/\(periods.last)",
        firstDay: days.lowerBound, endDay: days.upperBound,
        currency: workspace.project.currency, scenario: options.scenario, organization: organization,
        months: columns?.months, stacks: comparisons, findings: findings, realised: realised)
      return [JSONText.escapingMarks(in: try encoded(output))]
    }
    return ComparisonText(
      organizationName: workspace.project.organization, days: days, scenario: options.scenario,
      comparisons: comparisons, organization: organization, months: columns, findings: findings,
      realised: realised.compactMap { stack in
        stack.savings.map { ComparisonText.Realised(stack: stack.stack, savings: $0) }
      },
      withoutStack: reading.withoutStack
    ).lines
  }

  /// The stacks with what the arguments set; of several months, with those beside each other.
  private func compared(_ reading: ComparisonReading) throws -> ([MeasuredStack], MonthColumns?) {
    let scenario = try scenario()
    func assumed(_ inputs: [StackInput]) throws -> [StackInput] {
      let inputs = inputs.map { $0.assuming(assumptions.forStack($0.stack)) }
      return try scenario?.inputs(of: inputs) ?? inputs
    }
    let inputs = try assumed(reading.inputs)
    guard reading.monthInputs.count > 1 else { return (try MeasuredStack.all(inputs), nil) }
    var months: [(period: Period, inputs: [StackInput])] = []
    for month in reading.monthInputs { months.append((month.period, try assumed(month.inputs))) }
    let (stacks, columns) = try MonthColumns.compare(inputs, months: months, currency: workspace.project.currency)
    return (stacks, columns)
  }

  /// The months asked for; else the last one that is complete, or the last one.
  private func periods(_ periods: [Period], asOf: CivilDate) throws -> (first: Period, last: Period) {
    if let period = options.period {
      guard periods.contains(period) else { throw Problem.noUsageIn(option: "--period", period, periods: periods) }
      return (period, period)
    }
    let complete = periods.last { $0.endDay <= asOf.adding(days: 1) }
    guard let last = options.to ?? complete ?? periods.last else {
      throw StageError.noUsage(ledger: workspace.ledgerPath)
    }
    let first = options.from ?? last
    for (option, period) in [("--from", first), ("--to", last)] where !periods.contains(period) {
      throw Problem.noUsageIn(option: option, period, periods: periods)
    }
    guard first.firstDay <= last.firstDay else { throw Problem.endsBeforeItBegins(from: first, to: last) }
    return (first, last)
  }

  private func scenario() throws -> Scenario? {
    guard let name = options.scenario else { return nil }
    let scenarios = workspace.project.scenarios
    guard let scenario = scenarios.first(where: { $0.name == name }) else {
      let known = scenarios.map(\.name)
      throw Problem.unknownScenario(name, known: known, suggestion: closest(to: name, among: known))
    }
    return scenario
  }
}
