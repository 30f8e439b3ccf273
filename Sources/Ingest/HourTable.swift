import Bytes
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
/// A quantity over several hours is shared out by the time in each, rounded cumulatively: what is given up to an hour's
/// end is rounded, and each hour gets the difference, so the parts always add to the whole (architecture.md, "Exact
/// numbers").
struct HourTable {
  private let calendar: OrganizationCalendar
  private var sums: [Int128] = []
  private var pages: [UInt64: Int] = [:]
  /// The pages each series used last, by the lowest bits of the day: logs are nearly in order of time.
  private var lastPages: [(day: Int32, page: Int32)] = []
  private static var lastPagesPerSeries: Int { 4 }
  /// The day looked up last.
  private var dayStart: Int64 = 0
  private var dayEnd: Int64 = 0
  private var day = 0
  /// The days looked up before, by the half day in UTC that the instant was in.
  private var recentDays = [(day: Int, start: Int64, end: Int64)](repeating: (0, 0, 0), count: recentDayCount)
  private static var recentDayCount: Int { 16 }

  static var hoursPerPage: Int { 28 }

  /// A table with room for `cells` sums at first: as it grows, all is copied time and again.
  init(calendar: OrganizationCalendar, cells: Int = 0) {
    self.calendar = calendar
    sums.reserveCapacity(cells)
  }

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

  /// Adds what plain records used, or takes it back, and tells the day of each.
  mutating func add(
    _ plain: borrowing PlainRecords, days: inout InlineArray<64, Int32>, isTakenBack: Bool
  ) throws(ArithmeticOverflow) {
    var uses = PlainRecords.Uses()
    plain.copy(to: &uses)
    // Numbers of few digits have opposites. Shares are rounded by magnitude, so that opposites add up to nothing.
    if isTakenBack { for record in uses.quantities.indices { uses.quantities[record] = 0 &- uses.quantities[record] } }
    // One that goes on into the next day is two.
    var shares = InlineArray<128, HourShare>(repeating: HourShare(cell: 0, quantity: 0, firstSeconds: 0, seconds: 0))
    var shareCount = 0
    // Those that are not shared out so simply.
    var others: UInt64 = 0
    var rest = plain.records
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      rest &= rest &- 1
      let (start, end) = (uses.starts[record], uses.ends[record])
      let (series, quantity) = (Int(truncatingIfNeeded: uses.numbers[record]), uses.quantities[record])
      findDay(of: start)
      days[record] = Int32(truncatingIfNeeded: day)
      if end <= dayEnd {
        shares[shareCount] = share(quantity, series, start, end)
        shareCount &+= 1
        continue
      }
      // Without anything to round, each day's part is simply so many seconds'.
      let (each, left) = quantity.quotientAndRemainder(dividingBy: end &- start)
      let middle = dayEnd
      guard left == 0, end &- middle <= 43_200 else {
        others |= 1 &<< UInt64(truncatingIfNeeded: record)
        continue
      }
      shares[shareCount] = share(each &* (middle &- start), series, start, middle)
      findDay(of: middle)
      shares[shareCount &+ 1] = share(each &* (end &- middle), series, middle, end)
      shareCount &+= 2
    }
    if !addShares(shares.span, count: shareCount, to: &sums) { others = plain.records }
    while others != 0 {
      let record = others.trailingZeroBitCount
      others &= others &- 1
      let span = UsageSpan(
        startSeconds: uses.starts[record], startNanoseconds: 0, endSeconds: uses.ends[record], endNanoseconds: 0)
      try add(Int128(uses.quantities[record]), to: Int(uses.numbers[record]), over: span)
    }
  }

  /// The share of a quantity over a span within the day that was looked up last.
  @inline(__always)
  private mutating func share(_ quantity: Int64, _ series: Int, _ start: Int64, _ end: Int64) -> HourShare {
    let offset = start &- dayStart
    let hour = offset / 3_600
    return HourShare(
      cell: page(of: series) &* Self.hoursPerPage &+ Int(truncatingIfNeeded: hour), quantity: quantity,
      firstSeconds: (hour &+ 1) &* 3_600 &- offset, seconds: end &- start)
  }

  /// The day an instant is in.
  mutating func dayNumber(of instant: Int64) -> Int {
    findDay(of: instant)
    return day
  }

  @inline(__always)
  private mutating func findDay(of instant: Int64) {
    if instant >= dayStart && instant < dayEnd { return }
    let known = recentDays[Int(truncatingIfNeeded: instant / 43_200) & (Self.recentDayCount - 1)]
    guard instant >= known.start && instant < known.end else { return lookUpDay(of: instant) }
    (day, dayStart, dayEnd) = (known.day, known.start, known.end)
  }

  @inline(never)
  private mutating func lookUpDay(of instant: Int64) {
    let found = calendar.day(at: instant)
    day = found.dayNumber
    dayStart = calendar.start(of: found)
    dayEnd = calendar.start(of: found.adding(days: 1))
    recentDays[Int(truncatingIfNeeded: instant / 43_200) & (Self.recentDayCount - 1)] = (day, dayStart, dayEnd)
  }

  private mutating func share(
    _ quantity: Int128, _ series: Int, _ span: UsageSpan, firstHour: Int, firstEnd: Int64
  ) throws(ArithmeticOverflow) {
    guard span.isWholeSeconds, quantity.magnitude <= UInt64.max else {
      return try shareExactly(quantity, series, span, firstHour: firstHour, firstEnd: firstEnd)
    }
    // Whole seconds and a quantity of 64 bits: the case of nearly all events, in words.
    let magnitude = UInt64(truncatingIfNeeded: quantity.magnitude)
    let length = UInt64(truncatingIfNeeded: span.endSeconds &- span.startSeconds)
    let isNegative = quantity < 0
    var given: UInt64 = 0
    var hour = firstHour
    var hourEnd = firstEnd
    while true {
      let elapsed = UInt64(truncatingIfNeeded: hourEnd &- span.startSeconds)
      let due = elapsed < length ? shareDue(of: magnitude, elapsed: elapsed, of: length) : magnitude
      let part = Int128(truncatingIfNeeded: due &- given)
      try accumulate(isNegative ? 0 &- part : part, series, hour)
      guard elapsed < length else { return }
      given = due
      if hourEnd == dayEnd {
        findDay(of: hourEnd)
        hour = 0
      } else {
        hour &+= 1
      }
      hourEnd = min(dayStart &+ Int64(hour &+ 1) &* 3_600, dayEnd)
    }
  }

  /// magnitude × elapsed ÷ length, rounded half-even: elapsed < length, so the quotient of 128 bits by 64 fits in 64.
  /// What is due up to an hour's end never falls, for magnitudes are not negative.
  @inline(__always)
  private func shareDue(of magnitude: UInt64, elapsed: UInt64, of length: UInt64) -> UInt64 {
    let (quotient, remainder) = length.dividingFullWidth(magnitude.multipliedFullWidth(by: elapsed))
    let rest = length &- remainder
    let isUp = remainder != 0 && (remainder > rest || (remainder == rest && quotient & 1 == 1))
    return quotient &+ (isUp ? 1 : 0)
  }

  /// The general case: fractions of a second, and quantities of more than 64 bits.
  private mutating func shareExactly(
    _ quantity: Int128, _ series: Int, _ span: UsageSpan, firstHour: Int, firstEnd: Int64
  ) throws(ArithmeticOverflow) {
    let scale: Int128 = 1_000_000_000
    let start = Int128(span.startSeconds) * scale + Int128(span.startNanoseconds)
    let length = Int128(span.endSeconds) * scale + Int128(span.endNanoseconds) - start
    var given: Int128 = 0
    var hour = firstHour
    var hourEnd = firstEnd
    while true {
      let elapsed = Int128(hourEnd) * scale - start
      guard elapsed < length else { return try accumulate(quantity - given, series, hour) }
      // The share is no larger than the quantity, and fits.
      let due = quantity.scaled(by: elapsed, over: length, rounding: .halfEven) ?? quantity
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

  private mutating func accumulate(_ quantity: Int128, _ series: Int, _ hour: Int) throws(ArithmeticOverflow) {
    let index = page(of: series) &* Self.hoursPerPage &+ hour
    let (sum, overflow) = sums[index].addingReportingOverflow(quantity)
    guard !overflow else {
      throw ArithmeticOverflow(
        "+", [ExactDecimal(picounits: sums[index]).description, ExactDecimal(picounits: quantity).description])
    }
    sums[index] = sum
  }

  @inline(__always)
  private mutating func page(of series: Int) -> Int {
    let recent = series &* Self.lastPagesPerSeries &+ (day & (Self.lastPagesPerSeries - 1))
    if recent < lastPages.count, Int(lastPages[recent].day) == day { return Int(lastPages[recent].page) }
    return lookUpPage(of: series, recent)
  }

  @inline(never)
  private mutating func lookUpPage(of series: Int, _ recent: Int) -> Int {
    while recent >= lastPages.count { lastPages.append((day: -1, page: 0)) }
    let key = UInt64(series) << 24 | UInt64(day)
    var page = pages.count
    if let known = pages[key] {
      page = known
    } else {
      pages[key] = page
      sums.append(contentsOf: repeatElement(0, count: Self.hoursPerPage))
    }
    lastPages[recent] = (Int32(day), Int32(page))
    return page
  }

  /// The pages, each with its series and day, in no order.
  var pageList: [(series: Int, day: Int, page: Int)] {
    pages.map { (series: Int($0.key >> 24), day: Int($0.key & 0xFF_FFFF), page: $0.value) }
  }

  /// Adds the sums of a page's hours to others.
  func add(page: Int, to hours: inout InlineArray<28, Int128>) throws(ArithmeticOverflow) {
    let start = page * Self.hoursPerPage
    for hour in 0..<Self.hoursPerPage {
      let (sum, overflow) = hours[hour].addingReportingOverflow(sums[start + hour])
      guard !overflow else {
        throw ArithmeticOverflow(
          "+", [hours[hour], sums[start + hour]].map { ExactDecimal(picounits: $0).description })
      }
      hours[hour] = sum
    }
  }
}
