/// The form of a JSON line: what stands between its values.
///
///     {"id":"evt-1","quantity":12.5}
///     ───────     ─────────────    ─      literals, compared as words
///            evt-1             12.5       values, found by where they end
///
/// A log writes most of its lines in one form or a few, so a line is tried against the forms met before it is read key by key.
/// A line that a form matches is read the same way by `JSONLexer`'s general path; a line that none matches goes there.
struct JSONTemplate {
  private struct Segment {
    /// Of the literal before the value: its words, from here on, and its bytes.
    let firstWord: Int
    let literalLength: Int
    /// -1: nobody reads the value.
    let slot: Int
    let isString: Bool
  }

  private var segments: [Segment] = []
  private var words: [UInt64] = []
  private var masks: [UInt64] = []
  private var lastWord = 0
  private var lastLength = 0

  /// Learns the form of a line that is known to be one JSON object with each key once.
  ///
  /// nil when a value is not a plain string or a number, for such a value's end is not found by one look.
  init?(line: [UInt8], slot: ([UInt8]) -> Int) {
    var literalStart = 0
    var position = 0
    var key: [UInt8]?
    while position < line.count {
      let byte = line[position]
      if byte == quotationMark {
        guard let close = line[(position + 1)...].firstIndex(where: { $0 == quotationMark || $0 == backslash }),
          line[close] == quotationMark
        else { return nil }
        if let name = key {
          append(line[literalStart...position], slot: slot(name), isString: true)
          literalStart = close
          key = nil
        } else {
          key = Array(line[(position + 1)..<close])
        }
        position = close + 1
      } else if let name = key, byte != UInt8(ascii: ":"), !Self.isSpace(byte) {
        guard byte == UInt8(ascii: "-") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) else { return nil }
        append(line[literalStart..<position], slot: slot(name), isString: false)
        while position < line.count, isJSONNumberByte(line[position]) { position += 1 }
        literalStart = position
        key = nil
      } else {
        position += 1
      }
    }
    guard key == nil, !segments.isEmpty else { return nil }
    lastWord = words.count
    lastLength = line.count - literalStart
    appendWords(line[literalStart...])
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private mutating func append(_ literal: ArraySlice<UInt8>, slot: Int, isString: Bool) {
    segments.append(
      Segment(firstWord: words.count, literalLength: literal.count, slot: slot, isString: isString))
    appendWords(literal)
  }

  private mutating func appendWords(_ literal: ArraySlice<UInt8>) {
    for start in stride(from: literal.startIndex, to: literal.endIndex, by: 8) {
      let bytes = literal[start..<min(start + 8, literal.endIndex)]
      words.append(bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
      masks.append(byteMask(bytes.count))
    }
  }

  /// Reads the line from `start` to `end`, both in a chunk's contents, if it has this form; else leaves fields undefined.
  @inline(__always)
  func read(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, into table: borrowing FieldTable) -> Bool {
    var position = start
    for segment in segments {
      guard unsafe isLiteral(base + position, segment.firstWord, segment.literalLength) else { return false }
      position &+= segment.literalLength
      // Up to 64 bytes are looked at, which the chunk's padding makes readable; a longer value is left to the general path.
      let first = segment.isString ? quotationMark : UInt8(ascii: ",")
      let second = segment.isString ? backslash : UInt8(ascii: "}")
      let marks = unsafe position < end ? matchBits(base + position, first, second) : 0
      let length = marks.trailingZeroBitCount
      guard marks != 0, position &+ length < end else { return false }
      if segment.isString {
        guard unsafe base[position &+ length] == quotationMark else { return false }
      } else {
        for index in position..<position &+ length where unsafe !isJSONNumberByte(base[index]) { return false }
      }
      if segment.slot >= 0 { table.set(segment.slot, start: position, length: length) }
      position &+= length
    }
    guard position &+ lastLength == end else { return false }
    return unsafe isLiteral(base + position, lastWord, lastLength)
  }

  @inline(__always)
  private func isLiteral(_ text: UnsafePointer<UInt8>, _ firstWord: Int, _ length: Int) -> Bool {
    var offset = 0
    var word = firstWord
    while offset < length {
      guard unsafe loadWord(text + offset) & masks[word] == words[word] else { return false }
      offset &+= 8
      word &+= 1
    }
    return true
  }
}

let backslash = UInt8(ascii: "\\")

@inline(__always)
func isJSONNumberByte(_ byte: UInt8) -> Bool {
  (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") || byte == UInt8(ascii: "+")
}
