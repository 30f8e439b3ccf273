import Metering

extension Ledger {
  /// Adds one reading of one file, whole or not at all, and returns the number of its batch.
  package func commit(_ batch: NewBatch) throws(LedgerError) -> Int {
    var days = batch.eventIndex.makeIterator()
    let usage: EncodedUsage
    do throws(ArithmeticOverflow) {
      usage = try EncodedUsage(batch.usage)
    } catch {
      throw .overflow(path: database.path, error)
    }
    let content = BatchContent(usage: usage, activity: batch.activity)
    let number = try commit(batch, eventIndex: { days.next() }, content: { content })
    guard let number else { preconditionFailure("the usage of a batch is there") }
    return number
  }

  /// The same for a file whose index and content are made while they are written; those of `batch` are not looked at.
  ///
  /// `eventIndex` is asked for one day after the other, or for their parts, until it has none. `content` is asked last;
  /// where it has to give up, nothing is added and nil returned.
  package func commit(
    _ batch: NewBatch, eventIndex: () -> EventIndexDay?, content: () -> BatchContent?
  ) throws(LedgerError) -> Int? {
    // Before its first batch nobody reads anything in a ledger, and nearly all pages are new: a rollback journal has
    // next to nothing to save, and each page is written once instead of to the log and from there to the file.
    let isFirst = try database.integer("SELECT 1 FROM batches LIMIT 1") == nil
    let hasRollbackJournal = isFirst && database.useRollbackJournal()
    defer { if hasRollbackJournal { database.useWriteAheadLog() } }
    do {
      return try database.transactionUnlessNil { () throws(LedgerError) in
        let number = try insertRecord(of: batch)
        var unsent = 0
        var parts = EventIndexParts(source: batch.source, batch: number)
        while let day = eventIndex() {
          try insert(day, &parts)
          unsent += day.entries.count
          guard hasRollbackJournal, unsent >= Self.bytesPerSending else { continue }
          database.sendToDisk()
          unsent = 0
        }
        try insertQuarantine(batch.quarantine, batch: number)
        try settleUnendedRecords(of: batch, number: number)
        guard let content = content() else {
          seriesIDs = nil
          return nil
        }
        try insertUsage(content.usage, batch: number)
        try insertPeriods(of: content.usage, batch: number)
        if let activity = content.activity { try insertActivity(activity, batch: number) }
        return number
      }
    } catch {
      // The new series went with the transaction.
      seriesIDs = nil
      throw error
    }
  }

  /// Bytes after which the disk is given something to do while more is made, so that little is left for it at the end.
  private static let bytesPerSending = 16 << 20

  private func insertRecord(of batch: NewBatch) throws(LedgerError) -> Int {
    let counts = batch.counts
    if let rules = batch.rules { try insert(rules) }
    try database.run(
      """
      INSERT INTO batches(
        run, source, file, format, bytes, fingerprint, status,
        records_read, accepted, duplicate, quarantined, excluded, rounded, rejected, rules)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .optional(currentRun), .text(batch.source.text), .text(batch.file), .text(batch.format), .integer(batch.bytes),
        .text(batch.fingerprint), .text(batch.isRejected ? "rejected" : "accepted"), .integer(counts.read),
        .integer(counts.accepted + counts.rejected), .integer(counts.duplicate), .integer(counts.quarantined),
        .integer(counts.excluded), .integer(batch.rounded), .integer(counts.rejected),
        .optional(batch.rules?.digest),
      ])
    let number = database.lastInsertedRow
    if let rules = batch.rules, !batch.isRejected {
      try noteRules(rules, batch.source, file: batch.file, fingerprint: batch.fingerprint)
    }
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
