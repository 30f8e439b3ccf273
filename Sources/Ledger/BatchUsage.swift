package import Metering

/// What one batch added to a series on a day.
package struct BatchUsage: Sendable, Hashable {
  package let day: CivilDate
  package let batch: Int
  /// In the resource's own unit.
  package let quantity: ExactDecimal
}

extension Ledger {
  /// What batches added to a series on some days, by day and batch: where its usage came from.
  /// `batches`: those that count.
  package func batchUsage(
    of series: SeriesKey, days: Range<CivilDate>, batches: ClosedRange<Int>
  ) throws(LedgerError) -> [BatchUsage] {
    // Day by day, as the table is kept: a series of a month is 31 looks, however large the month is.
    let statement = try database.statement(
      """
      SELECT batch, total FROM day_usage JOIN series USING (series)
      WHERE day = ? AND tenant = ? AND stack = ? AND environment = ? AND version = ? AND resource = ?
        AND batch BETWEEN ? AND ?
      ORDER BY batch
      """)
    defer { database.putBack(statement) }
    var usage: [BatchUsage] = []
    for day in days {
      statement.bind([
        .text(day.description), .text(series.tenant.text), .text(series.stack.text), .text(series.environment.text),
        .text(series.version.text), .text(series.resource.text), .integer(batches.lowerBound),
        .integer(batches.upperBound),
      ])
      while try statement.step() {
        guard let quantity = ExactDecimal(codedText: statement.text(1)) else {
          throw .corrupt(
            path: database.path,
            reason: "the total of day_usage of \(day), batch \(statement.integer(0)) cannot be read")
        }
        usage.append(BatchUsage(day: day, batch: statement.integer(0), quantity: quantity))
      }
      statement.reset()
    }
    return usage
  }
}
