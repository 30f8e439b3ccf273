/// A time zone as data: the offsets from UTC and the instants at which they change.
///
///     index      0            1            2
///     from       −∞           t₁           t₂        seconds since 1970, UTC
///     offset     +3600        +7200        +3600     seconds east of UTC
package struct ZoneRules: Sendable, Hashable {
  /// The zone's name, as the project file writes it.
  package let name: String
  /// The instants of change in UTC seconds, ascending; entry i begins `offsets[i + 1]`.
  package let changes: [Int64]
  /// The offsets in seconds east of UTC: one more than `changes`.
  package let offsets: [Int]

  package init(name: String, changes: [Int64], offsets: [Int]) {
    precondition(offsets.count == changes.count + 1, "a zone has one offset more than changes")
    precondition(zip(changes, changes.dropFirst()).allSatisfy { $0 < $1 }, "a zone's changes ascend")
    self.name = name
    self.changes = changes
    self.offsets = offsets
  }

  package static let utc = ZoneRules(name: "UTC", changes: [], offsets: [0])

  /// Seconds east of UTC at an instant.
  package func offset(at instant: Int64) -> Int {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return offsets[low]
  }

  /// What a wall clock reading means.
  package enum Reading: Sendable, Equatable {
    /// The clock showed it once.
    case once(Int64)
    /// The clock was put back and showed it twice: the earlier and the later instant.
    case twice(Int64, Int64)
    /// The clock was put forward and never showed it.
    case never
  }

  /// The instants at which a clock of the zone showed `local`, seconds since 1970-01-01T00:00:00 of that clock.
  package func reading(local: Int64) -> Reading {
    // An offset lies within a day either way, so only the offsets in force around can answer.
    var instants: [Int64] = []
    for candidate in Set([offset(at: local - 86_400), offset(at: local), offset(at: local + 86_400)]) {
      let instant = local - Int64(candidate)
      if offset(at: instant) == candidate { instants.append(instant) }
    }
    instants.sort()
    switch instants.count {
    case 0: return .never
    case 1: return .once(instants[0])
    default: return .twice(instants[0], instants[instants.count - 1])
    }
  }
}
