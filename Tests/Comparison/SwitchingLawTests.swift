import Comparison
import Configuration
import Metering
import Testing

/// What holds for any activity, found on random ones.
@Suite("Laws of switching")
struct SwitchingLawTests {
  typealias Place = SwitchingMeter.Place
  typealias Event = SwitchingMeter.Event

  /// Three stacks, the last one unknown; the environment `e3` is there twice.
  private static let places = [
    Place(stack: "s", environment: "e1"), Place(stack: "s", environment: "e2"), Place(stack: "s", environment: "e3"),
    Place(stack: "t", environment: "f1"), Place(stack: "t", environment: "f2"), Place(stack: nil, environment: "g"),
    Place(stack: "s", environment: "e3"),
  ]
  private static let gaps = [30, 45, 60, 120, 240]

  private func settings(smallestGroup: Int) -> PeopleSettings {
    PeopleSettings(gapMinutes: 45, mostShareOfActiveTime: .one, smallestGroup: smallestGroup)
  }

  private func events(_ random: inout SeededGenerator, people: Int = 12) -> [Event] {
    let busy = random.int(0...3) > 0
    return (0..<random.int(0...150)).map { _ in
      Event(
        person: UInt64(random.int(1...people)), instant: Int64(random.int(0...(busy ? 200 : 3_000))) * 60,
        place: random.int(0...(random.bool() ? 1 : 6)))
    }
  }

  private func measured(_ days: [[Event]], smallestGroup: Int = 1) -> [StackID: MeasuredSwitching] {
    var meter = SwitchingMeter(places: Self.places, settings: settings(smallestGroup: smallestGroup), countingFrom: 0)
    for day in days { meter.add(day) }
    return meter.measured()
  }

  /// One switch, found the plain way.
  private struct Switch {
    let person: UInt64
    let stack: StackID
    let environments: Set<EnvironmentID>
    let gap: Int64
  }

  private func sequences(_ events: [Event]) -> [UInt64: [(instant: Int64, place: Place)]] {
    Dictionary(grouping: events, by: \.person).mapValues { events in
      Set(events.map { [$0.instant.description, "\($0.place == 6 ? 2 : $0.place)"] })
        .map { (Int64($0[0]) ?? 0, Self.places[Int($0[1]) ?? 0]) }
        .sorted { ($0.0, $0.1.environment) < ($1.0, $1.1.environment) }
    }
  }

  private func switches(_ events: [Event]) -> [Switch] {
    sequences(events).flatMap { person, steps in
      zip(steps, steps.dropFirst()).compactMap { first, second in
        guard let stack = first.place.stack, stack == second.place.stack,
          first.place.environment != second.place.environment
        else { return nil }
        return Switch(
          person: person, stack: stack, environments: [first.place.environment, second.place.environment],
          gap: second.instant - first.instant)
      }
    }
  }

  @Test("the meter counts what counting the plain way counts")
  func twin() throws {
    var random = SeededGenerator(seed: 0x19_0001)
    for trial in 0..<300 {
      let events = events(&random)
      let told = measured([events])
      let found = switches(events)
      for stack in ["s", "t"] as [StackID] {
        let visits = sequences(events).mapValues { Set($0.filter { $0.place.stack == stack }.map(\.place.environment)) }
        let people = visits.values.filter { !$0.isEmpty }
        guard !people.isEmpty else {
          #expect(told[stack] == nil)
          continue
        }
        let measured = try #require(told[stack], "trial \(trial)")
        #expect(measured.people == people.count && measured.peopleOnSeveral == people.count { $0.count > 1 })
        let own = found.filter { $0.stack == stack }
        #expect(
          measured.sensitivity.map(\.switches) == Self.gaps.map { gap in own.count { $0.gap <= Int64(gap) * 60 } },
          "trial \(trial)")
        let counted = own.filter { $0.gap <= 45 * 60 }
        #expect(measured.switches == counted.count)
        let pairs = Dictionary(grouping: counted, by: \.environments).mapValues(\.count)
        #expect(Dictionary(uniqueKeysWithValues: measured.pairs.map { ([$0.first, $0.second], $0.switches) }) == pairs)
        let switching = Set(counted.map(\.person))
        let active = sequences(events).filter { switching.contains($0.key) }.values.map { steps in
          zip(steps, steps.dropFirst()).filter { $1.place.stack == stack }
            .map { min(900, $1.instant - $0.instant) }.reduce(0, +)
        }
        #expect(measured.activeSeconds == Int(active.reduce(0, +)), "trial \(trial)")
      }
    }
  }

  @Test("neither the order of events nor how days are cut changes anything")
  func permutation() {
    var random = SeededGenerator(seed: 0x19_0002)
    for trial in 0..<200 {
      let events = events(&random)
      let whole = measured([events], smallestGroup: 2)
      #expect(measured([events.shuffled(using: &random) + events], smallestGroup: 2) == whole, "trial \(trial)")
      let length = Int64(random.int(1...90)) * 60
      let days = Dictionary(grouping: events) { $0.instant / length }.sorted { $0.key < $1.key }.map(\.value)
      #expect(measured(days, smallestGroup: 2) == whole, "trial \(trial)")
    }
  }

  @Test("a person has fewer switches than events, more with a longer gap, and none alone in one environment")
  func bounds() throws {
    var random = SeededGenerator(seed: 0x19_0003)
    for trial in 0..<200 {
      let events = events(&random, people: 1)
      for (_, measured) in measured([events]) {
        let counts = measured.sensitivity.compactMap(\.switches)
        #expect(counts == counts.sorted() && counts.count == Self.gaps.count)
        #expect(counts.allSatisfy { $0 <= max(0, events.count - 1) }, "trial \(trial)")
      }
      let home = events.map { Event(person: $0.person, instant: $0.instant, place: 0) }
      #expect(measured([home]).values.allSatisfy { $0.switches == 0 && $0.peopleOnSeveral == 0 })
    }
  }

  @Test("two people who were one have as many switches again; taken for one they may have more or fewer")
  func merging() throws {
    var random = SeededGenerator(seed: 0x19_0004)
    var differences: Set<Int> = []
    for trial in 0..<200 {
      let events = events(&random, people: 2)
      let twice = events + events.map { Event(person: $0.person + 10, instant: $0.instant, place: $0.place) }
      let (one, two) = (measured([events])["s"], measured([twice])["s"])
      #expect(two?.switches == one?.switches.map { $0 * 2 } && two?.people == one?.people.map { $0 * 2 }, "\(trial)")
      let merged = measured([events.map { Event(person: 1, instant: $0.instant, place: $0.place) }])["s"]
      if let one = one?.switches, let merged = merged?.switches { differences.insert((merged - one).signum()) }
    }
    #expect(differences == [-1, 0, 1])
  }

  @Test("minutes are never above α of active time, grow with τ, and are shared out whole")
  func minutes() throws {
    var random = SeededGenerator(seed: 0x19_0005)
    for trial in 0..<200 {
      let events = events(&random)
      let share = Fraction(Int128(random.int(0...20)), 20)
      let settings = PeopleSettings(gapMinutes: 45, mostShareOfActiveTime: share, smallestGroup: random.int(1...3))
      var meter = SwitchingMeter(places: Self.places, settings: settings, countingFrom: 0)
      meter.add(events)
      for (_, measured) in meter.measured() {
        let times = (0...3).map { _ in random.decimal(upTo: 2_300, places: 2) }.sorted()
        let minutes = try times.compactMap { try measured.minutes(switchMinutes: $0) }
        #expect(minutes.count == (measured.switches == nil ? 0 : 4) && minutes == minutes.sorted())
        guard let active = measured.activeSeconds, let most = minutes.last else { continue }
        #expect(try most <= share.times(Fraction(Int128(active), 60)), "trial \(trial)")
        let shares = try #require(try measured.minutesByEnvironment(switchMinutes: times[3]))
        var sum = shares.others
        for minutes in shares.environments.values { sum = try sum.plus(minutes) }
        #expect(sum == most, "trial \(trial)")
      }
    }
  }

  @Test(
    "nothing that is told or follows from it is of too few people, and no total is kept back for nothing"
  )
  func disclosure() throws {
    var random = SeededGenerator(seed: 0x19_0006)
    var seen = (shownPairs: 0, others: 0, movedPairs: 0, hidden: 0, hiddenGaps: 0)
    for trial in 0..<1_500 {
      let least = random.int(2...5)
      let events = events(&random, people: random.int(2...14))
      let found = switches(events)
      for (stack, measured) in measured([events], smallestGroup: least) {
        let own = found.filter { $0.stack == stack }
        func people(_ switches: [Switch]) -> Int { Set(switches.map(\.person)).count }
        func mayTell(_ people: Int) -> Bool { people == 0 || people >= least }
        let bands = measured.sensitivity.filter { $0.switches != nil }.map { Int64($0.gapMinutes) * 60 }
        for (index, upper) in bands.enumerated() {
          for lower in [-1] + bands[..<index] {
            #expect(mayTell(people(own.filter { $0.gap > lower && $0.gap <= upper })), "trial \(trial)")
          }
        }
        let counted = own.filter { $0.gap <= 45 * 60 }
        let isEnough = measured.people != nil
        #expect(measured.people.map { $0 >= least } ?? true)
        #expect((measured.switches != nil) == (isEnough && mayTell(people(counted))), "trial \(trial)")
        #expect(measured.switches.map { $0 == counted.count } ?? true)
        #expect((measured.activeSeconds == nil) == (measured.switches == nil))
        if let several = measured.peopleOnSeveral, let all = measured.people {
          #expect(mayTell(several) && mayTell(all - several))
        }
        for pair in measured.pairs {
          #expect(people(counted.filter { $0.environments == [pair.first, pair.second] }) >= least, "trial \(trial)")
        }
        let told = Set(measured.pairs.map { [$0.first, $0.second] as Set })
        let behind = counted.filter { !told.contains($0.environments) }
        if measured.switches == nil {
          #expect(measured.pairs.isEmpty && measured.others == nil)
          seen.hidden += 1
        } else {
          #expect(measured.others?.switches ?? 0 == behind.count && mayTell(people(behind)), "trial \(trial)")
          #expect(measured.others?.pairs ?? 0 == Set(behind.map(\.environments)).count)
          seen.others += measured.others == nil ? 0 : 1
          let moved = Set(behind.map(\.environments)).filter { pair in
            people(behind.filter { $0.environments == pair }) >= least
          }
          seen.movedPairs += moved.count
          seen.hiddenGaps += bands.count < Self.gaps.count ? 1 : 0
        }
        seen.shownPairs += measured.pairs.count
      }
    }
    #expect(min(seen.shownPairs, seen.others, seen.movedPairs, seen.hidden, seen.hiddenGaps) > 20, "\(seen)")
  }
}
