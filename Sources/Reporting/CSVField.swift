internal import Metering

/// What a column holds: the kind decides how a value is written, and whether the formula guard looks at it.
package enum CSVKind: Sendable, Equatable {
  /// A name or a code, guarded against being read as a formula.
  case text
  /// `YYYY-MM-DD`.
  case date
  /// `YYYY-MM-DDTHH:MM:SSZ`.
  case instant
  /// Whole cents, with so many decimals: those of the currency, where no standard wants more.
  case money(places: Int)
  /// A number with so many decimals.
  case decimal(places: Int)
  /// A whole number.
  case count

  /// The kind in the documentation of a column.
  package var description: String {
    switch self {
    case .text: "text"
    case .date: "date"
    case .instant: "instant (UTC)"
    case .money(let places): "amount, \(places) decimals"
    case .decimal(let places): "number, \(places) decimals"
    case .count: "whole number"
    }
  }
}

/// One value on its way into a file.
struct CSVField: Sendable, Equatable {
  /// The value before quoting; empty when missing.
  let text: String
  /// Whether an apostrophe was put before it, so that no spreadsheet runs it as a formula.
  let isGuarded: Bool
  /// Only text is ever quoted; numbers and dates need no quotes.
  let isText: Bool
  /// The smallest units of an amount, so that what is written can be added up again; nil for all else.
  let minorUnits: Int128?

  static let missing = CSVField(text: "", isGuarded: false, isText: false, minorUnits: nil)

  /// A number or a date: written by our own formatter, so it holds nothing to guard against.
  static func plain(_ text: String) -> CSVField {
    CSVField(text: text, isGuarded: false, isText: false, minorUnits: nil)
  }

  /// `places`: not below those of the currency.
  static func money(_ minorUnits: Int128, in currency: Currency, places: Int) -> CSVField {
    CSVField(
      text: paddedText(minorUnits, places: currency.exponent, to: places), isGuarded: false, isText: false,
      minorUnits: minorUnits)
  }

  /// A count of 10^-places steps as decimal text, with zeros behind it up to so many decimals; so no number is too
  /// large for them.
  static func paddedText(_ steps: Int128, places: Int, to most: Int) -> String {
    precondition(places <= most, "zeros are added and no digit is taken away")
    let text = decimalText(steps, places: places)
    guard places < most else { return text }
    return text + (places == 0 ? "." : "") + String(repeating: "0", count: most - places)
  }

  /// A text, without control characters, guarded where a spreadsheet could take it for a formula (economics.md §3.5,
  /// V21): after any apostrophes it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, or with one of the four
  /// signs in full width. The apostrophes already there are kept, so that taking one away gives the value back.
  static func text(_ value: String) -> CSVField {
    let clean = withoutControls(value)
    let first = clean.unicodeScalars.first { $0 != "'" }
    let isGuarded = first.map(formulaStarts.contains) ?? false
    return CSVField(text: isGuarded ? "'" + clean : clean, isGuarded: isGuarded, isText: true, minorUnits: nil)
  }

  /// The field as it stands in the file: RFC 4180.
  var encoded: String {
    guard isText, needsQuotes else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append("\"") }
      quoted.unicodeScalars.append(scalar)
    }
    quoted += "\""
    return quoted
  }

  private var needsQuotes: Bool {
    let space = UInt8(ascii: " ")
    return text.utf8.first == space || text.utf8.last == space
      || text.utf8.contains { byte in
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r")
          || byte == UInt8(ascii: "\n")
      }
  }

  /// Tabs and line ends are text that CSV can carry; the other control characters are not, and NUL ends a C string.
  private static func withoutControls(_ value: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in value.unicodeScalars where !isControl(scalar) { clean.append(scalar) }
    return String(clean)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": false
    default: scalar.value < 0x20 || scalar.value == 0x7F
    }
  }

  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]
}
