/// The fields of some records of a chunk, by slot: where each begins and how long it is.
///
///     slots      0: id      1: start   2: end   …
///     record 0   12, 16     29, 20     50, 20        positions in the chunk, in bytes
///     record 1   …
///
/// An absent field and an empty one are the same: length 0. The table is read only while its chunk holds what it was
/// filled from; a lexer fills it and a decoder empties it before the chunk's next filling.
@safe package struct FieldTable: ~Copyable {
  /// Why a record has no fields.
  package enum Problem: UInt8, Sendable {
    case none
    /// Another number of fields than the header has.
    case fieldCount
    /// A quote that is not closed, or closed in the middle of a field.
    case quoting
    /// Not a JSON object in one line.
    case json
    /// A key that is read holds an object or a list.
    case nestedValue
    case tooLong
  }

  /// The most records it holds at a time: few enough to stay in the processor's nearest cache.
  package static let recordLimit = 64

  package let slotCount: Int
  private let fields: UnsafeMutablePointer<UInt64>
  private let records: UnsafeMutablePointer<RecordPlace>
  package private(set) var recordCount = 0
  /// The chunk's memory; valid while the chunk is.
  private(set) var base: UnsafePointer<UInt8>

  struct RecordPlace {
    var start: UInt32
    var end: UInt32
    /// Line ends before the record in its chunk.
    var line: UInt32
    var problem: Problem
    /// Of the field that is nested, where that is the problem.
    var nestedSlot: UInt8
  }

  package init(slotCount: Int) {
    precondition(slotCount > 0 && slotCount < 100, "a record has some slots")
    self.slotCount = slotCount
    unsafe fields = .allocate(capacity: slotCount * Self.recordLimit)
    unsafe fields.initialize(repeating: 0, count: slotCount * Self.recordLimit)
    unsafe records = .allocate(capacity: Self.recordLimit)
    unsafe base = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
    unsafe emptyBase = base
  }

  /// What `base` points to before the first filling.
  private let emptyBase: UnsafePointer<UInt8>

  deinit {
    unsafe fields.deallocate()
    unsafe records.deallocate()
    unsafe emptyBase.deallocate()
  }

  // Filling: for lexers.

  mutating func begin(_ chunk: Chunk) {
    unsafe base = UnsafePointer(chunk.base)
    recordCount = 0
  }

  /// How many records the next filling brings at most.
  package var limit = FieldTable.recordLimit {
    didSet { precondition(limit >= 1 && limit <= Self.recordLimit, "a table's limit is within its room") }
  }

  @inline(__always)
  var isFull: Bool { recordCount >= limit }

  /// Sets a field of the record being filled. The slot is below `slotCount`, the record below the limit.
  @inline(__always)
  func set(_ slot: Int, start: Int, length: Int) {
    unsafe fields[recordCount &* slotCount &+ slot] =
      UInt64(truncatingIfNeeded: start) | UInt64(truncatingIfNeeded: length) << 32
  }

  /// The fields of the record being filled, by slot: for a record below the limit.
  @inline(__always)
  var nextRow: UnsafeMutablePointer<UInt64> { unsafe fields + recordCount &* slotCount }

  /// A field as a row has it.
  @inline(__always)
  static func field(start: Int, end: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: start) | UInt64(truncatingIfNeeded: end &- start) &<< 32
  }

  /// Makes all fields of the record being filled absent.
  @inline(__always)
  func clear() {
    for slot in 0..<slotCount { unsafe fields[recordCount &* slotCount &+ slot] = 0 }
  }

  /// The slot of the last field found to be nested, for the record that is finished next.
  var nestedSlot: UInt8 = 0

  @inline(__always)
  mutating func finish(start: Int, end: Int, line: Int, problem: Problem) {
    unsafe records[recordCount] = RecordPlace(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
      line: UInt32(truncatingIfNeeded: line), problem: end &- start > ChunkReader.longestRecord ? .tooLong : problem,
      nestedSlot: nestedSlot)
    recordCount &+= 1
  }

  // Reading: for decoders.

  @inline(__always)
  private func field(_ record: Int, _ slot: Int) -> UInt64 {
    assert(record >= 0 && record < recordCount && slot >= 0 && slot < slotCount, "a field is in the table")
    return unsafe fields[record &* slotCount &+ slot]
  }

  /// The fields of a record, by slot: start in the low half, length in the high.
  @inline(__always)
  func row(_ record: Int) -> UnsafePointer<UInt64> {
    assert(record >= 0 && record < recordCount, "a record is in the table")
    return unsafe UnsafePointer(fields + record &* slotCount)
  }

  @inline(__always)
  func pointer(_ record: Int, _ slot: Int) -> UnsafePointer<UInt8> {
    unsafe base + Int(truncatingIfNeeded: field(record, slot) & 0xFFFF_FFFF)
  }

  @inline(__always)
  func length(_ record: Int, _ slot: Int) -> Int { Int(truncatingIfNeeded: field(record, slot) >> 32) }

  /// Where in the chunk the record begins.
  @inline(__always)
  func start(_ record: Int) -> Int { unsafe Int(truncatingIfNeeded: records[record].start) }

  package func isEmpty(_ record: Int, _ slot: Int) -> Bool { length(record, slot) == 0 }

  /// Whether one of the first `count` slots is empty.
  package func isAnyEmpty(_ record: Int, first count: Int) -> Bool {
    let fields = unsafe row(record)
    var isAnyEmpty = false
    for slot in 0..<count { unsafe isAnyEmpty = isAnyEmpty || fields[slot] &>> 32 == 0 }
    return isAnyEmpty
  }

  /// Whether a record has fields: `problem` is none.
  package func isSound(_ record: Int) -> Bool {
    if case .none = unsafe records[record].problem { true } else { false }
  }

  package func problem(_ record: Int) -> Problem { unsafe records[record].problem }

  /// The slot of a field that is nested, of a record whose problem that is.
  package func nestedSlot(_ record: Int) -> Int { unsafe Int(records[record].nestedSlot) }

  /// Where in the chunk the record lies, its line end not included.
  package func range(_ record: Int) -> Range<Int> { unsafe Int(records[record].start)..<Int(records[record].end) }

  /// Line ends before the record in its chunk.
  package func line(_ record: Int) -> Int { unsafe Int(records[record].line) }

  /// The bytes of a field, as a copy.
  package func bytes(_ record: Int, _ slot: Int) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: pointer(record, slot), count: length(record, slot)))
  }

  /// The hash of a field.
  package func hash(_ record: Int, _ slot: Int, seed: UInt64) -> UInt64 {
    unsafe hashBytes(pointer(record, slot), length(record, slot), seed: seed)
  }

  /// The time a field tells.
  package func timestamp(_ record: Int, _ slot: Int, _ reader: inout TimestampReader) -> TimestampReading {
    unsafe reader.read(pointer(record, slot), length(record, slot))
  }

  /// The number a field tells.
  package func decimal(_ record: Int, _ slot: Int) -> DecimalReading {
    unsafe readDecimal(pointer(record, slot), length(record, slot))
  }
}
