/// A grid with a word or a number in each cell, darker where there is more of it: who runs what, and in which version.
struct GridChart: Sendable {
  /// Read without colour: its form says it.
  enum Shape: Sendable {
    case circle, triangle, square, ring
  }

  struct Cell: Sendable {
    let text: String
    var detail = ""
    /// From 0, the lightest, to `levels` − 1; nil: no ground.
    var level: Int?
    var isBoxed = false
    var shape: Shape?
    /// Whether there is more than the text tells: … behind it.
    var isOneOfSeveral = false
  }

  struct Row: Sendable {
    let label: String
    /// In muted words below the label.
    var detail = ""
    /// One a column; nil: nothing there.
    let cells: [Cell?]
  }

  let id: String
  let title: Markup
  let finding: Markup
  let columns: [String]
  let rows: [Row]

  static let levels = 5
  /// More do not fit on paper; the table has them all.
  static let columnLimit = 10
  static let rowLimit = 14

  private static let labelWidth = 136
  private static let cellWidth = 92
  private static let cellHeight = 46
  private static let headHeight = 26

  /// How dark a cell is: in equal steps up to the largest.
  static func level(_ amount: Int128, of largest: Int128) -> Int {
    guard largest > 0, amount > 0 else { return 0 }
    return Int(min(Int128(levels - 1), ChartScale([0, largest]).position(amount, of: Int128(levels * 100)) / 100))
  }

  var markup: Markup {
    var marks = Markup.empty
    for (index, column) in columns.enumerated() {
      let middle = Self.labelWidth + index * Self.cellWidth + Self.cellWidth / 2
      marks += ChartText.markup(
        ChartText.fitted(column, tenths: 66), x: "\(middle)", y: 15, anchor: .middle, classes: "muted")
    }
    for (index, row) in rows.enumerated() { marks += line(row, top: Self.headHeight + index * Self.cellHeight) }
    return ChartFrame(
      id: id, title: title, finding: finding, height: Self.headHeight + rows.count * Self.cellHeight, marks: marks
    ).markup(width: Self.labelWidth + columns.count * Self.cellWidth)
  }

  private func line(_ row: Row, top: Int) -> Markup {
    let isAlone = row.detail.isEmpty
    var marks = ChartText.markup(ChartText.fitted(row.label, tenths: 98), x: "0", y: top + (isAlone ? 27 : 19))
    if !isAlone {
      marks += ChartText.markup(
        ChartText.fitted(row.detail, tenths: 98), x: "0", y: top + 36, classes: "muted")
    }
    for (index, cell) in row.cells.enumerated() {
      let left = Self.labelWidth + index * Self.cellWidth
      guard let cell else {
        marks += "<circle class=\"nothing\" cx=\"\(left + Self.cellWidth / 2)\" cy=\"\(top + 22)\" r=\"1.5\"/>"
        continue
      }
      marks += self.cell(cell, left: left, top: top)
    }
    return marks
  }

  private func cell(_ cell: Cell, left: Int, top: Int) -> Markup {
    let middle = left + Self.cellWidth / 2
    let ink = cell.level.map { "ink\($0)" } ?? ""
    var marks = Markup.empty
    if let level = cell.level {
      marks += """
        <rect class="heat\(level)" x="\(left + 1)" y="\(top + 1)" width="\(Self.cellWidth - 2)" \
        height="\(Self.cellHeight - 2)"/>
        """
    }
    if cell.isBoxed {
      marks += """
        <rect class="box" x="\(left + 3)" y="\(top + 3)" width="\(Self.cellWidth - 6)" height="\(Self.cellHeight - 6)"/>
        """
    }
    let y = top + (cell.detail.isEmpty ? 27 : 20)
    if let shape = cell.shape { marks += shape.markup(x: left + 12, y: y - 4) }
    let more = cell.isOneOfSeveral ? "\u{A0}…" : ""
    let room = (cell.shape == nil ? 68 : 48) - (cell.isOneOfSeveral ? 14 : 0)
    marks += ChartText.markup(
      ChartText.fitted(cell.text, tenths: room) + more, x: "\(middle + (cell.shape == nil ? 0 : 6))",
      y: y, anchor: .middle, classes: ink)
    if !cell.detail.isEmpty {
      marks += ChartText.markup(
        ChartText.fitted(cell.detail, tenths: 70), x: "\(middle + (cell.shape == nil ? 0 : 6))", y: top + 37,
        anchor: .middle, classes: ink.isEmpty ? "small muted" : "small \(ink)")
    }
    return marks
  }
}

extension GridChart.Shape {
  func markup(x: Int, y: Int) -> Markup {
    switch self {
    case .circle: "<circle class=\"circle\" cx=\"\(x)\" cy=\"\(y)\" r=\"5\"/>"
    case .ring: "<circle class=\"ring\" cx=\"\(x)\" cy=\"\(y)\" r=\"4.5\"/>"
    case .triangle: "<path class=\"triangle\" d=\"M\(x) \(y - 6)L\(x + 6) \(y + 5)H\(x - 6)Z\"/>"
    case .square: "<path class=\"square\" d=\"M\(x - 5) \(y - 5)h10v10h-10Z\"/>"
    }
  }

  /// What the shapes of a chart mean, beside a sample of each.
  static func legend(_ entries: [(shape: GridChart.Shape, meaning: String)]) -> Markup {
    let items = entries.map { entry -> Markup in
      """
      <li><svg class="plot" width="18" height="16" aria-hidden="true" focusable="false">\
      \(entry.shape.markup(x: 9, y: 8))</svg>\(entry.meaning)</li>

      """
    }
    return "<ul class=\"legend\">\n\(items.joined())</ul>\n"
  }
}
