package import Metering

// MARK: - Reading

extension Ledger {
  /// The unended records that count: those of a file, and those of its source whose days are among `days`. In the order
  /// of their batches.
  package func unendedRecords(
    source: SourceID, file: String, days: ClosedRange<CivilDate>?
  ) throws(LedgerError) -> [BookedUnendedRecord] {
    let statement = try database.statement(
      """
      SELECT batch, bytes, fingerprint, byte_offset, bytes_hash, day, event_key, event_content, start_second,
        start_nanosecond, end_second, end_nanosecond
      FROM unended_records JOIN batches USING (batch)
      WHERE taken_back_by IS NULL AND source = ? AND (file = ? OR day BETWEEN ? AND ?) ORDER BY batch
      """)
    defer { database.putBack(statement) }
    statement.bind([
      .text(source.text), .text(file), .optional(days?.lowerBound.description),
      .optional(days?.upperBound.description),
    ])
    var records: [BookedUnendedRecord] = []
    while try statement.step() {
      let word = { (column: Int) in UInt64(bitPattern: Int64(statement.integer(column))) }
      let instant = { (column: Int) in
        UnendedRecord.Instant(
          seconds: Int64(statement.integer(column)),
          nanoseconds: Int32(truncatingIfNeeded: statement.integer(column + 1)))
      }
      let record = UnendedRecord(
        byteOffset: statement.integer(3), bytesHash: word(4), day: try civilDate(statement.text(5)), key: word(6),
        content: word(7), start: instant(8), end: instant(10),
        quantities: try unendedQuantities(batch: statement.integer(0)))
      records.append(
        BookedUnendedRecord(
          batch: statement.integer(0), bytes: statement.integer(1), fingerprint: statement.text(2), record: record))
    }
    return records
  }

  private func unendedQuantities(batch: Int) throws(LedgerError) -> [UnendedRecord.Quantity] {
    let statement = try database.statement(
      """
      SELECT tenant, stack, environment, version, resource, quantity, unit FROM unended_quantities WHERE batch = ?
      ORDER BY position
      """)
    defer { database.putBack(statement) }
    statement.bind([.integer(batch)])
    var quantities: [UnendedRecord.Quantity] = []
    while try statement.step() {
      guard let quantity = ExactDecimal(codedText: statement.text(5)) else {
        throw .corrupt(path: database.path, reason: "'\(statement.text(5))' is no quantity of batch \(batch)")
      }
      let series = SeriesKey(
        tenant: TenantID(statement.text(0)), stack: StackID(statement.text(1)),
        environment: EnvironmentID(statement.text(2)), version: VersionID(statement.text(3)),
        resource: ResourceID(statement.text(4)), toldUnit: try toldUnit(statement.text(6)))
      quantities.append(UnendedRecord.Quantity(series: series, quantity: quantity))
    }
    return quantities
  }
}

// MARK: - Writing

extension Ledger {
  /// Notes a batch's own unended record, and what became of those of earlier batches.
  func settleUnendedRecords(of batch: NewBatch, number: Int) throws(LedgerError) {
    for booked in batch.takenBack {
      try removeFromIndex(booked, source: batch.source)
      try database.run(
        "UPDATE unended_records SET taken_back_by = ? WHERE batch = ?", [.integer(number), .integer(booked.batch)])
    }
    for ended in batch.ended { try database.run("DELETE FROM unended_records WHERE batch = ?", [.integer(ended)]) }
    if let record = batch.unended { try insertUnended(record, batch: number) }
  }

  private func insertUnended(_ record: UnendedRecord, batch: Int) throws(LedgerError) {
    try database.run(
      """
      INSERT INTO unended_records(
        batch, byte_offset, bytes_hash, day, event_key, event_content, start_second, start_nanosecond, end_second,
        end_nanosecond)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(batch), .integer(record.byteOffset), .integer(Int(bitPattern: UInt(record.bytesHash))),
        .text(record.day.description), .integer(Int(bitPattern: UInt(record.key))),
        .integer(Int(bitPattern: UInt(record.content))), .integer(Int(record.start.seconds)),
        .integer(Int(record.start.nanoseconds)), .integer(Int(record.end.seconds)),
        .integer(Int(record.end.nanoseconds)),
      ])
    for (position, quantity) in record.quantities.enumerated() {
      let series = quantity.series
      try database.run(
        """
        INSERT INTO unended_quantities(batch, position, tenant, stack, environment, version, resource, unit, quantity)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(batch), .integer(position), .text(series.tenant.text), .text(series.stack.text),
          .text(series.environment.text), .text(series.version.text), .text(series.resource.text),
          .text(series.toldUnit?.name ?? ""), .text(quantity.quantity.codedText),
        ])
    }
  }

  /// Takes the event of an unended record out of the index, so that nothing is a repeat of it.
  private func removeFromIndex(_ booked: BookedUnendedRecord, source: SourceID) throws(LedgerError) {
    let day = booked.record.day.description
    guard let (part, found, position) = try indexEntry(of: booked, source: source) else {
      throw .corrupt(
        path: database.path, reason: "the event index of batch \(booked.batch), \(day) lacks its last record")
    }
    var entries = found
    entries.removeSubrange(position..<position + EventIndexDay.entryBytes)
    guard !entries.isEmpty else {
      return try database.run(
        "DELETE FROM event_index WHERE source = ? AND day = ? AND batch = ? AND part = ?",
        [.text(source.text), .text(day), .integer(booked.batch), .integer(part)])
    }
    try database.run(
      "UPDATE event_index SET events = ?, entries = ? WHERE source = ? AND day = ? AND batch = ? AND part = ?",
      [
        .integer(entries.count / EventIndexDay.entryBytes), .blob(entries), .text(source.text), .text(day),
        .integer(booked.batch), .integer(part),
      ])
  }

  private func indexEntry(
    of booked: BookedUnendedRecord, source: SourceID
  ) throws(LedgerError) -> (part: Int, entries: [UInt8], position: Int)? {
    let wanted = [booked.record.key, booked.record.content].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }
    let statement = try database.statement(
      "SELECT part, entries FROM event_index WHERE source = ? AND day = ? AND batch = ? ORDER BY part")
    defer { database.putBack(statement) }
    statement.bind([.text(source.text), .text(booked.record.day.description), .integer(booked.batch)])
    while try statement.step() {
      let entries = statement.bytes(1)
      let position = stride(from: 0, to: entries.count, by: EventIndexDay.entryBytes).first { start in
        entries[start..<start + EventIndexDay.entryBytes].elementsEqual(wanted)
      }
      if let position { return (statement.integer(0), entries, position) }
    }
    return nil
  }
}
