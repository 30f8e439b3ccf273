internal import Comparison
internal import Configuration
internal import Metering

// What the findings beside the answer are called.
extension ComparisonWording {
  static func label(_ evidence: AssumptionRange.Evidence) -> String {
    switch evidence {
    case .measured: "measured"
    case .invoice: "invoiced"
    case .assumed: "assumed"
    }
  }

  static func label(_ outcome: ScenarioOutcome) -> String {
    switch outcome.kind {
    case .today: "today"
    case .rightSized: "right-sized, nothing shared"
    case .onePlatform: "one platform for each stack"
    case .scenario: outcome.name
    }
  }

  static func label(_ reason: LossReason.Kind) -> String {
    switch reason {
    case .capacityShare: "its share of capacity"
    case .capacityAllowance: "headroom and spare capacity"
    case .fixedShare: "its part of fixed costs"
    case .licences: "licences"
    }
  }

  static func label(_ reason: CataloguedEnvironment.KeepApartReason) -> String {
    switch reason {
    case .regulatory: "regulation"
    case .residency: "residency of data"
    case .exportControl: "export control"
    case .safety: "safety"
    }
  }

  /// What duplication costs: the one figure that has this name, what duplicates cost less what one environment for each
  /// group of them would (economics.md §1.5). `rate`: over which time, `a month`; `unpricedUse`: the environments of
  /// which nothing that was used has a price.
  static func duplication(
    _ duplicates: Duplicates, unpricedUse: Set<EnvironmentID>, rate: String, currency: Currency
  ) -> String {
    guard !duplicates.clusters.isEmpty else {
      return "Nothing is run twice\(duplicates.undetermined.isEmpty ? "." : ", as far as can be told.")"
    }
    guard let cost = duplicates.knownCost(unpricedUse, currency) else {
      return "What duplication costs is not known, as nothing of it is priced."
    }
    if cost > 0 { return "Duplication costs \(DisplayText.rounded(cost, currency)) \(rate)." }
    let difference = cost == 0 ? "the same" : "\(DisplayText.rounded(-cost, currency)) \(rate) more"
    let wasteful = duplicates.clusters.count { $0.duplicateCost > .zero }
    let groups = DisplayText.counted(duplicates.clusters.count, "group", "groups")
    return "Duplication is no waste\(wasteful == 0 ? "" : " as a whole"): one environment for each group of duplicates "
      + "would cost \(difference)\(wasteful == 0 ? "" : ", though less for \(wasteful) of \(groups)")."
  }

  /// The value at which an assumption turns the answer, or the two that it lies between.
  static func breakEven(_ interval: BreakEven.Interval) -> String {
    let low = DisplayText.decimal(interval.low, places: 4)
    return interval.low == interval.high ? low : "\(low) to \(DisplayText.decimal(interval.high, places: 4))"
  }
}
