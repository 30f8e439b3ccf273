internal import Comparison
internal import Metering

/// What may make the comparison wrong, in words: economics.md §1.9. Each sentence says what was found and what it
/// means.
enum ThreatWording {
  /// What it is called.
  static func title(_ kind: Threat.Kind) -> String {
    switch kind {
    case .censoredDemand: "Full environments"
    case .hourlyMeans: "Hourly means"
    case .wholeNodes: "Whole nodes"
    case .coincidentPeaks: "The same deadlines"
    case .rebound: "Cheaper is used more"
    case .blastRadius: "One platform, one outage"
    case .queueing: "Work that can wait"
    case .keptApart: "Kept apart"
    case .upgradesCountedTwice: "Upgrades counted twice"
    case .peopleDoOtherWork: "People with other work"
    case .sunkHardware: "Leases that go on"
    case .incompleteCosts: "Costs nobody recorded"
    }
  }

  /// What was found, before the names of what it was found in.
  static func sentence(_ threat: Threat) -> String {
    let share = threat.share.flatMap { DisplayText.percent($0.numerator, of: $0.denominator, places: 0) }
    return switch threat.kind {
    case .censoredDemand:
      "Environments were full in up to \(share ?? "some") of the hours, so more may have been wanted than was "
        + "seen: the pooled need is a lower bound. In:"
    case .hourlyMeans: "Demand is known by the hour; what is held for minutes can be higher on both sides."
    case .wholeNodes:
      share.map { "One job takes up to \($0) of the shared units, and nodes are whole: gaps do not add up. For:" }
        ?? "Nodes are whole: what is left on one does not help on another. For:"
    case .coincidentPeaks:
      "Up to \(share ?? "some") of a pool's environments are near their own peak in its peak hour, so deadlines may "
        + "coincide even more once shared:"
    case .rebound: "What becomes cheaper is used more, which eats a part of the saving."
    case .blastRadius: "An outage of the shared environment would stop all of:"
    case .queueing: "Capacity is sized on the highest hour; work that can wait would need less."
    case .keptApart: "Not pooled with the rest, by decision or by region and class of data:"
    case .upgradesCountedTwice:
      "Upgrades are counted beside the staff in costs.csv; if that staff makes them, the saving counts them twice."
    case .peopleDoOtherWork:
      "The staff recorded may do other work in the same hours; then less of it is freed. Recorded for:"
    case .sunkHardware: "Hardware or contracts cost until a later day, used or not:"
    case .incompleteCosts: "Not recorded or not priced, so today's cost is a lower bound:"
    }
  }

  /// Which way the saving would be wrong.
  static func bias(_ bias: Threat.Bias) -> String {
    switch bias {
    case .savingTooHigh: "the saving may be lower"
    case .savingTooLow: "the saving may be higher"
    case .unknown: "either way"
    }
  }
}
