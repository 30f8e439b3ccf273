package import Metering

/// Usage as the rows of `day_usage` hold it: encoded, and read back, before the transaction that adds it begins.
///
///     rows    day, series │ total: "12.5" │ hours: 01 03 …      ascending by day, then series
///     bytes   …12.5▮▮▮▮▮▮…                                      of all rows, stretch by stretch
package struct EncodedUsage: Sendable {
  struct Row: Sendable {
    let day: Int
    /// Which of `series`.
    let series: Int
    /// The day's total as decimal text, in `bytes`.
    let total: Range<Int>
    /// The day's hours as `HourVectorCodec` writes them.
    let hours: Range<Int>
  }

  /// Encoded rows of some series: several can be made at a time.
  package struct Stretch: Sendable {
    fileprivate var rows: [Row] = []
    fileprivate var bytes: [UInt8] = []

    package init() {}
  }

  /// Ascending.
  let series: [SeriesKey]
  let rows: [Row]
  let bytes: [UInt8]

  /// Puts stretches together, of which each series is in one. `series`: ascending; those without usage are left out.
  package init(series: [SeriesKey], _ stretches: [Stretch]) {
    var isUsed = [Bool](repeating: false, count: series.count)
    for row in stretches.lazy.flatMap(\.rows) { isUsed[row.series] = true }
    var places = [Int](repeating: 0, count: series.count)
    var used: [SeriesKey] = []
    for (index, key) in series.enumerated() where isUsed[index] {
      precondition(used.last.map { $0 < key } ?? true, "series ascend")
      places[index] = used.count
      used.append(key)
    }
    var rows: [Row] = []
    rows.reserveCapacity(stretches.reduce(0) { $0 + $1.rows.count })
    var bytes: [UInt8] = []
    bytes.reserveCapacity(stretches.reduce(0) { $0 + $1.bytes.count })
    for stretch in stretches {
      let start = bytes.count
      bytes += stretch.bytes
      for row in stretch.rows {
        let (total, hours) = (row.total.moved(by: start), row.hours.moved(by: start))
        rows.append(Row(day: row.day, series: places[row.series], total: total, hours: hours))
      }
    }
    rows.sort { ($0.day, $0.series) < ($1.day, $1.series) }
    self.series = used
    self.rows = rows
    self.bytes = bytes
  }

  /// Encodes usage that ascends by series and day. Days without usage have no row.
  ///
  /// Throws where a day's total does not fit.
  package init(_ usage: [DayUsage]) throws(ArithmeticOverflow) {
    var series: [SeriesKey] = []
    var stretch = Stretch()
    for usage in usage {
      if usage.series != series.last {
        precondition(series.last.map { $0 < usage.series } ?? true, "usage ascends by series")
        series.append(usage.series)
      }
      var hours = InlineArray<27, Int128>(repeating: 0)
      for hour in usage.hours {
        precondition(!hour.quantity.isZero, "an hour without usage is left out")
        hours[hour.hour] = hour.quantity.picounits
      }
      try stretch.append(series: series.count - 1, day: usage.day.dayNumber, hours: hours.span)
    }
    self.init(series: series, [stretch])
  }
}

extension EncodedUsage.Stretch {
  /// Encodes a day of a series: its sums by hour, in picounits. A day without any has no row.
  ///
  /// Encodes the total and the hours, and reads them back before they are believed. Throws where the total does not
  /// fit.
  package mutating func append(series: Int, day: Int, hours: Span<Int128>) throws(ArithmeticOverflow) {
    var total: Int128 = 0
    var isEmpty = true
    for hour in 0..<hours.count where hours[hour] != 0 {
      isEmpty = false
      let (sum, overflow) = total.addingReportingOverflow(hours[hour])
      guard !overflow else {
        throw ArithmeticOverflow("+", [total, hours[hour]].map { ExactDecimal(picounits: $0).description })
      }
      total = sum
    }
    guard !isEmpty else { return }
    if let last = rows.last {
      precondition((last.series, last.day) < (series, day), "a stretch's usage ascends by series and day")
    }
    let start = bytes.count
    DecimalText.append(ExactDecimal(picounits: total), to: &bytes)
    let middle = bytes.count
    HourVectorCodec.append(hours, to: &bytes)
    var check = HourSums()
    let readBack = try? HourVectorCodec.add(bytes.span.extracting(middle..<bytes.count), to: &check)
    precondition(readBack?.picounits == total, "hours decode to the total they were encoded from")
    rows.append(EncodedUsage.Row(day: day, series: series, total: start..<middle, hours: middle..<bytes.count))
  }
}

extension Range<Int> {
  fileprivate func moved(by distance: Int) -> Range { lowerBound + distance..<upperBound + distance }
}
