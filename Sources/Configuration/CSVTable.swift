/// A table of the configuration: RFC 4180 with a header, whose columns are found by name in any order.
///
///     resource,unit,price          columns: resource 0, unit 1, price 2
///     gpu.a100,GPU-hours,2.50      row on line 2
///                                  (blank lines are skipped)
///     "gpu, old",GPU-hours,1.10    row on line 4
///
/// Exact and readable rather than fast: for tables that people keep, not for logs.
package struct CSVTable: Sendable {
  /// The columns that a table may have.
  package struct Columns: Sendable {
    /// Those it must have.
    package let required: [String]
    package let optional: [String]

    package init(required: [String], optional: [String]) {
      self.required = required
      self.optional = optional
    }

    var all: [String] { required + optional }
  }

  /// In the order of the file.
  package let rows: [CSVRow]

  /// Reads a whole table; its errors name `file`.
  package init(_ bytes: [UInt8], file: String, columns: Columns) throws(ConfigurationError) {
    var reader = try CSVReader(bytes, file: file)
    guard let header = try reader.next() else {
      throw ConfigurationError(file: file, .table(.noHeader(columns: columns.all)))
    }
    let positions = try Self.positions(of: columns, in: header, file: file)
    var rows: [CSVRow] = []
    while let record = try reader.next() {
      guard record.fields.count == header.fields.count else {
        throw ConfigurationError(
          file: file, line: record.line,
          .table(.fieldCount(found: record.fields.count, expected: header.fields.count)))
      }
      rows.append(CSVRow(file: file, line: record.line, fields: record.fields, positions: positions))
    }
    self.rows = rows
  }

  private static func positions(
    of columns: Columns, in header: CSVReader.Record, file: String
  ) throws(ConfigurationError) -> [String: Int] {
    let known = columns.all
    func error(_ problem: TableProblem) -> ConfigurationError {
      ConfigurationError(file: file, line: header.line, .table(problem))
    }
    if header.fields.count == 1, let only = header.fields.first {
      for (mark, name) in [(";", "semicolons"), ("\t", "tabs")] where only.contains(mark) {
        throw error(.otherSeparator(name))
      }
    }
    var positions: [String: Int] = [:]
    for (position, name) in header.fields.enumerated() {
      guard known.contains(name) else {
        throw error(.unknownColumn(name, known: known, suggestion: closest(to: name, among: known)))
      }
      guard positions.updateValue(position, forKey: name) == nil else { throw error(.repeatedColumn(name)) }
    }
    for name in columns.required where positions[name] == nil { throw error(.missingColumn(name)) }
    return positions
  }
}

/// One row of a table. `CSVRow+Values.swift` reads its fields as values.
package struct CSVRow: Sendable {
  let file: String
  /// The line on which the row begins, from 1.
  package let line: Int
  fileprivate let fields: [String]
  fileprivate let positions: [String: Int]

  /// The field of a column as it is written; empty when the table does not have the column.
  package subscript(column: String) -> String { positions[column].map { fields[$0] } ?? "" }

  func error(_ problem: ConfigurationProblem) -> ConfigurationError {
    ConfigurationError(file: file, line: line, problem)
  }
}
