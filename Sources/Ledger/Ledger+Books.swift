package import Metering

// Closing and opening months. What is written here is never changed or removed: triggers see to it.

extension Ledger {
  /// Closes an aggregated month, whole or not at all: from here on its lines cannot be written.
  package func close(_ closing: NewClosing) throws(LedgerError) {
    try database.transaction { () throws(LedgerError) in
      try expectState(.open, of: closing.period)
      try database.run(
        """
        INSERT INTO period_events(period, kind, as_of, user, at, output_hash, last_batch)
        SELECT ?, 'close', ?, ?, ?, ?, coalesce(max(batch), 0) FROM batches
        """,
        [
          .text(closing.period.description), .text(closing.asOf.description), .text(closing.user), .text(closing.at),
          .text(closing.outputHash),
        ])
      let event = database.lastInsertedRow
      for content in closing.contents {
        try database.run(
          "INSERT INTO contents(hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
          [.text(content.hash), .blob(content.bytes)])
        try database.run(
          "INSERT INTO closing_contents(event, kind, name, hash) VALUES (?, ?, ?, ?)",
          [.integer(event), .text(content.kind.rawValue), .text(content.name), .text(content.hash)])
      }
      try setState(.closed, of: closing.period)
    }
  }

  /// Opens a closed month again; the lines it was closed with are kept beside.
  package func reopen(
    _ period: Period, asOf: CivilDate, reason: String, user: String, at: String
  ) throws(LedgerError) {
    precondition(!reason.isEmpty, "a month is opened again for a reason")
    try database.transaction { () throws(LedgerError) in
      try expectState(.closed, of: period)
      let closed = try database.integer(
        "SELECT max(event) FROM period_events WHERE period = ? AND kind = 'close'", [.text(period.description)])
      try database.run(
        "INSERT INTO reopened_lines SELECT ?, charge_lines.* FROM charge_lines WHERE period = ?",
        [.optional(closed), .text(period.description)])
      try keepReopenedAllocations(ofClosing: closed, period: period)
      try database.run(
        """
        INSERT INTO period_events(period, kind, as_of, reason, user, at, last_batch)
        SELECT ?, 'reopen', ?, ?, ?, ?, coalesce(max(batch), 0) FROM batches
        """,
        [.text(period.description), .text(asOf.description), .text(reason), .text(user), .text(at)])
      try setState(.open, of: period)
    }
  }

  /// All closings and openings, the oldest first.
  package func periodEvents() throws(LedgerError) -> [PeriodEvent] {
    let statement = try database.statement(
      """
      SELECT event, period, kind, as_of, reason, user, at, output_hash, last_batch FROM period_events ORDER BY event
      """)
    defer { database.putBack(statement) }
    var events: [PeriodEvent] = []
    while try statement.step() {
      guard let period = Period(statement.text(1)), let kind = PeriodEvent.Kind(rawValue: statement.text(2)) else {
        throw .corrupt(path: database.path, reason: "the period event \(statement.integer(0)) cannot be read")
      }
      events.append(
        PeriodEvent(
          event: statement.integer(0), period: period, kind: kind, asOf: try civilDate(statement.text(3)),
          reason: statement.optionalText(4), user: statement.text(5), at: statement.text(6),
          outputHash: statement.optionalText(7), lastBatch: statement.integer(8)))
    }
    return events
  }

  /// What a month was closed with, of one kind, by name, bytewise. `event`: the number of its closing.
  package func contents(
    ofClosing event: Int, kind: FrozenContent.Kind
  ) throws(LedgerError) -> [FrozenContent] {
    let statement = try database.statement(
      """
      SELECT name, hash, bytes FROM closing_contents JOIN contents USING (hash)
      WHERE event = ? AND kind = ? ORDER BY name
      """)
    defer { database.putBack(statement) }
    statement.bind([.integer(event), .text(kind.rawValue)])
    var contents: [FrozenContent] = []
    while try statement.step() {
      contents.append(
        FrozenContent(kind: kind, name: statement.text(0), hash: statement.text(1), bytes: statement.bytes(2)))
    }
    return contents
  }

  /// The months, in order, that batches after `batch` have usage in: what they come to may be other than before.
  package func periodsWithUsage(since batch: Int) throws(LedgerError) -> [Period] {
    let statement = try database.statement(
      "SELECT DISTINCT period FROM batch_periods WHERE batch > ? ORDER BY period")
    defer { database.putBack(statement) }
    statement.bind([.integer(batch)])
    var periods: [Period] = []
    while try statement.step() {
      guard let period = Period(statement.text(0)) else {
        throw .corrupt(path: database.path, reason: "'\(statement.text(0))' is no month")
      }
      periods.append(period)
    }
    return periods
  }

  /// Notes the months that a batch has usage in.
  func insertPeriods(of usage: EncodedUsage, batch: Int) throws(LedgerError) {
    var periods: Set<Period> = []
    var days = CivilDate(dayNumber: 0)..<CivilDate(dayNumber: 0)
    // Rows come by day: most are of the month of the row before.
    for row in usage.rows where !days.contains(CivilDate(dayNumber: row.day)) {
      let period = CivilDate(dayNumber: row.day).period
      periods.insert(period)
      days = period.days
    }
    for period in periods.sorted() {
      try database.run(
        "INSERT INTO batch_periods(period, batch) VALUES (?, ?)", [.text(period.description), .integer(batch)])
    }
  }

  private func expectState(_ state: PeriodState, of period: Period) throws(LedgerError) {
    let found = try database.text("SELECT state FROM periods WHERE period = ?", [.text(period.description)])
    guard found == state.rawValue else {
      throw .corrupt(path: database.path, reason: "\(period) is \(found ?? "not there") where it should be \(state)")
    }
  }

  private func setState(_ state: PeriodState, of period: Period) throws(LedgerError) {
    try database.run(
      "UPDATE periods SET state = ? WHERE period = ?", [.text(state.rawValue), .text(period.description)])
  }
}
