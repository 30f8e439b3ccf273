package import Metering

/// What a batch tells of people: who began something, where, and when, under pseudonyms.
///
///     places    ada/notebooks/lab   bob/notebooks/den
///     day       2026-10-01   9c3f…: 09:00 at 0, 09:40 at 1   e071…: 11:15 at 1
///
/// A batch that was read while nothing was kept of people has none of this, which is not the same as nobody having
/// been active.
package struct BatchActivity: Sendable, Equatable {
  /// Names the key that the pseudonyms were made with, without telling it: pseudonyms of other keys are other people.
  package let keyID: String
  /// Ascending, each once.
  package let places: [ActivityPlace]
  /// Ascending by day, each once.
  package let days: [ActivityDay]

  package init(keyID: String, places: [ActivityPlace], days: [ActivityDay]) {
    precondition(zip(places, places.dropFirst()).allSatisfy { $0 < $1 }, "places ascend")
    precondition(zip(days, days.dropFirst()).allSatisfy { $0.day < $1.day }, "days ascend")
    precondition(
      days.allSatisfy { $0.events.allSatisfy { places.indices.contains($0.place) } }, "a place is one of the batch's")
    self.keyID = keyID
    self.places = places
    self.days = days
  }
}

/// Where people are active: an environment, used for a tenant.
package struct ActivityPlace: Sendable, Hashable {
  package let tenant: TenantID
  /// Empty when the log does not tell; the catalogue may.
  package let stack: StackID
  package let environment: EnvironmentID

  package init(tenant: TenantID, stack: StackID, environment: EnvironmentID) {
    self.tenant = tenant
    self.stack = stack
    self.environment = environment
  }
}

extension ActivityPlace: Comparable {
  /// Bytewise by tenant, stack, environment.
  package static func < (left: ActivityPlace, right: ActivityPlace) -> Bool {
    if left.tenant != right.tenant { return left.tenant < right.tenant }
    if left.stack != right.stack { return left.stack < right.stack }
    return left.environment < right.environment
  }
}

/// The activity of one day of the organisation.
package struct ActivityDay: Sendable, Equatable {
  package let day: CivilDate
  /// Ascending by person, second and place, each once.
  package let events: [ActivityEvent]

  package init(day: CivilDate, events: [ActivityEvent]) {
    self.day = day
    self.events = events
  }
}

/// That somebody began something.
package struct ActivityEvent: Sendable, Hashable {
  /// A pseudonym: equal for equal people under one key.
  package let person: UInt64
  private let packedSecond: UInt32
  private let packedPlace: UInt32

  /// `second`: from the day's first instant on; `place`: the index of one of the places beside it. Both fit in 32 bits.
  package init(person: UInt64, second: Int, place: Int) {
    self.person = person
    packedSecond = UInt32(second)
    packedPlace = UInt32(place)
  }

  package var second: Int { Int(packedSecond) }
  package var place: Int { Int(packedPlace) }
}

extension ActivityEvent: Comparable {
  package static func < (left: ActivityEvent, right: ActivityEvent) -> Bool {
    if left.person != right.person { return left.person < right.person }
    return (left.packedSecond, left.packedPlace) < (right.packedSecond, right.packedPlace)
  }
}
