/// What is remembered of an event: enough to know it again.
struct EventEntry: Sendable {
  /// The hash of its identity.
  let key: UInt64
  /// The hash of all that counts of it.
  let content: UInt64
  /// Where it is in its file, and the day it is indexed under.
  let place: EventPlace
}

/// An offset in a file and a day, in one word: offset < 2⁴⁴ (16 TiB), day < 2²⁰.
struct EventPlace: Sendable, Hashable, Comparable {
  let word: UInt64

  init(offset: Int, day: Int) { word = UInt64(offset) << 20 | UInt64(day) }

  var offset: Int { Int(word >> 20) }
  var day: Int { Int(word & 0xF_FFFF) }

  static func < (left: EventPlace, right: EventPlace) -> Bool { left.word < right.word }
}

/// The events of one worker, apart by the highest bits of their keys: each partition is small enough to sort in the
/// cache, and partitions in order are keys in order.
struct EventPartitions: Sendable {
  static let count = 256

  private(set) var partitions = [[EventEntry]](repeating: [], count: Self.count)

  mutating func append(_ entry: EventEntry) { partitions[Int(entry.key >> 56)].append(entry) }

  /// Makes room for about so many events, so that partitions do not grow by doubling.
  mutating func reserve(_ count: Int) {
    let share = count / Self.count
    // Hashes spread events by chance: three standard deviations more is enough for nearly all partitions.
    for number in partitions.indices { partitions[number].reserveCapacity(share + 3 * squareRoot(share) + 8) }
  }

  private func squareRoot(_ value: Int) -> Int {
    var root = 0
    while (root + 1) * (root + 1) <= value { root += 1 }
    return root
  }

  /// Gives a partition away, and forgets it.
  mutating func take(_ partition: Int) -> [EventEntry] {
    defer { partitions[partition] = [] }
    return partitions[partition]
  }
}

/// Sorts the entries of a partition by key, then place.
///
/// Keys are hashes and so spread evenly: entries are dealt into about as many buckets as there are entries by the bits
/// that follow the partition's, which leaves almost nothing to the insertion sort behind it.
func sortedPartition(_ entries: [EventEntry]) -> [EventEntry] {
  guard entries.count > 1 else { return entries }
  let bits = max(1, Int.bitWidth - (entries.count - 1).leadingZeroBitCount - 1)
  let shift = UInt64(56 - bits)
  let mask = UInt64(1) << UInt64(bits) - 1
  var starts = [Int](repeating: 0, count: (1 << bits) + 1)
  for entry in entries { starts[Int(entry.key &>> shift & mask) + 1] += 1 }
  for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
  var sorted = entries
  for entry in entries {
    let bucket = Int(entry.key &>> shift & mask)
    sorted[starts[bucket]] = entry
    starts[bucket] += 1
  }
  // Where very many events have one key, their bucket is a run of its own.
  var begin = 0
  for end in starts.dropLast() {
    if end - begin > longestInsertion { sorted[begin..<end].sort { isLater($1, $0) } }
    begin = end
  }
  for index in 1..<sorted.count {
    let entry = sorted[index]
    var place = index
    while place > 0, isLater(sorted[place - 1], entry) {
      sorted[place] = sorted[place - 1]
      place -= 1
    }
    if place != index { sorted[place] = entry }
  }
  return sorted
}

/// The longest bucket that is left to insertion, which takes the square of its length.
private let longestInsertion = 64

@inline(__always)
private func isLater(_ left: EventEntry, _ right: EventEntry) -> Bool {
  left.key != right.key ? left.key > right.key : right.place < left.place
}
