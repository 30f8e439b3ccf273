internal import Metering

/// Numbers as people read them: thousands apart, a real minus sign, amounts in sentences rounded. For pages only; files
/// are for programs and have none of it. The same in every locale.
enum DisplayText {
  /// A space at which a line does not break.
  static let space = "\u{A0}"
  private static let minus = "\u{2212}"

  /// A whole number: `1,234,567`.
  static func count(_ value: some BinaryInteger) -> String { grouped(Int128(value), places: 0) }

  /// An exact amount without its currency: `−1,234.50`.
  static func exact(_ minorUnits: Int128, _ currency: Currency) -> String {
    grouped(minorUnits, places: currency.exponent)
  }

  /// A change with its sign: `+1,234.50`.
  static func signed(_ minorUnits: Int128, _ currency: Currency) -> String {
    (minorUnits > 0 ? "+" : "") + exact(minorUnits, currency)
  }

  /// An amount in a sentence: `USD 260,482`, `USD 1.23 million`; below 100 with its cents.
  static func rounded(_ minorUnits: Int128, _ currency: Currency) -> String {
    currency.code + space + roundedNumber(minorUnits, currency)
  }

  /// The same without its currency, where a title has it: `260,482`, `1.23 million`.
  static func figure(_ minorUnits: Int128, _ currency: Currency) -> String { roundedNumber(minorUnits, currency) }

  private static func roundedNumber(_ minorUnits: Int128, _ currency: Currency) -> String {
    let unit = powerOfTen(currency.exponent)
    for (word, size) in [("billion", powerOfTen(9)), ("million", powerOfTen(6))] {
      // What rounds up to a million is a million, not 1,000,000.
      guard minorUnits.magnitude + (unit / 2).magnitude >= (size * unit).magnitude else { continue }
      let isLong = minorUnits.magnitude >= (size * unit * 10).magnitude
      let places = minorUnits.magnitude >= (size * unit * 100).magnitude ? 0 : isLong ? 1 : 2
      let steps = minorUnits.scaled(by: powerOfTen(places), over: size * unit, rounding: .halfAwayFromZero) ?? 0
      return grouped(steps, places: places) + space + word
    }
    guard minorUnits.magnitude >= (unit * 100).magnitude else { return exact(minorUnits, currency) }
    return grouped(minorUnits.scaled(by: 1, over: unit, rounding: .halfAwayFromZero) ?? 0, places: 0)
  }

  /// A share: `44.1%`; nil of nothing and of what is below it, as after refunds: there is no share of that.
  /// What is less than all is never rounded to all, nor what is there to nothing:
  /// `more than 99.9%`, `less than 0.1%`.
  static func percent(_ part: Int128, of whole: Int128, places: Int = 1) -> String? {
    let all = powerOfTen(places + 2)
    guard whole > 0, let steps = part.scaled(by: all, over: whole, rounding: .halfAwayFromZero) else { return nil }
    if part > 0, part < whole {
      if steps == all { return "more than " + grouped(all - 1, places: places) + "%" }
      if steps == 0 { return "less than " + grouped(1, places: places) + "%" }
    }
    return grouped(steps, places: places) + "%"
  }

  /// By how much an amount grew: `+4.2%`; nil from nothing, and from or to what is below it.
  static func change(from: Int128, to: Int128) -> String? {
    guard from > 0, to >= 0, let steps = (to - from).scaled(by: 1_000, over: from, rounding: .halfAwayFromZero) else {
      return nil
    }
    return (to > from ? "+" : "") + grouped(steps, places: 1) + "%"
  }

  /// A ratio with fixed decimals: `1.14`.
  static func decimal(_ value: Fraction, places: Int) -> String {
    let steps = value.numerator.scaled(by: powerOfTen(places), over: value.denominator, rounding: .halfAwayFromZero)
    return grouped(steps ?? 0, places: places)
  }

  /// A quantity as it is, without trailing zeros and with at most 6 decimals: `1,234.5`.
  static func quantity(_ value: ExactDecimal) -> String {
    var text = grouped(
      value.picounits.scaled(by: 1, over: powerOfTen(6), rounding: .halfEven) ?? 0, places: 6)
    while text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
    if text.utf8.last == UInt8(ascii: ".") { text.removeLast() }
    return text
  }

  /// A number with all its decimals and without trailing zeros: `−2,654.175`.
  static func exact(_ value: ExactDecimal) -> String {
    var text = grouped(value.picounits, places: ExactDecimal.places)
    while text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
    if text.utf8.last == UInt8(ascii: ".") { text.removeLast() }
    return text
  }

  /// A number with its noun: `1 stack`, `5 stacks`.
  static func counted(_ count: Int, _ singular: String, _ plural: String) -> String {
    self.count(count) + space + (count == 1 ? singular : plural)
  }

  /// `September 2026`.
  static func month(_ period: Period) -> String { months[period.month - 1] + " \(period.year)" }

  /// `30 September 2026`.
  static func day(_ date: CivilDate) -> String {
    let (year, month, day) = date.components
    return "\(day)\(space)\(months[month - 1]) \(year)"
  }

  /// `Sep 2026`, where there is little room.
  static func shortMonth(_ period: Period) -> String { months[period.month - 1].prefix(3) + " \(period.year)" }

  /// `Mon`.
  static func weekday(_ date: CivilDate) -> String {
    // Day 0 is 1 January 1970, a Thursday.
    weekdays[(date.dayNumber + 3) % 7]
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  private static func grouped(_ steps: Int128, places: Int) -> String {
    let text = decimalText(steps < 0 ? -steps : steps, places: places)
    let parts = text.split(separator: ".", maxSplits: 1)
    var whole = ""
    for (index, digit) in parts[0].enumerated() {
      if index > 0, (parts[0].count - index) % 3 == 0 { whole += "," }
      whole.append(digit)
    }
    return (steps < 0 ? minus : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
  }
}
