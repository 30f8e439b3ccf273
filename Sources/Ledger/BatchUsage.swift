package import Metering

/// What one batch added to a series on a day.
package struct BatchUsage: Sendable, Hashable {
  package let day: CivilDate
  package let batch: Int
  /// In the unit of the series: what it tells, else the resource's own.
  package let quantity: ExactDecimal
}

extension Ledger {
  /// What batches added to a series on some days, by day and batch: where its usage came from.
  /// `batches`: those that count; `units`: as in `usage`. What is converted is what a day comes to up to a batch, so
  /// that batches add to what the day is lent as.
  package func batchUsage(
    of series: SeriesKey, days: Range<CivilDate>, batches: ClosedRange<Int>,
    units: (ResourceID) -> MeteringUnit? = { _ in nil }
  ) throws(LedgerError) -> [BatchUsage] {
    var sums: [CivilDate: [Int: ExactDecimal]] = [:]
    for (id, unit) in try storedSeries(like: series) {
      let part = series.told(in: unit).inOwnUnit(units)
      guard part.series == series else { continue }
      for usage in try batchUsage(ofSeries: id, part.ratio, days, through: batches.upperBound)
      where batches.contains(usage.batch) {
        do {
          let sum = sums[usage.day]?[usage.batch] ?? .zero
          sums[usage.day, default: [:]][usage.batch] = try sum.plus(usage.quantity)
        } catch {
          throw .overflow(path: database.path, error)
        }
      }
    }
    return sums.sorted { $0.key < $1.key }.flatMap { day, sums in
      sums.sorted { $0.key < $1.key }.map { BatchUsage(day: day, batch: $0, quantity: $1) }
    }
  }

  /// The series of the same names, in whatever unit.
  private func storedSeries(like series: SeriesKey) throws(LedgerError) -> [(id: Int, unit: MeteringUnit?)] {
    let statement = try database.statement(
      """
      SELECT series, unit FROM series
      WHERE tenant = ? AND stack = ? AND environment = ? AND version = ? AND resource = ?
      """)
    defer { database.putBack(statement) }
    statement.bind([
      .text(series.tenant.text), .text(series.stack.text), .text(series.environment.text), .text(series.version.text),
      .text(series.resource.text),
    ])
    var stored: [(id: Int, unit: MeteringUnit?)] = []
    while try statement.step() { stored.append((statement.integer(0), try toldUnit(statement.text(1)))) }
    return stored
  }

  private func batchUsage(
    ofSeries id: Int, _ ratio: Fraction, _ days: Range<CivilDate>, through lastBatch: Int
  ) throws(LedgerError) -> [BatchUsage] {
    // Day by day, as the table is kept: a series of a month is 31 looks, however large the month is.
    let statement = try database.statement(
      "SELECT batch, total FROM day_usage WHERE day = ? AND series = ? AND batch <= ? ORDER BY batch")
    defer { database.putBack(statement) }
    var usage: [BatchUsage] = []
    for day in days {
      var conversion = UnitConversion(ratio)
      statement.bind([.text(day.description), .integer(id), .integer(lastBatch)])
      while try statement.step() {
        guard let quantity = ExactDecimal(codedText: statement.text(1)) else {
          throw .corrupt(
            path: database.path,
            reason: "the total of day_usage of \(day), batch \(statement.integer(0)) cannot be read")
        }
        do {
          let part = try conversion.next(quantity)
          usage.append(BatchUsage(day: day, batch: statement.integer(0), quantity: part))
        } catch {
          throw .overflow(path: database.path, error)
        }
      }
      statement.reset()
    }
    return usage
  }
}
