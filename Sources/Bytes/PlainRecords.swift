/// What the plain records of a table tell, in columns: those that need no second look.
///
/// A record is plain when it has the required fields, no unit, times of whole seconds in UTC such as
/// `2026-10-01T12:34:56Z` in a sound order, a number of few digits, and a key that was met before. Nearly all records
/// are; what they tell is read column by column, in loops that are short enough for the processor to work on several
/// records at once. All others are read one by one, to the same end.
@safe package struct PlainRecords: ~Copyable {
  /// The slots of what is read.
  package struct Slots: Sendable {
    let identity: Int
    let start: Int
    let end: Int
    let quantity: Int
    let user: Int
    /// Must be empty.
    let unit: Int

    package init(identity: Int, start: Int, end: Int, quantity: Int, user: Int, unit: Int) {
      self.identity = identity
      self.start = start
      self.end = end
      self.quantity = quantity
      self.user = user
      self.unit = unit
    }
  }

  /// The columns, `FieldTable.recordLimit` words each; of a record that is not plain they mean nothing.
  @unsafe struct Columns {
    let start: UnsafeMutablePointer<Int64>
    let end: UnsafeMutablePointer<Int64>
    /// In picounits.
    let quantity: UnsafeMutablePointer<Int64>
    let number: UnsafeMutablePointer<Int64>
    let key: UnsafeMutablePointer<UInt64>
    let content: UnsafeMutablePointer<UInt64>
  }

  private let columns: Columns
  private let keyHashes: UnsafeMutablePointer<UInt64>
  private let userHashes: UnsafeMutablePointer<UInt64>
  private let slots: Slots
  private let knownSeconds: Range<Int64>
  private let longestSeconds: Int64
  private var startReader = TimestampReader()
  private var endReader = TimestampReader()
  /// The plain records: bit i is record i.
  package private(set) var records: UInt64 = 0

  /// Records whose times lie in `knownSeconds` and are at most `longestSeconds` apart can be plain.
  package init(_ slots: Slots, knownSeconds: Range<Int64>, longestSeconds: Int64) {
    self.slots = slots
    self.knownSeconds = knownSeconds
    self.longestSeconds = longestSeconds
    let size = FieldTable.recordLimit
    unsafe columns = Columns(
      start: Self.column(size), end: Self.column(size), quantity: Self.column(size), number: Self.column(size),
      key: Self.column(size), content: Self.column(size))
    unsafe keyHashes = Self.column(size)
    unsafe userHashes = Self.column(size)
  }

  private static func column<Word: FixedWidthInteger>(_ size: Int) -> UnsafeMutablePointer<Word> {
    let column = UnsafeMutablePointer<Word>.allocate(capacity: size)
    unsafe column.initialize(repeating: 0, count: size)
    return unsafe column
  }

  deinit {
    unsafe columns.start.deallocate()
    unsafe columns.end.deallocate()
    unsafe columns.quantity.deallocate()
    unsafe columns.number.deallocate()
    unsafe columns.key.deallocate()
    unsafe columns.content.deallocate()
    unsafe keyHashes.deallocate()
    unsafe userHashes.deallocate()
  }

  /// Lends the columns.
  @inline(__always)
  func withColumns(_ body: (Columns) -> Void) { unsafe body(columns) }

  /// Finds the plain records of a table, and reads them.
  package mutating func read(_ table: borrowing FieldTable, _ memo: inout KeyMemo) {
    var plain: UInt64 = 0
    for record in 0..<table.recordCount where table.isSound(record) {
      plain |= 1 &<< UInt64(truncatingIfNeeded: record)
    }
    plain = readTimes(plain, table)
    plain = readQuantities(plain, table)
    let (number, keyHashes) = unsafe (columns.number, keyHashes)
    plain &= ~memo.lookUp(plain, table) { record, found, hash in
      unsafe number[record] = Int64(found)
      unsafe keyHashes[record] = hash
    }
    readHashes(plain, table)
    records = plain
  }

  /// Reads both times; returns the records in which they are plain.
  private mutating func readTimes(_ records: UInt64, _ table: borrowing FieldTable) -> UInt64 {
    var plain: UInt64 = 0
    var rest = records
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      rest &= rest &- 1
      let (fields, base) = unsafe (table.row(record), table.base)
      let start = unsafe startReader.readPlain(fields[slots.start], base)
      let endField = unsafe fields[slots.end]
      let end = unsafe endField &>> 32 == 0 ? start : endReader.readPlain(endField, base)
      unsafe columns.start[record] = start
      unsafe columns.end[record] = end
      let isPlain =
        start >= knownSeconds.lowerBound && end < knownSeconds.upperBound && end >= start
        && end &- start <= longestSeconds
      plain |= (isPlain ? 1 : 0) &<< UInt64(truncatingIfNeeded: record)
    }
    return plain
  }

  /// Reads the numbers; returns the records in which they are plain and nothing else is missing.
  private mutating func readQuantities(_ records: UInt64, _ table: borrowing FieldTable) -> UInt64 {
    var plain: UInt64 = 0
    var rest = records
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      rest &= rest &- 1
      let (fields, base) = unsafe (table.row(record), table.base)
      let field = unsafe fields[slots.quantity]
      let text = unsafe base + Int(truncatingIfNeeded: field & 0xFFFF_FFFF)
      guard let quantity = unsafe readPlainDecimal(text, Int(truncatingIfNeeded: field &>> 32)),
        unsafe fields[slots.identity] &>> 32 != 0 && fields[slots.unit] &>> 32 == 0
      else { continue }
      unsafe columns.quantity[record] = quantity
      plain |= 1 &<< UInt64(truncatingIfNeeded: record)
    }
    return plain
  }

  /// The hashes of identities and of contents: the same as one by one.
  private mutating func readHashes(_ records: UInt64, _ table: borrowing FieldTable) {
    var rest = records
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      rest &= rest &- 1
      let identity = unsafe table.pointer(record, slots.identity)
      unsafe columns.key[record] = hashBytes(identity, table.length(record, slots.identity), seed: 0)
      let user = unsafe table.pointer(record, slots.user)
      unsafe userHashes[record] = hashBytes(user, table.length(record, slots.user), seed: 0)
    }
    rest = records
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      rest &= rest &- 1
      unsafe columns.content[record] = contentHash(
        start: (columns.start[record], 0), end: (columns.end[record], 0), key: keyHashes[record],
        user: userHashes[record], quantity: Int128(columns.quantity[record]))
    }
  }

  /// The key's number and the start of a plain record.
  package func use(of record: Int) -> (number: Int, start: Int64) {
    precondition(record >= 0 && record < FieldTable.recordLimit && records >> UInt64(record) & 1 == 1, "it is plain")
    return unsafe (Int(columns.number[record]), columns.start[record])
  }

  /// Copies what is to be added up: seconds since 1970, the key's number, picounits. Of a record that is not plain it
  /// means nothing.
  package func copy(to uses: inout Uses) {
    var index = 0
    while index < FieldTable.recordLimit {
      unsafe uses.starts[index] = columns.start[index]
      unsafe uses.ends[index] = columns.end[index]
      unsafe uses.numbers[index] = columns.number[index]
      unsafe uses.quantities[index] = columns.quantity[index]
      index &+= 1
    }
  }

  /// What plain records used, by record.
  package struct Uses {
    package var starts = InlineArray<64, Int64>(repeating: 0)
    package var ends = InlineArray<64, Int64>(repeating: 0)
    package var numbers = InlineArray<64, Int64>(repeating: 0)
    package var quantities = InlineArray<64, Int64>(repeating: 0)

    package init() {}
  }
}

/// The hash of everything that counts of an event: the same event sent again has the same.
@inline(__always)
package func contentHash(
  start: (seconds: Int64, nanoseconds: Int32), end: (seconds: Int64, nanoseconds: Int32), key: UInt64, user: UInt64,
  quantity: Int128
) -> UInt64 {
  let times = mixHash(
    UInt64(bitPattern: start.seconds), UInt64(truncatingIfNeeded: start.nanoseconds), UInt64(bitPattern: end.seconds),
    UInt64(truncatingIfNeeded: end.nanoseconds), key, user)
  return mixHash(
    mixHash(times, UInt64(truncatingIfNeeded: quantity)), UInt64(truncatingIfNeeded: quantity >> 64))
}
