import Configuration
import Metering

/// The tiers of a rate in the unit that the resource is metered in.
struct MeteredTiers {
  /// Where each tier but the last ends.
  private let ends: [ExactDecimal]

  /// `ratio`: how many of the rate's units one metered unit is. An end that is not whole in metered units (GB-hours in
  /// GiB-seconds) is rounded half-even to 10⁻¹².
  init(_ table: TierTable, ratio: Fraction) throws(ArithmeticOverflow) {
    let metered = try Fraction.one.over(ratio)
    var ends: [ExactDecimal] = []
    for band in table.bands {
      if let end = band.upTo { ends.append(try end.times(metered)) }
    }
    self.ends = ends
  }

  /// The tier that a sum of usage reaches, whatever its sign. An end belongs to the tier that it ends.
  func reached(by sum: ExactDecimal) -> Int {
    ends.firstIndex { sum.picounits.magnitude <= $0.picounits.magnitude } ?? ends.count
  }

  /// How much of the usage between two sums falls into each tier; negative where the sum falls: what was charged in a
  /// tier is taken back in it.
  func quantities(from first: ExactDecimal, to last: ExactDecimal) throws(ArithmeticOverflow) -> [ExactDecimal] {
    var (quantities, begin) = ([ExactDecimal](), ExactDecimal.zero)
    for end in ends.map({ Optional($0) }) + [nil] {
      quantities.append(
        try Self.part(of: last, above: begin, upTo: end).minus(
          Self.part(of: first, above: begin, upTo: end)))
      begin = end ?? begin
    }
    return quantities
  }

  /// All of it in the tier that the month reaches.
  func quantities(
    from first: ExactDecimal, to last: ExactDecimal, reached tier: Int
  ) throws(ArithmeticOverflow) -> [ExactDecimal] {
    var quantities = [ExactDecimal](repeating: .zero, count: ends.count + 1)
    quantities[tier] = try last.minus(first)
    return quantities
  }

  /// The part of a sum within a tier, with the sum's sign.
  private static func part(
    of sum: ExactDecimal, above: ExactDecimal, upTo end: ExactDecimal?
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    let magnitude = sum.isNegative ? try sum.negated() : sum
    let within = try max(above, min(magnitude, end ?? magnitude)).minus(above)
    return sum.isNegative ? try within.negated() : within
  }
}
