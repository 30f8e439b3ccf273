package import Metering

/// Usage as the rows of `day_usage` hold it: encoded, and read back, before the transaction that adds it begins.
///
///     rows    day, series │ total: "12.5" │ hours: 01 03 …      ascending by day, then series
///     bytes   …12.5▮▮▮▮▮▮…                                      of all rows, one behind the other
package struct EncodedUsage: Sendable {
  struct Row: Sendable {
    let day: Int
    /// Which of `series`.
    let series: Int
    /// The day's total as decimal text.
    let total: Range<Int>
    /// The day's hours as `HourVectorCodec` writes them.
    let hours: Range<Int>
  }

  /// Ascending.
  let series: [SeriesKey]
  let rows: [Row]
  let bytes: [UInt8]

  /// Encodes usage that ascends by series and day. Days without usage have no row.
  ///
  /// Throws where a day's total does not fit.
  package init(_ usage: [DayUsage]) throws(ArithmeticOverflow) {
    var series: [SeriesKey] = []
    var rows: [Row] = []
    rows.reserveCapacity(usage.count)
    var bytes: [UInt8] = []
    var lastDay: CivilDate?
    for usage in usage where !usage.hours.isEmpty {
      if usage.series == series.last {
        precondition(lastDay.map { $0 < usage.day } ?? true, "a series' usage ascends by day")
      } else {
        precondition(series.last.map { $0 < usage.series } ?? true, "usage ascends by series")
        series.append(usage.series)
      }
      lastDay = usage.day
      let (total, hours) = try Self.append(usage, to: &bytes)
      rows.append(Row(day: usage.day.dayNumber, series: series.count - 1, total: total, hours: hours))
    }
    rows.sort { ($0.day, $0.series) < ($1.day, $1.series) }
    self.series = series
    self.rows = rows
    self.bytes = bytes
  }

  /// Encodes the total and the hours, and reads them back before they are believed.
  private static func append(
    _ usage: DayUsage, to bytes: inout [UInt8]
  ) throws(ArithmeticOverflow) -> (total: Range<Int>, hours: Range<Int>) {
    let sum = try usage.total()
    let start = bytes.count
    DecimalText.append(sum, to: &bytes)
    let middle = bytes.count
    HourVectorCodec.append(usage.hours, to: &bytes)
    var check = HourSums()
    let readBack = try? HourVectorCodec.add(bytes.span.extracting(middle..<bytes.count), to: &check)
    precondition(readBack == sum, "hours decode to the total they were encoded from")
    return (start..<middle, middle..<bytes.count)
  }
}
