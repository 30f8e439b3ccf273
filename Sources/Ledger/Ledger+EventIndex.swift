package import Metering

extension Ledger {
  /// The largest part of a day's entries in one row: 2¹⁵ events. SQLite's own limit is 1 GB, but it copies a row twice
  /// on its way into the file, and a row that stays in the processor's cache is copied in half the time.
  static let bytesPerPart = 512 << 10

  /// Lends the event index of a source on some days to `body`, by day, batch and part, one stretch of memory at a time.
  ///
  /// `entries` is as `EventIndexDay.entries`. A day of many events in one batch comes in several calls; its
  /// parts follow each other in ascending order.
  package func forEachEventIndex(
    source: SourceID, days: ClosedRange<CivilDate>,
    _ body: (_ batch: Int, _ day: CivilDate, _ entries: RawSpan) throws -> Void
  ) throws {
    let statement = try database.statement(
      """
      SELECT batch, day, entries FROM event_index WHERE source = ? AND day BETWEEN ? AND ?
      ORDER BY source, day, batch, part
      """)
    defer { database.putBack(statement) }
    let (first, last) = (days.lowerBound.description, days.upperBound.description)
    statement.bind([.text(source.text), .text(first), .text(last)])
    while try statement.step() {
      let batch = statement.integer(0)
      let day = try civilDate(statement.text(1))
      try statement.withRawBytes(2) { bytes in
        // The schema's CHECK holds for what was written; this one for what is read.
        guard bytes.byteCount.isMultiple(of: EventIndexDay.entryBytes) else {
          throw LedgerError.corrupt(path: database.path, reason: "the event index of batch \(batch), \(day) is cut off")
        }
        try body(batch, day, bytes)
      }
    }
  }

  /// Adds the index of a batch's days, each of which may come in parts that follow each other.
  func insertEventIndex(_ days: [EventIndexDay], source: SourceID, batch: Int) throws(LedgerError) {
    var parts = EventIndexParts(source: source, batch: batch)
    for day in days { try insert(day, &parts) }
  }

  func insert(_ day: EventIndexDay, _ parts: inout EventIndexParts) throws(LedgerError) {
    let statement = try database.statement(
      "INSERT INTO event_index(source, day, batch, part, events, entries) VALUES (?, ?, ?, ?, ?, ?)")
    defer { database.putBack(statement) }
    for start in stride(from: 0, to: day.entries.count, by: Self.bytesPerPart) {
      let entries = day.entries[start..<min(start + Self.bytesPerPart, day.entries.count)]
      let events = entries.count / EventIndexDay.entryBytes
      statement.bind([
        .text(parts.source.text), .text(day.day.description), .integer(parts.batch),
        .integer(parts.next(of: day.day)), .integer(events), .null,
      ])
      try statement.run(withBlob: entries, at: 6)
    }
  }

  /// A day as the ledger writes it.
  func civilDate(_ text: String) throws(LedgerError) -> CivilDate {
    guard let date = CivilDate(text) else { throw .corrupt(path: database.path, reason: "'\(text)' is no day") }
    return date
  }
}

/// Counts the parts of a batch's index, day by day.
struct EventIndexParts {
  let source: SourceID
  let batch: Int
  private var day: CivilDate?
  private var count = 0

  init(source: SourceID, batch: Int) {
    self.source = source
    self.batch = batch
  }

  /// The number of the next part of a day, from 0.
  mutating func next(of day: CivilDate) -> Int {
    if self.day != day { (self.day, count) = (day, 0) }
    defer { count += 1 }
    return count
  }
}
