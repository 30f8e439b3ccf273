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
    let words: SIMD2<UInt64>
    let masks: SIMD2<UInt64>
    let lastWord: UInt64
    let lastMask: UInt64

    static let longest = 24

    init(_ bytes: ArraySlice<UInt8>) {
      func word(_ index: Int) -> UInt64 {
        bytes.dropFirst(8 * index).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
      length = bytes.count
      words = SIMD2(word(0), word(1))
      masks = SIMD2(byteMask(bytes.count), byteMask(bytes.count - 8))
      lastWord = word(2)
      lastMask = byteMask(bytes.count - 16)
    }

    /// Whether the text begins with the literal. 24 bytes may be read.
    @inline(__always)
    func begins(_ text: UnsafePointer<UInt8>) -> Bool {
      let bytes = unsafe UnsafeRawPointer(text).loadUnaligned(as: SIMD2<UInt64>.self)
      guard areEqual(bytes & masks, words) else { return false }
      return unsafe length <= 16 || loadWord(text + 16) & lastMask == lastWord
    }
  }

  private struct Segment {
    /// What stands before the value.
    let literal: Literal
    /// -1: nobody reads the value.
    let slot: Int
    let isString: Bool
    /// Of a string: the place where it is expected to end, as a bit, and all places up to it; 0 when nothing is.
    var endBit: UInt64 = 0
    var upToEnd: UInt64 = 0
    /// How often its length has changed.
    var changes = 0

    /// Expects the length of the line before, unless it changes too often.
    mutating func expect(_ length: Int) {
      changes += 1
      endBit = changes < 100 ? 1 << UInt64(length) : 0
      upToEnd = changes < 100 ? endBit | (endBit - 1) : 0
    }
  }

  private let segments: UnsafeMutablePointer<Segment>
  private let segmentCount: Int
  /// The slots that no segment fills.
  private let emptySlots: [Int]
  private let last: Literal

  /// Learns the form of a line that is known to be one JSON object with each key once.
  ///
  /// nil when a value is not a plain string or a number, for such a value's end is not found by one look, or when more
  /// than 24 bytes stand between two values.
  init?(line: [UInt8], slotCount: Int, slot: ([UInt8]) -> Int) {
    var segments: [Segment] = []
    func append(_ literal: ArraySlice<UInt8>, _ name: [UInt8], isString: Bool) {
      segments.append(Segment(literal: Literal(literal), slot: slot(name), isString: isString))
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
    emptySlots = (0..<slotCount).filter { slot in !segments.contains { $0.slot == slot } }
    unsafe self.segments = .allocate(capacity: segments.count)
    for (index, segment) in segments.enumerated() { unsafe (self.segments + index).initialize(to: segment) }
  }

  deinit { unsafe segments.deallocate() }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// Reads the line from `start` to `end`, both in a chunk's contents, if it has this form; else leaves its fields
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
        let (endBit, upToEnd) = unsafe (segment.pointee.endBit, segment.pointee.upToEnd)
        // Whether the first mark is at the place expected is told without finding it, which takes longer.
        if endBit != 0 && marks & upToEnd == endBit {
          length = endBit.trailingZeroBitCount
        } else {
          guard marks != 0 else { return false }
          length = marks.trailingZeroBitCount
          if unsafe endBit != 0 || segment.pointee.changes == 0 { unsafe segment.pointee.expect(length) }
        }
        guard unsafe base[position &+ length] == quotationMark else { return false }
      }
      guard position &+ length < end else { return false }
      let slot = unsafe segment.pointee.slot
      if slot >= 0 { unsafe row[slot] = FieldTable.field(start: position, end: position &+ length) }
      position &+= length
      unsafe segment += 1
    }
    guard unsafe position &+ last.length == end && last.begins(base + position) else { return false }
    for slot in emptySlots { unsafe row[slot] = 0 }
    return true
  }
}

let backslash = UInt8(ascii: "\\")

@inline(__always)
func isJSONNumberByte(_ byte: UInt8) -> Bool {
  (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") || byte == UInt8(ascii: "+")
}
