// Sorting the rows of one bin: they have the highest byte of their keys in common.

/// Sorts the `count` rows of some stretches of memory by key, then place, into another.
///
/// Keys are hashes and so spread evenly: rows are dealt into about as many buckets as there are rows by the bits that
/// follow the bin's, which leaves almost nothing to the insertion sort behind it. `starts` has room for
/// `bucketCount(count)` and one more.
func sortRows(
  _ stretches: [UnsafeBufferPointer<EventRow>], into sorted: UnsafeMutablePointer<EventRow>, count: Int,
  starts: UnsafeMutablePointer<Int32>
) {
  guard count > 1 else {
    unsafe stretches.forEach { if let row = unsafe $0.first { unsafe sorted.initialize(to: row) } }
    return
  }
  let bits = bucketBits(count)
  let shift = UInt64(56 - bits)
  let mask = UInt64(1) << UInt64(bits) - 1
  let bucketCount = 1 << bits
  unsafe starts.initialize(repeating: 0, count: bucketCount + 1)
  unsafe stretches.forEach { stretch in
    for index in 0..<stretch.count {
      unsafe starts[Int(truncatingIfNeeded: stretch[index].key &>> shift & mask) &+ 1] &+= 1
    }
  }
  for bucket in 1...bucketCount { unsafe starts[bucket] &+= starts[bucket &- 1] }
  unsafe stretches.forEach { stretch in
    for index in 0..<stretch.count {
      let row = unsafe stretch[index]
      let bucket = Int(truncatingIfNeeded: row.key &>> shift & mask)
      unsafe (sorted + Int(truncatingIfNeeded: starts[bucket])).initialize(to: row)
      unsafe starts[bucket] &+= 1
    }
  }
  // Where very many events have one key, their bucket is a run of its own.
  var begin = 0
  for bucket in 0..<bucketCount {
    let end = unsafe Int(starts[bucket])
    if end - begin > longestInsertion {
      var bucket = unsafe UnsafeMutableBufferPointer(start: sorted + begin, count: end - begin)
      unsafe bucket.sort { isLater($1, $0) }
    }
    begin = end
  }
  unsafe insertionSort(sorted, count)
}

private func bucketBits(_ count: Int) -> Int { max(1, Int.bitWidth - (count - 1).leadingZeroBitCount - 1) }

/// How many buckets so many rows are dealt into.
func bucketCount(_ count: Int) -> Int { count > 1 ? 1 << bucketBits(count) : 1 }

/// Sorts rows of which nearly all are in their places.
private func insertionSort(_ rows: UnsafeMutablePointer<EventRow>, _ count: Int) {
  for index in 1..<count {
    guard unsafe isLater(rows[index &- 1], rows[index]) else { continue }
    let row = unsafe rows[index]
    var place = index
    while unsafe place > 0 && isLater(rows[place &- 1], row) {
      unsafe rows[place] = rows[place &- 1]
      place &-= 1
    }
    unsafe rows[place] = row
  }
}

/// The longest bucket that is left to insertion, which takes the square of its length.
private let longestInsertion = 64

@inline(__always)
private func isLater(_ left: EventRow, _ right: EventRow) -> Bool {
  left.key != right.key ? left.key > right.key : right.place.word < left.place.word
}

/// Rows sorted by key, then place. They have the highest byte of their keys in common.
func sortedRows(_ rows: [EventRow]) -> [EventRow] {
  unsafe [EventRow](unsafeUninitializedCapacity: rows.count) { buffer, used in
    guard let target = buffer.baseAddress else { return }
    let scratch = EventScratch()
    let (_, starts) = unsafe scratch.room(rows: rows.count)
    unsafe rows.withUnsafeBufferPointer { unsafe sortRows([$0], into: target, count: rows.count, starts: starts) }
    used = rows.count
  }
}

/// The memory that one worker sorts its bins in, one after the other.
///
///     rows │ starts of buckets        both as large as the largest bin so far wants them
@safe package final class EventScratch {
  private var memory: LargeMemory?
  private var rowCount = 0

  package init() {}

  /// Room for some rows, and for where their buckets begin; what was in it is lost.
  func room(rows count: Int) -> (rows: UnsafeMutablePointer<EventRow>, starts: UnsafeMutablePointer<Int32>) {
    if let memory, count <= rowCount { return unsafe parts(of: memory) }
    // Bins are mostly alike: a little more is room for all.
    rowCount = max(64, count * 9 / 8)
    let larger = LargeMemory(
      byteCount: rowCount * MemoryLayout<EventRow>.stride
        + (bucketCount(rowCount) + 1) * MemoryLayout<Int32>.stride)
    memory = larger
    return unsafe parts(of: larger)
  }

  private func parts(
    of memory: LargeMemory
  ) -> (rows: UnsafeMutablePointer<EventRow>, starts: UnsafeMutablePointer<Int32>) {
    let rows = unsafe memory.base.bindMemory(to: EventRow.self, capacity: rowCount)
    let starts = unsafe UnsafeMutableRawPointer(rows + rowCount).bindMemory(
      to: Int32.self, capacity: bucketCount(rowCount) + 1)
    return unsafe (rows, starts)
  }
}
