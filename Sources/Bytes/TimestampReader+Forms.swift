/// The forms of ISO 8601 that few logs have. Reading them takes longer than the usual one.
///
///     date     2026-10-01   20261001    2026-274   2026274    2026-W40-4   2026W404
///     clock    12:34:56     123456      12:34      1234       12
///     zone     Z   +02:00   +0200   +02, with - and the minus sign of Unicode, or none
///
/// Date and clock are written both with marks or both without, as ISO 8601 asks for, and `T`, `t` or a space is between
/// them. A fraction is of a second: 12.5 could be half past twelve as well as 12:05.
extension TimestampReader {
  private enum Day {
    case found(Int64)
    /// There is none such.
    case none
    case invalid
  }

  /// Reads a time of `count` bytes in any form.
  @inline(never)
  func readOther(_ text: UnsafePointer<UInt8>, _ count: Int) -> TimestampReading {
    guard count >= 10, let separator = (7...10).first(where: { unsafe Self.isSeparator(text[$0]) }),
      separator < count
    else { return TimestampReading(.invalid) }
    let isExtended = unsafe text[4] == UInt8(ascii: "-")
    switch unsafe day(text, separator, isExtended) {
    case .invalid: return TimestampReading(.invalid)
    case .none: return TimestampReading(.outOfRange)
    case .found(let day): return unsafe readClock(text, count, from: separator + 1, of: day, isExtended)
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "T") || byte == UInt8(ascii: "t") || byte == UInt8(ascii: " ")
  }

  /// The day that so many bytes tell.
  private func day(_ text: UnsafePointer<UInt8>, _ count: Int, _ isExtended: Bool) -> Day {
    guard let year = unsafe number(text, 4) else { return .invalid }
    let first = isExtended ? 5 : 4
    let rest = count - first
    if unsafe text[first] == UInt8(ascii: "W") {
      guard let week = unsafe number(text + first + 1, 2), rest == (isExtended ? 5 : 4),
        unsafe !isExtended || text[first + 3] == UInt8(ascii: "-"),
        let day = unsafe number(text + count - 1, 1)
      else { return .invalid }
      return Self.day(year, week: week, day)
    }
    if rest == 3 {
      guard let day = unsafe number(text + first, 3) else { return .invalid }
      let isThere = year >= 1 && day >= 1 && day <= (dayCount(2, year) == 29 ? 366 : 365)
      return isThere ? .found(daysSince1970(year, 1, 1) + day - 1) : .none
    }
    guard rest == (isExtended ? 5 : 4), unsafe !isExtended || text[7] == UInt8(ascii: "-"),
      let month = unsafe number(text + first, 2), let day = unsafe number(text + count - 2, 2)
    else { return .invalid }
    let isThere = year >= 1 && (1...12).contains(month) && day >= 1 && day <= dayCount(month, year)
    return isThere ? .found(daysSince1970(year, month, day)) : .none
  }

  /// The day of a week, from Monday; the first week is that with 4 January.
  private static func day(_ year: Int64, week: Int64, _ day: Int64) -> Day {
    func firstMonday(_ year: Int64) -> Int64 {
      let fourth = daysSince1970(year, 1, 4)
      // Day 0 was a Thursday; days before it are below 0.
      return fourth - ((fourth + 3) % 7 + 7) % 7
    }
    let monday = firstMonday(year) + (week - 1) * 7
    let isThere = year >= 1 && week >= 1 && monday < firstMonday(year + 1) && (1...7).contains(day)
    return isThere ? .found(monday + day - 1) : .none
  }

  /// The clock behind a date and what stands behind it.
  private func readClock(
    _ text: UnsafePointer<UInt8>, _ count: Int, from first: Int, of day: Int64, _ isExtended: Bool
  ) -> TimestampReading {
    var parts: [Int64] = []
    var position = first
    while parts.count < 3 {
      let isMarked = isExtended && !parts.isEmpty
      if isMarked {
        guard unsafe position < count && text[position] == UInt8(ascii: ":") else { break }
      } else if !parts.isEmpty {
        guard unsafe position < count && number(text + position, 1) != nil else { break }
      }
      let start = isMarked ? position + 1 : position
      guard start + 2 <= count, let part = unsafe number(text + start, 2) else { return TimestampReading(.invalid) }
      parts.append(part)
      position = start + 2
    }
    let (hour, minute, second) = (parts[0], parts.count > 1 ? parts[1] : 0, parts.count > 2 ? parts[2] : 0)
    let isDayEnd = hour == 24 && minute == 0 && second == 0
    guard hour <= 23 || isDayEnd, minute <= 59, second <= 60 else { return TimestampReading(.invalid) }
    let seconds = day * 86_400 + hour * 3_600 + minute * 60 + second
    return parts.count == 3
      ? unsafe readFraction(text, count, from: position, seconds, isDayEnd: isDayEnd)
      : unsafe readZone(text, count, from: position, seconds)
  }
}
