// Strings and unquoted keys, which share the escape \u.
extension JSON5Parser {
  /// Reads a string, whose quote is next.
  mutating func parseString() throws(ConfigurationError) -> String {
    let unclosed = error(.textNotClosed)
    guard let quote = byte else { throw unclosed }
    advance()
    var text: [UInt8] = []
    while let next = byte {
      switch next {
      case quote:
        advance()
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): throw unclosed
      case UInt8(ascii: "\\"): text.append(contentsOf: try parseEscape())
      default:
        text.append(next)
        advance()
      }
    }
    throw unclosed
  }

  /// Reads an escape of a string as the bytes it stands for; none for a line continuation.
  private mutating func parseEscape() throws(ConfigurationError) -> [UInt8] {
    let start = self
    advance()
    guard let scalar else { return [] }
    switch scalar {
    case "u":
      return Array(String(try parseUnicodeEscape(from: start)).utf8)
    case "x":
      advance()
      guard let value = parseHexDigits(2), let scalar = Unicode.Scalar(value) else { throw start.badEscape(length: 4) }
      return Array(String(scalar).utf8)
    case "0":
      advance()
      if let next = byte, isDecimalDigit(next) { throw start.badEscape(length: 3) }
      return [0]
    case "1"..."9": throw start.badEscape(length: 2)
    case "\r":
      advance()
      if byte == UInt8(ascii: "\n") { advance() }
      return []
    default:
      advance(over: scalar)
      return Self.endsLine(scalar) ? [] : Self.simpleEscapes[scalar] ?? Array(String(scalar).utf8)
    }
  }

  private static let simpleEscapes: [Unicode.Scalar: [UInt8]] = [
    "b": [0x08], "f": [0x0C], "n": [0x0A], "r": [0x0D], "t": [0x09], "v": [0x0B],
  ]

  /// Reads `u` and four digits, or both halves of a surrogate pair, whose backslash was at `start`.
  private mutating func parseUnicodeEscape(from start: JSON5Parser) throws(ConfigurationError) -> Unicode.Scalar {
    advance()
    guard let first = parseHexDigits(4) else { throw start.badEscape(length: 6) }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, byte == UInt8(ascii: "\\"), byte(after: 1) == UInt8(ascii: "u") else {
      throw start.error(.halfSurrogate(start.excerpt(6)))
    }
    advance()
    advance()
    guard let second = parseHexDigits(4), (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw start.error(.halfSurrogate(start.excerpt(6))) }
    return scalar
  }

  /// Reads exactly `count` hexadecimal digits; nil when there are fewer.
  private mutating func parseHexDigits(_ count: Int) -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let byte, let digit = hexDigit(byte) else { return nil }
      value = value << 4 + UInt32(digit)
      advance()
    }
    return value
  }

  private func badEscape(length: Int) -> ConfigurationError { error(.badEscape(excerpt(length))) }

  /// The next characters of the line, at most `length`.
  private func excerpt(_ length: Int) -> String {
    let rest = String(decoding: bytes[offset..<min(offset + 4 * length, bytes.count)], as: UTF8.self)
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: rest.unicodeScalars.prefix(length).prefix { !Self.endsLine($0) })
    return String(scalars)
  }

  /// Reads an unquoted key or a word: ECMAScript 5.1's IdentifierName. nil when none begins here.
  mutating func parseIdentifier() throws(ConfigurationError) -> String? {
    var name = String.UnicodeScalarView()
    while let next = scalar {
      let start = self
      let isEscaped = next == "\\"
      var letter = next
      if isEscaped {
        advance()
        guard byte == UInt8(ascii: "u") else { throw start.badEscape(length: 2) }
        letter = try parseUnicodeEscape(from: start)
      }
      guard name.isEmpty ? Self.beginsIdentifier(letter) : Self.continuesIdentifier(letter) else {
        if isEscaped { throw start.badEscape(length: 6) }
        break
      }
      if !isEscaped { advance(over: letter) }
      name.append(letter)
    }
    return name.isEmpty ? nil : String(name)
  }

  private static func beginsIdentifier(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "$" || scalar == "_" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber: return true
    default: return false
    }
  }

  private static func continuesIdentifier(_ scalar: Unicode.Scalar) -> Bool {
    if beginsIdentifier(scalar) || scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }
}
