package import Metering

/// How sure an assumption is: the value taken, the ends it may lie between, and who says so (economics.md §1.4).
///
///     headroom: { low: "5%", base: "10%", high: "30%", better: "low", source: "SRE", owner: "platform",
///                 reviewed: "2026-09-30", evidence: "assumed" }
///
/// Low ≤ base ≤ high.
package struct AssumptionRange: Sendable, Equatable {
  /// The end that favours sharing.
  package enum Orientation: String, Sendable, Equatable, Codable, CaseIterable {
    case low
    case high
  }

  /// What a value rests on, the strongest first.
  package enum Evidence: String, Sendable, Equatable, Codable, CaseIterable {
    case measured
    /// An invoice, as whoever states the value says.
    case invoice
    /// What somebody wrote down that it costs or is there, such as a row of `costs.csv`: no invoice backs it.
    case recorded
    case assumed
  }

  package let low: Fraction
  package let base: Fraction
  package let high: Fraction
  /// nil: as the assumption has it by its nature.
  package let better: Orientation?
  package let source: String?
  package let owner: String?
  package let reviewed: CivilDate?
  package let evidence: Evidence

  /// `base`: from `low` to `high`.
  package init(
    low: Fraction, base: Fraction, high: Fraction, better: Orientation? = nil, source: String? = nil,
    owner: String? = nil, reviewed: CivilDate? = nil, evidence: Evidence = .assumed
  ) {
    precondition(low <= base && base <= high, "the base of a range lies in it")
    self.low = low
    self.base = base
    self.high = high
    self.better = better
    self.source = source
    self.owner = owner
    self.reviewed = reviewed
    self.evidence = evidence
  }

  /// The same with another base; an end that it passes goes with it.
  func moved(to base: Fraction) -> AssumptionRange {
    AssumptionRange(
      low: min(low, base), base: base, high: max(high, base), better: better, source: source, owner: owner,
      reviewed: reviewed, evidence: evidence)
  }
}

extension AssumptionRange.Evidence: Comparable {
  /// Weaker evidence comes before stronger.
  package static func < (left: Self, right: Self) -> Bool { left.strength < right.strength }

  private var strength: Int {
    switch self {
    case .measured: 3
    case .invoice: 2
    case .recorded: 1
    case .assumed: 0
    }
  }
}
