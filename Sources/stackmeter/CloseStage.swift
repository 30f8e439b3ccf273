import Aggregation
import Bytes
import Configuration
import Foundation
import Ledger
import Metering
import Reporting

/// Closes a period: aggregates it for the last time and freezes it in one transaction, with all it was made from.
struct CloseStage {
  let workspace: Workspace
  let period: Period

  struct Outcome {
    let summaries: [AggregateStage.PeriodSummary]
    let outputHash: String
    /// Records that are in no statement yet.
    let quarantined: Int
  }

  func run(_ ledger: Ledger) throws -> Outcome {
    let summaries = try AggregateStage(workspace: workspace).run(ledger) { books, charged, asOf in
      try books.checkClosing(period, charged: charged, asOf: asOf)
    }
    // Of all open months: with any that does not tie, nothing could be published after the closing.
    if let untied = UntiedBills(summaries.compactMap(\.review), currency: workspace.project.currency) { throw untied }
    let input = try ReportStage(workspace: workspace).input(ledger, only: period)
    guard let record = input.periods.first?.closed else {
      throw ClosingRefusal.nothingCharged(period)
    }
    let files = try UsageOverflow.naming(period.days, of: ledger) {
      try PeriodFiles(record, of: input.with(only: record))
    }
    try ledger.close(
      NewClosing(
        period: period, asOf: input.asOf, user: Self.user, at: LastRun.text(Date()), outputHash: files.outputHash,
        contents: try contents(files, ledger)))
    return Outcome(
      summaries: summaries, outputHash: files.outputHash, quarantined: try ledger.unresolvedQuarantine().count)
  }

  private func contents(_ files: PeriodFiles, _ ledger: Ledger) throws -> [FrozenContent] {
    var contents = workspace.configuration.files.map {
      Self.content(.configuration, $0.name.rawValue, $0.bytes)
    }
    contents += files.files.map { Self.content(.report, $0.name, $0.bytes) }
    contents += try ledger.comparisons(period: period).map {
      Self.content(.comparison, $0.stack.text, Array($0.body.utf8))
    }
    contents.append(Self.content(.value, ClosedValue.controlTotals, Array(try encoded(files.facts).utf8)))
    for (name, key) in [
      (ClosedValue.organization, AggregateStage.organizationKey(period)),
      (ClosedValue.findings, AggregateStage.findingsKey(period)), (ClosedValue.daily, AggregateStage.dailyKey(period)),
      (ClosedValue.review, AggregateStage.reviewKey(period)), (ClosedValue.context, ReportContext.key),
    ] {
      if let text = try ledger.value(forKey: key) { contents.append(Self.content(.value, name, Array(text.utf8))) }
    }
    return contents
  }

  private static func content(_ kind: FrozenContent.Kind, _ name: String, _ bytes: [UInt8]) -> FrozenContent {
    FrozenContent(kind: kind, name: name, hash: SHA256.hexadecimal(of: bytes), bytes: bytes)
  }

  /// Who is at work, as the environment tells; the account of the process where it does not.
  static var user: String {
    let environment = ProcessInfo.processInfo.environment
    return ["USER", "LOGNAME"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? NSUserName()
  }
}

/// Opens the last closed period again, and leaves a trace of it.
struct ReopenStage {
  let workspace: Workspace
  let period: Period
  let reason: String

  func run(_ ledger: Ledger) throws {
    try Books(ledger).state.checkReopening(period)
    let today = try workspace.asOf ?? ledger.usageDays()?.last ?? period.endDay
    try ledger.reopen(period, asOf: today, reason: reason, user: CloseStage.user, at: LastRun.text(Date()))
  }
}
