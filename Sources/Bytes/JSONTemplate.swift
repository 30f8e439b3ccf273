/// The form of a JSON line: what stands between its values.
///
///     {"id":"evt-1","quantity":12.5}
///     ───────     ─────────────    ─      literals, compared as words
///            evt-1             12.5       values, found by where they end
///
/// A log writes most of its lines in one form or a few, so a line is tried against the forms met before it is read key
/// by key. A line that a form matches is read the same way by `JSONLexer`'s general path; a line that none matches goes
/// there.
///
/// The segments are in memory of its own that never changes: read in a loop, an array would be held and let go for each
/// line.
@safe final class JSONTemplate {
  /// Up to 24 bytes that stand between values, as words with masks: compared without a loop.
  private struct Literal {
    let length: Int
    let words: (UInt64, UInt64, UInt64)
    let masks: (UInt64, UInt64, UInt64)

    static let longest = 24

    init(_ bytes: ArraySlice<UInt8>) {
      func word(_ index: Int) -> UInt64 {
        bytes.dropFirst(8 * index).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
      length = bytes.count
      words = (word(0), word(1), word(2))
      masks = (byteMask(bytes.count), byteMask(bytes.count - 8), byteMask(bytes.count - 16))
    }

    /// Whether the text begins with the literal. 24 bytes may be read.
    @inline(__always)
    func begins(_ text: UnsafePointer<UInt8>) -> Bool {
      let first = unsafe (loadWord(text) & masks.0) ^ words.0
      let second = unsafe (loadWord(text + 8) & masks.1) ^ words.1
      let third = unsafe (loadWord(text + 16) & masks.2) ^ words.2
      return first | second | third == 0
    }
  }

  private struct Segment {
    /// What stands before the value.
    let literal: Literal
    /// -1: nobody reads the value.
    let slot: Int
    let isString: Bool
    /// Of a string: how long it was in the line before.
    var length: Int
    /// How often its length has changed.
    var changes = 0
  }

  /// A string whose length has changed so often is not expected to have the same again.
  private static var mostChanges: Int { 100 }

  private let segments: UnsafeMutablePointer<Segment>
  private let segmentCount: Int
  private let last: Literal

  /// Learns the form of a line that is known to be one JSON object with each key once.
  ///
  /// nil when a value is not a plain string or a number, for such a value's end is not found by one look, or when more
  /// than 24 bytes stand between two values.
  init?(line: [UInt8], slot: ([UInt8]) -> Int) {
    var segments: [Segment] = []
    func append(_ literal: ArraySlice<UInt8>, _ name: [UInt8], isString: Bool) {
      segments.append(Segment(literal: Literal(literal), slot: slot(name), isString: isString, length: 0))
    }
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
          append(line[literalStart...position], name, isString: true)
          literalStart = close
          key = nil
        } else {
          key = Array(line[(position + 1)..<close])
        }
        position = close + 1
      } else if let name = key, byte != UInt8(ascii: ":"), !Self.isSpace(byte) {
        guard byte == UInt8(ascii: "-") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) else { return nil }
        append(line[literalStart..<position], name, isString: false)
        while position < line.count, isJSONNumberByte(line[position]) { position += 1 }
        literalStart = position
        key = nil
      } else {
        position += 1
      }
    }
    guard key == nil, !segments.isEmpty else { return nil }
    guard segments.allSatisfy({ $0.literal.length <= Literal.longest }),
      line.count - literalStart <= Literal.longest
    else { return nil }
    last = Literal(line[literalStart...])
    segmentCount = segments.count
    unsafe self.segments = .allocate(capacity: segments.count)
    for (index, segment) in segments.enumerated() { unsafe (self.segments + index).initialize(to: segment) }
  }

  deinit { unsafe segments.deallocate() }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// Whether the first of the marks is at a place below 32: without finding it, which takes longer.
  @inline(__always)
  private func isFirst(_ place: Int, _ marks: UInt64) -> Bool {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place)
    return marks & (bit | (bit &- 1)) == bit
  }

  /// Reads the line from `start` to `end`, both in a chunk's contents, if it has this form; else leaves fields
  /// undefined.
  ///
  /// Where a value begins is known only when the one before has ended, so the processor would wait for one after the
  /// other. Most have the same length in all lines: for these it goes on from the length before, and what it finds only
  /// confirms it.
  @inline(__always)
  func read(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, into table: borrowing FieldTable) -> Bool {
    let row = unsafe table.nextRow
    var position = start
    var segment = unsafe segments
    let segmentEnd = unsafe segment + segmentCount
    while unsafe segment < segmentEnd {
      guard unsafe segment.pointee.literal.begins(base + position) else { return false }
      unsafe position &+= segment.pointee.literal.length
      let length: Int
      if unsafe !segment.pointee.isString {
        // What stands behind the number is the next literal's to compare.
        length = unsafe numberLength(base + position)
        guard unsafe length > 0 && length < 16 && base[position] != UInt8(ascii: ".") else { return false }
      } else {
        // 32 bytes are looked at, which the chunk's padding makes readable; a longer value is left to the general path.
        let marks = unsafe matchBits(base + position, quotationMark, backslash, parts: 2)
        let expected = unsafe segment.pointee.length
        if unsafe segment.pointee.changes < Self.mostChanges && isFirst(expected, marks) {
          length = expected
        } else {
          length = marks.trailingZeroBitCount
          guard marks != 0 else { return false }
          unsafe segment.pointee.length = length
          unsafe segment.pointee.changes &+= 1
        }
        guard unsafe base[position &+ length] == quotationMark else { return false }
      }
      guard position &+ length < end else { return false }
      let slot = unsafe segment.pointee.slot
      if slot >= 0 { unsafe row[slot] = FieldTable.field(start: position, end: position &+ length) }
      position &+= length
      unsafe segment += 1
    }
    guard position &+ last.length == end else { return false }
    return unsafe last.begins(base + position)
  }
}

let backslash = UInt8(ascii: "\\")

@inline(__always)
func isJSONNumberByte(_ byte: UInt8) -> Bool {
  (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") || byte == UInt8(ascii: "+")
}
