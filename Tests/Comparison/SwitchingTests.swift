import Configuration
import Metering
import Testing

@testable import Comparison

/// Seconds of a clock time on 2 February 2026, UTC, or of a later day.
private func at(_ hour: Int, _ minute: Int, day: Int = 0) -> Int64 {
  Int64((20_486 + day) * 86_400 + hour * 3_600 + minute * 60)
}

@Suite("Switching between stacks")
struct SwitchingTests {
  typealias Place = SwitchingMeter.Place
  typealias Event = SwitchingMeter.Event

  private static let places = [
    Place(stack: "notebooks", environment: "A"), Place(stack: "notebooks", environment: "B"),
    Place(stack: "training", environment: "X"), Place(stack: nil, environment: "Q"),
    Place(stack: "notebooks", environment: "C"),
  ]

  /// Everything is told, and all of active time may be switching.
  private func settings(
    gap: Int = 60, share: Fraction = .one, smallestGroup: Int = 1
  ) -> PeopleSettings {
    PeopleSettings(gapMinutes: gap, mostShareOfActiveTime: share, smallestGroup: smallestGroup)
  }

  private func measured(
    _ events: [Event], _ settings: PeopleSettings, from start: Int64 = 0
  ) -> [StackID: MeasuredSwitching] {
    var meter = SwitchingMeter(places: Self.places, settings: settings, countingFrom: start)
    meter.add(events)
    return meter.measured()
  }

  /// The events of V19, of one person: 0 is A, 1 is B.
  private static func vector(person: UInt64 = 1) -> [Event] {
    [
      (at(9, 0), 0), (at(9, 20), 0), (at(9, 40), 1), (at(10, 30), 1), (at(10, 40), 0), (at(13, 30), 1),
      (at(9, 0, day: 1), 0),
    ].map { Event(person: person, instant: $0.0, place: $0.1) }
  }

  @Test("V19: 2 switches within the hour, 20 minutes, 30.00 at 90.00 an hour; 3 within four hours")
  func vector19() throws {
    let notebooks = try #require(measured(Self.vector(), settings())["notebooks"])
    #expect(notebooks.switches == 2)
    let minutes = try #require(try notebooks.minutes(switchMinutes: 10))
    #expect(minutes == Fraction(20))
    #expect(try minutes.times(Fraction(1, 60)).times(Fraction(90)) == Fraction(30))
    #expect(
      notebooks.sensitivity.map { "\($0.gapMinutes): \($0.switches ?? -1)" } == [
        "30: 2", "60: 2", "120: 2", "240: 3",
      ])
    #expect(try #require(measured(Self.vector(), settings(gap: 240))["notebooks"]).switches == 3)
    #expect(notebooks.people == 1 && notebooks.peopleOnSeveral == 1)
    #expect(notebooks.pairs == [.init(first: "A", second: "B", switches: 2)])
    #expect(notebooks.others == nil)
  }

  @Test("V19 under the usual ceiling: 85 minutes active, of which 15 % are 12.75")
  func ceiling() throws {
    // 15 + 15 + 15 + 10 + 15 + 15 minutes before the second event to the seventh.
    let capped = try #require(measured(Self.vector(), settings(share: Fraction(15, 100)))["notebooks"])
    #expect(capped.activeSeconds == 85 * 60)
    #expect(try capped.minutes(switchMinutes: 10) == Fraction(51, 4))
    #expect(try capped.isCapped(switchMinutes: 10))
    #expect(try capped.minutes(switchMinutes: 0) == Fraction(0))
    #expect(try capped.minutes(switchMinutes: "6.375") == Fraction(51, 4))
    #expect(try capped.isCapped(switchMinutes: "6.375") == false)
    #expect(try capped.minutes(switchMinutes: "6.374") == Fraction(12_748, 1_000))
  }

  @Test("only events next to each other, in one known stack, within the gap to the second, make a switch")
  func rules() {
    func count(_ events: [(Int64, Int)], gap: Int = 60) -> Int? {
      measured(events.map { Event(person: 1, instant: $0.0, place: $0.1) }, settings(gap: gap))["notebooks"]?.switches
    }
    #expect(count([(0, 0), (3_600, 1)]) == 1)
    #expect(count([(0, 0), (3_601, 1)]) == 0)
    #expect(count([(0, 0), (60, 1), (120, 0)]) == 2)
    #expect(count([(0, 0), (60, 0), (120, 0)]) == 0)
    // Through another stack, or through what nobody knows.
    #expect(count([(0, 0), (60, 2), (120, 1)]) == 0)
    #expect(count([(0, 0), (60, 3), (120, 1)]) == 0)
    // Together at one second: one after the other, by name.
    #expect(count([(0, 1), (0, 0)]) == 1)
    #expect(count([(0, 0), (0, 0), (60, 1), (60, 1)]) == 1)
    #expect(count([(0, 2)]) == nil)
    #expect(count([(0, 0), (80_000, 1)], gap: 1_440) == 1)
  }

  @Test("people who change nothing count as people, and those of another stack do not")
  func people() throws {
    let events = [
      Event(person: 1, instant: 0, place: 0), Event(person: 2, instant: 0, place: 1),
      Event(person: 2, instant: 90_000, place: 0), Event(person: 3, instant: 5, place: 2),
      Event(person: 4, instant: 6, place: 3),
    ]
    let measured = measured(events, settings())
    #expect(measured.keys.sorted() == ["notebooks", "training"])
    let notebooks = try #require(measured["notebooks"])
    #expect(notebooks.people == 2 && notebooks.peopleOnSeveral == 1 && notebooks.switches == 0)
    #expect(notebooks.activeSeconds == 0, "only those who switch")
    #expect(try notebooks.minutes(switchMinutes: 10) == .zero)
    #expect(measured["training"]?.people == 1 && measured["training"]?.peopleOnSeveral == 0)
  }

  @Test("a switch belongs to the days of its second event, so days add up")
  func days() throws {
    let events = [
      Event(person: 1, instant: 86_000, place: 0), Event(person: 1, instant: 86_500, place: 1),
      Event(person: 1, instant: 86_900, place: 0),
    ]
    func switches(from start: Int64, _ events: [Event]) -> Int? {
      measured(events, settings(), from: start)["notebooks"]?.switches
    }
    #expect(switches(from: 0, [events[0]]) == 0)
    #expect(switches(from: 86_400, events) == 2)
    #expect(switches(from: 86_400, Array(events.dropFirst())) == 1)
    #expect(switches(from: 86_901, events) == nil)
    let late = try #require(measured(events, settings(), from: 86_600)["notebooks"])
    #expect(late.people == 1 && late.peopleOnSeveral == 0 && late.switches == 1)
    #expect(late.activeSeconds == 400)
  }

  @Test("half of each switch is either environment's, and what is not told is nobody's")
  func attribution() throws {
    let route: [Int] = [0, 1, 0, 4]
    let events = (1...2).flatMap { person in
      route.prefix(person == 1 ? 4 : 3).enumerated().map { step, place in
        Event(person: UInt64(person), instant: Int64(step) * 600, place: place)
      }
    }
    let all = try #require(measured(events, settings())["notebooks"])
    let shares = try #require(try all.minutesByEnvironment(switchMinutes: 4))
    #expect(shares.environments == ["A": Fraction(10), "B": Fraction(8), "C": Fraction(2)])
    #expect(shares.others == .zero)
    // One person alone went to C, so that all of it is of two people together and nothing of one.
    let some = try #require(measured(events, settings(smallestGroup: 2))["notebooks"])
    #expect(some.pairs.isEmpty && some.others == .init(pairs: 2, switches: 5) && some.switches == 5)
    let told = try #require(try some.minutesByEnvironment(switchMinutes: 4))
    #expect(told.environments.isEmpty && told.others == Fraction(20))
  }
}
