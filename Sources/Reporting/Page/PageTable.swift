internal import Metering

/// A table: caption, header cells with their scope, numbers to the right, a sum at the foot where one makes sense. Wide
/// tables scroll inside a region that the keyboard reaches.
struct PageTable: Sendable {
  enum Kind: Sendable {
    case text
    /// A name that may be long: it may break anywhere.
    case name
    /// Names or links one behind the other: wide, so that their row is not high.
    case list
    case number
    case chart
  }

  struct Column: Sendable {
    let header: Markup
    let kind: Kind

    static func text(_ header: Markup) -> Column { Column(header: header, kind: .text) }
    static func name(_ header: Markup) -> Column { Column(header: header, kind: .name) }
    static func list(_ header: Markup) -> Column { Column(header: header, kind: .list) }
    static func number(_ header: Markup) -> Column { Column(header: header, kind: .number) }
    static func chart(_ header: Markup) -> Column { Column(header: header, kind: .chart) }
  }

  /// Rows under a heading of their own, or under none.
  struct Group: Sendable {
    var header: Markup?
    let rows: [[Markup]]
  }

  /// Unique on the page.
  let id: String
  let caption: Markup
  let columns: [Column]
  let groups: [Group]
  /// Rows at the foot.
  var footer: [[Markup]] = []
  /// The file that has the rows which the page leaves out.
  var moreIn: String?
  /// How many rows the page shows; all of them where no file has them.
  var limit = rowLimit

  /// No reader scrolls through more; the file has them all.
  static let rowLimit = 200
  /// As many rows as a chart has at most; its table has more.
  static let chartRows = 10

  var markup: Markup { Markup(self, html: html) }

  private var html: Markup {
    """
    <div class="scroll\(isShort ? " short" : "")" role="region" tabindex="0" aria-labelledby="\(id)-caption">
    <table>
    <caption><span id="\(id)-caption">\(caption)</span></caption>
    <thead><tr>\(columns.map(header).joined())</tr></thead>
    \(bodies)\(foot)</table>
    </div>

    """
  }

  /// So many rows are kept on one page of paper; more may be parted.
  private static let rowsKeptTogether = 12

  private var isShort: Bool {
    let shown = groups.filter { !$0.rows.isEmpty }
    return shown.count <= 1 && shown.allSatisfy { $0.rows.count <= Self.rowsKeptTogether }
  }

  private func header(_ column: Column) -> Markup {
    "<th scope=\"col\"\(classes(of: column))>\(column.header)</th>"
  }

  private func classes(of column: Column) -> Markup {
    switch column.kind {
    case .number: " class=\"n\""
    case .name: " class=\"name\""
    case .list: " class=\"list\""
    case .chart: " class=\"chart\""
    case .text: " class=\"text\""
    }
  }

  private var bodies: Markup {
    var room = limit
    var result = Markup.empty
    for group in groups where room > 0 && !group.rows.isEmpty {
      let isLong = min(room, group.rows.count) > Self.rowsKeptTogether
      result += isLong ? "<tbody class=\"long\">\n" : "<tbody>\n"
      if let header = group.header {
        result += "<tr><th scope=\"rowgroup\" colspan=\"\(columns.count)\">\(header)</th></tr>\n"
      }
      result += group.rows.prefix(room).map(row).joined()
      result += "</tbody>\n"
      room -= group.rows.count
    }
    let left = groups.reduce(0) { $0 + $1.rows.count } - limit
    if left > 0 {
      let place = moreIn.map { ": see \($0)" } ?? ""
      let more = "others: \(DisplayText.count(left))\(place)"
      result += "<tbody>\n<tr><td class=\"more\" colspan=\"\(columns.count)\">\(more)</td></tr>\n</tbody>\n"
    }
    return result
  }

  /// A number at the foot.
  struct FootNumber: Sendable, Equatable {
    /// What the row is called, and the head of the column.
    let row: String
    let column: String
    /// In smallest units of the currency; nil: it is no amount.
    let minorUnits: Int128?
    /// What is no amount, such as a count.
    let quantity: ExactDecimal?
  }

  /// All numbers at the foot, as they are shown.
  var footNumbers: [FootNumber] {
    footer.flatMap { cells in
      zip(cells, columns).compactMap { cell, column in
        cell.minorUnits == nil && cell.quantity == nil
          ? nil
          : FootNumber(
            row: cells[0].words, column: column.header.words, minorUnits: cell.minorUnits, quantity: cell.quantity)
      }
    }
  }

  private var foot: Markup { footer.isEmpty ? .empty : "<tfoot>\n\(footer.map(row).joined())</tfoot>\n" }

  private func row(_ cells: [Markup]) -> Markup {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    var result: Markup = "<tr>"
    for (index, (cell, column)) in zip(cells, columns).enumerated() {
      if index == 0 {
        result += "<th scope=\"row\"\(classes(of: column))>\(cell)</th>"
      } else {
        result += "<td\(classes(of: column))>\(cell)</td>"
      }
    }
    return result + "</tr>\n"
  }
}
