internal import Metering

/// A file as it was written, and what the control totals and the manifest tell of it.
struct CSVOutput: Sendable, Equatable {
  let bytes: [UInt8]
  let rows: Int
  let emptyCells: Int
  let guardedCells: Int
  /// The sum of each column of amounts, over the cells as written; none of a column without any.
  let sums: [String: Int128]
  /// The earliest and the latest date in any column of dates or of instants, whose date is that of UTC; nil without
  /// any.
  let firstDate: String?
  let lastDate: String?
  /// In their order.
  let columns: [ColumnFacts]

  /// With the sums of further columns.
  func with(sums further: [String: Int128]) -> CSVOutput {
    CSVOutput(
      bytes: bytes, rows: rows, emptyCells: emptyCells, guardedCells: guardedCells,
      sums: sums.merging(further) { written, _ in written }, firstDate: firstDate, lastDate: lastDate, columns: columns)
  }
}

/// What is told of a column without its values: kept with a closed month's files.
package struct ColumnFacts: Sendable, Hashable, Codable {
  package let name: String
  /// `text`, `date`, `instant`, `amount`, `number` or `count`.
  package let type: String
  /// Digits behind the point; nil of what is no number.
  package let scale: Int?
  /// Whether rows are sorted by it.
  package let isKey: Bool
  /// How many of its cells have no value; nil where no file is told of, and of a month whose closing did not keep it.
  package let emptyCells: Int?

  init<Row>(_ column: CSVColumn<Row>, emptyCells: Int? = nil) {
    name = column.name
    (type, scale) = column.kind.typeAndScale
    isKey = column.isKey
    self.emptyCells = emptyCells
  }
}

/// A column as `columns.md` lists it.
struct ColumnDescription: Sendable, Equatable {
  let facts: ColumnFacts
  /// The kind in words: `amount, 2 decimals`.
  let kind: String
  let meaning: String

  init<Row>(_ column: CSVColumn<Row>) {
    facts = ColumnFacts(column)
    kind = column.kind.description
    meaning = column.documentation
  }
}

extension CSVKind {
  fileprivate var typeAndScale: (type: String, scale: Int?) {
    switch self {
    case .text: ("text", nil)
    case .date: ("date", nil)
    case .instant: ("instant", nil)
    case .money(let places): ("amount", places)
    case .decimal(let places): ("number", places)
    case .count: ("count", 0)
    }
  }
}
