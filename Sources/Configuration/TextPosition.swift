/// A place in a text file: line and column, both from 1. A column is one Unicode scalar, as editors count.
package struct TextPosition: Sendable, Hashable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Where the text stops being UTF-8; nil when all of it is.
  static func firstInvalidUTF8(in bytes: [UInt8]) -> TextPosition? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var (line, column) = (1, 1)
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue("\n"): (line, column) = (line + 1, 1)
      case .scalarValue: column += 1
      case .emptyInput: return nil
      case .error: return TextPosition(line: line, column: column)
      }
    }
  }
}
