import Metering
import Testing

/// What stands at the feet of a page's tables, held against the rows that `control_totals.csv` has of it.
struct PageFeet {
  private struct Amount: Hashable, CustomStringConvertible {
    let table: String
    let row: String
    let column: String
    let minorUnits: Int128

    var description: String { "\(table), \(row), \(column): \(minorUnits)" }
  }

  private let page: String
  private let shown: Set<Amount>
  private let listed: [Amount]
  private let currency: Currency

  /// `page`: its name in the folder; `controls`: the rows of `control_totals.csv`.
  init(_ page: String, html: String, _ controls: [[String: String]], _ currency: Currency) throws {
    self.page = page
    self.currency = currency
    var shown: Set<Amount> = []
    // The foot of the week is units held, with as many decimals as some currencies have.
    for table in PageTables(html).tables where table.id != "week" {
      for cells in table.foot {
        for (cell, column) in zip(cells, table.head) {
          guard let amount = PageTables.units(cell, currency) else { continue }
          shown.insert(Amount(table: table.id, row: cells[0], column: column, minorUnits: amount))
        }
      }
    }
    self.shown = shown
    listed = try controls.filter { $0["section"] == "page" && $0["file"] == page }.map { row in
      #expect(row["currency"] == currency.code)
      return Amount(
        table: row["page_table"] ?? "", row: row["page_row"] ?? "", column: row["sum_column"] ?? "",
        minorUnits: try #require(PageTables.units(row["sum"] ?? "", currency), "\(row)"))
    }
  }

  /// Each amount is listed once, as it is shown, and nothing is listed that is not shown.
  /// `canBeEmpty`: where nothing has a price there may be no amount.
  func check(canBeEmpty: Bool = false) throws {
    #expect(Set(listed).count == listed.count, "\(page)")
    #expect(canBeEmpty || !listed.isEmpty, "\(page)")
    let (listed, page) = (Set(listed), page)
    #expect(listed.isSubset(of: shown), "\(page): \(listed.subtracting(shown))")
    // Without decimals an amount looks like a count.
    guard currency.exponent > 0 else { return }
    #expect(shown.isSubset(of: listed), "\(page): \(shown.subtracting(listed))")
  }
}
