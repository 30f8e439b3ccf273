import Aggregation
import Comparison
import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Reporting

/// Why a stage stopped although each of its calls went well.
enum StageError: Error, Equatable, CustomStringConvertible {
  case filesRejected([String])
  case nothingAggregated(ledger: String)
  case noLedger(String)
  case noUsage(ledger: String)
  case noUsageUpTo(CivilDate, first: CivilDate)

  var exitCode: ExitCode {
    switch self {
    case .filesRejected: .dataError
    case .nothingAggregated, .noLedger, .noUsage, .noUsageUpTo: .noInput
    }
  }

  /// One line, with what to do.
  var description: String {
    switch self {
    case .filesRejected(let files):
      "\(files.joined(separator: ", ")): too many bad records, so nothing of it counts and nothing is published; "
        + "see the ledger's quarantine table, then mend the log or raise quarantine.largestShare in stackmeter.json5"
    case .nothingAggregated(let ledger):
      "\(ledger): nothing is aggregated yet; run stackmeter aggregate first"
    case .noLedger(let ledger):
      "\(ledger): there is no ledger; run stackmeter ingest first, or name the ledger with --ledger"
    case .noUsage(let ledger):
      "\(ledger): there is no usage yet; check the sources' files in stackmeter.json5, then run stackmeter ingest"
    case .noUsageUpTo(let day, let first):
      "--as-of \(day): there is no usage up to that day, the first is of \(first); give a later day"
    }
  }
}

/// Aggregates what the ledger holds: one transaction per period.
struct AggregateStage {
  let workspace: Workspace

  /// What a period came to.
  struct PeriodSummary {
    let period: Period
    let days: Range<CivilDate>
    let lines: [StoredChargeLine]
    let comparisons: [StackComparison]
    let organization: OrganizationComparison
    let findings: PeriodFindings
  }

  func run(_ ledger: Ledger) throws -> [PeriodSummary] {
    guard let usageDays = try ledger.usageDays() else { throw StageError.noUsage(ledger: workspace.ledgerPath) }
    let asOf = workspace.asOf ?? usageDays.last
    // Without this, a slip in the day would replace the reports by none.
    guard usageDays.first <= asOf else { throw StageError.noUsageUpTo(asOf, first: usageDays.first) }
    let runID = RunIdentity.runID(
      configuration: workspace.configuration.files, batches: try ledger.batches(), asOf: asOf,
      programVersion: Usage.version)
    let periods = try ledger.periodsWithUsage().filter { $0.firstDay <= asOf }
    var summaries: [PeriodSummary] = []
    var credits = CreditBalances(workspace.configuration.adjustments)
    for period in periods {
      let days = period.firstDay..<min(period.endDay, asOf.adding(days: 1))
      let summary = try aggregate(period, days, asOf, runID, credits, ledger)
      try credits.take(summary.lines.map(\.line))
      summaries.append(summary)
    }
    try ledger.removeAggregates(exceptFor: periods)
    try ledger.setValue(
      encoded(try RealisedStage(catalogue: workspace.configuration.catalogue).realised(summaries)),
      forKey: Self.realisedKey)
    try ledger.setValue(encoded(ReportContext(workspace, asOf: asOf, runID: runID)), forKey: ReportContext.key)
    return summaries
  }

  private func aggregate(
    _ period: Period, _ days: Range<CivilDate>, _ asOf: CivilDate, _ runID: String, _ credits: CreditBalances,
    _ ledger: Ledger
  ) throws -> PeriodSummary {
    let configuration = workspace.configuration
    let reading = try PeriodReading(of: days, in: ledger, workspace: workspace, credits: credits)
    let lines = reading.lines
    let cents = try posted(lines, currency: workspace.project.currency)
    let stored = zip(lines, cents).map { line, cents in
      StoredChargeLine(line: line, lineID: RunIdentity.lineID(line.identity), minorUnits: cents)
    }
    let comparisons = try reading.inputs.map { try StackComparison(of: $0) }
    let organization = try OrganizationComparison(
      of: comparisons, months: Fraction(Int128(days.count), Int128(period.dayCount)),
      currency: workspace.project.currency)
    let record = AggregationRecord(
      period: period, state: .open, asOf: asOf, days: days, runID: runID,
      rateCardVersion: RunIdentity.rateCardVersion(configuration.files))
    try ledger.replaceAggregate(
      PeriodAggregate(
        record: record, lines: stored,
        comparisons: comparisons.map { StoredComparison(stack: $0.stack, body: try encoded($0)) }))
    try ledger.setValue(encoded(organization), forKey: Self.organizationKey(period))
    let findings = try PeriodFindings(
      configuration: configuration, calendar: workspace.calendar, days: days, inputs: reading.inputs,
      comparisons: comparisons, switching: reading.switching, asOf: asOf)
    try ledger.setValue(encoded(findings), forKey: Self.findingsKey(period))
    return PeriodSummary(
      period: period, days: days, lines: stored, comparisons: comparisons, organization: organization,
      findings: findings)
  }

  static func organizationKey(_ period: Period) -> String { "organization_comparison \(period)" }

  static func findingsKey(_ period: Period) -> String { "comparison_findings \(period)" }

  /// What was saved since environments were retired, by stack: see `RealisedStage`.
  static let realisedKey = "realised_savings"
}

/// What reports need to know of the project, as it was when the figures were computed.
struct ReportContext: Codable, Equatable {
  static let key = "report_context"

  struct Assumption: Codable, Equatable {
    let name: String
    let value: String
    let source: String
  }

  let organization: String
  let currency: Currency
  let zone: String
  let asOf: CivilDate
  let runID: String
  let rateCardVersion: String
  let assumptions: [Assumption]

  init(_ workspace: Workspace, asOf: CivilDate, runID: String) {
    organization = workspace.project.organization
    currency = workspace.project.currency
    zone = workspace.project.zone.name
    self.asOf = asOf
    self.runID = runID
    rateCardVersion = RunIdentity.rateCardVersion(workspace.configuration.files)
    assumptions = workspace.project.assumptions.descriptions(currency: workspace.project.currency).map {
      Assumption(name: $0.name, value: $0.value, source: $0.source)
    }
  }
}

/// Writes the reports of what was aggregated last.
struct ReportStage {
  let workspace: Workspace

  func run(_ ledger: Ledger) throws -> ReportPublisher.Outcome {
    let files = try ReportSet.files(for: try input(ledger))
    return try ReportPublisher().publish(files, to: workspace.reportsPath)
  }

  func input(_ ledger: Ledger) throws -> ReportInput {
    guard let text = try ledger.value(forKey: ReportContext.key) else {
      throw StageError.nothingAggregated(ledger: workspace.ledgerPath)
    }
    let context = try decoded(ReportContext.self, text)
    return ReportInput(
      organization: context.organization, currency: context.currency, zone: context.zone, asOf: context.asOf,
      runID: context.runID, rateCardVersion: context.rateCardVersion,
      periods: try ledger.aggregatedPeriods().map { try period($0, ledger) }, quality: try quality(ledger),
      assumptions: context.assumptions.map { AssumptionRow(name: $0.name, value: $0.value, source: $0.source) })
  }

  private func period(_ record: AggregationRecord, _ ledger: Ledger) throws -> PeriodInput {
    let organization = try ledger.value(forKey: AggregateStage.organizationKey(record.period))
    let comparisons = try ledger.comparisons(period: record.period).map { try decoded(StackComparison.self, $0.body) }
    // What an older program aggregated may lack it: aggregating again brings it.
    guard comparisons.isEmpty || organization != nil else {
      throw StageError.nothingAggregated(ledger: workspace.ledgerPath)
    }
    return PeriodInput(
      period: record.period, state: record.state.rawValue, days: record.days,
      lines: try ledger.chargeLines(period: record.period).map {
        PostedLine(line: $0.line, minorUnits: $0.minorUnits, lineID: $0.lineID)
      },
      comparisons: comparisons,
      organization: comparisons.isEmpty
        ? nil : try organization.map { try decoded(OrganizationComparison.self, $0) })
  }

  private func quality(_ ledger: Ledger) throws -> DataQuality {
    let batches = try ledger.batches()
    var ignored: [String: Set<String>] = [:]
    for batch in batches { ignored[batch.source.text, default: []].formUnion(batch.ignoredFields) }
    return DataQuality(
      files: batches.map {
        DataQuality.File(source: $0.source.text, file: $0.file, counts: $0.counts, isRejected: $0.isRejected)
      },
      quarantined: try ledger.unresolvedQuarantine().map {
        DataQuality.Quarantined(
          source: $0.source.text, file: $0.file, line: $0.record.line, byteOffset: $0.record.byteOffset,
          code: $0.record.code, field: $0.record.field, reason: $0.record.reason)
      },
      ignoredFields: ignored.filter { !$0.value.isEmpty }.mapValues { $0.sorted { bytewise($0, precedes: $1) } })
  }
}

/// JSON with its keys in order: the same value, the same text.
func encoded(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

func decoded<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
  try JSONDecoder().decode(type, from: Data(text.utf8))
}
