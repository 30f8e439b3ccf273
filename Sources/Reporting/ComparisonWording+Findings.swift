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

  /// The value at which an assumption turns the answer, or the two that it lies between.
  static func breakEven(_ interval: BreakEven.Interval) -> String {
    let low = DisplayText.decimal(interval.low, places: 4)
    return interval.low == interval.high ? low : "\(low) to \(DisplayText.decimal(interval.high, places: 4))"
  }
}
