import Aggregation
import Configuration
import Ledger
import Metering
import Reporting

/// Tells how charges came about: `stackmeter explain`. It rates the months once more as they were rated for the
/// reports, and ends in their figures or in an error.
struct ExplainStage {
  let workspace: Workspace
  let options: ExplainOptions

  /// The lines to print.
  func run(_ ledger: Ledger) throws -> [String] {
    let explanation = try explanation(ledger)
    return options.isJSON
      ? [JSONText.escapingMarks(in: try encoded(ExplanationDocument(explanation)))] : ExplanationText(explanation).lines
  }

  private func explanation(_ ledger: Ledger) throws -> Explanation {
    let selection = try LineSelection(options, in: ledger, ledgerPath: workspace.ledgerPath)
    let books = try Books(ledger)
    let shown = Array(selection.bySize.prefix(options.limit))
    var traces: [Period: MonthTrace] = [:]
    var notes: [String] = []
    for month in selection.months {
      let period = month.record.period
      let lines = shown.filter { $0.line.identity.period == period }
      guard !lines.isEmpty else { continue }
      traces[period] = try books.trace(of: month, shown: lines, workspace: workspace)
      notes.append(note(month, books))
    }
    let provenance = UsageProvenance(ledger: ledger, day: options.day)
    var explained: [(line: ExplainedLine, trace: MonthTrace)] = []
    for line in shown {
      guard let trace = traces[line.line.identity.period] else { continue }
      explained.append((try self.line(line, trace, provenance), trace))
    }
    var records = RecordEvidence(workspace: workspace, ledger: ledger)
    if options.isWithRecords {
      for (line, trace) in explained {
        records.want(line.usage, configuration: line.isCorrection ? nil : trace.configuration)
      }
      try records.read()
    }
    return Explanation(
      selection: selection.title, currency: workspace.project.currency, lineCount: selection.selected.count,
      unratedCount: selection.selected.count { $0.line.isUnrated },
      minorUnits: selection.selected.compactMap(\.minorUnits).reduce(0, +),
      lines: try explained.map { try $0.line.explanation(records) }, isOfOneTenant: options.tenant != nil, notes: notes)
  }

  private func note(_ month: LineSelection.Month, _ books: Books) -> String {
    let period = month.record.period
    guard books.closings[period] == nil else {
      return "\(period) is closed: rates, owners and costs are those it was closed with, and usage what had come by "
        + "then"
    }
    guard let last = month.record.days.last else { return "\(period) is open and has not begun" }
    return "\(period) is open: counted up to \(last)"
  }

  private func line(
    _ stored: StoredChargeLine, _ trace: MonthTrace, _ provenance: UsageProvenance
  ) throws -> ExplainedLine {
    let line = stored.line
    let steps: [ExplanationStep]
    var usage: UsageProvenance.Usage?
    var onDay: LineExplanation.Day?
    if line.isCorrection {
      guard let correction = trace.corrections[line.identity.chargePeriod] else { throw differs(stored, "nothing") }
      steps = try correction.steps(of: line)
      usage = try provenance.usage(
        ofCorrection: line, correction, batches: trace.billedBatch + 1...(trace.lastBatch ?? .max))
    } else {
      guard let rating = trace.rating, let made = rating.line(line.identity), made == line else {
        throw differs(stored, "another line")
      }
      steps = try rating.steps(of: line)
      usage = try provenance.usage(of: line, rating, through: trace.lastBatch)
      if let day = options.day, let quantity = try rating.fixedCost(of: line, on: day) {
        onDay = LineExplanation.Day(day: day, quantity: quantity)
      }
    }
    let posting = trace.posting.explanation(of: line)
    guard posting?.posted == stored.minorUnits else {
      throw differs(stored, "\(posting?.posted.description ?? "no") cents")
    }
    return ExplainedLine(stored: stored, usage: usage, onDay: usage?.onDay ?? onDay, steps: steps, posting: posting)
  }

  private func differs(_ stored: StoredChargeLine, _ explained: String) -> ExplanationDiffers {
    ExplanationDiffers(
      lineID: stored.lineID, explained: explained,
      charged: stored.minorUnits.map { workspace.project.currency.text(minorUnits: $0) } ?? "an unrated line")
  }
}

/// A line that is explained but for its records.
struct ExplainedLine {
  let stored: StoredChargeLine
  let usage: UsageProvenance.Usage?
  let onDay: LineExplanation.Day?
  let steps: [ExplanationStep]
  let posting: PostingExplanation?

  var isCorrection: Bool { stored.line.isCorrection }

  func explanation(_ records: RecordEvidence) throws -> LineExplanation {
    let source = usage.map { usage in
      LineExplanation.Source(
        quantity: usage.quantity, unit: stored.line.meterUnit?.name ?? "", days: usage.days,
        batches: usage.batches.map { batch, quantity in
          LineExplanation.Batch(
            batch: batch.batch, source: batch.source.text, file: batch.file, format: batch.format, bytes: batch.bytes,
            fingerprint: batch.fingerprint, counts: batch.counts, quantity: quantity,
            records: records.records(of: usage, in: batch, isCorrection: isCorrection))
        })
    }
    return LineExplanation(
      posted: PostedLine(stored), source: source, onDay: onDay, steps: steps, posting: posting)
  }
}
