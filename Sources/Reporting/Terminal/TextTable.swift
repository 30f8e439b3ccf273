internal import Metering

/// A table for a terminal: a heading, columns that line up, numbers to the right, bars at the end.
///
///     stack          today     shared    saving
///     notebooks   1,200.00     900.00    300.00  ██
///     training    5,000.00   5,100.00   −100.00  ████████
///
/// Names are shortened and stripped of control and direction characters, as on the page: a log must not move somebody's
/// cursor. `lines` hangs on no terminal, so that it can be compared and mailed; `lines(within:)` makes room by shorter
/// bars, then by shorter names, then by no bars. Numbers are never cut.
struct TextTable {
  enum Alignment {
    case left, right
  }

  struct Column {
    let title: String
    let alignment: Alignment

    static func text(_ title: String) -> Column { Column(title: title, alignment: .left) }
    static func number(_ title: String) -> Column { Column(title: title, alignment: .right) }
  }

  /// What is more than nothing is seen.
  struct Bar {
    let amount: Int128
    /// What the longest bar of the table stands for.
    let largest: Int128
    let block: Character

    func text(_ room: Int) -> String {
      guard amount > 0, largest > 0 else { return "" }
      let length = amount.scaled(by: Int128(room), over: largest, rounding: .halfEven) ?? Int128(room)
      return String(repeating: block, count: Int(max(1, min(Int128(room), length))))
    }
  }

  let columns: [Column]
  private(set) var rows: [[String]] = []
  private var bars: [Bar?] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// `cells`: one for each column; the first may be shortened to make room. `bar`: behind the last.
  mutating func add(_ cells: [String], bar: Bar? = nil) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(cells.map(Markup.plainName))
    bars.append(bar)
  }

  /// The table's lines, without spaces at their ends.
  var lines: [String] { lines(within: .max) }

  /// The same in at most `room` cells, as far as numbers leave any.
  func lines(within room: Int) -> [String] {
    let all = [columns.map(\.title)] + rows
    var widths = columns.indices.map { column in all.map { TerminalText.width(of: $0[column]) }.max() ?? 0 }
    let (name, bar) = rooms(within: room, widths)
    widths[0] = name
    return zip(all, [nil] + bars).map { cells, ofRow in
      var line = ""
      for (index, cell) in cells.enumerated() {
        let text = index == 0 ? TerminalText.fitted(cell, to: name) : cell
        let padding = String(repeating: " ", count: widths[index] - TerminalText.width(of: text))
        line += index == 0 ? "" : Self.gap
        line += columns[index].alignment == .left ? TerminalText.isolated(text) + padding : padding + text
      }
      if let ofRow, bar > 0 { line += Self.gap + ofRow.text(bar) }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static let gap = "  "
  private static let longestBar = 30
  /// Shorter ones can no longer be told apart.
  private static let shortestBar = 8
  /// A name that is longer is cut to no less.
  private static let shortestName = 8

  /// What the first column and the bars take. `widths`: of the columns as they are.
  private func rooms(within room: Int, _ widths: [Int]) -> (name: Int, bar: Int) {
    let others = widths.dropFirst().reduce(Self.gap.count * (widths.count - 1), +)
    let left = room - others
    let shortest = min(widths[0], Self.shortestName)
    let withBars = left - Self.gap.count - Self.shortestBar
    guard bars.contains(where: { $0 != nil }), withBars >= shortest else {
      return (min(widths[0], max(shortest, left)), 0)
    }
    let name = min(widths[0], withBars)
    return (name, min(Self.longestBar, left - Self.gap.count - name))
  }
}
