import Aggregation
import Ledger
import Metering
import Reporting

/// Where a line's quantity came from: days, and batches of files.
struct UsageProvenance {
  struct Usage {
    let series: [SeriesKey]
    /// Whose batches are told: the line's, or the one asked for.
    let told: Range<CivilDate>
    /// Of all days of the line.
    let quantity: ExactDecimal
    let days: [LineExplanation.Day]
    let onDay: LineExplanation.Day?
    /// By number.
    let batches: [(batch: BatchRecord, quantity: ExactDecimal)]
  }

  let ledger: Ledger
  /// The day that is asked for; nil: all.
  let day: CivilDate?

  /// nil: the line is no usage.
  /// - Throws: `ExplanationDiffers` where the batches do not add to what was rated.
  func usage(of line: ChargeLine, _ rating: RatingTrace, through lastBatch: Int?) throws -> Usage? {
    guard let quantity = rating.quantity(of: line.identity) else { return nil }
    let usage = try usage(
      rating.series(of: line.identity), line.identity.days, batches: 0...(lastBatch ?? .max), units: rating.unit)
    guard usage.quantity == quantity else {
      throw ExplanationDiffers(
        lineID: RunIdentity.lineID(line.identity),
        explained: "\(usage.quantity) of \(line.identity.item) in its batches",
        charged: "\(quantity)")
    }
    return usage
  }

  /// What came since the month was billed; nil: the line is no usage.
  func usage(
    ofCorrection line: ChargeLine, _ correction: CorrectionTrace, batches: ClosedRange<Int>
  ) throws -> Usage? {
    guard line.identity.category == .usage else { return nil }
    var series = correction.restatedLine(of: line.identity).map { correction.restated.series(of: $0.identity) } ?? []
    if series.isEmpty {
      // All of it was taken back: only the ledger still knows whose it was.
      series = try ledger.allSeries(units: correction.restated.unit).filter {
        $0.tenant == line.identity.tenant && $0.environment == line.identity.environment
          && $0.resource == ResourceID(line.identity.item) && $0.toldUnit == line.toldUnit
      }
    }
    return try usage(series, line.identity.days, batches: batches, units: correction.restated.unit)
  }

  private func usage(
    _ series: [SeriesKey], _ days: Range<CivilDate>, batches: ClosedRange<Int>,
    units: (ResourceID) -> MeteringUnit?
  ) throws -> Usage {
    var byDay: [CivilDate: ExactDecimal] = [:]
    var byBatch: [Int: ExactDecimal] = [:]
    for series in series {
      for usage in try ledger.batchUsage(of: series, days: days, batches: batches, units: units) {
        byDay[usage.day] = try (byDay[usage.day] ?? .zero).plus(usage.quantity)
        guard day == nil || day == usage.day else { continue }
        byBatch[usage.batch] = try (byBatch[usage.batch] ?? .zero).plus(usage.quantity)
      }
    }
    let told = byDay.filter { day == nil || day == $0.key }.sorted { $0.key < $1.key }
    return Usage(
      series: series, told: day.map { $0..<$0.adding(days: 1) } ?? days, quantity: try byDay.values.total(),
      days: told.map { LineExplanation.Day(day: $0.key, quantity: $0.value) },
      onDay: day.map { LineExplanation.Day(day: $0, quantity: byDay[$0] ?? .zero) },
      batches: try byBatch.sorted { $0.key < $1.key }.compactMap { number, quantity in
        try ledger.batch(number).map { ($0, quantity) }
      })
  }
}
