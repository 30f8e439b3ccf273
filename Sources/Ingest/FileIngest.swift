import Bytes
import Configuration
import Dispatch
import Ledger
import Metering
import Synchronization

/// Reads one log into one batch: scan, find repeats, take them back, merge, commit.
///
///     file ─► scan (all workers) ─► sums per hour ─────────────────── taken back ─► day rows ──┐
///                               └─► events ─► repeats: conflicts, duplicates ──┘               ├─► commit
///                                           └─► index ─────────────────────────────────────────┘
package struct FileIngest {
  let source: LogSource
  let project: Project
  /// What `project` says of how the source's records are understood, as the ledger keeps it.
  let rules: ReadingRulesRecord
  let calendar: OrganizationCalendar
  /// The file's path as reports show it, and where it is.
  let file: String
  let path: String
  let workers: Int
  /// What is kept of people; nil: nothing.
  let people: PeopleRecording?

  /// What became of a file.
  package enum Outcome: Sendable, Equatable {
    /// New or grown: its new events count.
    case ingested
    /// These bytes are in the ledger already, from the file named, and come out as they did.
    case unchanged(as: String)
    /// Too many of its records are bad: none counts.
    case rejected
  }

  /// What became of a file and its records.
  struct FileResult {
    let outcome: Outcome
    let counts: RecordCounts
    /// How many of the accepted records earlier readings of the file counted.
    var countedBefore = 0
  }

  /// The smallest part of a file that is worth a worker.
  private static let bytesPerWorker = 1 << 20

  func run(_ ledger: Ledger) throws(IngestFailure) -> FileResult {
    let known = try knownBatch(in: ledger)
    if let known, known.rules == nil || known.rules == rules.digest {
      return FileResult(outcome: .unchanged(as: known.file), counts: known.counts)
    }
    try checkRules(ledger, fingerprint: known?.fingerprint)
    let head = try reading { () throws(ReadError) in try FileHead.read(path: path) }
    return try opening(ledger).read(head, with: Reading(file: self, ledger: ledger, known: known))
  }

  /// How the log is read, by the project file.
  func opening(_ ledger: Ledger) throws(IngestFailure) -> LogOpening {
    let told = try ledgerCall { () throws(LedgerError) in try ledger.toldUnits() }
    return LogOpening(source: source, project: project, calendar: calendar, file: file, toldBefore: told)
  }

  /// Ingests what the log turns out to be.
  private struct Reading: LogVisitor {
    let file: FileIngest
    let ledger: Ledger
    /// The batch of these bytes, read by other rules.
    let known: BatchRecord?

    func read<Decoder: RecordDecoder & ~Copyable>(
      _ format: RecordFormat, headerBytes: Int, headerLines: Int, makeDecoder: @escaping @Sendable () -> Decoder
    ) throws(IngestFailure) -> FileResult {
      try file.ingest(ledger, known, format, headerBytes, headerLines, makeDecoder: makeDecoder)
    }
  }

  /// The batch that has these bytes already. A file is fingerprinted for it only where a batch of its size exists.
  private func knownBatch(in ledger: Ledger) throws(IngestFailure) -> BatchRecord? {
    let reader = try reading { () throws(ReadError) in try ChunkReader(path: path, format: .lines) }
    let hasSameSize = try ledgerCall { () throws(LedgerError) in
      try ledger.hasBatch(source: source.name, bytes: reader.size)
    }
    guard hasSameSize else { return nil }
    let fingerprint = try fingerprint(reader).description
    return try ledgerCall { () throws(LedgerError) in
      try ledger.batch(source: source.name, fingerprint: fingerprint)
    }
  }

  /// The fingerprint of all that a reader reads, by lines.
  func fingerprint(_ reader: ChunkReader) throws(IngestFailure) -> Fingerprint {
    let blocks = Mutex<[(block: Int, fingerprint: Fingerprint)]>([])
    let failure = Mutex<ReadError?>(nil)
    DispatchQueue.concurrentPerform(iterations: workerCount(reader.size)) { _ in
      let chunk = Chunk()
      do throws(ReadError) {
        while try reader.next(into: chunk) {
          chunk.fingerprintBlocks()
          blocks.withLock { $0 += chunk.blockFingerprints }
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw .unreadable(path: file, error) }
    return combined(blocks.withLock { $0 })
  }

  private func workerCount(_ size: Int) -> Int { max(1, min(workers, size / Self.bytesPerWorker)) }

  fileprivate func ingest<Decoder: RecordDecoder & ~Copyable>(
    _ ledger: Ledger, _ known: BatchRecord?, _ format: RecordFormat, _ headerBytes: Int, _ headerLines: Int,
    makeDecoder: @escaping @Sendable () -> Decoder
  ) throws(IngestFailure) -> FileResult {
    let reader = try reading { () throws(ReadError) in try ChunkReader(path: path, format: format) }
    let workers = workers(reader, headerBytes, makeDecoder: makeDecoder)
    var scan = try scan(reader, workers, headerLines)
    var finder = RepeatFinder(scan.takeEvents(), workers: workers.count)
    let earlier = try earlierRecords(scan, reader.size, finder, ledger)
    let own = try ledgerCall { () throws(LedgerError) in
      try ledger.acceptedBatches(source: source.name, file: file)
    }
    try compare(&finder, with: ledger, own: Set(own), leavingOut: earlier.cut)
    let repeats = finder.findRepeats()
    let isQuoting = if case .quotedFields = format { true } else { false }
    let removal = RepeatRemoval(workers: workers, path: path, file: file, isQuoting: isQuoting, size: reader.size)
    let (conflicts, acquitted) = try removal.judge(repeats.conflicts)
    for event in acquitted { finder.accept(event) }
    let evidence = QuarantineEvidence(
      ledger: ledger, rules: rules, scan: scan, path: path, file: file, conflicts: conflicts)
    let (new, countedBefore) = (finder.count(of: .new), finder.count(of: .counted))
    var counts = RecordCounts(
      accepted: new + countedBefore, duplicate: finder.count(of: .duplicate),
      quarantined: scan.parts.reduce(0) { $0 + $1.rejectedCount } + finder.count(of: .conflict),
      excluded: scan.parts.reduce(0) { $0 + $1.excludedCount })
    let isRejected = project.quarantineLimit.rejects(counts) || evidence.isBeyondLimit
    let quarantine = try ledgerCall { () throws(LedgerError) in try evidence.records(isRejected: isRejected) }
    if isRejected { (counts.accepted, counts.rejected) = (countedBefore, new) }
    if let known, try isAsKnown(known, counts, quarantine, ledger) {
      return FileResult(outcome: .unchanged(as: known.file), counts: counts)
    }
    if isRejected {
      try commitRejected(makeBatch(scan, reader.size, counts, isRejected: true, quarantine), to: ledger)
    } else {
      var unended: UnendedRecord?
      if let offset = scan.unendedOffset {
        unended = try removal.unendedRecord(at: offset, calendar: calendar) { head in
          finder.verdict(key: head.key, content: head.content, offset: offset) == .new
        }
      }
      let batch = makeBatch(scan, reader.size, counts, isRejected: false, quarantine, unended, earlier)
      let records =
        repeats.duplicates.map { RemovedRecord(offset: $0.offset, count: $0.count) }
        + conflicts.map { RemovedRecord(offset: $0.event.place.offset, count: 1) }
      try commit(batch, finder, contentInBackground(removal, takingBack: records, earlier.cut), to: ledger)
    }
    return FileResult(
      outcome: isRejected ? .rejected : .ingested, counts: counts, countedBefore: countedBefore)
  }

  /// Bytes of the index that are made before they are written: few enough to be in the processor's cache still.
  private static let bytesPerIndexPart = 256 << 10

  /// A large log has hundreds of bytes for each hour of each series.
  private static let bytesPerCell = 1_024

  func workers<Decoder: RecordDecoder & ~Copyable>(
    _ reader: ChunkReader, _ headerBytes: Int, makeDecoder: @escaping @Sendable () -> Decoder
  ) -> [FileWorker<Decoder>] {
    (0..<workerCount(reader.size)).map { _ in
      FileWorker(
        calendar: calendar, people: people, headerBytes: headerBytes, cells: reader.size / Self.bytesPerCell,
        makeDecoder: makeDecoder)
    }
  }

  func scan<Decoder: RecordDecoder & ~Copyable>(
    _ reader: ChunkReader, _ workers: [FileWorker<Decoder>], _ headerLines: Int
  ) throws(IngestFailure) -> FileScan {
    do throws(FileScan.ScanFailure) {
      return try FileScan.run(reader, workers: workers, headerLines: headerLines)
    } catch {
      switch error {
      case .read(let error): throw .unreadable(path: file, error)
      case .overflow(let overflow): throw .overflow(path: file, overflow)
      }
    }
  }

  /// Compares with what the ledger remembers of the days around the file's, but for records that are taken back.
  ///
  /// `only`: the batches that are looked at; nil: all. `own`: those that are earlier readings of the file.
  func compare(
    _ finder: inout RepeatFinder, with ledger: Ledger, only: Set<Int>? = nil, own: Set<Int>,
    leavingOut cut: [BookedUnendedRecord] = []
  ) throws(IngestFailure) {
    guard let days = rememberedDays(of: finder) else { return }
    do {
      try ledger.forEachEventIndex(source: source.name, days: days) { batch, _, entries in
        guard only?.contains(batch) != false else { return }
        let isOwn = own.contains(batch)
        var start = 0
        for position in places(of: cut.filter { $0.batch == batch }, in: entries) {
          finder.compare(
            withIndex: entries.extracting(start..<position * EventIndexDay.entryBytes), batch: batch, isOwn: isOwn)
          start = (position + 1) * EventIndexDay.entryBytes
        }
        finder.compare(withIndex: entries.extracting(start..<entries.byteCount), batch: batch, isOwn: isOwn)
      }
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch {
      preconditionFailure("comparing with the index throws the ledger's errors only")
    }
  }

  /// Begins to take back what does not count, and to merge and encode what is left, beside whatever else is done until
  /// it is asked for.
  private func contentInBackground<Decoder: RecordDecoder & ~Copyable>(
    _ removal: RepeatRemoval<Decoder>, takingBack records: [RemovedRecord],
    _ cut: [BookedUnendedRecord]
  ) -> BackgroundResult<Result<BatchContent, IngestFailure>> {
    let (file, people, calendar) = (file, people, calendar)
    return BackgroundResult {
      Result { () throws(IngestFailure) in
        try removal.takeBack(records)
        let sums = removal.workers.map { $0.takeSums() }
        let activity = people.map { people in
          mergedActivity(sums.map(\.activity), keyID: people.keyID, calendar: calendar)
        }
        do throws(ArithmeticOverflow) {
          let takenBack = cut.isEmpty ? [] : [try takenBackSums(of: cut, calendar: calendar)]
          return BatchContent(usage: try mergedUsage(sums + takenBack), activity: activity)
        } catch {
          throw .overflow(path: file, error)
        }
      }
    }
  }

  private func makeBatch(
    _ scan: FileScan, _ size: Int, _ counts: RecordCounts, isRejected: Bool, _ quarantine: [QuarantinedRecord],
    _ unended: UnendedRecord? = nil, _ earlier: EarlierRecords = EarlierRecords()
  ) -> NewBatch {
    NewBatch(
      source: source.name, file: file, format: source.format.rawValue, bytes: size,
      fingerprint: scan.fingerprint.description, counts: counts,
      rounded: scan.parts.reduce(0) { $0 + $1.roundedCount }, isRejected: isRejected,
      ignoredFields: smallest(Set(scan.parts.flatMap(\.ignoredFields).map { ExactText($0) })), quarantine: quarantine,
      unended: unended, takenBack: earlier.cut, ended: earlier.ended, rules: rules)
  }

  /// The first names by their bytes: as many as a worker remembers at least, so that the list is the same whoever read
  /// what.
  private func smallest(_ names: Set<ExactText>) -> [String] {
    names.sorted().prefix(unreadKeyLimit).map(\.text)
  }

  /// Commits a file: its index is written while its day rows are made.
  private func commit(
    _ batch: NewBatch, _ finder: consuming RepeatFinder,
    _ content: BackgroundResult<Result<BatchContent, IngestFailure>>, to ledger: Ledger
  ) throws(IngestFailure) {
    finder.dealByDay()
    var place = finder.indexStart
    var buffer: [UInt8] = []
    var failure: IngestFailure?
    let number = try ledgerCall { () throws(LedgerError) in
      try ledger.commit(
        batch,
        eventIndex: {
          if let index = finder.index(from: &place, enough: Self.bytesPerIndexPart, in: &buffer) { return index }
          finder.forget()
          return nil
        },
        content: {
          switch content.value {
          case .success(let content): return content
          case .failure(let error):
            failure = error
            return nil
          }
        })
    }
    if number == nil, let failure { throw failure }
  }

  /// Whether a file that was read again by other rules came out as it did: then the ledger is told that, and no more.
  private func isAsKnown(
    _ known: BatchRecord, _ counts: RecordCounts, _ quarantine: [QuarantinedRecord], _ ledger: Ledger
  ) throws(IngestFailure) -> Bool {
    try ledgerCall { () throws(LedgerError) in
      guard known.counts == counts, try ledger.quarantine(ofBatch: known.batch) == quarantine else { return false }
      try ledger.confirm(rules, source: source.name, file: file, fingerprint: known.fingerprint)
      return true
    }
  }

  private func commitRejected(_ batch: NewBatch, to ledger: Ledger) throws(IngestFailure) {
    try ledgerCall { () throws(LedgerError) in
      // A file that is rejected again for the same bytes has its batch already, though some of its events may have come
      // in other files since and be repeats now.
      if let latest = try ledger.latestBatch(source: batch.source, file: batch.file), latest.isRejected,
        latest.fingerprint == batch.fingerprint
      {
        return
      }
      _ = try ledger.commit(batch)
    }
  }

  func reading<Value>(_ body: () throws(ReadError) -> Value) throws(IngestFailure) -> Value {
    do throws(ReadError) {
      return try body()
    } catch {
      throw .unreadable(path: file, error)
    }
  }
}

/// Passes a ledger's error on as one of ingest.
func ledgerCall<Value>(_ body: () throws(LedgerError) -> Value) throws(IngestFailure) -> Value {
  do throws(LedgerError) {
    return try body()
  } catch {
    throw .ledger(error)
  }
}
