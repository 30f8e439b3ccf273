import Aggregation
import Ledger
import Metering

/// What is allowed and likely not meant, as far as only the ledger's usage tells it: said each night, and on the page.
enum AggregationWarnings {
  /// Those of what was aggregated last.
  static let key = "aggregation_warnings"

  /// `firstUsage`: the first day that is counted; `asOf`: the last one.
  static func found(
    _ ledger: Ledger, _ books: Books, firstUsage: CivilDate, asOf: CivilDate
  ) throws -> [String] {
    let open = books.state.openPeriods(from: firstUsage, through: asOf)
    // Two months have no gap between them that is told.
    guard open.count > UsageGap.fewestMonths else { return [] }
    return UsageGap.all(open: open, used: Set(try ledger.periodsWithUsage())).map(\.description)
  }

  static func stored(_ ledger: Ledger) throws -> [String] {
    try ledger.value(forKey: key).map { try decoded([String].self, $0) } ?? []
  }
}
