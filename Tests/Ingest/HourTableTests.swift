import Metering
import Testing

@testable import Ingest

@Suite("Sharing out over hours")
struct HourTableTests {
  private struct Hour: Hashable, CustomStringConvertible {
    let series: Int
    let day: CivilDate
    let hour: Int
    var description: String { "\(series) \(day) +\(hour)h" }
  }

  private func sums(_ table: HourTable) throws -> [Hour: Int128] {
    var sums: [Hour: Int128] = [:]
    for (series, day, page) in table.pageList {
      var hours = InlineArray<28, Int128>(repeating: 0)
      try table.add(page: page, to: &hours)
      for hour in hours.indices where hours[hour] != 0 {
        sums[Hour(series: series, day: CivilDate(dayNumber: day), hour: hour)] = hours[hour]
      }
    }
    return sums
  }

  /// What is due by an instant, exactly: quantity × (instant − start) ÷ (end − start), a tie to the even neighbour.
  private func due(_ quantity: Int128, _ part: Int128, _ whole: Int128) -> Int128 {
    let product = quantity * part
    var quotient = product / whole
    var remainder = product % whole
    if remainder < 0 {
      quotient -= 1
      remainder += whole
    }
    if 2 * remainder > whole || (2 * remainder == whole && quotient % 2 != 0) { quotient += 1 }
    return quotient
  }

  /// The slow twin: every hour of every day the span touches, each with the difference of what is due at its ends.
  private func expected(
    _ quantity: Int128, _ span: UsageSpan, _ calendar: OrganizationCalendar, series: Int = 0
  ) -> [Hour: Int128] {
    let billion: Int128 = 1_000_000_000
    let start = Int128(span.startSeconds) * billion + Int128(span.startNanoseconds)
    let end = Int128(span.endSeconds) * billion + Int128(span.endNanoseconds)
    var sums: [Hour: Int128] = [:]
    var day = calendar.day(at: span.startSeconds)
    while calendar.start(of: day) <= span.endSeconds {
      let nextDay = calendar.start(of: day.adding(days: 1))
      for hour in 0..<calendar.hourCount(of: day) {
        let from = Int128(calendar.start(of: day) + Int64(hour) * 3_600) * billion
        let to = min(from + 3_600 * billion, Int128(nextDay) * billion)
        let isIn = span.isPoint ? (from..<to).contains(start) : max(from, start) < min(to, end)
        guard isIn else { continue }
        let share =
          span.isPoint
          ? quantity
          : due(quantity, min(to, end) - start, end - start) - due(quantity, max(from, start) - start, end - start)
        if share != 0 { sums[Hour(series: series, day: day, hour: hour)] = share }
      }
      day = day.adding(days: 1)
    }
    return sums
  }

  private func instant(_ text: String) -> Int64 {
    let parts = text.split { $0 == "T" || $0 == ":" || $0 == "Z" }
    let day = CivilDate(parts[0]) ?? CivilDate(dayNumber: 0)
    let clock = parts.dropFirst().reduce(0) { $0 * 60 + (Int64($1) ?? 0) }
    return Int64(day.dayNumber) * 86_400 + clock
  }

  private func span(_ start: String, _ end: String, _ startFraction: Int32 = 0, _ endFraction: Int32 = 0) -> UsageSpan {
    UsageSpan(
      startSeconds: instant(start), startNanoseconds: startFraction, endSeconds: instant(end),
      endNanoseconds: endFraction)
  }

  /// The hours of one quantity, as `2026-10-01 +23h = 30`, in picounits.
  private func hours(_ quantity: Int128, _ span: UsageSpan, _ calendar: OrganizationCalendar) throws -> [String] {
    var table = HourTable(calendar: calendar)
    try table.add(quantity, to: 0, over: span)
    return try sums(table).sorted { ($0.key.day, $0.key.hour) < ($1.key.day, $1.key.hour) }
      .map { "\($0.key.day) +\($0.key.hour)h = \($0.value)" }
  }

  @Test("a quantity within an hour, or up to its end, is all in that hour")
  func withinHour() throws {
    let day = "2026-10-01"
    let utc = Calendars.utc
    #expect(try hours(7, span("\(day)T12:00:00Z", "\(day)T13:00:00Z"), utc) == ["2026-10-01 +12h = 7"])
    #expect(try hours(7, span("\(day)T12:59:59Z", "\(day)T13:00:00Z"), utc) == ["2026-10-01 +12h = 7"])
    #expect(try hours(7, span("\(day)T12:10:00Z", "\(day)T12:20:00Z"), utc) == ["2026-10-01 +12h = 7"])
    #expect(
      try hours(8, span("\(day)T12:59:59Z", "\(day)T13:00:01Z"), utc) == ["2026-10-01 +12h = 4", "2026-10-01 +13h = 4"])
  }

  @Test("a point is all in its hour: at an hour's start, in that hour")
  func points() throws {
    let at = "2026-10-01T13:00:00Z"
    #expect(try hours(7, span(at, at), Calendars.utc) == ["2026-10-01 +13h = 7"])
    #expect(try hours(7, span(at, at, 5, 5), Calendars.utc) == ["2026-10-01 +13h = 7"])
    #expect(
      try hours(-7, span("2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z"), Calendars.utc) == ["2026-10-01 +0h = -7"])
  }

  @Test("midnight, a month's end and a year's end part a quantity by the time on each side")
  func midnight() throws {
    #expect(
      try hours(100, span("2026-10-31T23:45:00Z", "2026-11-01T00:15:00Z"), Calendars.utc) == [
        "2026-10-31 +23h = 50", "2026-11-01 +0h = 50",
      ])
    #expect(
      try hours(300, span("2026-12-31T23:30:00Z", "2027-01-01T01:00:00Z"), Calendars.utc) == [
        "2026-12-31 +23h = 100", "2027-01-01 +0h = 200",
      ])
  }

  @Test("the day without an hour has 23 hours, the day with one twice has 25")
  func daylightSaving() throws {
    // In Berlin 2026-03-29 begins at 23:00 UTC of the day before, 2026-10-25 at 22:00.
    let spring = try hours(2_300, span("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), Calendars.berlin)
    #expect(spring == (0..<23).map { "2026-03-29 +\($0)h = 100" })
    let autumn = try hours(2_500, span("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), Calendars.berlin)
    #expect(autumn == (0..<25).map { "2026-10-25 +\($0)h = 100" })
    // An hour over each change: 01:30 to 03:30 by the clock, and 02:30 to 02:30.
    let over = try hours(60, span("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"), Calendars.berlin)
    #expect(over == ["2026-03-29 +1h = 30", "2026-03-29 +2h = 30"])
    let twice = try hours(60, span("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"), Calendars.berlin)
    #expect(twice == ["2026-10-25 +2h = 30", "2026-10-25 +3h = 30"])
  }

  @Test("a zone of half an hour has its hours at half past, and a change by half an hour makes one short hour")
  func halfHours() throws {
    // Kolkata's day begins at 18:30 UTC.
    let kolkata = try hours(40, span("2026-10-01T18:00:00Z", "2026-10-01T20:00:00Z"), Calendars.kolkata)
    #expect(kolkata == ["2026-10-01 +23h = 10", "2026-10-02 +0h = 20", "2026-10-02 +1h = 10"])
    // Lord Howe goes back by half an hour on 2026-04-05 (24.5 hours) and forward on 2026-10-04 (23.5 hours).
    let day = try hours(490, span("2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"), Calendars.lordHowe)
    #expect(day == (0..<24).map { "2026-04-05 +\($0)h = 20" } + ["2026-04-05 +24h = 10"])
  }

  @Test("parts are rounded cumulatively, so that they add to the whole")
  func cumulativeRounding() throws {
    // 1 over three hours: 1/3 is due after the first (0), 2/3 after the second (1), all after the third.
    let three = span("2026-10-01T00:00:00Z", "2026-10-01T03:00:00Z")
    #expect(try hours(1, three, Calendars.utc) == ["2026-10-01 +1h = 1"])
    #expect(try hours(10, three, Calendars.utc) == ["2026-10-01 +0h = 3", "2026-10-01 +1h = 4", "2026-10-01 +2h = 3"])
    #expect(
      try hours(-10, three, Calendars.utc) == ["2026-10-01 +0h = -3", "2026-10-01 +1h = -4", "2026-10-01 +2h = -3"])
    // A tie goes to the even neighbour: of 1 and of 3 over two hours, 0 and 2 are due after the first.
    let two = span("2026-10-01T00:00:00Z", "2026-10-01T02:00:00Z")
    #expect(try hours(1, two, Calendars.utc) == ["2026-10-01 +1h = 1"])
    #expect(try hours(3, two, Calendars.utc) == ["2026-10-01 +0h = 2", "2026-10-01 +1h = 1"])
  }

  @Test("a nanosecond counts")
  func nanoseconds() throws {
    let span = span("2026-10-01T00:59:59Z", "2026-10-01T01:00:00Z", 999_999_999, 1)
    #expect(try hours(2, span, Calendars.utc) == ["2026-10-01 +0h = 1", "2026-10-01 +1h = 1"])
    let late = self.span("2026-10-01T00:00:00Z", "2026-10-01T01:00:00Z", 0, 1)
    #expect(
      try hours(3_600_000_000_001, late, Calendars.utc) == ["2026-10-01 +0h = 3600000000000", "2026-10-01 +1h = 1"])
  }

  @Test("random quantities over random spans are shared as exact arithmetic shares them, in every zone")
  func random() throws {
    let seed: UInt64 = 0x40_0001
    var generator = SplitMix64(seed: seed)
    let calendars = [Calendars.utc, Calendars.berlin, Calendars.kolkata, Calendars.lordHowe]
    let anchors = [
      "2026-03-28T22:00:00Z", "2026-10-24T21:00:00Z", "2026-12-31T22:00:00Z", "2026-04-04T12:00:00Z",
      "2026-10-03T12:00:00Z",
    ]
    let lengths: [Int64] = [0, 1, 59, 3_599, 3_600, 3_601, 7_200, 50_000, 86_400, 86_401, 3 * 86_400, 40 * 86_400]
    for round in 0..<400 {
      let calendar = generator.element(of: calendars)
      let start =
        instant(generator.element(of: anchors)) + Int64(generator.int(0...30)) * 1_800
        + Int64(generator.int(0...1) * generator.int(0...5_000))
      let length = generator.element(of: lengths)
      let isWhole = generator.int(0...1) == 0
      let fractions =
        isWhole ? (Int32(0), Int32(0)) : (Int32(generator.int(0...999_999_999)), Int32(generator.int(0...999_999_999)))
      let span = UsageSpan(
        startSeconds: start, startNanoseconds: min(fractions.0, length == 0 ? fractions.1 : fractions.0),
        endSeconds: start + length, endNanoseconds: fractions.1)
      // Small, at 64 bits, above them: the two ways of dividing and their border.
      let magnitude =
        generator.element(
          of: [
            1, 7, 1_000, 3_600, 1 << 60, Int128(UInt64.max) - 1, Int128(UInt64.max), Int128(UInt64.max) + 1,
            (1 << 70) + 3,
          ]
        ) - Int128(generator.int(0...1))
      let quantity = generator.int(0...2) == 0 ? -magnitude : magnitude
      var table = HourTable(calendar: calendar)
      try table.add(quantity, to: 0, over: span)
      let found = try sums(table)
      #expect(found == expected(quantity, span, calendar), "seed \(seed), round \(round): \(quantity) over \(span)")
      #expect(found.values.reduce(0, +) == quantity, "seed \(seed), round \(round)")
    }
  }

  @Test("many series, days out of order and what is taken back leave exact sums")
  func manySeries() throws {
    let seed: UInt64 = 0x40_0002
    var generator = SplitMix64(seed: seed)
    var table = HourTable(calendar: Calendars.berlin)
    var expectedSums: [Hour: Int128] = [:]
    for _ in 0..<3_000 {
      let start = instant("2026-10-20T00:00:00Z") + Int64(generator.int(0...12 * 86_400))
      let span = UsageSpan(
        startSeconds: start, startNanoseconds: 0, endSeconds: start + Int64(generator.int(0...20_000)),
        endNanoseconds: 0)
      let (series, quantity) = (generator.int(0...9), Int128(generator.int(-50...100)))
      try table.add(quantity, to: series, over: span)
      #expect(table.dayNumber(of: start) == Calendars.berlin.day(at: start).dayNumber)
      if generator.int(0...3) == 0 {
        try table.add(-quantity, to: series, over: span)
        continue
      }
      for (hour, sum) in expected(quantity, span, Calendars.berlin, series: series) {
        expectedSums[hour, default: 0] += sum
      }
    }
    #expect(try sums(table) == expectedSums.filter { $0.value != 0 }, "seed \(seed)")
  }

  @Test("the first and the last instant the calendar knows are metered")
  func edges() throws {
    let calendar = Calendars.utc
    let last = calendar.knownSeconds.upperBound - 1
    #expect(
      try hours(2, UsageSpan(startSeconds: 0, startNanoseconds: 0, endSeconds: 7_200, endNanoseconds: 0), calendar)
        .count == 2)
    let end = UsageSpan(startSeconds: last - 7_199, startNanoseconds: 0, endSeconds: last, endNanoseconds: 999_999_999)
    #expect(try hours(2, end, calendar) == ["2199-12-31 +22h = 1", "2199-12-31 +23h = 1"])
  }

  @Test("a sum that does not fit is an error that names both numbers")
  func overflow() throws {
    var table = HourTable(calendar: Calendars.utc)
    let point = span("2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z")
    try table.add(.max, to: 0, over: point)
    #expect(throws: ArithmeticOverflow("+", [ExactDecimal(picounits: .max).description, "0.000000000001"])) {
      try table.add(1, to: 0, over: point)
    }
  }
}
