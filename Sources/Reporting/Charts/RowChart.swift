/// Horizontal bars, one row each: the name on the left, the figure on the right, the bar below them over the whole
/// width.
///
///     Fraud detection                 −3,120
///               ██████│
///
/// Bars begin at the origin, or where the one before ended; there a thin line leads from bar to bar. What is solid is
/// measured, what is hatched is a model.
struct RowChart: Sendable {
  struct Piece: Sendable {
    let colour: Bar.Colour
    let from: Int128
    let to: Int128
    let isModel: Bool

    init(_ colour: Bar.Colour, from: Int128 = 0, to: Int128, isModel: Bool = false) {
      self.colour = colour
      self.from = min(from, to)
      self.to = max(from, to)
      self.isModel = isModel
    }
  }

  struct Row: Sendable {
    let label: String
    let value: String
    /// Each a bar of its own, below the one before.
    let bars: [[Piece]]
    var isStrong = false
    /// The level at which the next row begins; nil: rows stand for themselves.
    var next: Int128?
  }

  let id: String
  let title: Markup
  let finding: Markup
  let rows: [Row]
  /// Where bars begin: a line through all of them.
  var origin: Int128 = 0
  /// How much of the width names may take, in tenths of the font's size.
  var labelRoom = 150

  private static let barHeight = 14
  private static let barTop = 21
  private static let nextBar = 17
  private static let rowGap = 13

  /// Parts of one bar, each beginning where the one before ends; nothing for what is not above 0.
  static func stacked(_ parts: [(colour: Bar.Colour, amount: Int128)], isModel: Bool = false) -> [Piece] {
    var level: Int128 = 0
    var pieces: [Piece] = []
    for part in parts where part.amount > 0 {
      pieces.append(Piece(part.colour, from: level, to: level + part.amount, isModel: isModel))
      level += part.amount
    }
    return pieces
  }

  private var scale: ChartScale {
    ChartScale(rows.flatMap { $0.bars.flatMap { $0.flatMap { [$0.from, $0.to] } } } + [origin])
  }

  var markup: Markup {
    let scale = scale
    // Words are drawn over the lines between bars, with a ground of their own.
    let halo = rows.contains { $0.next != nil } ? "halo" : ""
    var (marks, top) = (Markup.empty, 0)
    for (index, row) in rows.enumerated() {
      if let level = row.next, index + 1 < rows.count { marks += connector(from: row, top: top, at: level, scale) }
      let classes = [halo, row.isStrong ? "strong" : ""].filter { !$0.isEmpty }.joined(separator: " ")
      marks += ChartText.markup(
        ChartText.fitted(row.label, tenths: labelRoom), x: "0", y: top + 13, classes: classes)
      marks += ChartText.markup(row.value, x: "100%", y: top + 13, anchor: .end, classes: classes)
      for (position, bar) in row.bars.enumerated() {
        marks += self.bar(bar, top: top + Self.barTop + position * Self.nextBar, scale)
      }
      top += Self.height(row)
    }
    return ChartFrame(
      id: id, title: title, finding: finding, height: max(1, top - Self.rowGap), marks: marks
    ).markup
  }

  private static func height(_ row: Row) -> Int { barTop + row.bars.count * nextBar + rowGap }

  /// From the lower edge of a row's last bar to the upper edge of the next row's first; through a bar that is too short
  /// to be drawn.
  private func connector(from row: Row, top: Int, at level: Int128, _ scale: ChartScale) -> Markup {
    let isDrawn = row.bars.last?.contains { scale.position($0.to, of: 10_000) > scale.position($0.from, of: 10_000) }
    let end = top + Self.height(row) + Self.barTop
    let edge = top + Self.height(row) - Self.rowGap - Self.nextBar + (isDrawn == true ? Self.barHeight : 0)
    let x = scale.percent(level)
    return "<line class=\"join\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(edge)\" y2=\"\(end)\"/>"
  }

  private func bar(_ pieces: [Piece], top: Int, _ scale: ChartScale) -> Markup {
    var (shapes, gaps) = (Markup.empty, Markup.empty)
    var last: Int128?
    for piece in pieces {
      let (from, to) = (scale.position(piece.from, of: 10_000), scale.position(piece.to, of: 10_000))
      guard to > from else { continue }
      shapes += """
        <rect x="\(ChartScale.percent(hundredths: from))" y="\(top)" \
        width="\(ChartScale.percent(hundredths: to - from))" height="\(Self.barHeight)" \
        \(piece.colour.fill(isModel: piece.isModel))/>
        """
      // Drawn over the ends that meet, so that narrow pieces stay whole.
      if last == from { gaps += line("gap", at: ChartScale.percent(hundredths: from), top: top, by: 0) }
      last = to
    }
    return shapes + gaps + line("axis", at: scale.percent(origin), top: top, by: 3)
  }

  private func line(_ kind: String, at x: String, top: Int, by margin: Int) -> Markup {
    """
    <line class="\(kind)" x1="\(x)" x2="\(x)" y1="\(top - margin)" y2="\(top + Self.barHeight + margin)"/>
    """
  }
}

extension Bar.Colour {
  /// The attribute that fills a shape: solid, or hatched for a model.
  func fill(isModel: Bool) -> Markup { isModel ? "fill=\"url(#model-\(rawValue))\"" : "class=\"\(rawValue)\"" }
}
