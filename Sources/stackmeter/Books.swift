import Aggregation
import Bytes
import Comparison
import Configuration
import Ledger
import Metering
import Reporting

/// The books of a ledger: which periods are closed, what they were closed with, and what has come for them since.
///
///     let books = try Books(ledger)                 // as they are
///     let books = try Books(ledger, at: moment)     // as they were on a day, or right after a closing
struct Books {
  /// A time to which the books can be turned back.
  struct Moment {
    /// What "today" was.
    let day: CivilDate
    /// The event after which it was; nil: the end of the day.
    let event: Int?

    /// What the options ask for; nil: today.
    init?(_ workspace: Workspace, _ ledger: Ledger) throws {
      if let hash = workspace.closing {
        let found = try ledger.periodEvents().filter { $0.outputHash?.hasPrefix(hash) == true }
        guard let first = found.first, found.allSatisfy({ $0.outputHash == first.outputHash }) else {
          throw StageError.unknownClosing(hash)
        }
        (day, event) = (workspace.asOf ?? first.asOf, first.event)
      } else if let asOf = workspace.asOf {
        (day, event) = (asOf, nil)
      } else {
        return nil
      }
    }
  }

  let state: PeriodBooks
  let ledger: Ledger
  /// The closing that holds for each closed period.
  let closings: [Period: PeriodEvent]
  /// What each period was closed with, the closings that hold no more too.
  private let histories: [Period: PeriodHistory]
  /// The closings that hold today.
  private let current: [Period: PeriodEvent]

  /// `moment`: nil for today. A closing counts from the day on that it was made as of.
  init(_ ledger: Ledger, at moment: Moment? = nil) throws {
    self.ledger = ledger
    let events = try ledger.periodEvents()
    current = Self.closings(events)
    let held = moment.map { Self.events(events, upTo: $0) } ?? events
    closings = Self.closings(held)
    histories = Dictionary(grouping: held, by: \.period).mapValues(PeriodHistory.init)
    state = PeriodBooks(closed: Array(closings.keys))
  }

  /// Events are in order, so none can have been as of an earlier day than the one before it.
  private static func events(_ events: [PeriodEvent], upTo moment: Moment) -> [PeriodEvent] {
    if let last = moment.event { return events.filter { $0.event <= last } }
    var latest: CivilDate?
    return events.filter { event in
      latest = max(latest ?? event.asOf, event.asOf)
      return latest.map { $0 <= moment.day } ?? true
    }
  }

  private static func closings(_ events: [PeriodEvent]) -> [Period: PeriodEvent] {
    var closings: [Period: PeriodEvent] = [:]
    for event in events { closings[event.period] = event.kind == .close ? event : nil }
    return closings
  }

  /// A period with what it was closed with before.
  func told(_ period: PeriodInput) -> PeriodInput { period.with(history: histories[period.period] ?? .none) }

  // MARK: - Corrections

  /// What the usage that came since the last closing makes of the closed periods, as lines of the next; usage of an
  /// earlier month that had nothing to close is charged with it, and months before the first with usage come to
  /// nothing. Rates, owners and costs are those of the closing.
  func corrections() throws -> [ChargeLine] {
    guard let last = state.closedThrough, let target = state.correctionPeriod, let closing = closings[last] else {
      return []
    }
    // The last closing froze the corrections up to its own batches, so only later ones can make a difference.
    let touched = try ledger.periodsWithUsage(since: closing.lastBatch).filter { $0 <= last }
    guard !touched.isEmpty else { return [] }
    let firstUsed = try ledger.usageDays()?.first.period
    let moved = state.moved(
      firstUsed: try ledger.usageDays(through: closing.lastBatch)?.first.period, to: firstUsed)
    let changed = Set(touched).union(moved).sorted()
    guard let earliest = changed.first else { return [] }
    let billed = try state.closed.filter { $0 >= earliest }.flatMap { try lines($0) }.map(\.line)
    return try Restatement.corrections(
      restated: try changed.filter { $0 >= firstUsed ?? $0 }.flatMap(restated),
      billed: billed.filter { changed.contains($0.identity.chargePeriod) }, in: target)
  }

  /// What a month up to the last closed one comes to now.
  private func restated(_ period: Period) throws -> [ChargeLine] {
    guard let closed = state.closing(for: period), let closing = closings[closed] else { return [] }
    let configuration = try configuration(of: closing, as: period)
    var charges = PeriodCharges(
      period: period, days: period.days, configuration: configuration,
      credits: try credits(configuration.adjustments, before: period))
    try ledger.usage(days: period.days, units: configuration.project.unit) { try charges.add($0) }
    let lines = try charges.lines()
    // The fixed costs and cost pools of a month that was never closed were not due when the books began.
    return closed == period
      ? lines : lines.filter { !$0.identity.category.isFixedCost && !$0.identity.category.isPooled }
  }

  /// What the closed periods left of the credits.
  func creditsAfterClosed(_ adjustments: Adjustments) throws -> CreditBalances {
    try credits(adjustments, before: nil)
  }

  func credits(_ adjustments: Adjustments, before period: Period?) throws -> CreditBalances {
    var credits = CreditBalances(adjustments)
    for closed in state.closed.sorted() where period.map({ closed < $0 }) ?? true {
      try credits.take(try lines(closed).map(\.line))
    }
    return credits
  }

  /// The lines that a period was closed with; none of one that is open.
  func lines(_ period: Period) throws -> [StoredChargeLine] {
    guard let closing = closings[period] else { return [] }
    return current[period]?.event == closing.event
      ? try ledger.chargeLines(period: period)
      : try ledger.reopenedLines(ofClosing: closing.event, period: period)
  }

  // MARK: - What a period was closed with

  /// The configuration that an open period has to use in the place of today's: it was open on the day of these books
  /// and has been closed since. nil: today's.
  func configuration(ofOpen period: Period) throws -> ProjectConfiguration? {
    try current[period].map { try configuration(of: $0, as: period) }
  }

  /// The configuration that a period was closed with; nil of one that is open.
  func configuration(ofClosed period: Period) throws -> ProjectConfiguration? {
    try closings[period].map { try configuration(of: $0, as: period) }
  }

  /// The environments as the configuration of a period tells them; nil: as today's does.
  func environments(of period: Period) throws -> [CataloguedEnvironment]? {
    guard let closing = closings[period] ?? current[period] else { return nil }
    return try configuration(of: closing, as: period, tables: [.environments]).catalogue.environments
  }

  /// `tables`: those that are read.
  func configuration(
    of closing: PeriodEvent, as period: Period, tables: [ConfigurationFile.Name] = ConfigurationFile.Name.allCases
  ) throws -> ProjectConfiguration {
    let files = try contents(.configuration, of: closing).compactMap { content in
      ConfigurationFile.Name(rawValue: content.name).map { name in
        ConfigurationFile(
          name: name, path: "\(content.name) as it was when \(closing.period) was closed", bytes: content.bytes)
      }
    }
    guard let project = files.first(where: { $0.name == .project }) else {
      throw StageError.closedContentDiffers(period, name: ConfigurationFile.Name.project.rawValue)
    }
    let tables = tables.compactMap { name in
      name == .project ? nil : files.first { $0.name == name }
    }
    return try ProjectConfiguration.decode(project, tables: tables)
  }

  /// A closed period as it was published; nil for one that is open.
  func published(_ period: Period) throws -> PeriodInput? {
    guard let closing = closings[period] else { return nil }
    let values = Dictionary(
      try contents(.value, of: closing).map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) },
      uniquingKeysWith: { first, _ in first })
    guard let facts = values[ClosedValue.controlTotals] else {
      throw StageError.closedContentDiffers(period, name: ClosedValue.controlTotals)
    }
    let files = PeriodFiles(
      files: try ledger.contents(ofClosing: closing.event, kind: .report).map {
        ReportFile(name: $0.name, bytes: $0.bytes)
      }, facts: try decoded([FileFacts].self, facts))
    guard files.outputHash == closing.outputHash else {
      throw StageError.closedContentDiffers(period, name: "a file of the reports")
    }
    let (comparisons, organization) = try comparison(period, closing, values)
    let isUnreadable = try comparisons.isEmpty && !contents(.comparison, of: closing).isEmpty
    return PeriodInput(
      period: period, state: PeriodState.closed.rawValue, days: period.days,
      lines: try lines(period).map(PostedLine.init), comparisons: comparisons, organization: organization,
      findings: isUnreadable
        ? .missing(.closedByAnotherVersion)
        : try FindingsReading.found(values[ClosedValue.findings], isCompared: !comparisons.isEmpty),
      daily: try values[ClosedValue.daily].map { try decoded(DailyUsage.self, $0) } ?? .none,
      review: review(period, values), published: files)
  }

  /// For the page alone: what another version of the program wrote may not be readable, and then the page shows none.
  private func comparison(
    _ period: Period, _ closing: PeriodEvent, _ values: [String: String]
  ) throws -> ([StackComparison], OrganizationComparison?) {
    let stored = try contents(.comparison, of: closing)
    guard !stored.isEmpty, let text = values[ClosedValue.organization] else { return ([], nil) }
    do {
      return (
        try stored.map { try decoded(StackComparison.self, String(decoding: $0.bytes, as: UTF8.self)) },
        try decoded(OrganizationComparison.self, text)
      )
    } catch is DecodingError {
      CommandLineTool.note(
        "note: \(period) was closed by another version of stackmeter; summary.html shows it without a comparison")
      return ([], nil)
    }
  }

  /// For the page and the control totals; nil where another version of the program closed the month.
  private func review(_ period: Period, _ values: [String: String]) -> PeriodReview? {
    values[ClosedValue.review].flatMap { try? decoded(PeriodReview.self, $0) }
  }

  private func contents(_ kind: FrozenContent.Kind, of closing: PeriodEvent) throws -> [FrozenContent] {
    let contents = try ledger.contents(ofClosing: closing.event, kind: kind)
    for content in contents where SHA256.hexadecimal(of: content.bytes) != content.hash {
      throw StageError.closedContentDiffers(closing.period, name: content.name)
    }
    return contents
  }
}

extension PeriodHistory {
  /// `events`: of one period, in order.
  init(_ events: [PeriodEvent]) {
    var superseded: [Superseded] = []
    var closing: PeriodEvent?
    for event in events {
      switch event.kind {
      case .close: closing = event
      case .reopen:
        guard let closed = closing else { continue }
        superseded.append(
          Superseded(
            order: closed.event, outputHash: closed.outputHash ?? "", reopenedAsOf: event.asOf, reopenedAt: event.at,
            reopenedBy: event.user, reason: event.reason ?? ""))
        closing = nil
      }
    }
    self.init(superseded: superseded, order: closing?.event)
  }
}

/// The names of the values that a period is closed with.
enum ClosedValue {
  static let controlTotals = "control_totals"
  static let organization = "organization_comparison"
  static let findings = "comparison_findings"
  static let daily = "daily_usage"
  static let review = "period_review"
  static let context = "report_context"
}
