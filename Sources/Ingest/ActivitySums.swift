import Dispatch
import Ledger
import Metering
import Synchronization

/// How often who began something where and when, as one worker counted: taken back counts below 0.
///
/// Apart by the highest bits of the pseudonyms, which are hashes and so spread evenly: each partition is sorted alone,
/// and partitions in order are people in order.
struct ActivitySums: Sendable {
  struct Sum: Sendable {
    let person: UInt64
    let instant: Int64
    let place: Int32
    var count: Int32

    func isSameEvent(as other: Sum) -> Bool {
      person == other.person && instant == other.instant && place == other.place
    }
  }

  fileprivate struct Partition: Sendable {
    var sums: [Sum] = []
    /// At so many sums equal ones are put together, so that memory goes by events that differ.
    var mostSums = 1 << 14
  }

  static let partitionCount = 16

  /// By the places' numbers.
  var places: [ActivityPlace] = []
  fileprivate var partitions = [Partition](repeating: Partition(), count: Self.partitionCount)

  mutating func add(_ count: Int32, person: UInt64, instant: Int64, place: Int32) {
    partitions[Int(person >> 60)].add(Sum(person: person, instant: instant, place: place, count: count))
  }
}

extension ActivitySums.Partition {
  mutating func add(_ sum: ActivitySums.Sum) {
    // The lines of one event's resources follow each other.
    if let last = sums.indices.last, sums[last].isSameEvent(as: sum) {
      sums[last].count += sum.count
      return
    }
    if sums.count >= mostSums {
      combine()
      mostSums = max(mostSums, 2 * sums.count)
    }
    sums.append(sum)
  }

  /// Puts the sums in order and each there once; those that came to nothing go.
  mutating func combine() {
    sums.sort(by: precedes)
    var kept = 0
    var start = 0
    while start < sums.count {
      var sum = sums[start]
      start += 1
      while start < sums.count, sums[start].isSameEvent(as: sum) {
        sum.count += sums[start].count
        start += 1
      }
      guard sum.count != 0 else { continue }
      sums[kept] = sum
      kept += 1
    }
    sums.removeSubrange(kept...)
  }
}

private func precedes(_ left: ActivitySums.Sum, _ right: ActivitySums.Sum) -> Bool {
  if left.person != right.person { return left.person < right.person }
  return left.instant != right.instant ? left.instant < right.instant : left.place < right.place
}

/// The activity of a file: what all workers noted, without what was taken back, by day.
///
/// Which worker read what leaves no trace: counts are exact, and all is in order.
func mergedActivity(_ parts: [ActivitySums], keyID: String, calendar: OrganizationCalendar) -> BatchActivity {
  let places = Set(parts.flatMap(\.places)).sorted()
  let merged = mergedPartitions(parts, places)
  // A place where nothing counts is not the file's to tell of.
  var isUsed = [Bool](repeating: false, count: places.count)
  for partition in merged {
    for sum in partition { isUsed[Int(sum.place)] = true }
  }
  let used = places.indices.filter { isUsed[$0] }
  var positions = [Int](repeating: 0, count: places.count)
  for (position, place) in used.enumerated() { positions[place] = position }
  var days: [CivilDate: [ActivityEvent]] = [:]
  for partition in merged {
    for sum in partition {
      let day = calendar.day(at: sum.instant)
      let second = Int(sum.instant - calendar.start(of: day))
      days[day, default: []].append(
        ActivityEvent(person: sum.person, second: second, place: positions[Int(sum.place)]))
    }
  }
  return BatchActivity(
    keyID: keyID, places: used.map { places[$0] },
    days: days.sorted { $0.key < $1.key }.map { ActivityDay(day: $0.key, events: $0.value) })
}

/// The sums above 0 of each partition over all parts, in order. Places count in `places`.
private func mergedPartitions(_ parts: [ActivitySums], _ places: [ActivityPlace]) -> [[ActivitySums.Sum]] {
  let numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, Int32($0)) })
  let placesOfParts = parts.map { part in part.places.map { numbers[$0] ?? 0 } }
  let merged = Mutex([[ActivitySums.Sum]](repeating: [], count: ActivitySums.partitionCount))
  DispatchQueue.concurrentPerform(iterations: ActivitySums.partitionCount) { number in
    var partition = ActivitySums.Partition()
    for (part, places) in zip(parts, placesOfParts) {
      partition.sums += part.partitions[number].sums.map { sum in
        ActivitySums.Sum(person: sum.person, instant: sum.instant, place: places[Int(sum.place)], count: sum.count)
      }
    }
    partition.combine()
    // A log that is changed between its two readings may have more taken back than was there.
    partition.sums.removeAll { $0.count < 0 }
    merged.withLock { [sums = partition.sums] in $0[number] = sums }
  }
  return merged.withLock { $0 }
}
