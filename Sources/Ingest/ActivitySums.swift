import Ledger
import Metering

/// How often who began something where and when, as one worker counted: taken back counts below 0.
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

  /// By the places' numbers.
  var places: [ActivityPlace] = []
  private(set) var sums: [Sum] = []
  /// At so many sums equal ones are put together, so that memory goes by events that differ.
  private var mostSums = leastBound

  private static let leastBound = 1 << 16

  mutating func add(_ count: Int32, person: UInt64, instant: Int64, place: Int32) {
    let sum = Sum(person: person, instant: instant, place: place, count: count)
    // The lines of one event's resources follow each other.
    if let last = sums.indices.last, sums[last].isSameEvent(as: sum) {
      sums[last].count += count
      return
    }
    if sums.count >= mostSums {
      sums = combined(sums)
      mostSums = max(Self.leastBound, 2 * sums.count)
    }
    sums.append(sum)
  }
}

/// In order and each once; those that came to nothing are left out.
private func combined(_ sums: [ActivitySums.Sum]) -> [ActivitySums.Sum] {
  var combined: [ActivitySums.Sum] = []
  for sum in sums.sorted(by: precedes) {
    if let last = combined.last, last.isSameEvent(as: sum) {
      combined[combined.count - 1].count += sum.count
    } else {
      if combined.last?.count == 0 { combined.removeLast() }
      combined.append(sum)
    }
  }
  if combined.last?.count == 0 { combined.removeLast() }
  return combined
}

private func precedes(_ left: ActivitySums.Sum, _ right: ActivitySums.Sum) -> Bool {
  if left.person != right.person { return left.person < right.person }
  return (left.instant, left.place) < (right.instant, right.place)
}

/// The activity of a file: what all workers noted, without what was taken back, by day.
///
/// Which worker read what leaves no trace: counts are exact, and all is in order.
func mergedActivity(_ parts: [ActivitySums], keyID: String, calendar: OrganizationCalendar) -> BatchActivity {
  let known = Set(parts.flatMap(\.places)).sorted()
  let numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Int32($0)) })
  var all: [ActivitySums.Sum] = []
  for part in parts {
    let places = part.places.map { numbers[$0] ?? 0 }
    all += part.sums.map {
      ActivitySums.Sum(
        person: $0.person, instant: $0.instant, place: places[Int($0.place)], count: $0.count)
    }
  }
  let counted = combined(all).filter { $0.count > 0 }
  // A place where nothing counts is not the file's to tell of.
  let used = Set(counted.map(\.place)).sorted()
  let positions = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
  var days: [CivilDate: [ActivityEvent]] = [:]
  for sum in counted {
    let day = calendar.day(at: sum.instant)
    days[day, default: []].append(
      ActivityEvent(
        person: sum.person, second: Int(sum.instant - calendar.start(of: day)), place: positions[sum.place] ?? 0))
  }
  return BatchActivity(
    keyID: keyID, places: used.map { known[Int($0)] },
    days: days.sorted { $0.key < $1.key }.map { ActivityDay(day: $0.key, events: $0.value) })
}
