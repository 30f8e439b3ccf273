import Configuration
import Ingest
import Ledger
import Metering
import Reporting

/// The records behind usage, found by reading the logs again: each file once, for all usage that is explained.
struct RecordEvidence {
  private struct Key: Hashable {
    let source: SourceID
    let file: ExactText
    /// Of a frozen project, by its month; nil: today's.
    let isToday: Bool
  }

  private struct FileSearch {
    let project: Project
    var wanted: [RecordSearch.Wanted] = []
    var outcome: RecordSearch.Outcome?
  }

  private let workspace: Workspace
  private let ledger: Ledger
  private var searches: [Key: FileSearch] = [:]

  init(workspace: Workspace, ledger: Ledger) {
    self.workspace = workspace
    self.ledger = ledger
  }

  /// Notes whose records are wanted. `configuration`: whose map tells them apart; nil: today's.
  mutating func want(_ usage: UsageProvenance.Usage?, configuration: ProjectConfiguration?) {
    guard let usage else { return }
    let wanted = RecordSearch.Wanted(series: usage.series, days: usage.told)
    for (batch, _) in usage.batches {
      let key = Key(source: batch.source, file: ExactText(batch.file), isToday: configuration == nil)
      var search = searches[key] ?? FileSearch(project: configuration?.project ?? workspace.project)
      if !search.wanted.contains(wanted) { search.wanted.append(wanted) }
      searches[key] = search
    }
  }

  /// Reads the files.
  mutating func read() throws(IngestFailure) {
    for (key, search) in searches {
      guard let source = search.project.sources.first(where: { $0.name == key.source }) else { continue }
      let reader = RecordSearch(
        source: source, project: search.project, folder: workspace.folder, calendar: workspace.calendar)
      searches[key]?.outcome = try reader.run(key.file.text, for: search.wanted, in: ledger)
    }
  }

  /// What was found of some usage in one batch; nil: it was not asked for.
  func records(of usage: UsageProvenance.Usage, in batch: BatchRecord, isCorrection: Bool) -> LineExplanation.Records? {
    guard let search = searches[Key(source: batch.source, file: ExactText(batch.file), isToday: isCorrection)] else {
      return nil
    }
    func problem(_ text: String) -> LineExplanation.Records {
      LineExplanation.Records(file: batch.file, problem: "its records cannot be shown: " + text)
    }
    switch search.outcome {
    case nil: return problem("stackmeter.json5 has no source \(batch.source) any more")
    case .unreadable(let reason): return problem("\(batch.file) cannot be read again: \(reason)")
    case .changed: return problem("\(batch.file) is not what was read: its bytes have changed since")
    case .read(let file, let newest, let found):
      let wanted = RecordSearch.Wanted(series: usage.series, days: usage.told)
      guard let position = search.wanted.firstIndex(of: wanted) else { return nil }
      guard batch.batch <= newest else {
        return problem("\(file) is what batch \(newest) read, and not this one: its bytes have changed since")
      }
      let records = found[position]
      return LineExplanation.Records(
        file: file, problem: "", counted: (records.counted[batch.batch]?.ranges ?? []).map(Self.range),
        duplicates: records.duplicates.ranges.map(Self.range), conflicts: records.conflicts.ranges.map(Self.range))
    }
  }

  private static func range(_ range: RecordRange) -> LineExplanation.Records.Range {
    LineExplanation.Records.Range(
      lines: range.lines, bytes: range.bytes, records: range.records, quantity: range.quantity)
  }
}
