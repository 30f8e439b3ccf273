/// A day of the calendar, without a time zone.
package struct CivilDate: Sendable, Hashable {
  /// Days since 1970-01-01.
  package let dayNumber: Int

  package init(dayNumber: Int) { self.dayNumber = dayNumber }

  /// The day of a proleptic Gregorian date; nil when there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year)
    else {
      return nil
    }
    dayNumber = Self.dayNumber(year: year, month: month, day: day)
  }

  /// Reads `YYYY-MM-DD`.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = decimalNumber(bytes[0..<4]), let month = decimalNumber(bytes[5..<7]),
      let day = decimalNumber(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Days from civil: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
  static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Year, month and day: the same source, civil_from_days.
  package var components: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day `count` days later, or earlier when negative.
  package func adding(days count: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + count) }

  /// The month the day is in.
  package var period: Period {
    let (year, month, _) = components
    return Period(unchecked: year, month)
  }
}

extension CivilDate: Strideable, CustomStringConvertible {
  package func distance(to other: CivilDate) -> Int { other.dayNumber - dayNumber }
  package func advanced(by count: Int) -> CivilDate { adding(days: count) }

  /// `YYYY-MM-DD`.
  package var description: String {
    let (year, month, day) = components
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// A calendar month in the organisation's time zone.
package struct Period: Sendable, Hashable {
  package let year: Int
  /// 1 to 12.
  package let month: Int

  package init?(year: Int, month: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    self.init(unchecked: year, month)
  }

  init(unchecked year: Int, _ month: Int) {
    self.year = year
    self.month = month
  }

  /// Reads `YYYY-MM`.
  package init?(_ text: some StringProtocol) {
    guard let first = CivilDate(String(text) + "-01") else { return nil }
    self = first.period
  }

  package var firstDay: CivilDate { CivilDate(dayNumber: CivilDate.dayNumber(year: year, month: month, day: 1)) }
  /// The first day that is not in the period.
  package var endDay: CivilDate { firstDay.adding(days: dayCount) }
  package var dayCount: Int { CivilDate.days(inMonth: month, of: year) }
  /// The days of the period, in order.
  package var days: Range<CivilDate> { firstDay..<endDay }
  package var next: Period { endDay.period }
  package var previous: Period { firstDay.adding(days: -1).period }
}

extension Period: Comparable, CustomStringConvertible {
  package static func < (left: Period, right: Period) -> Bool { (left.year, left.month) < (right.year, right.month) }

  /// `YYYY-MM`.
  package var description: String { "\(padded(year, 4))-\(padded(month, 2))" }
}

/// The number that ASCII digits spell; nil when one of them is no digit.
func decimalNumber(_ digits: ArraySlice<UInt8>) -> Int? {
  var value = 0
  for digit in digits {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
    value = value * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return value
}

/// A number that is not negative, with leading zeros up to `width`.
package func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
