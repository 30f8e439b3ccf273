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
    /// An earlier reading of the file counted it: of several in the file the first.
    case counted
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

  /// Events of one key and one content that do not count: one of them tells what each of them added.
  struct Duplicates: Sendable {
    /// Where the first of them is.
    let offset: Int
    /// The hash of what they have in common.
    let content: UInt64
    var count: Int
    /// Whether an earlier reading of the file counted the first of them.
    let isCounted: Bool
  }

  /// The events that do not count, in no order.
  struct Repeats: Sendable {
    /// Repeats of others with the same content.
    var duplicates: [Duplicates] = []
    var conflicts: [Repeat] = []

    fileprivate mutating func append(_ others: Repeats) {
      duplicates += others.duplicates
      conflicts += others.conflicts
    }
  }

  fileprivate struct Partition: Sendable {
    var bin: EventBin
    /// Empty while all are new.
    var verdicts: [Verdict] = []
    /// How many rows are repeats, by verdict.
    var duplicates = 0
    var conflicts = 0
    var counted = 0

    mutating func judge(_ index: Int, _ verdict: Verdict) {
      if verdicts.isEmpty { verdicts = [Verdict](repeating: .new, count: bin.count) }
      if verdict.rawValue > verdicts[index].rawValue { verdicts[index] = verdict }
    }

    func verdict(_ index: Int) -> Verdict { verdicts.isEmpty ? .new : verdicts[index] }
  }

  private var partitions: [Partition]
  /// The days of the events; nil when there are none.
  let days: ClosedRange<CivilDate>?
  private var firstBatches: [EventPlace: Int] = [:]
  private let workers: Int

  /// Takes over the events that the workers of a scan found, and sorts them.
  init(_ events: [EventBins], workers: Int) {
    self.workers = workers
    let sorted = Mutex([Partition?](repeating: nil, count: EventBins.count))
    forEachPartition(workers) { number, scratch in
      let partition = Partition(bin: EventBin(number, of: events, in: scratch))
      sorted.withLock { $0[number] = partition }
    }
    partitions = sorted.withLock { $0.compactMap { $0 } }
    let ranges = partitions.compactMap(\.bin.days)
    if let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max() {
      days = CivilDate(dayNumber: first)...CivilDate(dayNumber: last)
    } else {
      days = nil
    }
  }

  /// Compares with one stretch of the ledger's index: pairs of key and content, ascending by key. `isOwn`: the batch is
  /// an earlier reading of the file.
  mutating func compare(withIndex entries: RawSpan, batch: Int, isOwn: Bool = false) {
    let known = isOwn ? Verdict.counted : .duplicate
    var position = 0
    while position < entries.byteCount / EventIndexDay.entryBytes {
      let number = Int(wordPair(position, of: entries).first >> 56)
      for (index, isSame) in partitions[number].bin.matches(entries, from: &position, number: number) {
        partitions[number].judge(index, isSame ? known : .conflict)
        guard !isSame else { continue }
        let place = partitions[number].bin[index].place
        firstBatches[place] = min(firstBatches[place] ?? batch, batch)
      }
    }
  }

  /// Compares the file's events with each other, and finds those that do not count.
  mutating func findRepeats() -> Repeats {
    let firstBatches = firstBatches
    let found = Mutex(Repeats())
    forEach { number, partition, _ in
      let repeats = partition.findRepeats(number: number, firstBatches: firstBatches)
      found.withLock { $0.append(repeats) }
    }
    return found.withLock { $0 }
  }

  /// Takes a verdict back: the ids differ and only their hashes are equal.
  mutating func accept(_ event: Repeat) {
    partitions[event.partition].verdicts[event.index] = .new
    switch event.verdict {
    case .new: break
    case .duplicate: partitions[event.partition].duplicates -= 1
    case .conflict: partitions[event.partition].conflicts -= 1
    case .counted: partitions[event.partition].counted -= 1
    }
  }

  /// The verdict on the event of these hashes that begins at an offset; nil: there is none.
  func verdict(key: UInt64, content: UInt64, offset: Int) -> Verdict? {
    let partition = partitions[Int(key >> 56)]
    return partition.bin.index(key: key, content: content) { $0 == offset }.map(partition.verdict)
  }

  /// Whether there is an event of these hashes, elsewhere than at an offset.
  func hasEvent(key: UInt64, content: UInt64, elsewhereThan offset: Int?) -> Bool {
    partitions[Int(key >> 56)].bin.index(key: key, content: content) { $0 != offset } != nil
  }

  /// How many events have a verdict, once repeats were found.
  func count(of verdict: Verdict) -> Int {
    partitions.reduce(0) { sum, partition in
      switch verdict {
      case .new: sum + partition.bin.count - partition.duplicates - partition.conflicts - partition.counted
      case .duplicate: sum + partition.duplicates
      case .conflict: sum + partition.conflicts
      case .counted: sum + partition.counted
      }
    }
  }

  /// Gets the index of the new events ready; what else is known of events is gone.
  mutating func dealByDay() {
    guard let days else { return }
    let first = days.lowerBound.dayNumber
    let dayCount = days.upperBound.dayNumber - first + 1
    forEach { _, partition, scratch in
      let dropped = partition.verdicts.indices.filter { partition.verdicts[$0] != .new }
      partition.verdicts = []
      partition.bin.dealByDay(from: first, dayCount: dayCount, dropped: dropped, in: scratch)
    }
  }

  /// The next part of the index from a place on, once events are dealt by day: of one day the events of some bins, as
  /// many as `enough` bytes want. nil at the end. It is made in `buffer`, whose memory serves one part after the other.
  func index(from place: inout IndexPlace, enough: Int, in buffer: inout [UInt8]) -> EventIndexDay? {
    guard let days else { return nil }
    buffer.removeAll(keepingCapacity: true)
    while place.day <= days.upperBound.dayNumber {
      while place.partition < partitions.count && buffer.count < enough {
        partitions[place.partition].bin.appendPairs(ofDay: place.day, to: &buffer)
        place.partition += 1
      }
      let day = CivilDate(dayNumber: place.day)
      if place.partition == partitions.count { place = IndexPlace(day: place.day + 1) }
      if !buffer.isEmpty { return EventIndexDay(day: day, entries: buffer) }
    }
    return nil
  }

  /// Where the index begins.
  var indexStart: IndexPlace { IndexPlace(day: days?.lowerBound.dayNumber ?? 0) }

  /// How far the index was asked for.
  struct IndexPlace {
    fileprivate var day: Int
    fileprivate var partition = 0
  }

  /// Forgets everything. The memory, most of what a file takes, is given back aside.
  mutating func forget() {
    DispatchQueue.global().async { [partitions] in _ = partitions }
    partitions = []
  }

  /// Changes each partition, shared among the workers.
  private mutating func forEach(_ body: @Sendable (Int, inout Partition, EventScratch) -> Void) {
    let shared = Mutex(partitions.map(Optional.some))
    partitions = []
    forEachPartition(workers) { number, scratch in
      let taken = shared.withLock { partitions in
        defer { partitions[number] = nil }
        return partitions[number]
      }
      guard var partition = taken else { return }
      body(number, &partition, scratch)
      shared.withLock { [partition] in $0[number] = partition }
    }
    partitions = shared.withLock { $0.compactMap { $0 } }
  }
}

extension RepeatFinder.Partition {
  /// The entries that do not count: of each key all but the first, or all where the ledger has it.
  fileprivate mutating func findRepeats(number: Int, firstBatches: [EventPlace: Int]) -> RepeatFinder.Repeats {
    var repeats = RepeatFinder.Repeats()
    if verdicts.isEmpty {
      // The ledger has none of them, so only what comes twice in the file is a repeat.
      for run in bin.runs { judgeRun(run, number: number, firstBatches, &repeats) }
    } else {
      var start = 0
      for run in bin.runs + [bin.count..<bin.count] {
        for index in start..<run.lowerBound where verdicts[index] != .new {
          judgeRun(index..<index + 1, number: number, firstBatches, &repeats)
        }
        if !run.isEmpty { judgeRun(run, number: number, firstBatches, &repeats) }
        start = run.upperBound
      }
    }
    counted = repeats.duplicates.count(where: \.isCounted)
    duplicates = repeats.duplicates.reduce(0) { $0 + $1.count } - counted
    conflicts = repeats.conflicts.count
    return repeats
  }

  /// Judges events of one key.
  private mutating func judgeRun(
    _ run: Range<Int>, number: Int, _ firstBatches: [EventPlace: Int], _ repeats: inout RepeatFinder.Repeats
  ) {
    // The ledger compares with all of a key alike: either every one of the run is marked, or none.
    let isKnown = verdict(run.lowerBound) != .new
    let first = bin[run.lowerBound]
    if !isKnown {
      for index in run.dropFirst() { judge(index, bin[index].content == first.content ? .duplicate : .conflict) }
    }
    // Of one key the ledger knows few contents, and a file has as many whose events are duplicates.
    let before = repeats.duplicates.count
    for index in isKnown ? run : run.dropFirst() {
      let row = bin[index]
      guard verdict(index) == .conflict else {
        let known = repeats.duplicates[before...].firstIndex { $0.content == row.content }
        if let known {
          repeats.duplicates[known].count += 1
        } else {
          repeats.duplicates.append(
            RepeatFinder.Duplicates(
              offset: row.place.offset, content: row.content, count: 1, isCounted: verdict(index) == .counted))
        }
        continue
      }
      let batch = firstBatches[row.place].map(RepeatFinder.Repeat.First.inBatch)
      repeats.conflicts.append(
        RepeatFinder.Repeat(
          place: row.place, partition: number, index: index, verdict: .conflict,
          first: isKnown ? batch : .inFile(offset: first.place.offset)))
    }
  }
}

/// Does something for each partition, shared among workers.
private func forEachPartition(_ workers: Int, _ body: @Sendable (Int, EventScratch) -> Void) {
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    let scratch = EventScratch()
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < EventBins.count else { return }
      body(number, scratch)
    }
  }
}
