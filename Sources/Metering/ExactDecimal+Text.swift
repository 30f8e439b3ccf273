extension ExactDecimal: CustomStringConvertible {
  /// Plain decimal text without trailing zeros: `12`, `12.5`, `-0.000001`. Never an exponent, never `-0`.
  package var description: String {
    var text = fixed(places: Self.places)
    while text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
    if text.utf8.last == UInt8(ascii: ".") { text.removeLast() }
    return text
  }

  /// Text with exactly `places` decimals, rounded half-even for display: `12.50`. Never `-0.00`.
  package func fixed(places: Int) -> String {
    precondition((0...Self.places).contains(places), "an exact decimal has 0 to 12 places")
    let step = powerOfTen(Self.places - places)
    // Dividing by 1 or more cannot overflow.
    let steps = picounits.scaled(by: 1, over: step, rounding: .halfEven) ?? 0
    return decimalText(steps, places: places)
  }
}

/// A count of 10^-places steps as decimal text: `decimalText(-5, places: 2)` is `-0.05`.
package func decimalText(_ steps: Int128, places: Int) -> String {
  var digits = String(steps.magnitude)
  if places > 0 {
    if digits.utf8.count <= places { digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits }
    digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -places))
  }
  return steps < 0 ? "-" + digits : digits
}

/// Why a text is not a number.
package enum DecimalTextError: Error, Equatable, Sendable {
  /// The text is not of the form `-?digits(.digits)?(e±digits)?`, with digits before the point or behind it.
  case notANumber
  /// More than 26 digits before the point.
  case tooLarge
}

extension ExactDecimal {
  /// A number read from text, and whether it had more than 12 decimals and was rounded half-even.
  package struct Parsed: Sendable, Equatable {
    package let value: ExactDecimal
    package let wasRounded: Bool
  }

  /// Reads `-?digits(.digits)?` with an optional exponent: `12`, `-0.5`, `.5`, `5.`, `1E-7`, `1e+05`. No spaces, no
  /// leading `+`, no grouping. More than 12 decimals are rounded half-even.
  ///
  /// This is the readable twin of the parser in `Bytes`, which is tested against it.
  package static func parse(_ text: some Collection<UInt8>) throws(DecimalTextError) -> Parsed {
    var rest = text[...]
    let negative = rest.first == UInt8(ascii: "-")
    if negative { rest = rest.dropFirst() }
    var digits: [UInt8] = []
    var pointsBehind = 0
    var seenPoint = false
    while let byte = rest.first, byte == UInt8(ascii: ".") || isDigit(byte) {
      rest = rest.dropFirst()
      if byte == UInt8(ascii: ".") {
        guard !seenPoint else { throw .notANumber }
        seenPoint = true
      } else {
        digits.append(byte - UInt8(ascii: "0"))
        if seenPoint { pointsBehind += 1 }
      }
    }
    guard !digits.isEmpty else { throw .notANumber }
    let exponent = try parseExponent(rest)
    return try compose(digits: digits, shift: places - pointsBehind + exponent, negative: negative)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func parseExponent(_ text: some Collection<UInt8>) throws(DecimalTextError) -> Int {
    guard let mark = text.first else { return 0 }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { throw .notANumber }
    var rest = Array(text.dropFirst())
    var sign = 1
    if let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      sign = first == UInt8(ascii: "-") ? -1 : 1
      rest.removeFirst()
    }
    guard !rest.isEmpty, rest.allSatisfy(isDigit) else { throw .notANumber }
    var value = 0
    // No text has as many digits as this, so beyond it every number is 0 or too large, and the value may stop growing.
    for digit in rest { value = min(1_000_000_000_000, value * 10 + Int(digit - UInt8(ascii: "0"))) }
    return sign * value
  }

  /// The digits times 10^shift, in picounits.
  private static func compose(digits: [UInt8], shift: Int, negative: Bool) throws(DecimalTextError) -> Parsed {
    let significant = Array(digits.drop { $0 == 0 })
    guard !significant.isEmpty else { return Parsed(value: .zero, wasRounded: false) }
    let kept = significant.count + min(shift, 0)
    var magnitude: UInt128 = 0
    for digit in significant.prefix(max(kept, 0)) { magnitude = try accumulate(magnitude, digit) }
    for _ in 0..<max(shift, 0) { magnitude = try accumulate(magnitude, 0) }
    let dropped = kept < 0 ? [0] + significant : Array(significant.dropFirst(kept))
    let isInexact = dropped.contains { $0 != 0 }
    if let first = dropped.first {
      let beyondTie = dropped.dropFirst().contains { $0 != 0 }
      if first > 5 || (first == 5 && (beyondTie || magnitude & 1 == 1)) { magnitude += 1 }
    }
    guard let picounits = Int128(magnitude: magnitude, negative: negative) else { throw .tooLarge }
    return Parsed(value: ExactDecimal(picounits: picounits), wasRounded: isInexact)
  }

  private static func accumulate(_ magnitude: UInt128, _ digit: UInt8) throws(DecimalTextError) -> UInt128 {
    let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
    guard !overflow, !carry, sum <= Int128.min.magnitude else { throw .tooLarge }
    return sum
  }
}

extension ExactDecimal: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A number written in the source: `"0.10"`. A text that is no number traps.
  package init(stringLiteral text: StaticString) {
    do {
      self = try Self.parse(text.description.utf8).value
    } catch {
      preconditionFailure("\(text) is no decimal number")
    }
  }

  package init(integerLiteral whole: Int) { self.init(whole) }
}
