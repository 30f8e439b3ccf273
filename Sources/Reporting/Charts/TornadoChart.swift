/// What one assumption at a time does to a result: a bar from the result at its adverse end to that at its favourable
/// end, the widest first, about the line of the result as assumed, with the line of zero where it lies between.
///
///                 0        as assumed: 2.42 million
///     Months in which both run
///     6 → 1 months                   turns at 7.2 months
///                 │  ▒▒▒▒▒▒▒▒▒▒│▒▒▒
///     0.55 million                      2.89 million
struct TornadoChart: Sendable {
  struct Row: Sendable {
    let label: String
    /// The value at the adverse end and at the favourable one.
    let ends: String
    /// Where the result is zero; empty where nothing is said of it.
    let turn: String
    let adverse: Int128
    let favourable: Int128
    /// The same as figures.
    let figures: (adverse: String, favourable: String)

    /// Whether zero lies between its ends.
    var turns: Bool { (adverse < 0) != (favourable < 0) }
  }

  let id: String
  let title: Markup
  let finding: Markup
  let base: Int128
  /// The words at the base line.
  let baseLabel: String
  let rows: [Row]

  /// As many as are drawn.
  static let rowLimit = 10

  private static let barTop = 35
  private static let barHeight = 12
  private static let rowHeight = 74

  private var scale: ChartScale { ChartScale(rows.flatMap { [$0.adverse, $0.favourable] } + [base]) }
  private var isZeroBetween: Bool { scale.low < 0 && scale.high > 0 }
  private var head: Int { isZeroBetween ? 42 : 24 }
  private var height: Int { head + rows.count * Self.rowHeight - 8 }

  var markup: Markup {
    let scale = scale
    // Lines over bars, and words over lines.
    var marks = rows.enumerated().map { bars($1, top: head + $0 * Self.rowHeight, scale) }.joined()
    marks += line("axis", at: scale.percent(base), from: 19)
    if isZeroBetween { marks += line("zero", at: scale.percent(0), from: 37) }
    marks += label(baseLabel, at: base, y: 13, scale)
    if isZeroBetween { marks += label("0", at: 0, y: 31, scale) }
    marks += rows.enumerated().map { words($1, top: head + $0 * Self.rowHeight) }.joined()
    return ChartFrame(id: id, title: title, finding: finding, height: height, marks: marks).markup
  }

  private func line(_ kind: String, at x: String, from top: Int) -> Markup {
    "<line class=\"\(kind)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(top)\" y2=\"\(height)\"/>"
  }

  /// Words above a line, on the side on which there is room.
  private func label(_ words: String, at value: Int128, y: Int, _ scale: ChartScale) -> Markup {
    let anchor: ChartText.Anchor =
      switch scale.position(value, of: 100) {
      case ..<35: .start
      case 66...: .end
      default: .middle
      }
    return ChartText.markup(words, x: scale.percent(value), y: y, anchor: anchor, classes: "halo")
  }

  private func words(_ row: Row, top: Int) -> Markup {
    let strong = row.turns ? "halo strong" : "halo"
    var marks = ChartText.markup(ChartText.fitted(row.label, tenths: 215), x: "0", y: top + 13, classes: strong)
    marks += ChartText.markup(
      ChartText.fitted(row.ends, tenths: row.turn.isEmpty ? 230 : 120), x: "0", y: top + 28,
      classes: "halo small muted")
    if !row.turn.isEmpty {
      marks += ChartText.markup(row.turn, x: "100%", y: top + 28, anchor: .end, classes: "halo small muted")
    }
    marks += ChartText.markup(row.figures.adverse, x: "0", y: top + 60, classes: "halo small")
    marks += ChartText.markup(row.figures.favourable, x: "100%", y: top + 60, anchor: .end, classes: "halo small")
    return marks
  }

  private func bars(_ row: Row, top: Int, _ scale: ChartScale) -> Markup {
    let ends: [(colour: Bar.Colour, value: Int128)] = [(.people, row.adverse), (.used, row.favourable)]
    // The longer one first, so that both are seen where they lie on the same side.
    return ends.sorted { abs($0.value - base) > abs($1.value - base) }
      .map { piece($0.colour, to: $0.value, top: top + Self.barTop, scale) }.joined()
  }

  private func piece(_ colour: Bar.Colour, to value: Int128, top: Int, _ scale: ChartScale) -> Markup {
    let ends = [scale.position(min(value, base), of: 10_000), scale.position(max(value, base), of: 10_000)]
    guard ends[1] > ends[0] else { return .empty }
    return """
      <rect x="\(ChartScale.percent(hundredths: ends[0]))" y="\(top)" \
      width="\(ChartScale.percent(hundredths: ends[1] - ends[0]))" height="\(Self.barHeight)" \
      \(colour.fill(isModel: true))/>
      """
  }
}
