/// Splits a text into records and fields by RFC 4180, with LF or CRLF at the ends of lines and an optional byte order
/// mark.
struct CSVReader {
  /// The fields of one record.
  struct Record {
    /// The line on which it begins, from 1.
    let line: Int
    let fields: [String]
  }

  private let bytes: [UInt8]
  private let file: String
  private var offset: Int
  private var line = 1

  init(_ bytes: [UInt8], file: String) throws(ConfigurationError) {
    if let position = TextPosition.firstInvalidUTF8(in: bytes) {
      throw ConfigurationError(file: file, at: position, .file(.notUTF8))
    }
    self.bytes = bytes
    self.file = file
    offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next record that is not a blank line; nil at the end.
  mutating func next() throws(ConfigurationError) -> Record? {
    while try takeLineEnd() {}
    guard offset < bytes.count else { return nil }
    let start = line
    var fields: [String] = []
    while true {
      fields.append(try takeField())
      guard byte == UInt8(ascii: ",") else {
        // A field ends at a comma, the end of a line or the end of the text.
        _ = try takeLineEnd()
        return Record(line: start, fields: fields)
      }
      offset += 1
    }
  }

  private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Takes the end of a line if it is next.
  private mutating func takeLineEnd() throws(ConfigurationError) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"): offset += 1
    case UInt8(ascii: "\r"):
      guard offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\n") else { throw error(.strayCarriageReturn) }
      offset += 2
    default: return false
    }
    line += 1
    return true
  }

  private mutating func takeField() throws(ConfigurationError) -> String {
    if byte == UInt8(ascii: "\"") { return try takeQuotedField() }
    let start = offset
    while let byte, byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      guard byte != UInt8(ascii: "\"") else { throw error(.strayQuote) }
      offset += 1
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func takeQuotedField() throws(ConfigurationError) -> String {
    let unclosed = error(.quoteNotClosed)
    var field: [UInt8] = []
    offset += 1
    while let next = byte {
      offset += 1
      if next == UInt8(ascii: "\"") {
        guard byte == UInt8(ascii: "\"") else {
          try checkFieldEnd()
          return String(decoding: field, as: UTF8.self)
        }
        offset += 1
      } else if next == UInt8(ascii: "\n") {
        line += 1
      }
      field.append(next)
    }
    throw unclosed
  }

  /// After a closing quote only a comma or the end of the line may come.
  private func checkFieldEnd() throws(ConfigurationError) {
    switch byte {
    case nil, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return
    default: throw error(.strayQuote)
    }
  }

  private func error(_ problem: TableProblem) -> ConfigurationError {
    ConfigurationError(file: file, line: line, .table(problem))
  }
}
