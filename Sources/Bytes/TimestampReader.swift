/// What a field tells of a time.
package struct TimestampReading: Sendable, Equatable {
  package enum Status: UInt8, Sendable {
    /// An instant: seconds since 1970 in UTC.
    case instant
    /// A clock reading without a zone: seconds since 1970-01-01T00:00:00 of that clock.
    case local
    /// No time at all.
    case invalid
    /// A time outside the years 1 to 9999, or a day that does not exist.
    case outOfRange
  }

  package let status: Status
  package let seconds: Int64
  /// The fraction of a second, 0 to 999,999,999; further digits are cut off.
  package let nanoseconds: Int32

  init(_ status: Status, seconds: Int64 = 0, nanoseconds: Int32 = 0) {
    self.status = status
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

/// Reads times as ISO 8601 writes them: `2026-10-01T12:34:56Z`, with a fraction, with `+02:00`, or without a zone; and
/// in its rarer forms, such as `2026-10-01T12:34Z` and `20261001T123456Z`, which `readOther` tells.
///
/// Logs are nearly in order of time, so the days of a few times before are mostly that of the next: its ten bytes are
/// compared instead of read.
package struct TimestampReader: Sendable {
  private struct KnownDate {
    var text: (UInt64, UInt64)
    var day: Int64
  }

  /// By the last digit of the day. It begins with a text that none can be: two bytes never fill a word.
  private var known = InlineArray<16, KnownDate>(repeating: KnownDate(text: (.max, .max), day: 0))

  /// The same for plain times, with the `T` behind the date.
  private var plainDates = InlineArray<16, KnownDate>(repeating: KnownDate(text: (.max, .max), day: 0))

  package init() {}

  /// Seconds since 1970 of a field such as `2026-10-01T12:34:56Z`; `Int64.min` of any other, time or not.
  @inline(__always)
  mutating func readPlain(_ field: UInt64, _ base: UnsafePointer<UInt8>) -> Int64 {
    let text = unsafe base + Int(truncatingIfNeeded: field & 0xFFFF_FFFF)
    let date = unsafe (loadWord(text), loadWord(text + 8) & 0xFF_FFFF)
    let place = Int(truncatingIfNeeded: date.1 &>> 8 & 15)
    if plainDates[place].text != date {
      guard unsafe learnPlainDate(text, at: place) else { return .min }
    }
    // The sign and the highest digit each place of `HH:MM:SS` may have, as in `readClock`.
    let digits = unsafe loadWord(text + 11) ^ 0x3030_3A30_303A_3030
    let tooLarge = (digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x767A_7F76_7A7F_767D
    let pairs = digits &* 10 &+ digits &>> 8
    let hour = Int64(truncatingIfNeeded: pairs & 0xFF)
    let isPlain =
      unsafe (tooLarge | digits) & 0x8080_8080_8080_8080 == 0 && hour < 24 && field &>> 32 == 20
      && text[19] == UInt8(ascii: "Z")
    guard isPlain else { return .min }
    let minute = Int64(truncatingIfNeeded: pairs &>> 24 & 0xFF)
    let second = Int64(truncatingIfNeeded: pairs &>> 48 & 0xFF)
    return plainDates[place].day &* 86_400 &+ hour &* 3_600 &+ minute &* 60 &+ second
  }

  /// Learns the date that a text of at least eleven bytes begins with; false when it begins with none.
  @inline(never)
  private mutating func learnPlainDate(_ text: UnsafePointer<UInt8>, at place: Int) -> Bool {
    guard unsafe text[10] == UInt8(ascii: "T"), let day = unsafe readDate(text) else { return false }
    plainDates[place] = KnownDate(text: unsafe (loadWord(text), loadWord(text + 8) & 0xFF_FFFF), day: day)
    return true
  }

  /// Reads a time from bytes that are not in a chunk.
  package mutating func read(_ bytes: [UInt8]) -> TimestampReading {
    let padded = bytes + [UInt8](repeating: 0, count: 32)
    return unsafe padded.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return TimestampReading(.invalid) }
      return unsafe read(start, bytes.count)
    }
  }

  /// Reads a time of `count` bytes, of which up to 24 may be looked at beyond the end.
  @inline(__always)
  mutating func read(_ text: UnsafePointer<UInt8>, _ count: Int) -> TimestampReading {
    guard count >= 19 else { return unsafe readOther(text, count) }
    let date = unsafe (loadWord(text), loadWord(text + 8) & 0xFFFF)
    let place = unsafe Int(text[9] & 15)
    if known[place].text != date {
      guard let day = unsafe readDate(text) else { return unsafe readOther(text, count) }
      known[place] = KnownDate(text: date, day: day)
    }
    let separator = unsafe text[10]
    guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: "t") || separator == UInt8(ascii: " ") else {
      return TimestampReading(.invalid)
    }
    guard let second = unsafe readClock(text + 11) else { return unsafe readOther(text, count) }
    let seconds = known[place].day &* 86_400 &+ second
    if unsafe count == 20 && (text[19] == UInt8(ascii: "Z") || text[19] == UInt8(ascii: "z")) {
      return TimestampReading(.instant, seconds: seconds)
    }
    return unsafe readRest(text, count, seconds)
  }

  /// Days since 1970 of `YYYY-MM-DD`; nil when it is none.
  private func readDate(_ text: UnsafePointer<UInt8>) -> Int64? {
    guard unsafe text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-"),
      let year = unsafe number(text, 4), let month = unsafe number(text + 5, 2), let day = unsafe number(text + 8, 2),
      year >= 1, (1...12).contains(month), day >= 1, day <= dayCount(month, year)
    else { return nil }
    return daysSince1970(year, month, day)
  }

  /// Seconds of `HH:MM:SS`; a leap second counts as the one after it, and 24:00:00 is the end of the day (ISO 8601).
  ///
  /// All eight bytes in one word: what is left of each after "00:00:00" is taken away must be a digit, or 0 for a
  /// colon.
  @inline(__always)
  private func readClock(_ text: UnsafePointer<UInt8>) -> Int64? {
    let digits = unsafe loadWord(text) ^ 0x3030_3A30_303A_3030
    // A byte above 9, or a colon's that is not 0, carries into its highest bit; none carries further.
    let tooLarge = (digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7F76_767F_7676
    guard (tooLarge | digits) & 0x8080_8080_8080_8080 == 0 else { return nil }
    // Tens times ten plus ones, in the places of the ones.
    let pairs = digits &* 10 &+ digits &>> 8
    let hour = Int64(pairs & 0xFF)
    let minute = Int64(pairs &>> 24 & 0xFF)
    let second = Int64(pairs &>> 48 & 0xFF)
    guard minute <= 59, second <= 60, hour <= 23 || (hour == 24 && minute == 0 && second == 0) else { return nil }
    return hour &* 3_600 &+ minute &* 60 &+ second
  }

  /// The fraction and the zone behind `YYYY-MM-DDTHH:MM:SS`.
  @inline(never)
  private func readRest(_ text: UnsafePointer<UInt8>, _ count: Int, _ seconds: Int64) -> TimestampReading {
    let isDayEnd = unsafe text[11] == UInt8(ascii: "2") && text[12] == UInt8(ascii: "4")
    return unsafe readFraction(text, count, from: 19, seconds, isDayEnd: isDayEnd)
  }

  /// The fraction of a second and the zone behind a time. Nothing is later than 24:00:00, the end of the day.
  func readFraction(
    _ text: UnsafePointer<UInt8>, _ count: Int, from first: Int, _ seconds: Int64, isDayEnd: Bool
  ) -> TimestampReading {
    var position = first
    var nanoseconds: Int32 = 0
    if unsafe position < count && (text[position] == UInt8(ascii: ".") || text[position] == UInt8(ascii: ",")) {
      position += 1
      var unit: Int32 = 100_000_000
      let first = position
      while position < count, let digit = unsafe number(text + position, 1) {
        nanoseconds += Int32(digit) * unit
        unit /= 10
        position += 1
      }
      guard position > first, nanoseconds == 0 || !isDayEnd else { return TimestampReading(.invalid) }
    }
    return unsafe readZone(text, count, from: position, seconds, nanoseconds)
  }

  /// The zone behind a time.
  func readZone(
    _ text: UnsafePointer<UInt8>, _ count: Int, from position: Int, _ seconds: Int64, _ nanoseconds: Int32 = 0
  ) -> TimestampReading {
    var position = position
    guard position < count else { return TimestampReading(.local, seconds: seconds, nanoseconds: nanoseconds) }
    let mark = unsafe text[position]
    if mark == UInt8(ascii: "Z") || mark == UInt8(ascii: "z") {
      guard position + 1 == count else { return TimestampReading(.invalid) }
      return TimestampReading(.instant, seconds: seconds, nanoseconds: nanoseconds)
    }
    // ISO 8601 writes U+2212 where it can.
    let isMinusSign =
      unsafe mark == 0xE2 && position + 2 < count && text[position + 1] == 0x88 && text[position + 2] == 0x92
    if isMinusSign { position += 2 }
    guard isMinusSign || mark == UInt8(ascii: "+") || mark == UInt8(ascii: "-"),
      let offset = unsafe readOffset(text + position + 1, count - position - 1)
    else { return TimestampReading(.invalid) }
    let east = mark == UInt8(ascii: "+") ? offset : -offset
    return TimestampReading(.instant, seconds: seconds - east, nanoseconds: nanoseconds)
  }

  /// Seconds of `HH:MM`, `HHMM` or `HH`.
  private func readOffset(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
    guard unsafe count == 2 || count == 4 || (count == 5 && text[2] == UInt8(ascii: ":")),
      let hours = unsafe number(text, 2), hours <= 23
    else { return nil }
    guard count > 2 else { return hours * 3_600 }
    guard let minutes = unsafe number(text + count - 2, 2), minutes <= 59 else { return nil }
    return hours * 3_600 + minutes * 60
  }

  /// The number that so many digits tell; nil where one is none.
  @inline(__always)
  func number(_ text: UnsafePointer<UInt8>, _ digits: Int) -> Int64? {
    var value: Int64 = 0
    for position in 0..<digits {
      let digit = unsafe text[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }
}

func dayCount(_ month: Int64, _ year: Int64) -> Int64 {
  switch month {
  case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

/// Days from civil: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
  let year = month <= 2 ? year - 1 : year
  let era = year / 400
  let yearOfEra = year - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
