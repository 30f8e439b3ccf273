import Aggregation
import Comparison
import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Reporting

/// One call of a stage or of all: opens the ledger, runs, tells, and leaves a record.
struct Night {
  enum Stage {
    case ingest, aggregate, report
    case close(Period)
    case reopen(Period, reason: String)

    /// Whether it makes figures or shows them: not while a log is rejected.
    var publishes: Bool {
      switch self {
      case .aggregate, .report, .close: true
      case .ingest, .reopen: false
      }
    }
  }

  let verb: String
  let stages: [Stage]
  let options: ProjectOptions

  func run() -> ExitCode {
    var record = LastRun(verb: verb, startedAt: Date())
    var code = ExitCode.done
    var ledgerPath: String?
    do {
      let workspace = try Workspace(options)
      ledgerPath = workspace.ledgerPath
      try work(workspace, &record)
    } catch {
      let error = Workspace.located(error, in: options.folder)
      CommandLineTool.complain(error)
      code = ExitCode(error)
      ledgerPath = ledgerPath ?? Workspace.knownLedgerPath(options)
      record.error = "\(error)"
    }
    record.finishedAt = LastRun.text(Date())
    record.exitCode = code.rawValue
    record.status = code != .done ? "failed" : record.warnings.isEmpty ? "ok" : "warn"
    // The record of a run that could not take the lock would overwrite that of the run that holds it.
    if let ledgerPath, code != .temporaryFailure { try? record.write(besideLedger: ledgerPath) }
    return code
  }

  private func work(_ workspace: Workspace, _ record: inout LastRun) throws {
    for warning in workspace.configuration.warnings.map(\.description) {
      CommandLineTool.note("note: \(warning)")
      record.warnings.append(warning)
    }
    let ledger = try workspace.openLedger(.readWrite)
    let run = try ledger.beginRun(
      stage: verb, programVersion: Usage.version,
      configurationDigest: RunIdentity.configurationDigest(workspace.configuration.files),
      startedAt: record.startedAt)
    do {
      // A night that ingests finds what is rejected itself.
      if verb != "run", stages.contains(where: \.publishes) { try RejectedLog.refuse(in: ledger, workspace) }
      for stage in stages {
        switch stage {
        case .ingest: try ingest(workspace, ledger, &record)
        case .aggregate: try aggregate(workspace, ledger, &record)
        case .report: try report(workspace, ledger, &record)
        case .close(let period): try close(period, workspace, ledger, &record)
        case .reopen(let period, let reason): try reopen(period, reason, workspace, ledger)
        }
      }
      let status: RunStatus = record.warnings.isEmpty ? .ok : .warn
      try ledger.finishRun(run, finishedAt: LastRun.text(Date()), status: status, exitCode: 0)
      try ledger.checkpoint()
    } catch {
      // The first error is the one to tell; what cannot be noted is found as abandoned by the next run.
      try? ledger.finishRun(
        run, finishedAt: LastRun.text(Date()), status: .failed, exitCode: Int(ExitCode(error).rawValue))
      throw error
    }
  }

  private func ingest(_ workspace: Workspace, _ ledger: Ledger, _ record: inout LastRun) throws {
    let start = ContinuousClock.now
    let people = try recording(workspace, &record)
    let ingestor = Ingestor(
      project: workspace.project, folder: workspace.folder, calendar: workspace.calendar, workers: workspace.workers,
      people: people)
    let summary = try ingestor.run(into: ledger) { file in
      if let line = Self.line(file, in: workspace.folder) { CommandLineTool.note(line) }
    }
    let counts = summary.counts
    record.phases.append(
      LastRun.Phase(
        name: "ingest", ms: Self.milliseconds(since: start), read: counts.read, accepted: counts.accepted,
        duplicate: counts.duplicate, quarantined: counts.quarantined, excluded: counts.excluded,
        rejected: counts.rejected))
    for pattern in summary.patternsWithoutFiles { record.warnings.append("no file matches \(pattern)") }
    for file in summary.files where file.counts.quarantined > 0 && file.outcome == .ingested {
      let path = Workspace.path(file.file, in: workspace.folder)
      record.warnings.append("\(path): \(Self.count(file.counts.quarantined, "record")) in quarantine")
    }
    for shared in try ledger.filesOfTwoSources() {
      let warning =
        "sources \(shared.first) and \(shared.second) have \(Self.count(shared.count, "file")) of the same bytes, "
        + "such as \(shared.example): what is in them counts twice; if a source was renamed, give it its old name back "
        + "and restore the ledger from before, or begin a new one"
      record.warnings.append(warning)
      CommandLineTool.note("warning: \(warning)")
    }
    let ignored = try ledger.batches().filter { !$0.ignoredFields.isEmpty }
    for (source, batches) in Dictionary(grouping: ignored, by: \.source).sorted(by: { $0.key < $1.key }) {
      let names = Set(batches.flatMap(\.ignoredFields).map { ExactText(QualityReading.ignored($0)) }).sorted()
      CommandLineTool.note("\(source): ignored columns: \(names.map(\.text).joined(separator: ", "))")
    }
    let unchanged = summary.files.count { if case .unchanged = $0.outcome { true } else { false } }
    print(
      "read \(Self.count(summary.files.count - unchanged, "file")), \(unchanged) unchanged: "
        + "\(Self.count(counts.read, "record")) = \(counts.accepted) accepted + \(counts.duplicate) duplicate "
        + "+ \(counts.quarantined) quarantined + \(counts.excluded) excluded"
        + (counts.rejected == 0 ? "" : " + \(counts.rejected) rejected with their file"))
    for pattern in summary.patternsWithoutFiles { CommandLineTool.note("note: no file matches \(pattern)") }
    try QuarantineFiles(besideLedger: workspace.ledgerPath).write(ledger)
    let rejected = summary.files.filter { $0.outcome == .rejected }.map {
      RejectedLog(file: $0.file, of: $0.source, workspace)
    }
    guard summary.failures.isEmpty, rejected.isEmpty else {
      let failures = summary.failures.map { $0.located { Workspace.path($0, in: workspace.folder) } }
      throw StageError.logsFailed(failures, rejected: rejected)
    }
  }

  /// How people are kept, with the project's key; nil where the project keeps nothing of people.
  private func recording(_ workspace: Workspace, _ record: inout LastRun) throws -> PeopleRecording? {
    guard let settings = workspace.project.people else { return nil }
    let key = try PeopleKey.load(settings, folder: workspace.folder)
    if let warning = key.warning {
      CommandLineTool.note("warning: \(warning)")
      record.warnings.append(warning.description)
    }
    return PeopleRecording(settings: settings, key: key)
  }

  private static func line(_ file: Ingestor.FileReport, in folder: String) -> String? {
    let (counts, path) = (file.counts, Workspace.path(file.file, in: folder))
    switch file.outcome {
    case .unchanged(let known):
      return known == file.file ? nil : "\(path): the same bytes as \(Workspace.path(known, in: folder)), skipped"
    case .rejected:
      return "\(path): rejected, \(counts.quarantined) of \(counts.read) records are bad"
    case .ingested:
      let quarantined = counts.quarantined == 0 ? "" : ", \(counts.quarantined) quarantined"
      let excluded = counts.excluded == 0 ? "" : ", \(counts.excluded) excluded"
      let before = file.countedBefore == 0 ? "" : " (\(file.countedBefore) before)"
      return
        "\(path): \(counts.accepted) accepted\(before), \(counts.duplicate) duplicate\(quarantined)\(excluded)"
    }
  }

  private func aggregate(_ workspace: Workspace, _ ledger: Ledger, _ record: inout LastRun) throws {
    let start = ContinuousClock.now
    let periods = try AggregateStage(workspace: workspace).run(ledger)
    record.phases.append(LastRun.Phase(name: "aggregate", ms: Self.milliseconds(since: start)))
    try warn(workspace, ledger, &record)
    tell(periods, closed: nil, currency: workspace.project.currency, &record)
  }

  /// Tells what aggregating found to be likely not meant.
  private func warn(_ workspace: Workspace, _ ledger: Ledger, _ record: inout LastRun) throws {
    for warning in try AggregationWarning.stored(ledger).map({ $0.located(in: workspace.folder) }) {
      record.warnings.append(warning)
      CommandLineTool.note("warning: \(warning)")
    }
  }

  private func tell(
    _ periods: [AggregateStage.PeriodSummary], closed: Period?, currency: Currency, _ record: inout LastRun
  ) {
    for summary in periods {
      let posted = summary.lines.compactMap(\.minorUnits).reduce(0, +)
      let unallocated = summary.lines.filter { $0.line.identity.tenant.text == ReservedName.unallocated }
        .compactMap(\.minorUnits).reduce(0, +)
      let unrated = summary.lines.count { $0.line.isUnrated }
      let isPriced = unrated == 0 || summary.lines.contains { $0.minorUnits != nil }
      record.periods.append(
        LastRun.PeriodState(
          period: summary.period.description, state: (summary.period == closed ? PeriodState.closed : .open).rawValue,
          posted: isPriced ? currency.text(minorUnits: posted) : nil,
          unratedLines: unrated, unallocated: currency.text(minorUnits: unallocated),
          reconciled: summary.review?.cash.status.rawValue ?? "n/a",
          reconciledEffective: summary.review?.effective.status.rawValue ?? "n/a"))
      // What has no price is not 0: without any the sum is not known, and without some it is a lower bound.
      let charged =
        isPriced ? "\(unrated == 0 ? "" : "at least ")\(currency) \(currency.text(minorUnits: posted))" : "not priced"
      print(
        "\(summary.period): \(charged) in \(Self.count(summary.lines.count, "line")), \(unrated) unrated; "
          + "\(Self.corrections(summary, currency))"
          + (isPriced ? Self.verdict(summary) : "add the prices of what was used to rates.csv"))
      if let review = summary.review {
        for line in [review.cash, review.effective].compactMap({ Self.bills($0, of: summary.period) }) { print(line) }
      }
    }
  }

  private func close(
    _ period: Period, _ workspace: Workspace, _ ledger: Ledger, _ record: inout LastRun
  ) throws {
    let start = ContinuousClock.now
    let outcome = try CloseStage(workspace: workspace, period: period).run(ledger)
    record.phases.append(LastRun.Phase(name: "close", ms: Self.milliseconds(since: start)))
    try warn(workspace, ledger, &record)
    tell(outcome.summaries, closed: period, currency: workspace.project.currency, &record)
    print("\(period) is closed: sha256 \(outcome.outputHash)")
    guard outcome.quarantined > 0 else { return }
    let warning =
      "\(Self.count(outcome.quarantined, "record")) in quarantine: what is mended after the closing of \(period) "
      + "is a correction in the month behind it"
    record.warnings.append(warning)
    CommandLineTool.note("note: \(warning)")
  }

  private func reopen(_ period: Period, _ reason: String, _ workspace: Workspace, _ ledger: Ledger) throws {
    try ReopenStage(workspace: workspace, period: period, reason: reason).run(ledger)
    print("\(period) is open again: what it was closed with stays on record; next: stackmeter run, then close it again")
  }

  private static func corrections(_ summary: AggregateStage.PeriodSummary, _ currency: Currency) -> String {
    let corrections = summary.lines.filter(\.line.isCorrection)
    guard !corrections.isEmpty else { return "" }
    let posted = corrections.compactMap(\.minorUnits).reduce(0, +)
    return "\(count(corrections.count, "correction")) of closed months with "
      + "\(currency) \(currency.text(minorUnits: posted)); "
  }

  /// nil where nothing is billed.
  private static func bills(_ reconciliation: Reconciliation, of period: Period) -> String? {
    guard reconciliation.status != .notBilled else { return nil }
    let parts = [
      "\(count(reconciliation.count(.yes), "environment")) tied", "\(reconciliation.count(.no)) not tied",
      "\(reconciliation.count(.notBilled)) not billed",
    ]
    return "\(period): bills (\(reconciliation.basis.rawValue)): \(parts.joined(separator: ", "))"
  }

  private static func verdict(_ summary: AggregateStage.PeriodSummary) -> String {
    guard !summary.comparisons.isEmpty, let comparison = summary.organization else { return "nothing to compare" }
    let currency = comparison.currency
    func text(_ amount: ExactDecimal) -> String {
      "\(currency) \(currency.text(minorUnits: currency.minorUnits(of: amount)))"
    }
    let sides = "environments \(text(comparison.today)), shared \(text(comparison.shared))"
    // The sum can pay where single stacks do not: both are told.
    let sharing = summary.comparisons.filter { $0.verdict.isOfSharing && !$0.isUnpriced }
    let paying = "pays for \(sharing.count { $0.verdict == .pays }) of \(count(sharing.count, "stack"))"
    switch comparison.verdict {
    case .nothingToShare: return "nothing to share"
    case .notPriced: return "capacity is held without a price, so sharing is not judged"
    case .pays: return "\(sides): sharing pays; it \(paying)"
    case .paysTooLate:
      return "\(sides): sharing does not pay back within \(comparison.horizonMonths) months; it \(paying)"
    case .doesNotPay: return "\(sides): sharing does not pay; it \(paying)"
    }
  }

  private func report(_ workspace: Workspace, _ ledger: Ledger, _ record: inout LastRun) throws {
    let start = ContinuousClock.now
    // Only alone: a run has aggregated up to its day.
    let moment = verb == "report" ? try Books.Moment(workspace, ledger) : nil
    let (outcome, input) = try ReportStage(workspace: workspace, moment: moment).run(ledger)
    record.phases.append(LastRun.Phase(name: "report", ms: Self.milliseconds(since: start)))
    record.reports = workspace.reportsPath
    print("reports: \(workspace.reportsPath)\(outcome == .unchanged ? " (unchanged)" : "")")
    if options.showsReport { for line in [""] + ReportText(input, width: TerminalWidth.ofOutput).lines { print(line) } }
  }

  private static func milliseconds(since start: ContinuousClock.Instant) -> Int {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
