import Aggregation
import Bytes
import Comparison
import Configuration
import Foundation
import Ledger
import Metering
import Reporting

/// Aggregates what the ledger holds: one transaction per period. Closed periods are left alone; what came for them
/// since is corrected in the open one.
struct AggregateStage {
  let workspace: Workspace

  /// What a period came to.
  struct PeriodSummary {
    let period: Period
    let days: Range<CivilDate>
    let lines: [StoredChargeLine]
    let comparisons: [StackComparison]
    /// nil: there is nothing to compare.
    let organization: OrganizationComparison?
    let findings: PeriodFindings?
    let daily: DailyUsage
    /// What is idle in the environments that are billed for the month.
    let idle: [EnvironmentID: UnusedCapacity.Amount]
    var review: PeriodReview?
  }

  /// `check`: what must hold before anything is written, of the books, the open periods with charges, and today.
  func run(
    _ ledger: Ledger, check: (PeriodBooks, [Period], CivilDate) throws -> Void = { _, _, _ in }
  ) throws -> [PeriodSummary] {
    let books = try Books(ledger)
    guard let usageDays = books.state.countedDays(used: try ledger.usageDays()) else {
      throw StageError.noUsage(ledger: workspace.ledgerPath)
    }
    let asOf = workspace.asOf ?? usageDays.last
    // Without this, a slip in the day would replace the reports by none.
    guard usageDays.first <= asOf else { throw StageError.noUsageUpTo(asOf, first: usageDays.first) }
    try books.state.checkDay(asOf)
    let summaries = try summaries(ledger, books, firstUsage: usageDays.first, asOf: asOf)
    try check(books.state, summaries.map(\.period), asOf)
    let runID = RunIdentity.runID(
      configuration: workspace.configuration.files, batches: try ledger.batches(), asOf: asOf,
      programVersion: Usage.version)
    for summary in summaries { try store(summary, asOf, runID, ledger) }
    try ledger.removeAggregates(exceptFor: books.state.closed + summaries.map(\.period))
    let realised = RealisedStage(books: books, catalogue: workspace.configuration.catalogue)
    try ledger.setValue(encoded(try realised.realised(ledger)), forKey: Self.realisedKey)
    try ledger.setValue(encoded(ReportContext(workspace, asOf: asOf, runID: runID)), forKey: ReportContext.key)
    let warnings = try AggregationWarning.found(
      workspace.configuration, ledger, books, firstUsage: usageDays.first, asOf: asOf)
    try ledger.setValue(encoded(warnings), forKey: AggregationWarning.key)
    return summaries
  }

  /// What the open periods come to up to a day, months without usage among them if they have costs; writes nothing.
  func summaries(
    _ ledger: Ledger, _ books: Books, firstUsage: CivilDate, asOf: CivilDate
  ) throws -> [PeriodSummary] {
    let corrections = try books.corrections()
    var periods = books.state.openPeriods(from: firstUsage, through: asOf)
    // Corrections wait in a month that has not begun.
    if let period = books.state.correctionPeriod, !corrections.isEmpty, !periods.contains(period) {
      periods.insert(period, at: 0)
    }
    var credits = try books.creditsAfterClosed(workspace.configuration.adjustments)
    var summaries: [PeriodSummary] = []
    for period in periods {
      let days = period.firstDay..<max(period.firstDay, min(period.endDay, asOf.adding(days: 1)))
      let configuration = try books.configuration(ofOpen: period) ?? workspace.configuration
      guard
        var summary = try UsageOverflow.naming(
          days, of: ledger,
          {
            try summary(
              period, days, corrections: period == books.state.correctionPeriod ? corrections : [],
              configuration: configuration, credits, asOf: asOf, ledger)
          })
      else { continue }
      summary.review = try ReviewStage(
        books: books, ledger: ledger, calendar: workspace.calendar, configuration: configuration
      ).review(summary, previous: summaries.last)
      try credits.take(summary.lines.map(\.line))
      summaries.append(summary)
    }
    return summaries
  }

  /// nil: there is nothing to charge.
  private func summary(
    _ period: Period, _ days: Range<CivilDate>, corrections: [ChargeLine], configuration: ProjectConfiguration,
    _ credits: CreditBalances, asOf: CivilDate, _ ledger: Ledger
  ) throws -> PeriodSummary? {
    var reading: PeriodReading?
    if !days.isEmpty {
      reading = try PeriodReading(
        of: days, in: ledger, configuration: configuration, calendar: workspace.calendar, credits: credits)
      guard reading?.isEmpty == false || !corrections.isEmpty else { return nil }
    }
    let lines = ((reading?.lines ?? []) + corrections).sorted { $0.identity < $1.identity }
    let cents = try posted(lines, currency: workspace.project.currency)
    let stacks = try MeasuredStack.all(reading?.inputs ?? [])
    let comparisons = stacks.map(\.comparison)
    return PeriodSummary(
      period: period, days: days,
      lines: zip(lines, cents).map { line, cents in
        StoredChargeLine(line: line, lineID: RunIdentity.lineID(line.identity), minorUnits: cents)
      },
      comparisons: comparisons,
      organization: try reading.map { reading in
        try OrganizationComparison(
          of: comparisons, months: Fraction(Int128(reading.days.count), Int128(period.dayCount)),
          currency: workspace.project.currency)
      },
      findings: reading.flatMap { reading in
        do throws(ArithmeticOverflow) {
          return try PeriodFindings(
            configuration: configuration, calendar: workspace.calendar, days: days,
            months: Fraction(Int128(days.count), Int128(period.dayCount)), stacks: stacks,
            switching: reading.switching, asOf: asOf)
        } catch {
          // Statements do not hang on what the comparison finds beside its answer.
          CommandLineTool.note("note: \(period): findings beside the comparison are left out: \(error)")
          return nil
        }
      },
      daily: try reading?.daily.dailyUsage(
        zip(lines, cents).map { ($0, $1) }, currency: workspace.project.currency) ?? .none,
      idle: reading?.idle ?? [:])
  }

  private func store(_ summary: PeriodSummary, _ asOf: CivilDate, _ runID: String, _ ledger: Ledger) throws {
    let record = AggregationRecord(
      period: summary.period, state: .open, asOf: asOf, days: summary.days, runID: runID,
      rateCardVersion: RunIdentity.rateCardVersion(workspace.configuration.files))
    try ledger.replaceAggregate(
      PeriodAggregate(
        record: record, lines: summary.lines,
        comparisons: summary.comparisons.map { StoredComparison(stack: $0.stack, body: try encoded($0)) }))
    if let organization = summary.organization {
      try ledger.setValue(encoded(organization), forKey: Self.organizationKey(summary.period))
    }
    try ledger.setValue(encoded(summary.daily), forKey: Self.dailyKey(summary.period))
    try ledger.setValue(encoded(summary.review), forKey: Self.reviewKey(summary.period))
    // Without any, those of an earlier night must go.
    try ledger.setValue(encoded(summary.findings), forKey: Self.findingsKey(summary.period))
  }

  static func organizationKey(_ period: Period) -> String { "organization_comparison \(period)" }

  static func findingsKey(_ period: Period) -> String { "comparison_findings \(period)" }

  static func dailyKey(_ period: Period) -> String { "daily_usage \(period)" }

  static func reviewKey(_ period: Period) -> String { "period_review \(period)" }

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
    let range: String?
    let evidence: String?
    let owner: String?
    let reviewed: CivilDate?
  }

  struct File: Codable, Equatable {
    let name: String
    let sha256: String
  }

  /// Where a tenant's charges are booked on `asOf`.
  struct Booking: Codable, Equatable {
    let tenant: TenantID
    let account: TenantAccount
  }

  let organization: String
  let currency: Currency
  let zone: String
  let asOf: CivilDate
  let runID: String
  let rateCardVersion: String
  let assumptions: [Assumption]
  /// The project's files by their content; nil of what another version aggregated.
  let configuration: [File]?
  let programVersion: String?
  /// By tenant, bytewise; nil in what an older version of the program wrote.
  let todaysAccounts: [Booking]?
  /// nil in what an older version of the program wrote.
  let regions: [EnvironmentRegion]?

  init(_ workspace: Workspace, asOf: CivilDate, runID: String) {
    organization = workspace.project.organization
    currency = workspace.project.currency
    zone = workspace.project.zone.name
    self.asOf = asOf
    self.runID = runID
    rateCardVersion = RunIdentity.rateCardVersion(workspace.configuration.files)
    programVersion = Usage.version
    configuration = workspace.configuration.files.map {
      File(name: $0.name.rawValue, sha256: SHA256.hexadecimal(of: $0.bytes))
    }.sorted { bytewise($0.name, precedes: $1.name) }
    let assumed = workspace.project.assumptions.descriptions(currency: workspace.project.currency)
    assumptions = (assumed + (workspace.project.people?.descriptions ?? [])).map {
      Assumption(
        name: $0.name, value: $0.value, source: $0.source, range: $0.range, evidence: $0.evidence.rawValue,
        owner: $0.owner, reviewed: $0.reviewed)
    }
    todaysAccounts = workspace.configuration.catalogue.tenants.filter { $0.validity.contains(asOf) }
      .map { Booking(tenant: $0.tenant, account: $0.account) }.sorted { $0.tenant < $1.tenant }
    regions = EnvironmentRegion.all(of: workspace.configuration.catalogue)
  }
}

/// Writes the reports of what was aggregated last, or of what held before.
struct ReportStage {
  let workspace: Workspace
  /// nil: what was aggregated last.
  var moment: Books.Moment?

  func run(_ ledger: Ledger) throws -> (outcome: ReportPublisher.Outcome, input: ReportInput) {
    let input = try moment.map { try reprint(of: $0, ledger) } ?? input(ledger)
    let days = (input.periods.first?.days.lowerBound ?? input.asOf)..<input.asOf.adding(days: 1)
    let files = try UsageOverflow.naming(days, of: ledger) { try ReportSet.files(for: input) }
    let outcome = try ReportPublisher(settings: workspace.reports).publish(files, to: workspace.reportsPath)
    return (outcome, input)
  }

  /// `only`: the one period that is wanted; nil for all.
  func input(_ ledger: Ledger, only: Period? = nil) throws -> ReportInput {
    guard let text = try ledger.value(forKey: ReportContext.key) else {
      throw StageError.nothingAggregated(ledger: workspace.ledgerPath)
    }
    let books = try Books(ledger)
    let records = try ledger.aggregatedPeriods().filter { only == nil || $0.period == only }
    let periods = try records.map { record in
      books.told(try books.published(record.period) ?? period(record, ledger))
    }
    let context = try decoded(ReportContext.self, text)
    return ReportInput(
      context, periods: periods,
      quality: try QualityReading.quality(
        ledger, asOf: context.asOf, warnings: try AggregationWarning.stored(ledger)),
      realised: try FindingsReading.realised(ledger), workspace)
  }

  /// What held at a moment: the periods closed by then as they were published, the others counted up to its day from
  /// what is known today. Writes nothing into the ledger.
  private func reprint(of moment: Books.Moment, _ ledger: Ledger) throws -> ReportInput {
    let day = moment.day
    let books = try Books(ledger, at: moment)
    guard let usageDays = books.state.countedDays(used: try ledger.usageDays()) else {
      throw StageError.noUsage(ledger: workspace.ledgerPath)
    }
    guard usageDays.first <= day else { throw StageError.noUsageUpTo(day, first: usageDays.first) }
    let open = try AggregateStage(workspace: workspace)
      .summaries(ledger, books, firstUsage: usageDays.first, asOf: day)
    let runID = RunIdentity.runID(
      configuration: workspace.configuration.files, batches: try ledger.batches(), asOf: day,
      programVersion: Usage.version)
    let periods = (try books.state.closed.compactMap { try books.published($0) } + open.map(PeriodInput.init))
      .map(books.told)
    let realised = RealisedStage(books: books, catalogue: workspace.configuration.catalogue)
    return ReportInput(
      ReportContext(workspace, asOf: day, runID: runID), periods: periods,
      quality: try QualityReading.quality(
        ledger, asOf: day,
        warnings: try AggregationWarning.found(
          workspace.configuration, ledger, books, firstUsage: usageDays.first, asOf: day)),
      realised: try realised.realised(of: periods).map(RealisedByStack.init), workspace)
  }

  private func period(_ record: AggregationRecord, _ ledger: Ledger) throws -> PeriodInput {
    let organization = try ledger.value(forKey: AggregateStage.organizationKey(record.period))
    let comparisons = try ledger.comparisons(period: record.period).map { try decoded(StackComparison.self, $0.body) }
    // What an older program aggregated may lack it: aggregating again brings it.
    guard comparisons.isEmpty || organization != nil,
      let review = try ledger.value(forKey: AggregateStage.reviewKey(record.period))
    else { throw StageError.nothingAggregated(ledger: workspace.ledgerPath) }
    return PeriodInput(
      period: record.period, state: record.state.rawValue, days: record.days,
      lines: try ledger.chargeLines(period: record.period).map(PostedLine.init), comparisons: comparisons,
      organization: comparisons.isEmpty
        ? nil : try organization.map { try decoded(OrganizationComparison.self, $0) },
      findings: try FindingsReading.found(
        try ledger.value(forKey: AggregateStage.findingsKey(record.period)), isCompared: !comparisons.isEmpty),
      daily: try ledger.value(forKey: AggregateStage.dailyKey(record.period))
        .map { try decoded(DailyUsage.self, $0) } ?? .none,
      review: try decoded(PeriodReview.self, review))
  }
}

extension ReportInput {
  init(
    _ context: ReportContext, periods: [PeriodInput], quality: DataQuality, realised: [RealisedByStack],
    _ workspace: Workspace
  ) {
    self.init(
      organization: context.organization, currency: context.currency, zone: context.zone, asOf: context.asOf,
      runID: context.runID, rateCardVersion: context.rateCardVersion, periods: periods, quality: quality,
      assumptions: context.assumptions.map {
        AssumptionRow(
          name: $0.name, value: $0.value, source: $0.source, range: $0.range, evidence: $0.evidence, owner: $0.owner,
          reviewed: $0.reviewed)
      }, realised: realised, settings: workspace.reports,
      provenance: Provenance(
        programVersion: context.programVersion ?? "",
        configuration: (context.configuration ?? []).map { Provenance.File(name: $0.name, sha256: $0.sha256) }),
      calendar: workspace.calendar,
      todaysAccounts: context.todaysAccounts.map { bookings in
        Dictionary(bookings.map { ($0.tenant, $0.account) }, uniquingKeysWith: { first, _ in first })
      },
      regions: Dictionary(
        (context.regions ?? []).map { ($0.environment, $0.region) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension PeriodInput {
  /// A period that is open.
  init(_ summary: AggregateStage.PeriodSummary) {
    self.init(
      period: summary.period, state: PeriodState.open.rawValue, days: summary.days,
      lines: summary.lines.map(PostedLine.init), comparisons: summary.comparisons,
      organization: summary.comparisons.isEmpty ? nil : summary.organization,
      findings: summary.findings.map { summary.comparisons.isEmpty ? .missing(.nothingCompared) : .found($0) }
        ?? .missing(summary.comparisons.isEmpty ? .nothingCompared : .leftOut),
      daily: summary.daily, review: summary.review)
  }
}

extension PostedLine {
  init(_ stored: StoredChargeLine) {
    self.init(line: stored.line, minorUnits: stored.minorUnits, lineID: stored.lineID)
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
