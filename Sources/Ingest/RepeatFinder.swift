import Bytes
import Dispatch
import Ledger
import Metering
import Synchronization

/// Finds the events of a file that were there before: in the file itself, or in what the ledger remembers.
///
///     worker 0   p0 p1 … p255 ┐
///     worker 1   p0 p1 … p255 ┴─► p0 sorted, p1 sorted, …    keys ascending over all partitions
///                                   │
///     ledger's index (sorted) ──────┴─► verdict per event
///
/// The first of equal keys stays: what the ledger has, else the earliest in the file. A later one with the same content
/// is a duplicate, with other content a conflict.
struct RepeatFinder: ~Copyable {
  enum Verdict: UInt8, Sendable {
    case new
    case conflict
    case duplicate
  }

  /// An event that does not count, and why.
  struct Repeat: Sendable {
    /// Where the event is that was there first.
    enum First: Sendable, Hashable {
      case inFile(offset: Int)
      case inBatch(Int)
    }

    let place: EventPlace
    let partition: Int
    let index: Int
    let verdict: Verdict
    /// Of conflicts: where the first one is.
    let first: First?
  }

  fileprivate struct Partition: Sendable {
    var entries: [EventEntry]
    /// Empty while all are new.
    var verdicts: [Verdict] = []
    /// The first and the last day of the entries; nil without entries.
    var days: ClosedRange<Int>?

    mutating func judge(_ index: Int, _ verdict: Verdict) {
      if verdicts.isEmpty { verdicts = [Verdict](repeating: .new, count: entries.count) }
      if verdict.rawValue > verdicts[index].rawValue { verdicts[index] = verdict }
    }

    func verdict(_ index: Int) -> Verdict { verdicts.isEmpty ? .new : verdicts[index] }
  }

  private var partitions: [Partition]
  /// The days of the events; nil when there are none.
  let days: ClosedRange<CivilDate>?
  private var firstBatches: [EventPlace: Int] = [:]
  private let workers: Int

  /// Sorts the events that the workers of a scan found, and forgets the workers' copies.
  init(_ events: consuming [EventPartitions], workers: Int) {
    self.workers = workers
    let sources = Mutex(events)
    let sorted = Mutex([Partition](repeating: Partition(entries: []), count: EventPartitions.count))
    forEachPartition(workers) { number in
      let parts = sources.withLock { sources in sources.indices.map { sources[$0].take(number) } }
      let entries = sortedPartition(parts.count == 1 ? parts[0] : parts.flatMap { $0 })
      let partition = Partition(entries: entries, days: dayRange(entries))
      sorted.withLock { $0[number] = partition }
    }
    partitions = sorted.withLock { $0 }
    let ranges = partitions.compactMap(\.days)
    if let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max() {
      days = CivilDate(dayNumber: first)...CivilDate(dayNumber: last)
    } else {
      days = nil
    }
  }

  /// Compares with one stretch of the ledger's index: pairs of key and content, ascending by key.
  mutating func compare(withIndex entries: RawSpan, batch: Int) {
    let count = entries.byteCount / EventIndexDay.entryBytes
    var position = 0
    var partition = -1
    for index in 0..<count {
      let (key, content) = wordPair(index, of: entries)
      if Int(key >> 56) != partition {
        partition = Int(key >> 56)
        position = 0
      }
      position = Self.firstIndex(ofKeyFrom: key, in: partitions[partition].entries, from: position)
      var match = position
      while match < partitions[partition].entries.count, partitions[partition].entries[match].key == key {
        let entry = partitions[partition].entries[match]
        partitions[partition].judge(match, entry.content == content ? .duplicate : .conflict)
        if entry.content != content {
          firstBatches[entry.place] = min(firstBatches[entry.place] ?? batch, batch)
        }
        match += 1
      }
    }
  }

  /// The first index from `start` on whose key is not below `key`: doubling steps, then halving ones, since both sides
  /// ascend and the next key is near.
  private static func firstIndex(ofKeyFrom key: UInt64, in entries: [EventEntry], from start: Int) -> Int {
    var low = start
    var step = 1
    while low + step < entries.count, entries[low + step].key < key {
      low += step
      step *= 2
    }
    var high = min(low + step, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Compares the file's events with each other, and lists those that do not count by their place in the file.
  mutating func findRepeats() -> [Repeat] {
    let firstBatches = firstBatches
    let shared = Mutex(partitions)
    partitions = []
    let found = Mutex<[Repeat]>([])
    forEachPartition(workers) { number in
      var partition = shared.withLock { partitions in
        defer { partitions[number] = Partition(entries: []) }
        return partitions[number]
      }
      let repeats = partition.findRepeats(number: number, firstBatches: firstBatches)
      shared.withLock { [partition] in $0[number] = partition }
      if !repeats.isEmpty { found.withLock { $0 += repeats } }
    }
    partitions = shared.withLock { $0 }
    return found.withLock { $0 }.sorted { $0.place < $1.place }
  }

  /// Takes a verdict back: the ids differ and only their hashes are equal.
  mutating func accept(_ event: Repeat) { partitions[event.partition].verdicts[event.index] = .new }

  /// How many events were found, and how many of each verdict.
  func count(of verdict: Verdict) -> Int {
    partitions.reduce(0) { sum, partition in
      guard !partition.verdicts.isEmpty else { return sum + (verdict == .new ? partition.entries.count : 0) }
      return sum + partition.verdicts.reduce(0) { $0 + ($1 == verdict ? 1 : 0) }
    }
  }

  /// The index of the new events, by day, and forgets them.
  mutating func makeIndex() -> [EventIndexDay] {
    guard let range = days else { return [] }
    let first = range.lowerBound.dayNumber
    let dayCount = range.upperBound.dayNumber - first + 1
    var taken: [Partition] = []
    swap(&taken, &partitions)
    let partitions = Mutex(taken)
    taken = []
    let share = (EventPartitions.count + workers - 1) / workers
    let runs = Mutex([[[UInt64]]](repeating: [], count: workers))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      // With more workers than divide the partitions evenly, the last ones have none.
      let mine = min(worker * share, EventPartitions.count)..<min((worker + 1) * share, EventPartitions.count)
      var days = [[UInt64]](repeating: [], count: dayCount)
      for (day, count) in counts(partitions.withLock { $0[mine] }, first, dayCount).enumerated() where count > 0 {
        days[day].reserveCapacity(2 * count)
      }
      for number in mine {
        let partition = partitions.withLock { partitions in
          defer { partitions[number].entries = [] }
          return partitions[number]
        }
        for (index, entry) in partition.entries.enumerated() where partition.verdict(index) == .new {
          days[entry.place.day - first].append(entry.key)
          days[entry.place.day - first].append(entry.content)
        }
      }
      runs.withLock { $0[worker] = days }
    }
    // Partitions in order are keys in order, so the workers' runs follow each other.
    let found = runs.withLock { $0 }
    return (0..<dayCount).compactMap { day in
      let words = found.filter { !$0.isEmpty }.map { $0[day] }
      guard words.contains(where: { !$0.isEmpty }) else { return nil }
      return EventIndexDay(day: CivilDate(dayNumber: first + day), entries: littleEndianBytes(of: words))
    }
  }
}

extension RepeatFinder.Partition {
  /// The entries that do not count: of each key all but the first, or all where the ledger has it.
  fileprivate mutating func findRepeats(
    number: Int, firstBatches: [EventPlace: Int]
  ) -> [RepeatFinder.Repeat] {
    var repeats: [RepeatFinder.Repeat] = []
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].key == entries[start].key { end += 1 }
      if end - start > 1 || verdict(start) != .new {
        repeats += judgeRun(start..<end, number: number, firstBatches: firstBatches)
      }
      start = end
    }
    return repeats
  }

  /// Judges events of one key.
  private mutating func judgeRun(
    _ run: Range<Int>, number: Int, firstBatches: [EventPlace: Int]
  ) -> [RepeatFinder.Repeat] {
    // The ledger compares with all of a key alike: either every one of the run is marked, or none.
    let isKnown = verdict(run.lowerBound) != .new
    let first = entries[run.lowerBound]
    if !isKnown {
      for index in run.dropFirst() { judge(index, entries[index].content == first.content ? .duplicate : .conflict) }
    }
    return (isKnown ? run : run.dropFirst()).map { index in
      let verdict = verdict(index)
      let batch = firstBatches[entries[index].place].map(RepeatFinder.Repeat.First.inBatch)
      let origin = isKnown ? batch : .inFile(offset: first.place.offset)
      return RepeatFinder.Repeat(
        place: entries[index].place, partition: number, index: index, verdict: verdict,
        first: verdict == .conflict ? origin : nil)
    }
  }
}

/// Does something for each partition, shared among workers.
private func forEachPartition(_ workers: Int, _ body: @Sendable (Int) -> Void) {
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < EventPartitions.count else { return }
      body(number)
    }
  }
}

/// The first and the last day of some entries; nil without entries.
private func dayRange(_ entries: [EventEntry]) -> ClosedRange<Int>? {
  guard let some = entries.first?.place.day else { return nil }
  var (first, last) = (some, some)
  for entry in entries {
    first = min(first, entry.place.day)
    last = max(last, entry.place.day)
  }
  return first...last
}

/// Events per day, from the day `first` on.
private func counts(_ partitions: ArraySlice<RepeatFinder.Partition>, _ first: Int, _ dayCount: Int) -> [Int] {
  var counts = [Int](repeating: 0, count: dayCount)
  for partition in partitions {
    for entry in partition.entries { counts[entry.place.day - first] += 1 }
  }
  return counts
}
