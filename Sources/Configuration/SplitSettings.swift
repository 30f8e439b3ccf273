package import Metering

/// How the cost of a shared environment is shared out among its tenants, as `split` in the project file says:
/// economics.md §1.7.
///
///     split: { rule: "shapley", topHours: "5%", relief: false }
package struct SplitSettings: Sendable, Equatable {
  package let rule: SplitRule
  /// The share of all hours that `top_hours` looks at: the highest of all tenants together, one hour at least.
  package let topHours: Fraction
  /// Whether nobody pays more than today, for a time, at the cost of those who gain: a line of its own on each bill.
  package let relief: Bool

  package init(rule: SplitRule = .shapley, topHours: Fraction = Fraction(5, 100), relief: Bool = false) {
    self.rule = rule
    self.topHours = topHours
    self.relief = relief
  }
}

/// A rule that shares out the cost of capacity by demand, hour by hour; what each promises is in the table of
/// economics.md §1.7.
package enum SplitRule: String, Sendable, Equatable, Codable, CaseIterable {
  /// The same for everybody.
  case even
  /// By what each used in all hours.
  case usage
  /// By each one's own highest hour.
  case ownPeak = "own_peak"
  /// By what each uses in the highest hour of all together.
  case coincidentPeak = "coincident_peak"
  /// By what each uses in the highest hours of all together.
  case topHours = "top_hours"
  /// What each adds to the need, in the mean over all orders in which they could have come.
  case shapley
  /// What each adds as the last, and the rest by what each could still save: separable costs, remaining benefits.
  case scrb
  /// Each hour at its own worth, shared by use in the hour.
  case temporal
  /// The same, with the worth of an hour as its price for a unit.
  case temporalIntensity = "temporal_intensity"
  /// The same percentage off for everybody.
  case standAloneProportional = "stand_alone_proportional"
}

extension SplitSettings {
  /// The settings of the key `split`; the defaults where it is absent.
  static func decode(_ node: ProjectNode?) throws(ConfigurationError) -> SplitSettings {
    let standard = SplitSettings()
    guard let node else { return standard }
    let fields = try node.fields(["rule", "topHours", "relief"])
    return SplitSettings(
      rule: try fields["rule"]?.choice(of: SplitRule.self) ?? standard.rule,
      topHours: try fields["topHours"]?.share(upTo: .one) ?? standard.topHours,
      relief: try fields["relief"]?.boolean() ?? standard.relief)
  }
}
