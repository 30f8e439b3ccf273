import Metering

/// A span of time in which a quantity was used: half-open, to the nanosecond.
struct UsageSpan: Sendable, Equatable {
  let startSeconds: Int64
  let startNanoseconds: Int32
  let endSeconds: Int64
  let endNanoseconds: Int32

  var isPoint: Bool { startSeconds == endSeconds && startNanoseconds == endNanoseconds }
  var isWholeSeconds: Bool { startNanoseconds | endNanoseconds == 0 }
}

/// Sums per series, day and hour.
///
///     (series, day) → page → | 0h | 1h | 2h | … | 26h |      exact sums in 10⁻¹² units
///
/// A quantity over several hours is shared out by the time in each, rounded cumulatively: what is given up to an hour's end
/// is rounded, and each hour gets the difference, so the parts always add to the whole (architecture.md, "Exact numbers").
struct HourTable {
  private let calendar: OrganizationCalendar
  private var sums: [Int128] = []
  private var pages: [UInt64: Int] = [:]
  /// The pages each series used last, by the lowest bits of the day: logs are nearly in order of time.
  private var lastPages: [(day: Int, page: Int)] = []
  private static let lastPagesPerSeries = 4
  /// The day looked up last.
  private var dayStart: Int64 = 0
  private var dayEnd: Int64 = 0
  private var day = 0

  static let hoursPerPage = OrganizationCalendar.mostHours + 1

  init(calendar: OrganizationCalendar) { self.calendar = calendar }

  /// Adds a quantity of a series over a span that lies in the calendar's days and does not end before it starts.
  ///
  /// Throws where a sum would not be exact any more.
  mutating func add(_ quantity: Int128, to series: Int, over span: UsageSpan) throws(ArithmeticOverflow) {
    findDay(of: span.startSeconds)
    let hour = Int((span.startSeconds &- dayStart) / 3_600)
    let hourEnd = min(dayStart &+ Int64(hour &+ 1) &* 3_600, dayEnd)
    if span.endSeconds < hourEnd || (span.endSeconds == hourEnd && span.endNanoseconds == 0) || span.isPoint {
      try accumulate(quantity, series, hour)
    } else {
      try share(quantity, series, span, firstHour: hour, firstEnd: hourEnd)
    }
  }

  /// Looks at the sum that an addition would begin with, so that it is in the cache by then: additions go to places all over
  /// the table, and many looks at once wait no longer than one. The value means nothing.
  @inline(__always)
  mutating func look(_ series: Int, at instant: Int64) -> Int128 {
    findDay(of: instant)
    return sums[page(of: series) &* Self.hoursPerPage &+ Int((instant &- dayStart) / 3_600)]
  }

  /// The day an instant is in.
  mutating func dayNumber(of instant: Int64) -> Int {
    findDay(of: instant)
    return day
  }

  private mutating func findDay(of instant: Int64) {
    if instant >= dayStart && instant < dayEnd { return }
    let found = calendar.day(at: instant)
    day = found.dayNumber
    dayStart = calendar.start(of: found)
    dayEnd = calendar.start(of: found.adding(days: 1))
  }

  private mutating func share(
    _ quantity: Int128, _ series: Int, _ span: UsageSpan, firstHour: Int, firstEnd: Int64
  ) throws(ArithmeticOverflow) {
    // Whole seconds keep the products small; a fraction takes nanoseconds.
    let scale: Int128 = span.isWholeSeconds ? 1 : 1_000_000_000
    let start = Int128(span.startSeconds) * scale + (scale == 1 ? 0 : Int128(span.startNanoseconds))
    let length = Int128(span.endSeconds) * scale + (scale == 1 ? 0 : Int128(span.endNanoseconds)) - start
    var given: Int128 = 0
    var hour = firstHour
    var hourEnd = firstEnd
    while true {
      let elapsed = Int128(hourEnd) * scale - start
      guard elapsed < length else { return try accumulate(quantity - given, series, hour) }
      let due = shareDue(of: quantity, elapsed: elapsed, of: length)
      try accumulate(due - given, series, hour)
      given = due
      if hourEnd == dayEnd {
        findDay(of: hourEnd)
        hour = 0
      } else {
        hour += 1
      }
      hourEnd = min(dayStart + Int64(hour + 1) * 3_600, dayEnd)
    }
  }

  /// What of a quantity is due after a part of its time: quantity × elapsed ÷ length, rounded half-even.
  ///
  /// elapsed < length, so a quantity of 64 bits has its share by one division of 128 bits by 64 with a quotient of 64;
  /// larger ones go the general way. Both give the same digits.
  @inline(__always)
  private func shareDue(of quantity: Int128, elapsed: Int128, of length: Int128) -> Int128 {
    guard quantity.magnitude <= UInt64.max, length <= UInt64.max else {
      // The share is no larger than the quantity, and fits.
      return quantity.scaled(by: elapsed, over: length, rounding: .halfEven) ?? quantity
    }
    let divisor = UInt64(truncatingIfNeeded: length)
    let product = UInt64(truncatingIfNeeded: quantity.magnitude).multipliedFullWidth(
      by: UInt64(truncatingIfNeeded: elapsed))
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    let rest = divisor &- remainder
    let isUp = remainder > rest || (remainder == rest && quotient & 1 == 1)
    let due = Int128(truncatingIfNeeded: quotient) + (isUp && remainder != 0 ? 1 : 0)
    return quantity < 0 ? -due : due
  }

  private mutating func accumulate(_ quantity: Int128, _ series: Int, _ hour: Int) throws(ArithmeticOverflow) {
    let index = page(of: series) &* Self.hoursPerPage &+ hour
    let (sum, overflow) = sums[index].addingReportingOverflow(quantity)
    guard !overflow else {
      throw ArithmeticOverflow(
        "+", [ExactDecimal(picounits: sums[index]).description, ExactDecimal(picounits: quantity).description])
    }
    sums[index] = sum
  }

  private mutating func page(of series: Int) -> Int {
    let recent = series &* Self.lastPagesPerSeries &+ (day & (Self.lastPagesPerSeries - 1))
    while recent >= lastPages.count { lastPages.append((day: -1, page: 0)) }
    if lastPages[recent].day == day { return lastPages[recent].page }
    let key = UInt64(series) << 24 | UInt64(day)
    var page = pages.count
    if let known = pages[key] {
      page = known
    } else {
      pages[key] = page
      sums.append(contentsOf: repeatElement(0, count: Self.hoursPerPage))
    }
    lastPages[recent] = (day, page)
    return page
  }

  /// The pages, each with its series and day, in no order.
  var pageList: [(series: Int, day: Int, page: Int)] {
    pages.map { (series: Int($0.key >> 24), day: Int($0.key & 0xFF_FFFF), page: $0.value) }
  }

  /// The sums of a page's hours.
  func hours(ofPage page: Int) -> ArraySlice<Int128> {
    sums[page * Self.hoursPerPage..<(page + 1) * Self.hoursPerPage]
  }
}
