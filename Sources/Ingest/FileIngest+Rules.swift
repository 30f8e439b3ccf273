import Bytes
import Configuration
import Ledger
import Metering

// A file that was read by other rules than the project file's of today is read by both before it is ingested, and what
// its events that count already come to is compared. Where it is the same, the file is read as any that has grown:
// records that no rule fitted may count. Where it is not, nothing of it may be added: old and new would be mixed.

extension FileIngest {
  /// Checks that what the ledger holds of the file is what today's rules make of it. `fingerprint`: of the file's
  /// bytes, if the ledger has them.
  func checkRules(_ ledger: Ledger, fingerprint: String?) throws(IngestFailure) {
    let earlier = try ledgerCall { () throws(LedgerError) in
      try ledger.earlierRules(
        source: source.name, file: file, fingerprint: fingerprint, otherThan: rules.digest)
    }
    let today = ReadingRules(of: source, in: project)
    for (record, batch) in earlier {
      // What another version wrote cannot be compared with, and is taken for the same.
      guard let then = ReadingRules(record), let sourceOfThen = then.source(like: source) else { continue }
      let batches = try ledgerCall { () throws(LedgerError) in
        try ledger.batches(source: source.name, rules: record.digest)
      }
      let before = try counted(
        in: batches, ledger, sourceOfThen, then.project(like: project, source: sourceOfThen))
      let now = try counted(in: batches, ledger, source, project)
      guard let difference = before.firstDifference(from: now) else { continue }
      let change: RulesChange
      do throws(ArithmeticOverflow) {
        change = RulesChange(
          source: source.name, file: file, keys: today.differences(from: then), batch: batch,
          series: difference.series, day: difference.day, counted: try difference.first.negated(),
          byRules: try difference.second.negated())
      } catch {
        throw .overflow(path: file, error)
      }
      throw .rulesChanged(change)
    }
  }

  /// What the file's events that some batches counted come to by some rules, below 0 for above.
  private func counted(
    in batches: [Int], _ ledger: Ledger, _ source: LogSource, _ project: Project
  ) throws(IngestFailure) -> EncodedUsage {
    let ingest = FileIngest(
      source: source, project: project, rules: rules, calendar: calendar, file: file, path: path, workers: workers,
      people: nil)
    let head = try reading { () throws(ReadError) in try FileHead.read(path: path) }
    do throws(IngestFailure) {
      return try ingest.opening(ledger).read(
        head, with: CountedEvents(file: ingest, ledger: ledger, batches: Set(batches)))
    } catch {
      switch error {
      // By those rules it is no log at all.
      case .headerLacks, .headerRepeats, .noHeader, .compressed, .unknownKind: return EncodedUsage(series: [], [])
      default: throw error
      }
    }
  }
}

/// Finds a file's events that some batches counted, and what they come to: taken back once each, so below 0.
private struct CountedEvents: LogVisitor {
  let file: FileIngest
  let ledger: Ledger
  let batches: Set<Int>

  func read<Decoder: RecordDecoder & ~Copyable>(
    _ format: RecordFormat, headerBytes: Int, headerLines: Int, makeDecoder: @escaping @Sendable () -> Decoder
  ) throws(IngestFailure) -> EncodedUsage {
    let reader = try file.reading { () throws(ReadError) in try ChunkReader(path: file.path, format: format) }
    let workers = file.workers(reader, headerBytes, makeDecoder: makeDecoder)
    var scan = try file.scan(reader, workers, headerLines)
    var finder = RepeatFinder(scan.takeEvents(), workers: workers.count)
    try file.compare(&finder, with: ledger, only: batches, own: batches)
    let records = finder.findRepeats().duplicates.filter(\.isCounted).map { RemovedRecord(offset: $0.offset, count: 1) }
    for worker in workers { _ = worker.takeSums() }
    let isQuoting = if case .quotedFields = format { true } else { false }
    let removal = RepeatRemoval(
      workers: workers, path: file.path, file: file.file, isQuoting: isQuoting, size: reader.size)
    try removal.takeBack(records)
    do throws(ArithmeticOverflow) {
      return try mergedUsage(workers.map { $0.takeSums() })
    } catch {
      throw .overflow(path: file.file, error)
    }
  }
}
