package import Metering

// Which days and months have usage. What adds up to 0 in each hour is none: an event that its opposite takes back
// leaves no day behind, and no month.

extension Ledger {
  /// The first and the last day that has usage; nil: none has.
  ///
  /// `lastBatch`: the newest batch that counts; nil: all do.
  package func usageDays(
    through lastBatch: Int? = nil
  ) throws(LedgerError) -> (first: CivilDate, last: CivilDate)? {
    guard let first = try firstUsedDay(from: OrganizationCalendar.days.lowerBound, through: lastBatch) else {
      return nil
    }
    let statement = try database.statement(
      """
      SELECT day, series, batch, total, hours FROM day_usage WHERE batch <= ?
      ORDER BY day DESC, series DESC, batch DESC
      """)
    defer { database.putBack(statement) }
    statement.bind([.integer(lastBatch ?? .max)])
    return (first, try firstUsedDay(statement) ?? first)
  }

  /// The months that have usage, in order.
  package func periodsWithUsage() throws(LedgerError) -> [Period] {
    var periods: [Period] = []
    var from = OrganizationCalendar.days.lowerBound
    // One look into the index per month, however many rows it has.
    while let day = try firstUsedDay(from: from, through: nil) {
      periods.append(day.period)
      from = day.period.endDay
    }
    return periods
  }

  private func firstUsedDay(
    from day: CivilDate, through lastBatch: Int?
  ) throws(LedgerError) -> CivilDate? {
    let statement = try database.statement(
      """
      SELECT day, series, batch, total, hours FROM day_usage WHERE day >= ? AND batch <= ?
      ORDER BY day, series, batch
      """)
    defer { database.putBack(statement) }
    statement.bind([.text(day.description), .integer(lastBatch ?? .max)])
    return try firstUsedDay(statement)
  }

  /// The day of the first series, in the order of the rows, whose batches do not add up to 0. It ends with that series:
  /// of days that nothing was taken back on, a row is read.
  ///
  /// `statement`: day, series, batch, total, hours; the rows of a day and series beside each other.
  private func firstUsedDay(_ statement: SQLiteStatement) throws(LedgerError) -> CivilDate? {
    var sums = HourSums()
    var (day, series) = ("", 0)
    while try statement.step() {
      if statement.text(0) != day || statement.integer(1) != series {
        if !sums.hours.isEmpty { return try civilDate(day) }
        sums.clear()
        (day, series) = (statement.text(0), statement.integer(1))
      }
      let outcome = statement.withBytes(4) { (bytes: Span<UInt8>) in
        Result { () throws(HourSums.Failure) in _ = try HourVectorCodec.add(bytes, to: &sums) }
      }
      switch outcome {
      case .success: continue
      // More than fits is not 0; who adds it up tells what is wrong.
      case .failure(.overflow): return try civilDate(day)
      case .failure(.malformed(let reason)):
        throw .corrupt(
          path: database.path, reason: "day_usage of \(day), series \(series): the hours cannot be read (\(reason))")
      }
    }
    return sums.hours.isEmpty ? nil : try civilDate(day)
  }
}
