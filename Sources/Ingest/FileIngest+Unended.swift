import Bytes
import Configuration
import Ledger
import Metering

// A log may be read while its last record is half written, and in CSV or Slurm's lines nothing tells a half number from
// a whole one. A last record without a line end counts, as many tools write none, and the ledger keeps what it came to.
// When the file has grown behind it and the record goes on, that is taken back and the whole record counts.

extension FileIngest {
  /// What becomes of records that earlier readings, of this file or others, found last and without a line end.
  struct EarlierRecords: Sendable {
    /// They go on, or are in this file with a line end: what they came to is taken back.
    var cut: [BookedUnendedRecord] = []
    /// The batches whose record was whole.
    var ended: [Int] = []
  }

  /// Looks what this file tells of records that were found last and without a line end.
  ///
  /// A file that begins with the bytes of an earlier reading, under this name or another, is that file grown, and tells
  /// whether the record goes on. Any other that has the same event with a line end has it for sure: the one that may be
  /// cut gives way, or that event would be lost as a repeat of it when it turns out to go on.
  func earlierRecords(
    _ scan: FileScan, _ size: Int, _ finder: borrowing RepeatFinder, _ ledger: Ledger
  ) throws(IngestFailure) -> EarlierRecords {
    var earlier = EarlierRecords()
    let days = rememberedDays(of: finder)
    let booked = try ledgerCall { () throws(LedgerError) in
      try ledger.unendedRecords(source: source.name, file: file, days: days)
    }
    guard !booked.isEmpty else { return earlier }
    let fetcher = try reading { () throws(ReadError) in try RecordFetcher(path: path, isQuoting: false, limit: size) }
    for booked in booked {
      let record = booked.record
      if try isBegunBy(booked, size, fetcher) {
        if finder.verdict(key: record.key, content: record.content, offset: record.byteOffset) == nil {
          earlier.cut.append(booked)
        } else if scan.unendedOffset != record.byteOffset {
          earlier.ended.append(booked.batch)
        }
      } else if finder.hasEvent(key: record.key, content: record.content, elsewhereThan: scan.unendedOffset) {
        earlier.cut.append(booked)
      }
    }
    return earlier
  }

  /// Whether the file is longer than what a batch read, and begins with it.
  private func isBegunBy(
    _ booked: BookedUnendedRecord, _ size: Int, _ fetcher: RecordFetcher
  ) throws(IngestFailure) -> Bool {
    // The record's own bytes tell most files apart; the file is read again only where they are the same.
    guard booked.bytes < size,
      fetcher.hash(of: booked.record.byteOffset..<booked.bytes) == booked.record.bytesHash
    else { return false }
    let begun = try reading { () throws(ReadError) in
      try ChunkReader(path: path, format: .lines, limit: booked.bytes)
    }
    return try fingerprint(begun).description == booked.fingerprint
  }

  /// The days of which ids are remembered while a file is read; nil: it has no events.
  func rememberedDays(of finder: borrowing RepeatFinder) -> ClosedRange<CivilDate>? {
    guard let days = finder.days else { return nil }
    let known = OrganizationCalendar.days
    let first = max(days.lowerBound.adding(days: -project.rememberDays), known.lowerBound)
    return first...min(days.upperBound.adding(days: project.rememberDays), known.upperBound)
  }
}

/// Where the events of some records are in a stretch of their batch's index, ascending.
func places(of records: [BookedUnendedRecord], in entries: RawSpan) -> [Int] {
  guard !records.isEmpty else { return [] }
  return (0..<entries.byteCount / EventIndexDay.entryBytes).filter { position in
    let (key, content) = wordPair(position, of: entries)
    return records.contains { $0.record.key == key && $0.record.content == content }
  }
}

/// What takes back what some records came to.
func takenBackSums(
  of records: [BookedUnendedRecord], calendar: OrganizationCalendar
) throws(ArithmeticOverflow) -> WorkerSums {
  var hours = HourTable(calendar: calendar)
  var series: [SeriesKey] = []
  for record in records.map(\.record) {
    let span = UsageSpan(
      startSeconds: record.start.seconds, startNanoseconds: record.start.nanoseconds, endSeconds: record.end.seconds,
      endNanoseconds: record.end.nanoseconds)
    for quantity in record.quantities {
      try hours.add(-quantity.quantity.picounits, to: series.count, over: span)
      series.append(quantity.series)
    }
  }
  return WorkerSums(hours: hours, seriesKeys: series, activity: ActivitySums())
}

extension RepeatRemoval where Decoder: ~Copyable {
  /// What the file's last record, which has no line end, came to; nil: it does not count. Who began it is not noted: a
  /// name may be cut, too.
  func unendedRecord(
    at offset: Int, calendar: OrganizationCalendar, counts: (EventHead) -> Bool
  ) throws(IngestFailure) -> UnendedRecord? {
    let fetcher = try openFetcher()
    guard let bytesHash = fetcher.hash(of: offset..<size) else { throw .changedWhileRead(path: file) }
    return try workers[0].withState { state throws(IngestFailure) in
      var record: UnendedRecord?
      _ = fetcher.withRecord(at: offset) { chunk, position in
        var line = 0
        state.decoder.lex(chunk, from: position, line: &line, limit: 1)
        guard state.decoder.recordCount == 1, let head = try? state.decoder.decode(0), counts(head) else { return }
        record = unendedRecord(at: offset, bytesHash, head, state.decoder, calendar)
        if state.decoder.contributionCount > 0 {
          state.note(-1, 0, state.decoder.contribution(0).series, head.span.startSeconds)
        }
      }
      return record
    }
  }

  private func unendedRecord(
    at offset: Int, _ bytesHash: UInt64, _ head: EventHead, _ decoder: borrowing Decoder,
    _ calendar: OrganizationCalendar
  ) -> UnendedRecord {
    var quantities: [UnendedRecord.Quantity] = []
    for index in 0..<decoder.contributionCount {
      let (series, quantity) = decoder.contribution(index)
      guard let key = decoder.seriesKeys[series] else { continue }
      quantities.append(UnendedRecord.Quantity(series: key, quantity: ExactDecimal(picounits: quantity)))
    }
    let span = head.span
    return UnendedRecord(
      byteOffset: offset, bytesHash: bytesHash, day: calendar.day(at: span.startSeconds), key: head.key,
      content: head.content,
      start: UnendedRecord.Instant(seconds: span.startSeconds, nanoseconds: span.startNanoseconds),
      end: UnendedRecord.Instant(seconds: span.endSeconds, nanoseconds: span.endNanoseconds), quantities: quantities)
  }
}
