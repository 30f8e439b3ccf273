package import Configuration
package import Metering

/// Counts how often people go from one environment of a stack to another, from what they began when: economics.md §1.6.
///
///     09:00 lab   09:20 lab   09:40 den   10:30 den   10:40 lab   13:30 den
///                        └─ switch ─┘            └─ switch ─┘ └─ 170 min: a break, no switch ─┘
///
/// A switch is two events of one person next to each other, in one stack, in two of its environments, with a gap of at
/// most `gapMinutes`. Going through another stack in between is no switch. Days are added one after the other, so that
/// only each person's last event is kept:
///
///     var meter = SwitchingMeter(places: places, settings: settings, countingFrom: october)
///     for day in days { meter.add(events) }
///     let measured = meter.measured()
package struct SwitchingMeter {
  /// Where an event is.
  package struct Place: Sendable, Hashable {
    /// nil: nobody knows what runs there, so going there or away is no switch between equals.
    package let stack: StackID?
    package let environment: EnvironmentID

    package init(stack: StackID?, environment: EnvironmentID) {
      self.stack = stack
      self.environment = environment
    }
  }

  /// That somebody began something.
  package struct Event: Sendable, Hashable {
    /// A pseudonym.
    package let person: UInt64
    /// UTC seconds.
    package let instant: Int64
    /// An index into the meter's places.
    package let place: Int

    package init(person: UInt64, instant: Int64, place: Int) {
      self.person = person
      self.instant = instant
      self.place = place
    }
  }

  /// An event with its place's rank among the places, which puts events of one second in an order.
  private struct Step: Comparable {
    let person: UInt64
    let instant: Int64
    let rank: Int

    static func < (left: Step, right: Step) -> Bool {
      if left.person != right.person { return left.person < right.person }
      return (left.instant, left.rank) < (right.instant, right.rank)
    }
  }

  private struct PersonInStack: Hashable {
    let person: UInt64
    /// The stack's number among all.
    let stack: Int
  }

  /// Gaps for which the number of switches is told beside the configured one, in minutes.
  private static let otherGaps = [30, 60, 120, 240]
  /// After an event a person is taken to be active for so many seconds at most.
  private static let longestActivity: Int64 = 15 * 60

  private let settings: PeopleSettings
  private let start: Int64
  /// In minutes, ascending.
  private let gaps: [Int]
  private let ranks: [Int]
  /// The places by rank, each once, and the numbers of their stacks.
  private let ranked: [Place]
  private let stackOfRank: [Int?]
  private let stacks: [StackID]
  private var lastSteps: [UInt64: Step] = [:]
  private var tallies: [PersonInStack: SwitchingTally] = [:]

  /// `places`: what events count their places in; the same environment may be there several times. `start`: events
  /// before it, in UTC seconds, only tell where people were.
  package init(places: [Place], settings: PeopleSettings, countingFrom start: Int64) {
    self.settings = settings
    self.start = start
    gaps = Set(Self.otherGaps + [settings.gapMinutes]).sorted()
    ranked = Set(places).sorted { left, right in
      if left.environment != right.environment { return left.environment < right.environment }
      return (left.stack ?? "") < (right.stack ?? "")
    }
    let rankOfPlace = Dictionary(uniqueKeysWithValues: ranked.enumerated().map { ($1, $0) })
    ranks = places.map { rankOfPlace[$0] ?? 0 }
    stacks = Set(places.compactMap(\.stack)).sorted()
    let numberOfStack = Dictionary(uniqueKeysWithValues: stacks.enumerated().map { ($1, $0) })
    stackOfRank = ranked.map { $0.stack.flatMap { numberOfStack[$0] } }
  }

  /// Takes events in, in any order among themselves: none of a person is earlier than those added before. What is told
  /// twice counts once.
  package mutating func add(_ events: [Event]) {
    let steps = events.map { Step(person: $0.person, instant: $0.instant, rank: ranks[$0.place]) }.sorted()
    var index = 0
    while index < steps.count {
      let person = steps[index].person
      var last = lastSteps[person]
      while index < steps.count, steps[index].person == person {
        if steps[index] != last { take(steps[index], after: last) }
        last = steps[index]
        index += 1
      }
      lastSteps[person] = last
    }
  }

  private mutating func take(_ step: Step, after last: Step?) {
    precondition(last.map { $0.instant <= step.instant } ?? true, "days of events are added in order")
    guard step.instant >= start, let stack = stackOfRank[step.rank] else { return }
    tallies[PersonInStack(person: step.person, stack: stack), default: SwitchingTally()].visit(step.rank)
    guard let last else { return }
    let gap = step.instant - last.instant
    let isSwitch = last.rank != step.rank && stackOfRank[last.rank] == stack
    let band = isSwitch ? gaps.firstIndex { gap <= 60 * Int64($0) } : nil
    tallies[PersonInStack(person: step.person, stack: stack), default: SwitchingTally()].follow(
      from: last.rank, to: step.rank, activeSeconds: min(gap, Self.longestActivity), band: band,
      isCounted: band.map { gaps[$0] <= settings.gapMinutes } ?? false, bandCount: gaps.count)
  }

  /// What was measured of every stack that anybody was active in, with nothing told of groups that are too small.
  ///
  /// `filesWithoutPeople`: how many files with usage in the time measured tell nothing of people.
  package func measured(filesWithoutPeople: Int = 0) -> [StackID: MeasuredSwitching] {
    var people = [[SwitchingTally]](repeating: [], count: stacks.count)
    for (key, tally) in tallies { people[key.stack].append(tally) }
    let environments = ranked.map(\.environment)
    var measured: [StackID: MeasuredSwitching] = [:]
    for (stack, tallies) in zip(stacks, people) where !tallies.isEmpty {
      measured[stack] = SwitchingDisclosure(
        tallies: tallies, gaps: gaps, settings: settings, environments: environments
      ).measured(filesWithoutPeople: filesWithoutPeople)
    }
    return measured
  }
}
