import Aggregation
import Configuration
import Ledger
import Metering

/// What is allowed and likely not meant, as far as only the ledger's usage tells: said each night, and on the page.
struct AggregationWarning: Codable, Equatable {
  /// What the page says: of a file it begins with the name that it has in the project's folder.
  let text: String
  private let isOfFile: Bool

  init(_ warning: ConfigurationWarning) { (text, isOfFile) = (warning.description, true) }
  init(_ gap: UsageGap) { (text, isOfFile) = (gap.description, false) }

  /// The same with a path that the reader of a terminal can open.
  func located(in folder: String) -> String { isOfFile ? Workspace.path(text, in: folder) : text }

  /// Those of what was aggregated last.
  static let key = "aggregation_warnings"

  /// `firstUsage`: the first day that is counted; `asOf`: the last one.
  static func found(
    _ configuration: ProjectConfiguration, _ ledger: Ledger, _ books: Books, firstUsage: CivilDate, asOf: CivilDate
  ) throws -> [AggregationWarning] {
    let names = try configuration.unknownNames(used: { try ledger.allSeries() }).map { AggregationWarning($0) }
    let open = books.state.openPeriods(from: firstUsage, through: asOf)
    // So few months have no gap between them that is told.
    guard open.count > UsageGap.fewestMonths else { return names }
    return UsageGap.all(open: open, used: Set(try ledger.periodsWithUsage())).map { AggregationWarning($0) } + names
  }

  static func stored(_ ledger: Ledger) throws -> [AggregationWarning] {
    try ledger.value(forKey: key).map { try decoded([AggregationWarning].self, $0) } ?? []
  }
}
