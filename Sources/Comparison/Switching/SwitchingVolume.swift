package import Metering

/// How much people switch between the environments compared, in the days compared: what of `MeasuredSwitching` the cost
/// of a stack is made of. It can be scaled and restricted exactly.
package struct SwitchingVolume: Sendable, Equatable {
  package let switches: Fraction
  /// No more than this counts as lost, however long a switch takes: the share α of active time.
  package let mostMinutes: Fraction
  /// Switches by pair of environments, as far as they are told.
  private let pairs: [MeasuredSwitching.Pair]

  /// nil where the number of switches is not told: the assumption stands.
  package init?(_ measured: MeasuredSwitching) throws(ArithmeticOverflow) {
    guard let switches = measured.switches, let activeSeconds = measured.activeSeconds else { return nil }
    self.init(
      switches: Fraction(Int128(switches)),
      mostMinutes: try measured.mostShareOfActiveTime.times(Fraction(Int128(activeSeconds), 60)),
      pairs: measured.pairs)
  }

  private init(switches: Fraction, mostMinutes: Fraction, pairs: [MeasuredSwitching.Pair]) {
    self.switches = switches
    self.mostMinutes = mostMinutes
    self.pairs = pairs
  }

  /// The minutes lost, at `switchMinutes` each.
  func minutes(_ switchMinutes: ExactDecimal) throws(ArithmeticOverflow) -> Fraction {
    min(try switches.times(switchMinutes.fraction), mostMinutes)
  }

  /// So many times as much.
  func times(_ factor: Fraction) throws(ArithmeticOverflow) -> SwitchingVolume {
    SwitchingVolume(switches: try switches.times(factor), mostMinutes: try mostMinutes.times(factor), pairs: pairs)
  }

  /// Only between these environments. Switches whose pair is not told are left out, so the figure errs on the low side.
  func within(_ environments: Set<EnvironmentID>) -> SwitchingVolume {
    let kept = pairs.filter { environments.contains($0.first) && environments.contains($0.second) }
    return SwitchingVolume(
      switches: Fraction(kept.reduce(Int128(0)) { $0 + Int128($1.switches) }), mostMinutes: mostMinutes, pairs: kept)
  }
}
