package import Configuration
package import Metering

/// What one assumption alone does to the net over the horizon: economics.md §1.4.
package struct TornadoRow: Sendable, Equatable, Codable {
  package let assumption: AssumptionKey
  /// The end that speaks against sharing and the one that speaks for it; nil where stacks have different ends.
  package let adverseValue: Fraction?
  package let favourableValue: Fraction?
  /// The net over the horizon with the assumption at that end and all others at their base.
  package let adverseNet: ExactDecimal
  package let favourableNet: ExactDecimal
  /// |favourable − adverse|.
  package let width: ExactDecimal

  init(
    assumption: AssumptionKey, adverseValue: Fraction?, favourableValue: Fraction?, adverseNet: ExactDecimal,
    favourableNet: ExactDecimal
  ) throws(ArithmeticOverflow) {
    self.assumption = assumption
    self.adverseValue = adverseValue
    self.favourableValue = favourableValue
    self.adverseNet = adverseNet
    self.favourableNet = favourableNet
    width = try max(adverseNet, favourableNet).minus(min(adverseNet, favourableNet))
  }

  /// The widest first, then by name.
  static func precedes(_ left: TornadoRow, _ right: TornadoRow) -> Bool {
    left.width == right.width
      ? bytewise(left.assumption.rawValue, precedes: right.assumption.rawValue) : left.width > right.width
  }
}
