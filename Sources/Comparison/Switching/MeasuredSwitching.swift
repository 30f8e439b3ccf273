package import Metering

/// How often people went from one environment of a stack to another in the days measured: economics.md §1.6.
///
/// nil is a number that is not told: fewer people than `smallestGroup` stand behind it, or behind one that it would let
/// be worked out. It is not 0, and cannot stand in for an assumption. Nobody is in here, not even by pseudonym.
package struct MeasuredSwitching: Sendable, Equatable, Codable {
  /// Switches between two environments, in either direction.
  package struct Pair: Sendable, Equatable, Codable {
    package let first: EnvironmentID
    package let second: EnvironmentID
    package let switches: Int
  }

  /// The pairs that are not told one by one, since fewer people than `smallestGroup` are behind some of them.
  package struct Others: Sendable, Equatable, Codable {
    package let pairs: Int
    package let switches: Int
  }

  /// What the switches would be with another gap.
  package struct AtGap: Sendable, Equatable, Codable {
    package let gapMinutes: Int
    package let switches: Int?
  }

  /// People active in the stack, programs not counted.
  package let people: Int?
  /// Those of them who are active in two of its environments or more.
  package let peopleOnSeveral: Int?
  /// The fewest people that anything is told of.
  package let smallestGroup: Int
  /// The longest gap that counts as a switch.
  package let gapMinutes: Int
  package let switches: Int?
  /// How long those who switch were active in the stack: the sum over their events of the time since the one before,
  /// 15 minutes at most.
  package let activeSeconds: Int?
  /// The most of that time that switching may be counted as: α.
  package let mostShareOfActiveTime: Fraction
  /// In the order of the environments.
  package let pairs: [Pair]
  package let others: Others?
  /// By gap, ascending; the configured one is among them.
  package let sensitivity: [AtGap]
  /// Files with usage in the days measured that were read while nothing was kept of people, or under another key: with
  /// any, there were more switches than are told.
  package let filesWithoutPeople: Int
}

extension MeasuredSwitching {
  /// What the switches cost in minutes, at `switchMinutes` each (τ): no more than the share α of active time. nil where
  /// the number of switches is not told.
  package func minutes(switchMinutes: ExactDecimal) throws(ArithmeticOverflow) -> Fraction? {
    guard let (counted, most) = try bounds(switchMinutes) else { return nil }
    return min(counted, most)
  }

  /// Whether the share of active time is what bounds the minutes.
  package func isCapped(switchMinutes: ExactDecimal) throws(ArithmeticOverflow) -> Bool {
    guard let (counted, most) = try bounds(switchMinutes) else { return false }
    return most < counted
  }

  /// The minutes by environment: half of each switch to either side. What the other pairs cost is nobody's.
  package func minutesByEnvironment(
    switchMinutes: ExactDecimal
  ) throws(ArithmeticOverflow) -> (environments: [EnvironmentID: Fraction], others: Fraction)? {
    guard let switches, let minutes = try minutes(switchMinutes: switchMinutes) else { return nil }
    guard switches > 0 else { return ([:], .zero) }
    var shares: [EnvironmentID: Fraction] = [:]
    for pair in pairs {
      let half = try minutes.times(Fraction(Int128(pair.switches), 2 * Int128(switches)))
      for environment in [pair.first, pair.second] {
        shares[environment] = try (shares[environment] ?? .zero).plus(half)
      }
    }
    return (shares, try minutes.times(Fraction(Int128(others?.switches ?? 0), Int128(switches))))
  }

  /// switches × τ, and α × active minutes.
  private func bounds(
    _ switchMinutes: ExactDecimal
  ) throws(ArithmeticOverflow) -> (counted: Fraction, most: Fraction)? {
    guard let switches, let activeSeconds else { return nil }
    let counted = try switchMinutes.fraction.times(Fraction(Int128(switches)))
    return (counted, try mostShareOfActiveTime.times(Fraction(Int128(activeSeconds), 60)))
  }
}
