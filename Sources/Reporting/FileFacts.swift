internal import Metering

/// What the control totals and the manifest tell of one file: kept with a closed month's files, so that
/// they are told the same for ever.
package struct FileFacts: Sendable, Hashable, Codable {
  /// The sum of a column of amounts, in smallest units of the currency; none where no cell has an amount.
  package struct Sum: Sendable, Hashable, Codable {
    package let column: String
    /// Decimal digits: 128 bits are more than JSON's readers agree on.
    private let text: String?

    init(column: String, minorUnits: Int128?) {
      self.column = column
      text = minorUnits.map { String($0) }
    }

    var minorUnits: Int128? { text.flatMap { Int128($0) } }
  }

  package let file: String
  package let rows: Int
  package let emptyCells: Int
  package let guardedCells: Int
  package let firstDate: String?
  package let lastDate: String?
  package let sums: [Sum]
  /// In their order; nil of a month whose closing did not keep them.
  package let columns: [ColumnFacts]?
  /// Names the inputs that the file comes from.
  package let runID: String

  init(_ file: String, _ output: CSVOutput, sums summed: [String], runID: String) {
    self.file = file
    rows = output.rows
    emptyCells = output.emptyCells
    guardedCells = output.guardedCells
    firstDate = output.firstDate
    lastDate = output.lastDate
    sums = summed.map { Sum(column: $0, minorUnits: output.sums[$0]) }
    columns = output.columns
    self.runID = runID
  }

  /// The sum of a column, which ties as 0 where no cell has an amount; nil where it is not added up.
  func sum(of column: String) -> ReportingError.FileSum? {
    sums.first { $0.column == column }.map { ReportingError.FileSum(file: file, minorUnits: $0.minorUnits ?? 0) }
  }
}
