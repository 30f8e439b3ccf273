/// What is remembered of an event: enough to know it again.
package struct EventRow: Sendable, Equatable {
  /// The hash of its identity.
  package let key: UInt64
  /// The hash of all that counts of it.
  package let content: UInt64
  /// Where it is in its file, and the day it is indexed under.
  package let place: EventPlace

  @inline(__always)
  package init(key: UInt64, content: UInt64, place: EventPlace) {
    self.key = key
    self.content = content
    self.place = place
  }
}

/// An offset in a file and a day, in one word: offset < 2⁴⁴ (16 TiB), day < 2²⁰.
package struct EventPlace: Sendable, Hashable, Comparable {
  package let word: UInt64

  @inline(__always)
  package init(offset: Int, day: Int) {
    word = UInt64(truncatingIfNeeded: offset) << 20 | UInt64(truncatingIfNeeded: day)
  }

  package var offset: Int { Int(word >> 20) }
  package var day: Int { Int(word & 0xF_FFFF) }

  package static func < (left: EventPlace, right: EventPlace) -> Bool { left.word < right.word }
}

/// The events of one worker, apart by the highest bits of their keys: each bin is small enough to sort in the cache,
/// and bins in order are keys in order.
///
///     bin 0    ▣▣▣▢        blocks of rows, the last one partly filled
///     bin 1    ▣▣▢
///     …        all blocks come from slabs that are the worker's own
///
/// Filled by one worker, then read by whoever sorts a bin: never by two at a time. That is why sending it is sound.
@safe package final class EventBins: @unchecked Sendable {
  /// How many bins there are.
  package static let count = 256

  /// Rows in a block: few enough that the last blocks, partly empty, are little beside the others.
  static let blockRows = 1_024
  private static let blocksPerSlab = 64

  @unsafe private struct Bin {
    var next: UnsafeMutablePointer<EventRow>
    var end: UnsafeMutablePointer<EventRow>
  }

  /// Before the first row both ends of a bin are the same place, which is never written.
  private let bins: UnsafeMutablePointer<Bin>
  private var blocks: [[UnsafeMutablePointer<EventRow>]]
  private var slabs: [LargeMemory] = []
  private var freeBlocks = 0

  package init() {
    unsafe bins = .allocate(capacity: Self.count)
    let nowhere = unsafe UnsafeMutablePointer<EventRow>(bitPattern: 16) ?? .allocate(capacity: 1)
    unsafe bins.initialize(repeating: Bin(next: nowhere, end: nowhere), count: Self.count)
    unsafe blocks = .init(repeating: [], count: Self.count)
  }

  deinit {
    unsafe bins.deallocate()
  }

  package func append(_ row: EventRow) {
    let bin = unsafe bins + Int(truncatingIfNeeded: row.key &>> 56)
    if unsafe bin.pointee.next == bin.pointee.end { addBlock(Int(row.key &>> 56)) }
    unsafe bin.pointee.next.initialize(to: row)
    unsafe bin.pointee.next += 1
  }

  /// Appends the plain records of a table: `offset` is where the table's chunk begins in its file, `days` the day of
  /// each record.
  package func append(
    _ plain: borrowing PlainRecords, in table: borrowing FieldTable, offset: Int, days: Span<Int32>
  ) {
    precondition(days.count >= FieldTable.recordLimit, "every record has a day")
    unsafe plain.withColumns { columns in
      var rest = plain.records
      while rest != 0 {
        let record = rest.trailingZeroBitCount
        rest &= rest &- 1
        let key = unsafe columns.key[record]
        let bin = unsafe bins + Int(truncatingIfNeeded: key &>> 56)
        if unsafe bin.pointee.next == bin.pointee.end { addBlock(Int(key &>> 56)) }
        let next = unsafe bin.pointee.next
        unsafe next.initialize(
          to: EventRow(
            key: key, content: columns.content[record],
            place: EventPlace(
              offset: offset &+ table.start(record), day: Int(truncatingIfNeeded: days[unchecked: record]))))
        unsafe bin.pointee.next = next + 1
      }
    }
  }

  @inline(never)
  private func addBlock(_ number: Int) {
    let slabRows = Self.blocksPerSlab * Self.blockRows
    if freeBlocks == 0 {
      slabs.append(LargeMemory(byteCount: slabRows * MemoryLayout<EventRow>.stride, isFilled: true))
      freeBlocks = Self.blocksPerSlab
    }
    freeBlocks -= 1
    let slab = unsafe slabs[slabs.count - 1].base.bindMemory(to: EventRow.self, capacity: slabRows)
    let block = unsafe slab + freeBlocks * Self.blockRows
    unsafe blocks[number].append(block)
    unsafe bins[number] = Bin(next: block, end: block + Self.blockRows)
  }

  /// The blocks of a bin with the rows in each: all are full but the last.
  func contents(of number: Int) -> [(block: UnsafeMutablePointer<EventRow>, count: Int)] {
    let blocks = unsafe blocks[number]
    return unsafe blocks.enumerated().map { index, block in
      unsafe (block, index < blocks.count - 1 ? Self.blockRows : block.distance(to: bins[number].next))
    }
  }
}
