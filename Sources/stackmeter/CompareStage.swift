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
    case noUsageIn(Period, periods: [Period])
    case unknownScenario(String, known: [String], suggestion: String?)

    var description: String {
      switch self {
      case .noUsageIn(let period, let periods):
        "--period \(period): there is no usage in it; there is in \(periods.map(\.description).joined(separator: ", "))"
      case .unknownScenario(let name, let known, let suggestion):
        "--scenario \(name): the project file has no such scenario"
          + (suggestion.map { "; did you mean \($0)?" }
            ?? (known.isEmpty ? "; name some under \"scenarios\"" : "; it has \(known.joined(separator: ", "))"))
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
    let stacks: [StackComparison]
    let findings: PeriodFindings
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
    let period = try period(try ledger.periodsWithUsage().filter { $0.firstDay <= asOf }, asOf: asOf)
    let days = period.firstDay..<min(period.endDay, asOf.adding(days: 1))
    // Credits are in no cost that is compared, so what earlier months used of them does not matter here.
    let reading = try PeriodReading(
      of: days, in: ledger, configuration: workspace.configuration, calendar: workspace.calendar,
      credits: CreditBalances(workspace.configuration.adjustments))
    let assumed = reading.inputs.map { $0.assuming(assumptions.forStack($0.stack)) }
    let inputs = try scenario()?.inputs(of: assumed) ?? assumed
    let comparisons = try inputs.map { try StackComparison(of: $0) }
    let organization = try OrganizationComparison(
      of: comparisons, months: Fraction(Int128(days.count), Int128(period.dayCount)),
      currency: workspace.project.currency)
    let findings = try PeriodFindings(
      configuration: workspace.configuration, calendar: workspace.calendar, days: days, inputs: inputs,
      comparisons: comparisons, switching: reading.switching, asOf: asOf)
    guard !options.isJSON else {
      let output = Output(
        period: period.description, firstDay: days.lowerBound, endDay: days.upperBound,
        currency: workspace.project.currency, scenario: options.scenario, organization: organization,
        stacks: comparisons, findings: findings)
      return [try encoded(output)]
    }
    return ComparisonText(
      organizationName: workspace.project.organization, days: days, scenario: options.scenario,
      comparisons: comparisons, organization: organization, findings: findings
    ).lines
  }

  /// The period asked for; else the last one that is complete, or the last one.
  private func period(_ periods: [Period], asOf: CivilDate) throws -> Period {
    if let period = options.period {
      guard periods.contains(period) else { throw Problem.noUsageIn(period, periods: periods) }
      return period
    }
    let complete = periods.last { $0.endDay <= asOf.adding(days: 1) }
    guard let period = complete ?? periods.last else { throw StageError.noUsage(ledger: workspace.ledgerPath) }
    return period
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
