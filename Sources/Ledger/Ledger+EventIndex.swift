package import Metering

extension Ledger {
  /// The largest part of a day's entries in one row: 2²⁰ events. SQLite's own limit is 1 GB, and a reader holds one
  /// part.
  private static let bytesPerPart = 16 << 20

  /// Lends the event index of a source on some days to `body`, by day, batch and part, one stretch of memory at a time.
  ///
  /// `entries` is as `EventIndexDay.entries`. A day of more than 2²⁰ events in one batch comes in several calls; its
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

  func insertEventIndex(_ days: [EventIndexDay], source: SourceID, batch: Int) throws(LedgerError) {
    let statement = try database.statement(
      "INSERT INTO event_index(source, day, batch, part, events, entries) VALUES (?, ?, ?, ?, ?, ?)")
    defer { database.putBack(statement) }
    for day in days where !day.entries.isEmpty {
      for (part, start) in stride(from: 0, to: day.entries.count, by: Self.bytesPerPart).enumerated() {
        let entries = day.entries[start..<min(start + Self.bytesPerPart, day.entries.count)]
        let events = entries.count / EventIndexDay.entryBytes
        statement.bind([
          .text(source.text), .text(day.day.description), .integer(batch), .integer(part), .integer(events), .null,
        ])
        try statement.run(withBlob: entries, at: 6)
      }
    }
  }

  /// A day as the ledger writes it.
  func civilDate(_ text: String) throws(LedgerError) -> CivilDate {
    guard let date = CivilDate(text) else { throw .corrupt(path: database.path, reason: "'\(text)' is no day") }
    return date
  }
}
