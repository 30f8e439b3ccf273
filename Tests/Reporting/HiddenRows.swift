import Metering
import Testing

@testable import Reporting

/// Looks for the rows that a page leaves out in the file that it names.
struct HiddenRows {
  /// The header of a file and its rows.
  private struct Contents {
    let header: [String]
    let rows: [[String]]
    /// In which rows a text is a field.
    let places: [String: [Int]]

    init(_ records: [[String]]) {
      header = records.first ?? []
      rows = Array(records.dropFirst())
      var places: [String: [Int]] = [:]
      for (index, row) in rows.enumerated() {
        for field in Set(row) where !field.isEmpty { places[field, default: []].append(index) }
      }
      self.places = places
    }
  }

  /// What a file's rows of one subject tell.
  private struct Told {
    let fields: Set<String>
    let numbers: [Double]
    /// What their amounts come to, all together, by month, and by month and item.
    let sums: Set<Int128>

    init(_ rows: [[String]], _ header: [String], _ currency: Currency) {
      fields = Set(rows.joined())
      let keys = [[], ["billing_period"], ["billing_period", "item"]].map { $0.compactMap(header.firstIndex) }
      var sums: Set<Int128> = []
      for name in ["billed_cost", "day_cost", "unrated_lines"] {
        guard let column = header.firstIndex(of: name) else { continue }
        for key in keys {
          let groups = Dictionary(grouping: rows) { row in key.map { row[$0] } }
          for group in groups.values {
            sums.insert(group.reduce(0) { $0 + (Int128($1[column].replacing(".", with: "")) ?? 0) })
          }
        }
      }
      // A change is what an item comes to less what it came to.
      if let before = header.firstIndex(of: "previous_cost"), let now = header.firstIndex(of: "current_cost") {
        for row in rows where !row[before].isEmpty && !row[now].isEmpty {
          let (before, now) = (row[before].replacing(".", with: ""), row[now].replacing(".", with: ""))
          sums.insert((Int128(now) ?? 0) - (Int128(before) ?? 0))
        }
      }
      self.sums = sums
      numbers = fields.compactMap(Double.init) + sums.compactMap { Double(currency.text(minorUnits: $0)) }
    }
  }

  /// Worked out from other columns of the row, or counts of rows.
  private static let derived: Set<String> = [
    "Share", "Saving, share", "Usage", "Fixed", "Environments", "Tenants", "Lines", "Days used",
  ]

  private let files: [String: Contents]
  private let currency: Currency
  private let periods: [String: String]

  init(_ files: [ReportFile], _ input: ReportInput) {
    var contents: [String: Contents] = [:]
    for file in files where file.name.hasSuffix(".csv") { contents[file.name] = Contents(readCSV(file.bytes)) }
    if let manifest = files.first(where: { $0.name == "manifest.json" }) {
      contents[manifest.name] = Contents([[]] + Self.words(of: String(decoding: manifest.bytes, as: UTF8.self)))
    }
    self.files = contents
    currency = input.currency
    periods = Dictionary(
      uniqueKeysWithValues: input.periods.map { (DisplayText.month($0.period), $0.period.description) })
  }

  /// What each object of a program's file holds, name and value apart.
  private static func words(of text: String) -> [[String]] {
    text.split(separator: "{").map { object in
      object.split { "\",:\n{}[] ".contains($0) }.map(String.init)
    }
  }

  /// What of the table's hidden rows is not in the file that it names.
  func missing(of table: PageTable, on page: String) -> [String] {
    guard let name = table.moreIn else { return ["\(table.id) names no file"] }
    let folder = page.hasPrefix("tenants/") ? "tenants/" : ""
    guard let file = files[folder + name] else { return ["\(table.id): there is no \(name)"] }
    var told: [String: Told] = [:]
    return table.groups.flatMap(\.rows).dropFirst(table.limit).flatMap { row -> [String] in
      // Of a cell with a name and what the program knows it by, the second.
      guard let name = pieces(row[0]).last else { return ["\(table.id): a row without a name"] }
      // What all items without a change come to is in the file item by item.
      if name == "Unchanged" { return [] }
      let subject = periods[name] ?? Self.withoutMark(name)
      guard let places = file.places[subject] else { return ["\(table.id): \(subject)"] }
      let own = told[subject] ?? Told(places.map { file.rows[$0] }, file.header, currency)
      told[subject] = own
      return missing(of: row, table, subject, own, in: file)
    }
  }

  private func missing(
    of row: [Markup], _ table: PageTable, _ subject: String, _ own: Told, in file: Contents
  ) -> [String] {
    zip(row, table.columns).dropFirst().flatMap { cell, column -> [String] in
      if Self.derived.contains(column.header.words) { return [] }
      if let amount = cell.minorUnits {
        // A change on the page is a saving in the file: the same figure with the other sign.
        let isThere = [amount, -amount].contains {
          own.fields.contains(currency.text(minorUnits: $0)) || own.sums.contains($0)
        }
        return isThere ? [] : ["\(table.id): \(subject), \(column.header.words) \(cell.words)"]
      }
      switch column.kind {
      case .name, .list:
        return pieces(cell).filter { file.places[Self.withoutMark($0)] == nil }
          .map { "\(table.id): \(subject), \($0)" }
      case .number:
        // What is not told is said in words.
        guard !cell.words.contains("%"), !own.fields.contains(cell.words) else { return [] }
        return PageNumbers.numbers(in: cell.words)
          .filter { number in !own.numbers.contains { abs(abs($0) - number.value) <= number.step / 2 + 1e-9 } }
          .map { "\(table.id): \(subject), \(column.header.words) \($0)" }
      case .text, .chart: return []
      }
    }
  }

  /// The page marks a correction in words behind a name; in a file it is a class.
  private static func withoutMark(_ text: String) -> String {
    if text == "correction" { return "Correction" }
    return text.hasSuffix(", correction") ? String(text.dropLast(", correction".count)) : text
  }

  /// The texts between tags, without what joins a list.
  private func pieces(_ cell: Markup) -> [String] {
    cell.html.split(separator: "<").compactMap { part in
      let text = part.contains(">") ? part.split(separator: ">", maxSplits: 1).dropFirst().first ?? "" : part
      let isName = !text.isEmpty && ![", ", "–", ": "].contains(String(text)) && !text.hasPrefix(" ")
      return isName ? PageReader(String(text)).text : nil
    }
  }
}
