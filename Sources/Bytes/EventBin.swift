/// One bin of the events of several workers, sorted by key, then place; later only pairs of key and content, by day.
///
///     sorted   workers' rows ─► scratch, into buckets by the bits behind the bin's ─► insertion ─► the same blocks
///     dealt    rows that stay ─► scratch, by day ─► pairs in the same blocks
///
/// What is sorted goes back to where it came from: fresh memory would cost more than the sorting.
@safe package struct EventBin: @unchecked Sendable {
  /// Keeps the blocks alive.
  private let owners: [EventBins]
  private let blocks: [UnsafeMutablePointer<EventRow>]
  package let count: Int
  /// The stretches of rows with the same key, two at least.
  package private(set) var runs: [Range<Int>] = []
  /// The first and the last day of the rows; nil without rows.
  package private(set) var days: ClosedRange<Int>?
  /// Behind the pairs of each day, counted from `firstDay`.
  private var dayEnds: [Int] = []
  private var firstDay = 0

  /// Takes a bin of all workers over, and sorts it.
  package init(_ number: Int, of owners: [EventBins], in scratch: EventScratch) {
    self.owners = owners
    let stretches = unsafe owners.flatMap { unsafe $0.contents(of: number) }
    unsafe blocks = stretches.map { unsafe $0.block }
    count = unsafe stretches.reduce(0) { unsafe $0 + $1.count }
    guard count > 0 else { return }
    let (sorted, starts) = unsafe scratch.room(rows: count)
    unsafe sortRows(
      stretches.map { unsafe UnsafeBufferPointer(start: $0.block, count: $0.count) }, into: sorted, count: count,
      starts: starts)
    unsafe note(sorted)
    for start in stride(from: 0, to: count, by: EventBins.blockRows) {
      let rows = min(EventBins.blockRows, count - start)
      unsafe blocks[start / EventBins.blockRows].update(from: sorted + start, count: rows)
    }
  }

  /// Notes runs and days while the rows are in the cache.
  private mutating func note(_ rows: UnsafeMutablePointer<EventRow>) {
    var (first, last) = unsafe (rows[0].place.day, rows[0].place.day)
    var index = 1
    while index < count {
      let day = unsafe rows[index].place.day
      first = min(first, day)
      last = max(last, day)
      guard unsafe rows[index].key == rows[index &- 1].key else {
        index &+= 1
        continue
      }
      let start = index - 1
      while unsafe index < count && rows[index].key == rows[start].key {
        let day = unsafe rows[index].place.day
        first = min(first, day)
        last = max(last, day)
        index += 1
      }
      runs.append(start..<index)
    }
    days = first...last
  }

  @inline(__always)
  private func row(_ index: Int) -> UnsafeMutablePointer<EventRow> {
    unsafe blocks[index / EventBins.blockRows] + index % EventBins.blockRows
  }

  /// A row of a bin that is not dealt by day yet.
  package subscript(index: Int) -> EventRow {
    precondition(index >= 0 && index < count, "a row is in its bin")
    return unsafe row(index).pointee
  }

  /// The rows whose keys are among those of packed pairs, which ascend by key; and whether the contents are the same.
  /// `position` counts the pairs and stops before the first whose key is of a later bin.
  package func matches(
    _ pairs: RawSpan, from position: inout Int, number: Int
  ) -> [(index: Int, isSame: Bool)] {
    var matches: [(index: Int, isSame: Bool)] = []
    let pairCount = pairs.byteCount / 16
    var low = 0
    while position < pairCount {
      let (key, content) = wordPair(position, of: pairs)
      guard key >> 56 == UInt64(number) else { break }
      low = firstIndex(ofKeyFrom: key, from: low)
      var match = low
      while unsafe match < count && row(match).pointee.key == key {
        unsafe matches.append((match, row(match).pointee.content == content))
        match += 1
      }
      position += 1
    }
    return matches
  }

  /// The first row of these hashes whose record begins at a wanted offset; nil: there is none.
  package func index(key: UInt64, content: UInt64, where isWanted: (_ offset: Int) -> Bool) -> Int? {
    var index = firstIndex(ofKeyFrom: key, from: 0)
    while index < count, unsafe row(index).pointee.key == key {
      if unsafe row(index).pointee.content == content && isWanted(row(index).pointee.place.offset) { return index }
      index += 1
    }
    return nil
  }

  /// The first index from `start` on whose key is not below `key`: doubling steps, then halving ones, since both sides
  /// ascend and the next key is near.
  private func firstIndex(ofKeyFrom key: UInt64, from start: Int) -> Int {
    var low = start
    var step = 1
    while unsafe low + step < count && row(low + step).pointee.key < key {
      low += step
      step *= 2
    }
    var high = min(low + step, count)
    while low < high {
      let middle = (low + high) / 2
      if unsafe row(middle).pointee.key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Keeps of all rows but the `dropped` ones (ascending) their pairs of key and content, by day from `firstDay` on;
  /// the rows are gone.
  package mutating func dealByDay(from firstDay: Int, dayCount: Int, dropped: [Int], in scratch: EventScratch) {
    self.firstDay = firstDay
    var ends = [Int](repeating: 0, count: dayCount + 1)
    // A pair is shorter than a row.
    let rows = unsafe UnsafeMutableRawPointer(scratch.room(rows: count).rows)
    let pairs = unsafe rows.bindMemory(to: (UInt64, UInt64).self, capacity: max(1, count))
    unsafe ends.withUnsafeMutableBufferPointer { ends in
      unsafe forEachRow(except: dropped) { row in unsafe ends[row.pointee.place.day &- firstDay &+ 1] &+= 1 }
      for day in 1..<ends.count { unsafe ends[day] += ends[day - 1] }
      unsafe forEachRow(except: dropped) { row in
        let day = unsafe row.pointee.place.day &- firstDay
        unsafe pairs[ends[day]] = unsafe (row.pointee.key.littleEndian, row.pointee.content.littleEndian)
        unsafe ends[day] &+= 1
      }
    }
    // Each day's beginning has moved to its end.
    dayEnds = Array(ends.dropLast())
    let kept = count - dropped.count
    for start in stride(from: 0, to: kept, by: EventBins.blockRows) {
      let some = min(EventBins.blockRows, kept - start)
      unsafe UnsafeMutableRawPointer(blocks[start / EventBins.blockRows]).copyMemory(
        from: pairs + start, byteCount: 16 * some)
    }
  }

  @inline(__always)
  private func forEachRow(except dropped: [Int], _ body: (UnsafeMutablePointer<EventRow>) -> Void) {
    var start = 0
    for end in dropped + [count] {
      var index = start
      while index < end {
        let some = min(end - index, EventBins.blockRows - index % EventBins.blockRows)
        let first = unsafe row(index)
        for offset in 0..<some { unsafe body(first + offset) }
        index += some
      }
      start = end + 1
    }
  }

  /// The places of a day's pairs among those of the bin.
  private func pairs(ofDay day: Int) -> Range<Int> {
    let index = day - firstDay
    guard dayEnds.indices.contains(index) else { return 0..<0 }
    return (index == 0 ? 0 : dayEnds[index - 1])..<dayEnds[index]
  }

  /// Appends the pairs of a day as they are stored: little-endian words.
  package func appendPairs(ofDay day: Int, to bytes: inout [UInt8]) {
    let pairs = pairs(ofDay: day)
    var index = pairs.lowerBound
    while index < pairs.upperBound {
      let within = index % EventBins.blockRows
      let some = min(pairs.upperBound - index, EventBins.blockRows - within)
      let source = unsafe UnsafeRawPointer(blocks[index / EventBins.blockRows]) + 16 * within
      unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: source, count: 16 * some))
      index += some
    }
  }
}
