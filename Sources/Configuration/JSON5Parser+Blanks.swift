extension JSON5Parser {
  /// Skips white space and comments.
  mutating func skipBlanks() throws(ConfigurationError) {
    while let next = scalar {
      if Self.isSpace(next) {
        advance(over: next)
      } else if next == "/", byte(after: 1) == UInt8(ascii: "/") {
        while let inside = scalar, !Self.endsLine(inside) { advance(over: inside) }
      } else if next == "/", byte(after: 1) == UInt8(ascii: "*") {
        try skipBlockComment()
      } else {
        return
      }
    }
  }

  private mutating func skipBlockComment() throws(ConfigurationError) {
    let unclosed = error(.commentNotClosed)
    advance()
    advance()
    while byte != UInt8(ascii: "*") || byte(after: 1) != UInt8(ascii: "/") {
      guard byte != nil else { throw unclosed }
      advance()
    }
    advance()
    advance()
  }

  /// JSON5's white space and line terminators.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\u{B}", "\u{C}", " ", "\u{FEFF}": true
    default: endsLine(scalar) || scalar.properties.generalCategory == .spaceSeparator
    }
  }

  static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
  }
}
