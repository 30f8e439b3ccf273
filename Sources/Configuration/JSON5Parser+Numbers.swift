import Metering

extension JSON5Parser {
  /// Whether a value that begins so is a number. `Infinity` and `NaN` without a sign are read as words.
  static func beginsNumber(_ byte: UInt8) -> Bool { isDecimalDigit(byte) || "+-.".utf8.contains(byte) }

  /// Reads a number and keeps its text.
  mutating func parseNumber() throws(ConfigurationError) -> String {
    let start = self
    if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { advance() }
    let isHex = byte == UInt8(ascii: "0") && (byte(after: 1) ?? 0) | 0x20 == UInt8(ascii: "x")
    var last: UInt8 = 0
    while let next = byte {
      // The sign of an exponent belongs to the number; any other sign ends it.
      let isExponentSign = "+-".utf8.contains(next) && last | 0x20 == UInt8(ascii: "e") && !isHex
      guard Self.isWordByte(next) || next == UInt8(ascii: ".") || isExponentSign else { break }
      last = next
      advance()
    }
    let token = bytes[start.offset..<offset]
    let text = String(decoding: token, as: UTF8.self)
    guard isNumber(token) else { throw start.error(.badNumber(text)) }
    return text
  }

  private func isNumber(_ token: ArraySlice<UInt8>) -> Bool {
    var rest = token
    if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
    if rest.elementsEqual("Infinity".utf8) || rest.elementsEqual("NaN".utf8) { return true }
    if rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8) {
      return rest.count > 2 && rest.dropFirst(2).allSatisfy { hexDigit($0) != nil }
    }
    let whole = rest.prefix { isDecimalDigit($0) }
    // A leading zero is octal to some and decimal to others.
    if whole.count > 1, whole.first == UInt8(ascii: "0") { return false }
    rest = rest.dropFirst(whole.count)
    var digits = whole.count
    if rest.first == UInt8(ascii: ".") {
      let decimals = rest.dropFirst().prefix { isDecimalDigit($0) }
      digits += decimals.count
      rest = rest.dropFirst(1 + decimals.count)
    }
    guard digits > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy { isDecimalDigit($0) }
  }
}

/// The exact value of the text of a JSON5 number. Hexadecimal is read; `Infinity` and `NaN` are not numbers here.
func exactDecimal(json5 text: String) throws(DecimalTextError) -> ExactDecimal.Parsed {
  var digits = Array(text.utf8)
  if digits.first == UInt8(ascii: "+") { digits.removeFirst() }
  let isNegative = digits.first == UInt8(ascii: "-")
  let magnitude = digits.dropFirst(isNegative ? 1 : 0)
  guard magnitude.starts(with: "0x".utf8) || magnitude.starts(with: "0X".utf8) else {
    return try ExactDecimal.parse(digits)
  }
  guard let value = UInt128(String(decoding: magnitude.dropFirst(2), as: UTF8.self), radix: 16) else { throw .tooLarge }
  return try ExactDecimal.parse(Array("\(isNegative ? "-" : "")\(value)".utf8))
}

func isDecimalDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
