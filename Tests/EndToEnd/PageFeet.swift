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

  /// A number that is no amount, in millionths.
  private struct Quantity: Hashable {
    let table: String
    let row: String
    let column: String
    let millionths: Int128
  }

  private let page: String
  private let shown: Set<Amount>
  private let listed: [Amount]
  private let shownQuantities: Set<Quantity>
  private let listedQuantities: [Quantity]
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
    var quantities: Set<Quantity> = []
    for table in PageTables(html).tables {
      for cells in table.foot {
        for (cell, column) in zip(cells, table.head) {
          let isAmount = table.id != "week" && PageTables.units(cell, currency) != nil
          guard !isAmount, let millionths = Self.millionths(cell) else { continue }
          quantities.insert(Quantity(table: table.id, row: cells[0], column: column, millionths: millionths))
        }
      }
    }
    shownQuantities = quantities
    let ofPage = controls.filter { $0["section"] == "page" && $0["file"] == page }
    listedQuantities = try ofPage.filter { $0["sum"]?.isEmpty == true }.map { row in
      Quantity(
        table: row["page_table"] ?? "", row: row["page_row"] ?? "", column: row["sum_column"] ?? "",
        millionths: try #require(Self.millionths(row["quantity"] ?? ""), "\(row)"))
    }
    listed = try ofPage.filter { $0["sum"]?.isEmpty == false }.map { row in
      #expect(row["quantity"] == "")
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
    try checkQuantities()
  }

  /// The same of what is no amount; the file has more decimals than the page.
  private func checkQuantities() throws {
    #expect(Set(listedQuantities).count == listedQuantities.count, "\(page)")
    func isSame(_ left: Quantity, _ right: Quantity) -> Bool {
      (left.table, left.row, left.column) == (right.table, right.row, right.column)
        && abs(left.millionths - right.millionths) <= (left.table == "week" ? 5_000 : 0)
    }
    for shown in shownQuantities {
      #expect(listedQuantities.contains { isSame(shown, $0) }, "\(page): \(shown) is not listed")
    }
    for listed in listedQuantities {
      #expect(shownQuantities.contains { isSame($0, listed) }, "\(page): \(listed) is not shown")
    }
  }

  /// `1,234.5` as 1,234,500,000; nil where it is no number.
  private static func millionths(_ text: String) -> Int128? {
    let parts = text.replacing("−", with: "-").replacing(",", with: "").split(
      separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.count <= 2 else { return nil }
    let decimals = parts.count == 2 ? parts[1] : ""
    guard decimals.utf8.count <= 6, parts.count == 1 || !decimals.isEmpty else { return nil }
    return Int128(whole + decimals + String(repeating: "0", count: 6 - decimals.utf8.count))
  }
}
