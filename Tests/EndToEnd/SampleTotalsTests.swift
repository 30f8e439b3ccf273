import Foundation
import Metering
import Testing

/// The pages of the sample as they are committed, which CI writes again to the same bytes.
@Suite("The sample's pages and files") struct SampleTotalsTests {
  private static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../reports").standardized

  private func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: Self.folder.appendingPathComponent(name)), as: UTF8.self)
  }

  private func names(_ suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(suffix) }.sorted()
  }

  private func page() throws -> PageTables { PageTables(try read("summary.html")) }

  private func currency() throws -> Currency { try #require(Currency("USD")) }

  @Test("every amount at the foot of a table, on every page, is a row of the control totals, and no other is")
  func feet() throws {
    let controls = try Table(try read("control_totals.csv")).rows
    let pages = try names(".html")
    #expect(pages.count >= 11)
    for page in pages { try PageFeet(page, html: try read(page), controls, try currency()).check() }
    #expect(Set(controls.filter { $0["section"] == "page" }.compactMap { $0["file"] }) == Set(pages))
  }

  /// Their rows are sums of other rows by tenant and by stack: `charges` adds them up.
  private static let sums = ["tenants", "stacks"]

  @Test("every amount of every table of the summary is an amount of a file beside it")
  func amounts() throws {
    var known: Set<String> = []
    for name in try names(".csv") where !name.contains("/") {
      for row in try Table(try read(name)).rows { known.formUnion(row.values) }
    }
    var count = 0
    for table in try page().tables where !Self.sums.contains(table.id) {
      for row in table.rows + table.foot {
        for (cell, column) in zip(row, table.head) where PageTables.units(cell, try currency()) != nil {
          // A change on the page is a saving in the file, and money out a cost: the same figure with the other sign.
          let plain = cell.replacing("−", with: "").replacing(",", with: "").replacing("+", with: "")
          // Units of a resource have two decimals on the page and six in the file.
          let isKnown =
            known.contains(plain) || known.contains("-" + plain) || isRounded(plain, among: known, in: table.id)
          #expect(isKnown, "\(table.id), \(row[0]), \(column): \(cell)")
          count += 1
        }
      }
    }
    #expect(count > 500)
  }

  private func isRounded(_ number: String, among known: Set<String>, in table: String) -> Bool {
    guard ["week", "peaks", "switches"].contains(table), let value = Double(number) else { return false }
    return known.contains { text in
      text.split(separator: ".").last?.count == 6 && Double(text).map { abs($0 - value) <= 0.005_000_001 } ?? false
    }
  }

  @Test("what tenants and stacks are charged is the sum of their rows in the statement and by stack")
  func charges() throws {
    let month = try #require(try names(".csv").filter { $0.hasPrefix("lines_") }.last?.dropFirst(6).prefix(7))
    for (id, file, key) in [
      ("tenants", "statement_\(month).csv", "tenant_id"), ("stacks", "by_stack_\(month).csv", "stack"),
    ] {
      let rows = try Table(try read(file)).rows
      let table = try #require(try page().tables.first { $0.id == id })
      let columns = try ["Usage", "Fixed", "Charged"].map { try #require(table.column($0)) }
      #expect(!table.rows.isEmpty)
      for row in table.rows {
        // A tenant has its name before its id.
        let own = rows.filter { !($0[key] ?? "").isEmpty && row[0].hasSuffix($0[key] ?? "") }
        func sum(_ isPart: ([String: String]) -> Bool) throws -> Int128 {
          let amounts = own.filter(isPart).compactMap { $0["billed_cost"] }.filter { !$0.isEmpty }
          return try amounts.reduce(Int128(0)) { $0 + (PageTables.units($1, try currency()) ?? 0) }
        }
        let fixed = try sum { $0["charge_category"] == "Purchase" || $0["charge_type"] == "unallocated" }
        let charged = try sum { _ in true }
        let shown = try columns.map { PageTables.units(row[$0], try currency()) ?? 0 }
        #expect(shown == [charged - fixed, fixed, charged], "\(row)")
      }
    }
  }
}
