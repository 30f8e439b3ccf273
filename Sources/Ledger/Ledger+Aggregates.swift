package import Metering

extension Ledger {
  /// Puts one period's lines and comparisons in the place of those before, whole or not at all.
  package func replaceAggregate(_ aggregate: PeriodAggregate) throws(LedgerError) {
    try database.transaction { () throws(LedgerError) in
      try removeAggregate(aggregate.record.period)
      try insert(aggregate.record)
      try insert(aggregate.lines)
      try insertAllocations(of: aggregate.lines)
      for comparison in aggregate.comparisons {
        try database.run(
          "INSERT INTO comparisons(period, stack, body) VALUES (?, ?, ?)",
          [.text(aggregate.record.period.description), .text(comparison.stack.text), .text(comparison.body)])
      }
    }
  }

  /// Removes the aggregates of all other periods: those that no longer have anything to charge for.
  package func removeAggregates(exceptFor kept: [Period]) throws(LedgerError) {
    try database.transaction { () throws(LedgerError) in
      for record in try aggregatedPeriods() where !kept.contains(record.period) {
        try removeAggregate(record.period)
        try database.run("DELETE FROM periods WHERE period = ?", [.text(record.period.description)])
      }
    }
  }

  /// The periods that have been aggregated, in order.
  package func aggregatedPeriods() throws(LedgerError) -> [AggregationRecord] {
    let statement = try database.statement(
      """
      SELECT period, state, as_of, first_day, end_day, run_id, rate_card_version
      FROM aggregations JOIN periods USING (period) ORDER BY period
      """)
    defer { database.putBack(statement) }
    var records: [AggregationRecord] = []
    while try statement.step() {
      let (first, end) = (try civilDate(statement.text(3)), try civilDate(statement.text(4)))
      guard let period = Period(statement.text(0)), let state = PeriodState(rawValue: statement.text(1)), first <= end
      else { throw .corrupt(path: database.path, reason: "the aggregation of \(statement.text(0)) cannot be read") }
      records.append(
        AggregationRecord(
          period: period, state: state, asOf: try civilDate(statement.text(2)), days: first..<end,
          runID: statement.text(5), rateCardVersion: statement.text(6)))
    }
    return records
  }

  /// A period's comparisons, by stack, bytewise.
  package func comparisons(period: Period) throws(LedgerError) -> [StoredComparison] {
    let statement = try database.statement("SELECT stack, body FROM comparisons WHERE period = ? ORDER BY stack")
    defer { database.putBack(statement) }
    statement.bind([.text(period.description)])
    var comparisons: [StoredComparison] = []
    while try statement.step() {
      comparisons.append(StoredComparison(stack: StackID(statement.text(0)), body: statement.text(1)))
    }
    return comparisons
  }

  /// Keeps a text that holds for the aggregates as a whole, in the place of the one before.
  package func setValue(_ value: String, forKey name: String) throws(LedgerError) {
    try database.run(
      "INSERT INTO aggregation_values(name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      [.text(name), .text(value)])
  }

  /// The text kept under a name; nil when there is none.
  package func value(forKey name: String) throws(LedgerError) -> String? {
    try database.text("SELECT value FROM aggregation_values WHERE name = ?", [.text(name)])
  }

  private func removeAggregate(_ period: Period) throws(LedgerError) {
    try removeAllocations(of: period)
    let period = SQLiteValue.text(period.description)
    try database.run("DELETE FROM charge_lines WHERE period = ?", [period])
    try database.run("DELETE FROM comparisons WHERE period = ?", [period])
    try database.run("DELETE FROM aggregations WHERE period = ?", [period])
  }

  private func insert(_ record: AggregationRecord) throws(LedgerError) {
    let period = SQLiteValue.text(record.period.description)
    try database.run(
      """
      INSERT INTO periods(period, state, as_of) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET state = excluded.state, as_of = excluded.as_of
      """,
      [period, .text(record.state.rawValue), .text(record.asOf.description)])
    try database.run(
      "INSERT INTO aggregations(period, run_id, rate_card_version, first_day, end_day) VALUES (?, ?, ?, ?, ?)",
      [
        period, .text(record.runID), .text(record.rateCardVersion), .text(record.days.lowerBound.description),
        .text(record.days.upperBound.description),
      ])
  }
}
