internal import Metering

/// Writes rows as CSV for finance: RFC 4180 with CRLF, the header once, no byte order mark, no totals among the rows.
struct CSVWriter<Row: Sendable>: Sendable {
  let columns: [CSVColumn<Row>]

  /// The rows in the bytewise order of their key columns; rows with equal keys keep the order they came in.
  func write(_ rows: [Row]) -> CSVOutput {
    var records = rows.map { row in columns.map { $0.field(row) } }
    let keys = columns.indices.filter { columns[$0].isKey }
    records = records.enumerated().sorted { left, right in
      for key in keys {
        let (first, second) = (left.element[key].text, right.element[key].text)
        if bytewise(first, precedes: second) { return true }
        if bytewise(second, precedes: first) { return false }
      }
      return left.offset < right.offset
    }.map(\.element)
    var text = line(columns.map(\.name))
    var empty = [Int](repeating: 0, count: columns.count)
    var guarded = 0
    for record in records {
      text += line(record.map(\.encoded))
      for (column, field) in record.enumerated() {
        if field.text.isEmpty { empty[column] += 1 }
        if field.isGuarded { guarded += 1 }
      }
    }
    let dates = dates(of: records)
    return CSVOutput(
      bytes: Array(text.utf8), rows: records.count, emptyCells: empty.reduce(0, +), guardedCells: guarded,
      sums: sums(of: records), firstDate: dates.first, lastDate: dates.last,
      columns: zip(columns, empty).map { ColumnFacts($0, emptyCells: $1) })
  }

  /// `YYYY-MM-DD`, which dates are and instants begin with; the earliest first.
  private func dates(of records: [[CSVField]]) -> [String] {
    let length = 10
    return columns.indices.filter { columns[$0].kind == .date || columns[$0].kind == .instant }
      .flatMap { column in records.map { String($0[column].text.prefix(length)) } }
      .filter { !$0.isEmpty }.sorted { bytewise($0, precedes: $1) }
  }

  private func sums(of records: [[CSVField]]) -> [String: Int128] {
    var sums: [String: Int128] = [:]
    for (index, column) in columns.enumerated() {
      guard case .money = column.kind else { continue }
      let amounts = records.compactMap { $0[index].minorUnits }
      if !amounts.isEmpty { sums[column.name] = amounts.reduce(0, +) }
    }
    return sums
  }

  private func line(_ fields: [String]) -> String { fields.joined(separator: ",") + "\r\n" }
}
