import Configuration
import Metering

/// Decides what of the people of one stack may be told, so that no figure is of fewer people than the smallest group:
/// neither a figure that is there nor one that anybody can work out from those that are.
///
/// - A number is told when nobody or enough people stand behind it.
/// - Of two numbers of switches at different gaps the difference is a number, too: it is told under the same condition.
/// - Pairs of environments with too few people are told as one sum. Where the people behind that sum are still too few,
///   it takes further pairs in, those with the fewest people first; otherwise it would be the total without the others.
///
/// Per pair and environment only switches are told and no people, since the people of pairs overlap.
struct SwitchingDisclosure {
  let tallies: [SwitchingTally]
  /// In minutes, ascending; the configured one is among them.
  let gaps: [Int]
  let settings: PeopleSettings
  /// By rank.
  let environments: [EnvironmentID]

  /// Before the first gap: no switches.
  private static let none = -1

  func measured(filesWithoutPeople: Int) -> MeasuredSwitching {
    let isEnough = tallies.count >= settings.smallestGroup
    let onSeveral = tallies.count(where: \.isOnSeveral)
    let shown = isEnough ? shownGaps() : []
    let configured = configuredBand
    let isShown = shown.contains(configured)
    let (pairs, others) = isShown ? shownPairs() : ([], nil)
    return MeasuredSwitching(
      people: isEnough ? tallies.count : nil,
      peopleOnSeveral: isEnough && mayTell(onSeveral) && mayTell(tallies.count - onSeveral) ? onSeveral : nil,
      smallestGroup: settings.smallestGroup, gapMinutes: settings.gapMinutes,
      switches: isShown ? switches(upTo: configured) : nil,
      activeSeconds: isShown ? activeSecondsOfSwitching : nil, mostShareOfActiveTime: settings.mostShareOfActiveTime,
      pairs: pairs, others: others,
      sensitivity: gaps.indices.map { band in
        MeasuredSwitching.AtGap(gapMinutes: gaps[band], switches: shown.contains(band) ? switches(upTo: band) : nil)
      },
      filesWithoutPeople: filesWithoutPeople)
  }

  private var configuredBand: Int { gaps.firstIndex(of: settings.gapMinutes) ?? Self.none }

  private func mayTell(_ people: Int) -> Bool { people == 0 || people >= settings.smallestGroup }

  private func switches(upTo band: Int) -> Int {
    tallies.reduce(0) { $0 + $1.switches(above: Self.none, upTo: band) }
  }

  /// Of those who switch.
  private var activeSecondsOfSwitching: Int {
    tallies.reduce(0) { sum, tally in
      sum + (tally.switches(above: Self.none, upTo: configuredBand) > 0 ? Int(tally.activeSeconds) : 0)
    }
  }

  /// How many people stand behind the difference of two numbers of switches.
  private func people(above lower: Int, upTo upper: Int) -> Int {
    tallies.count { $0.switches(above: lower, upTo: upper) > 0 }
  }

  /// The gaps whose switches are told: the configured one before all, then longer ones, then shorter ones, each with
  /// enough people behind what it differs from its neighbours by. What two further ones differ by is a sum of such.
  private func shownGaps() -> Set<Int> {
    let configured = configuredBand
    var shown: Set<Int> = []
    var lower = Self.none
    for band in configured..<gaps.count where mayTell(people(above: lower, upTo: band)) {
      shown.insert(band)
      lower = band
    }
    var upper = shown.min()
    for band in (0..<configured).reversed() where mayTell(people(above: Self.none, upTo: band)) {
      guard upper.map({ mayTell(people(above: band, upTo: $0)) }) ?? true else { continue }
      shown.insert(band)
      upper = band
    }
    return shown
  }

  /// The pairs that are told one by one, in order, and the sum of the others; nil: there are no others.
  private func shownPairs() -> (pairs: [MeasuredSwitching.Pair], others: MeasuredSwitching.Others?) {
    var people: [SwitchingTally.Pair: [Int]] = [:]
    var switches: [SwitchingTally.Pair: Int] = [:]
    for (person, tally) in tallies.enumerated() {
      for (pair, count) in tally.pairs {
        people[pair, default: []].append(person)
        switches[pair, default: 0] += count
      }
    }
    let fewestFirst = people.sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
    var behindOthers: Set<Int> = []
    var others: Set<SwitchingTally.Pair> = []
    for (pair, persons) in fewestFirst {
      let isSmall = persons.count < settings.smallestGroup
      guard isSmall || !mayTell(behindOthers.count) else { break }
      others.insert(pair)
      behindOthers.formUnion(persons)
    }
    let shown = switches.keys.filter { !others.contains($0) }.sorted().map { pair in
      MeasuredSwitching.Pair(
        first: environments[pair.low], second: environments[pair.high], switches: switches[pair] ?? 0)
    }
    let sum = others.reduce(0) { $0 + (switches[$1] ?? 0) }
    return (shown, others.isEmpty ? nil : MeasuredSwitching.Others(pairs: others.count, switches: sum))
  }
}
