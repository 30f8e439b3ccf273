import Configuration
package import Metering

/// What the switches measured in a stack count as lost in the days compared: economics.md §1.6. Those to and from
/// environments that are kept apart by decision are not in it, as in the comparison.
package struct SwitchingLoss: Sendable, Equatable, Codable {
  /// What a switch takes, τ.
  package let switchMinutes: ExactDecimal
  package let switches: Fraction
  /// No more minutes than this count, however long a switch takes: the share α of active time.
  package let mostMinutes: Fraction

  /// nil where nothing is shared, or where the number of switches is not told and the assumption stands.
  init?(_ input: StackInput) {
    let sharing = input.sharing
    guard sharing.hasSomethingToShare, let volume = sharing.switching else { return nil }
    switchMinutes = sharing.assumptions.switchMinutes
    switches = volume.switches
    mostMinutes = volume.mostMinutes
  }

  /// switches × τ.
  package func countedMinutes() throws(ArithmeticOverflow) -> Fraction {
    try switches.times(switchMinutes.fraction)
  }

  /// Whether more minutes a switch than this change nothing.
  package func isCapped(at minutes: Fraction) throws(ArithmeticOverflow) -> Bool {
    try switches.times(minutes) > mostMinutes
  }

  /// The minutes a switch from which on no more counts; nil where nobody switches.
  package func mostSwitchMinutes() throws(ArithmeticOverflow) -> Fraction? {
    switches == .zero ? nil : try mostMinutes.over(switches)
  }
}
