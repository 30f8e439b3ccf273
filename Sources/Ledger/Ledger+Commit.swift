import Metering

extension Ledger {
  /// Adds one reading of one file, whole or not at all, and returns the number of its batch.
  package func commit(_ batch: NewBatch) throws(LedgerError) -> Int {
    do {
      return try database.transaction { () throws(LedgerError) in
        let number = try insertRecord(of: batch)
        try insertUsage(batch.usage, batch: number)
        try insertPeriods(of: batch.usage, batch: number)
        try insertEventIndex(batch.eventIndex, source: batch.source, batch: number)
        try insertQuarantine(batch.quarantine, batch: number)
        if let activity = batch.activity { try insertActivity(activity, batch: number) }
        return number
      }
    } catch {
      // The new series went with the transaction.
      seriesIDs = nil
      throw error
    }
  }

  private func insertRecord(of batch: NewBatch) throws(LedgerError) -> Int {
    let counts = batch.counts
    try database.run(
      """
      INSERT INTO batches(
        run, source, file, format, bytes, fingerprint, status,
        records_read, accepted, duplicate, quarantined, excluded, rounded)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .optional(currentRun), .text(batch.source.text), .text(batch.file), .text(batch.format), .integer(batch.bytes),
        .text(batch.fingerprint), .text(batch.isRejected ? "rejected" : "accepted"), .integer(counts.read),
        .integer(counts.accepted), .integer(counts.duplicate), .integer(counts.quarantined), .integer(counts.excluded),
        .integer(batch.rounded),
      ])
    let number = database.lastInsertedRow
    for (position, field) in batch.ignoredFields.enumerated() {
      try database.run(
        "INSERT INTO ignored_fields(batch, position, field) VALUES (?, ?, ?)",
        [.integer(number), .integer(position), .text(field)])
    }
    return number
  }

  private func insertQuarantine(_ records: [QuarantinedRecord], batch: Int) throws(LedgerError) {
    for record in records {
      try database.run(
        "INSERT INTO quarantine(batch, line, byte_offset, code, field, reason, raw) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
          .integer(batch), .integer(record.line), .integer(record.byteOffset), .text(record.code), .text(record.field),
          .text(record.reason), .blob(record.raw),
        ])
    }
  }
}
