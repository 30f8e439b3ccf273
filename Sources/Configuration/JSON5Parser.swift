/// Reads a JSON5 text (spec.json5.org, version 1.0.0) whole: comments, unquoted keys, both quotes, trailing commas,
/// every number and escape. Stricter than the specification in three places, for the sake of people who edit by hand: a
/// key given twice, half a surrogate pair, and brackets nested deeper than `deepest` are errors.
package struct JSON5Parser {
  /// The most brackets that may be open at once.
  package static let deepest = 64

  let bytes: [UInt8]
  let file: String
  private(set) var offset = 0
  private var line = 1
  private var column = 1

  /// The value of a text, whose errors name `file`.
  package static func parse(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> JSON5Value {
    if let position = TextPosition.firstInvalidUTF8(in: bytes) {
      throw ConfigurationError(file: file, at: position, .file(.notUTF8))
    }
    var parser = JSON5Parser(bytes: bytes, file: file)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.offset = 3 }
    try parser.skipBlanks()
    guard parser.byte != nil else { throw parser.error(.noValue) }
    let value = try parser.parseValue(depth: 0)
    try parser.skipBlanks()
    guard parser.byte == nil else { throw parser.error(.textAfterEnd(found: parser.found ?? "")) }
    return value
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  // MARK: Values

  private mutating func parseValue(depth: Int) throws(ConfigurationError) -> JSON5Value {
    let start = position
    let content: JSON5Value.Content
    switch byte {
    case UInt8(ascii: "{"): content = .object(try parseMembers(depth: depth + 1))
    case UInt8(ascii: "["): content = .array(try parseElements(depth: depth + 1))
    case UInt8(ascii: "\""), UInt8(ascii: "'"): content = .string(try parseString())
    case let first? where Self.beginsNumber(first): content = .number(try parseNumber())
    default: content = try parseWord()
    }
    return JSON5Value(position: start, content: content)
  }

  private mutating func parseWord() throws(ConfigurationError) -> JSON5Value.Content {
    let start = position
    let expected = error(.expectedValue(found: found))
    switch try parseIdentifier() {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case let number? where number == "Infinity" || number == "NaN": return .number(number)
    case let word?: throw ConfigurationError(file: file, at: start, .syntax(.expectedValue(found: word)))
    case nil: throw expected
    }
  }

  private mutating func parseElements(depth: Int) throws(ConfigurationError) -> [JSON5Value] {
    let start = try open(depth: depth)
    var elements: [JSON5Value] = []
    while true {
      try skipBlanks()
      if try close("]", openedAt: start) { return elements }
      elements.append(try parseValue(depth: depth))
      try skipBlanks()
      try parseComma(before: "]")
    }
  }

  private mutating func parseMembers(depth: Int) throws(ConfigurationError) -> [JSON5Value.Member] {
    let start = try open(depth: depth)
    var members: [JSON5Value.Member] = []
    var lines: [[UInt8]: Int] = [:]
    while true {
      try skipBlanks()
      if try close("}", openedAt: start) { return members }
      let keyPosition = position
      let name = try parseKey()
      if let first = lines.updateValue(keyPosition.line, forKey: Array(name.utf8)) {
        throw ConfigurationError(file: file, at: keyPosition, .syntax(.repeatedKey(name, firstLine: first)))
      }
      try skipBlanks()
      guard byte == UInt8(ascii: ":") else { throw error(.expectedColon(key: name, found: found)) }
      advance()
      try skipBlanks()
      members.append(JSON5Value.Member(name: name, position: keyPosition, value: try parseValue(depth: depth)))
      try skipBlanks()
      try parseComma(before: "}")
    }
  }

  private mutating func parseKey() throws(ConfigurationError) -> String {
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try parseString() }
    let expected = error(.expectedKey(found: found))
    guard let name = try parseIdentifier() else { throw expected }
    return name
  }

  // MARK: Punctuation

  /// Takes an opening bracket and tells where it was.
  private mutating func open(depth: Int) throws(ConfigurationError) -> TextPosition {
    guard depth <= Self.deepest else { throw error(.tooDeep(deepest: Self.deepest)) }
    let start = position
    advance()
    return start
  }

  /// Takes the closing bracket if it is next.
  private mutating func close(
    _ bracket: Unicode.Scalar, openedAt start: TextPosition
  ) throws(ConfigurationError) -> Bool {
    guard let byte else {
      let opening = bracket == "}" ? "{" : "["
      throw ConfigurationError(file: file, at: start, .syntax(.notClosed(opening: opening, closing: String(bracket))))
    }
    guard byte == UInt8(ascii: bracket) else { return false }
    advance()
    return true
  }

  /// Takes a comma, which may only be missing before the closing bracket or the end of the text.
  private mutating func parseComma(before bracket: Unicode.Scalar) throws(ConfigurationError) {
    if byte == UInt8(ascii: ",") { return advance() }
    guard byte == nil || byte == UInt8(ascii: bracket) else {
      throw error(.expectedComma(closing: String(bracket), found: found ?? ""))
    }
  }

  // MARK: The text

  var position: TextPosition { TextPosition(line: line, column: column) }

  /// The next byte; nil at the end.
  var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func byte(after distance: Int) -> UInt8? { offset + distance < bytes.count ? bytes[offset + distance] : nil }

  /// The next scalar; nil at the end. The text is known to be UTF-8.
  var scalar: Unicode.Scalar? {
    guard let byte else { return nil }
    if byte < 0x80 { return Unicode.Scalar(byte) }
    var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return scalar
  }

  /// Goes on by one byte. A line ends with LF, CR or both.
  mutating func advance() {
    let byte = bytes[offset]
    offset += 1
    if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && self.byte != UInt8(ascii: "\n")) {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  /// Goes on by one scalar.
  mutating func advance(over scalar: Unicode.Scalar) {
    for _ in 0..<UTF8.width(scalar) { advance() }
  }

  func error(_ problem: JSON5Problem) -> ConfigurationError {
    ConfigurationError(file: file, at: position, .syntax(problem))
  }

  /// What comes next, for a message: a word or a character; nil at the end.
  var found: String? {
    guard let scalar else { return nil }
    let word = bytes[offset...].prefix { Self.isWordByte($0) }.prefix(40)
    return word.isEmpty ? String(scalar) : String(decoding: word, as: UTF8.self)
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    let scalar = Unicode.Scalar(byte)
    return scalar.isASCII
      && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_$".utf8.contains(byte))
  }
}
