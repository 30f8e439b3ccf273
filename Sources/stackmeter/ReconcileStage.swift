import Aggregation
import Configuration
import Ledger
import Metering
import Reporting

/// Shows what bills are explained by, as it was aggregated last, whether or not it ties: `stackmeter reconcile`.
struct ReconcileStage {
  let workspace: Workspace
  /// nil: all months that have a bill.
  let period: Period?

  struct Outcome {
    let lines: [String]
    /// The first bill that does not tie, of the months shown that are open: what keeps reports from being published.
    let untied: UntiedBills?
  }

  func run(_ ledger: Ledger) throws -> Outcome {
    let periods = try ReportStage(workspace: workspace).input(ledger, only: period).periods
    guard !periods.isEmpty else {
      throw StageError.nothingAggregated(ledger: workspace.ledgerPath)
    }
    let text = ReconciliationText(currency: workspace.project.currency)
    return Outcome(
      lines: try periods.flatMap { try text.lines($0, isOnlyOne: period != nil) },
      untied: UntiedBills(
        periods.filter { $0.published == nil }.compactMap(\.review), currency: workspace.project.currency))
  }
}
