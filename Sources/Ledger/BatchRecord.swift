package import Metering

/// What the ledger knows of one reading of one file.
package struct BatchRecord: Sendable, Equatable {
  /// Later readings have higher numbers.
  package let batch: Int
  package let source: SourceID
  package let file: String
  package let format: String
  package let bytes: Int
  package let fingerprint: String
  package let counts: RecordCounts
  package let rounded: Int
  package let isRejected: Bool
  package let ignoredFields: [String]
  /// The digest of the rules by which it is what it is; nil: they are not known.
  package let rules: String?
}

/// A record in quarantine, with the file it is in.
package struct UnresolvedRecord: Sendable, Equatable {
  package let source: SourceID
  package let file: String
  /// The run that read the file; nil outside one.
  package let run: Int?
  package let record: QuarantinedRecord
}

extension Ledger {
  /// The newest accepted batch of a source with these bytes, whatever the file was called; nil: not ingested yet.
  package func batch(source: SourceID, fingerprint: String) throws(LedgerError) -> BatchRecord? {
    let statement = try database.statement(
      """
      SELECT batch, source, file, format, bytes, fingerprint, accepted, duplicate, quarantined, excluded, rounded,
        status, rejected, COALESCE(rules, '')
      FROM batches WHERE source = ? AND fingerprint = ? AND status = 'accepted' ORDER BY batch DESC LIMIT 1
      """)
    return try batches(statement, [.text(source.text), .text(fingerprint)]).first
  }

  /// Whether a batch of a source has this size: only then can a file of this size be known.
  package func hasBatch(source: SourceID, bytes: Int) throws(LedgerError) -> Bool {
    try database.text(
      "SELECT 1 FROM batches WHERE source = ? AND bytes = ? LIMIT 1", [.text(source.text), .integer(bytes)]) != nil
  }

  /// Whether some file that a source had in a folder is in the ledger. `folder`: as the files' paths begin.
  package func hasBatch(source: SourceID, inFolder folder: String) throws(LedgerError) -> Bool {
    try database.text(
      "SELECT 1 FROM batches WHERE source = ?1 AND substr(file, 1, length(?2)) = ?2 LIMIT 1",
      [.text(source.text), .text(folder + "/")]) != nil
  }

  /// The newest batch of a file, accepted or not.
  package func latestBatch(source: SourceID, file: String) throws(LedgerError) -> BatchRecord? {
    let statement = try database.statement(
      """
      SELECT batch, source, file, format, bytes, fingerprint, accepted, duplicate, quarantined, excluded, rounded,
        status, rejected, COALESCE(rules, '')
      FROM batches WHERE source = ? AND file = ? ORDER BY batch DESC LIMIT 1
      """)
    return try batches(statement, [.text(source.text), .text(file)]).first
  }

  /// The newest batch of every file, by source and file, bytewise.
  package func batches() throws(LedgerError) -> [BatchRecord] {
    let statement = try database.statement(
      """
      SELECT batch, source, file, format, bytes, fingerprint, accepted, duplicate, quarantined, excluded, rounded,
        status, rejected, COALESCE(rules, '')
      FROM newest_batches ORDER BY source, file
      """)
    return try batches(statement, [])
  }

  /// All batches of a file, the oldest first.
  package func batches(source: SourceID, file: String) throws(LedgerError) -> [BatchRecord] {
    let statement = try database.statement(
      """
      SELECT batch, source, file, format, bytes, fingerprint, accepted, duplicate, quarantined, excluded, rounded,
        status, rejected, COALESCE(rules, '')
      FROM batches WHERE source = ? AND file = ? ORDER BY batch
      """)
    return try batches(statement, [.text(source.text), .text(file)])
  }

  /// One batch; nil: there is none of this number.
  package func batch(_ number: Int) throws(LedgerError) -> BatchRecord? {
    let statement = try database.statement(
      """
      SELECT batch, source, file, format, bytes, fingerprint, accepted, duplicate, quarantined, excluded, rounded,
        status, rejected, COALESCE(rules, '')
      FROM batches WHERE batch = ?
      """)
    return try batches(statement, [.integer(number)]).first
  }

  /// The file of a batch, for messages.
  package func batchFile(_ batch: Int) throws(LedgerError) -> String {
    guard let file = try database.text("SELECT file FROM batches WHERE batch = ?", [.integer(batch)]) else {
      throw .corrupt(path: database.path, reason: "there is no batch \(batch)")
    }
    return file
  }

  /// The quarantine of the newest batch of every file, by source, file and place.
  package func unresolvedQuarantine() throws(LedgerError) -> [UnresolvedRecord] {
    var records: [UnresolvedRecord] = []
    do {
      try forEachUnresolvedRecord { records.append($0) }
    } catch let error as LedgerError {
      throw error
    } catch {
      preconditionFailure("gathering records throws nothing of its own")
    }
    return records
  }

  /// The same, one record at a time.
  package func forEachUnresolvedRecord(_ body: (UnresolvedRecord) throws -> Void) throws {
    let statement = try database.statement(
      """
      SELECT source, file, line, byte_offset, code, field, reason, raw, COALESCE(run, 0)
      FROM newest_batches JOIN quarantine USING (batch)
      ORDER BY source, file, byte_offset, code
      """)
    defer { database.putBack(statement) }
    while try statement.step() {
      let record = QuarantinedRecord(
        line: statement.integer(2), byteOffset: statement.integer(3), code: statement.text(4), field: statement.text(5),
        reason: statement.text(6), raw: statement.bytes(7))
      let run = statement.integer(8)
      try body(
        UnresolvedRecord(
          source: SourceID(statement.text(0)), file: statement.text(1), run: run == 0 ? nil : run, record: record))
    }
  }

  /// The quarantine of one batch, by place.
  package func quarantine(ofBatch batch: Int) throws(LedgerError) -> [QuarantinedRecord] {
    let statement = try database.statement(
      """
      SELECT line, byte_offset, code, field, reason, raw FROM quarantine WHERE batch = ? ORDER BY byte_offset, code
      """)
    defer { database.putBack(statement) }
    statement.bind([.integer(batch)])
    var records: [QuarantinedRecord] = []
    while try statement.step() {
      records.append(
        QuarantinedRecord(
          line: statement.integer(0), byteOffset: statement.integer(1), code: statement.text(2),
          field: statement.text(3), reason: statement.text(4), raw: statement.bytes(5)))
    }
    return records
  }

  /// Two sources, in order of their names, with files of the same bytes: what they tell counts twice.
  package struct SharedFiles: Sendable, Equatable {
    package let first: SourceID
    package let second: SourceID
    package let count: Int
    /// The first of them by its path, as the second source has it.
    package let example: String
  }

  /// The sources that have files of the same bytes which counted in each, as after a source was renamed.
  package func filesOfTwoSources() throws(LedgerError) -> [SharedFiles] {
    let statement = try database.statement(
      """
      SELECT one.source, other.source, count(DISTINCT one.fingerprint), min(other.file)
      FROM batches AS one JOIN batches AS other USING (fingerprint)
      WHERE one.source < other.source AND one.status = 'accepted' AND other.status = 'accepted'
        AND one.accepted > 0 AND other.accepted > 0
      GROUP BY one.source, other.source ORDER BY one.source, other.source
      """)
    defer { database.putBack(statement) }
    var shared: [SharedFiles] = []
    while try statement.step() {
      shared.append(
        SharedFiles(
          first: SourceID(statement.text(0)), second: SourceID(statement.text(1)), count: statement.integer(2),
          example: statement.text(3)))
    }
    return shared
  }

  private func batches(_ statement: SQLiteStatement, _ values: [SQLiteValue]) throws(LedgerError) -> [BatchRecord] {
    defer { database.putBack(statement) }
    statement.bind(values)
    var batches: [BatchRecord] = []
    while try statement.step() {
      let rejected = statement.integer(12)
      let counts = RecordCounts(
        accepted: statement.integer(6) - rejected, duplicate: statement.integer(7), quarantined: statement.integer(8),
        excluded: statement.integer(9), rejected: rejected)
      let rules = statement.text(13)
      batches.append(
        BatchRecord(
          batch: statement.integer(0), source: SourceID(statement.text(1)), file: statement.text(2),
          format: statement.text(3), bytes: statement.integer(4), fingerprint: statement.text(5), counts: counts,
          rounded: statement.integer(10), isRejected: statement.text(11) == "rejected",
          ignoredFields: try ignoredFields(of: statement.integer(0)), rules: rules.isEmpty ? nil : rules))
    }
    return batches
  }

  private func ignoredFields(of batch: Int) throws(LedgerError) -> [String] {
    let statement = try database.statement("SELECT field FROM ignored_fields WHERE batch = ? ORDER BY position")
    defer { database.putBack(statement) }
    statement.bind([.integer(batch)])
    var fields: [String] = []
    while try statement.step() { fields.append(statement.text(0)) }
    return fields
  }
}
