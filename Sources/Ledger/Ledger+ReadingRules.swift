package import Metering

/// What the project file says of how the records of a source are understood, as the ledger keeps it.
package struct ReadingRulesRecord: Sendable, Equatable {
  /// SHA-256 of `body`, in hexadecimal.
  package let digest: String
  /// JSON, the same bytes for the same rules.
  package let body: String

  package init(digest: String, body: String) {
    self.digest = digest
    self.body = body
  }
}

extension Ledger {
  /// Takes batches of a source whose rules are not known, as those of an older version of the program, for read by
  /// these.
  package func adopt(_ rules: ReadingRulesRecord, forUnknownOf source: SourceID) throws(LedgerError) {
    let isAnyUnknown =
      try database.text("SELECT 1 FROM batches WHERE source = ? AND rules IS NULL LIMIT 1", [.text(source.text)]) != nil
    guard isAnyUnknown else { return }
    try database.transaction { () throws(LedgerError) in
      try insert(rules)
      try database.run(
        "UPDATE batches SET rules = ? WHERE source = ? AND rules IS NULL", [.text(rules.digest), .text(source.text)])
    }
  }

  /// Notes that a file was read by other rules than before, and that its batches come out as they are.
  package func confirm(
    _ rules: ReadingRulesRecord, source: SourceID, file: String, fingerprint: String
  ) throws(LedgerError) {
    try database.transaction { () throws(LedgerError) in
      try insert(rules)
      try noteRules(rules, source, file: file, fingerprint: fingerprint)
    }
  }

  /// The rules, other than some, by which batches that count were read: those of a file's name, and those of its bytes
  /// if a fingerprint is given. By their digests, each with the newest such batch.
  package func earlierRules(
    source: SourceID, file: String, fingerprint: String?, otherThan digest: String
  ) throws(LedgerError) -> [(rules: ReadingRulesRecord, batch: Int)] {
    let statement = try database.statement(
      """
      SELECT digest, body, max(batch) FROM batches JOIN reading_rules ON digest = rules
      WHERE source = ?1 AND status = 'accepted' AND (file = ?2 OR fingerprint = ?3) AND digest <> ?4
      GROUP BY digest ORDER BY digest
      """)
    defer { database.putBack(statement) }
    statement.bind([.text(source.text), .text(file), .optional(fingerprint), .text(digest)])
    var rules: [(rules: ReadingRulesRecord, batch: Int)] = []
    while try statement.step() {
      rules.append(
        (ReadingRulesRecord(digest: statement.text(0), body: statement.text(1)), statement.integer(2)))
    }
    return rules
  }

  /// The batches of a source that count and were read by some rules, ascending.
  package func batches(source: SourceID, rules digest: String) throws(LedgerError) -> [Int] {
    let statement = try database.statement(
      "SELECT batch FROM batches WHERE source = ? AND rules = ? AND status = 'accepted' ORDER BY batch")
    return try numbers(statement, [.text(source.text), .text(digest)])
  }

  /// The batches of a file that count, ascending.
  package func acceptedBatches(source: SourceID, file: String) throws(LedgerError) -> [Int] {
    let statement = try database.statement(
      "SELECT batch FROM batches WHERE source = ? AND file = ? AND status = 'accepted' ORDER BY batch")
    return try numbers(statement, [.text(source.text), .text(file)])
  }

  private func numbers(_ statement: SQLiteStatement, _ values: [SQLiteValue]) throws(LedgerError) -> [Int] {
    defer { database.putBack(statement) }
    statement.bind(values)
    var numbers: [Int] = []
    while try statement.step() { numbers.append(statement.integer(0)) }
    return numbers
  }

  /// Keeps rules, if they are new.
  func insert(_ rules: ReadingRulesRecord) throws(LedgerError) {
    try database.run(
      "INSERT INTO reading_rules(digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [.text(rules.digest), .text(rules.body)])
  }

  /// The batches of a file's name and of its bytes are what they would be by these rules.
  func noteRules(
    _ rules: ReadingRulesRecord, _ source: SourceID, file: String, fingerprint: String
  ) throws(LedgerError) {
    try database.run(
      """
      UPDATE batches SET rules = ?1
      WHERE source = ?2 AND (file = ?3 OR fingerprint = ?4) AND status = 'accepted' AND rules IS NOT ?1
      """,
      [.text(rules.digest), .text(source.text), .text(file), .text(fingerprint)])
  }
}
