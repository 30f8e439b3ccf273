/// Money over the months: one line, the band of what it could be, other lines to hold against it, and the line of zero.
///
///      │                ░░░▒▒▒   favourable
///      │         ░░▒▒▓▓████▒▒░   base
///     0├──╲──╱───────────────
///      │   ╲╱ trough    ░░░░░░   adverse
struct CurveChart: Sendable {
  /// A place on the base line with its words.
  struct Point: Sendable {
    let month: Int
    let value: Int128
    let label: String
  }

  /// A line beside the base one.
  struct Line: Sendable {
    enum Kind: String, Sendable {
      /// A part of what the base line counts.
      case part
      /// What could be done instead.
      case alternative
    }

    /// As many as the base line has.
    let values: [Int128]
    /// The words at its right end.
    let label: String
    let kind: Kind
  }

  let id: String
  let title: Markup
  let finding: Markup
  /// One value a month from month 0 on; all of the same length.
  let base: [Int128]
  /// The edges of the band; empty: there is none.
  var adverse: [Int128] = []
  var favourable: [Int128] = []
  /// The words at the right end of each line; those of edges that are not there are not written.
  let ends: (adverse: String, base: String, favourable: String)
  var others: [Line] = []
  let points: [Point]
  /// Months named below.
  let ticks: [Int]

  private static let top = 22
  private static let pane = 270
  /// How wide a chart is on a phone of 320 pixels, in tenths of its font's size.
  private static let narrowTenths = 195
  private var columns: Int { max(1, base.count - 1) }

  var markup: Markup {
    let scale = ChartScale(base + adverse + favourable + others.flatMap(\.values) + [0])
    let pane = ChartPane(
      top: Self.top, height: Self.pane, columns: columns,
      marks: band(scale) + others.map { line($0.values, scale, "curve \($0.kind.rawValue)") }.joined()
        + line(base, scale, "curve"))
    let zero = height(0, scale)
    var marks = pane.markup
    marks += "<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"\(zero)\" y2=\"\(zero)\"/>"
    marks += labels(scale)
    for (index, month) in ticks.enumerated() {
      let anchor: ChartText.Anchor = index == 0 ? .start : index == ticks.count - 1 ? .end : .middle
      marks += ChartText.markup(
        index == 0 ? "month \(month)" : "\(month)", x: ChartScale.percent(month, of: columns),
        y: Self.top + Self.pane + 36, anchor: anchor, classes: "small muted")
    }
    return ChartFrame(
      id: id, title: title, finding: finding, height: Self.top + Self.pane + 42, marks: marks
    ).markup
  }

  private func height(_ value: Int128, _ scale: ChartScale) -> Int {
    Self.top + Int(scale.depth(value, of: Int128(Self.pane)))
  }

  private func path(_ values: [Int128], _ scale: ChartScale) -> String {
    values.enumerated().map { "\($0) \(scale.depth($1))" }.joined(separator: "L")
  }

  private func line(_ values: [Int128], _ scale: ChartScale, _ kind: String) -> Markup {
    "<path vector-effect=\"non-scaling-stroke\" class=\"\(kind)\" d=\"M\(path(values, scale))\"/>"
  }

  private func band(_ scale: ChartScale) -> Markup {
    guard !adverse.isEmpty, !favourable.isEmpty else { return .empty }
    let back = adverse.enumerated().reversed().map { "\($0) \(scale.depth($1))" }.joined(separator: "L")
    let path = "M\(path(favourable, scale))L\(back)Z"
    return "<path vector-effect=\"non-scaling-stroke\" class=\"band\" d=\"\(path)\"/>"
      + line(adverse, scale, "edge") + line(favourable, scale, "edge")
  }

  private func labels(_ scale: ChartScale) -> Markup {
    let all =
      [(favourable, ends.favourable), (base, ends.base), (adverse, ends.adverse)]
      + others.map { ($0.values, $0.label) }
    let lines = all.filter { !$0.0.isEmpty }
    // Above a line that rises to its end, below one that falls.
    let wanted =
      lines.map { values, _ in
        let end = height(values.last ?? 0, scale)
        return (values.last ?? 0) < values[values.count * 3 / 4] ? end + 16 : end - 8
      } + points.map { height($0.value, scale) + ($0.value < 0 ? 18 : -10) }
    let heights = ChartText.apart(wanted, in: 13...(Self.top + Self.pane + 15))
    var marks = Markup.empty
    for (position, line) in lines.enumerated() {
      marks += ChartText.markup(
        line.1, x: "100%", y: heights[position], anchor: .end, classes: line.1 == ends.base ? "halo strong" : "halo")
    }
    for (point, y) in zip(points, heights.dropFirst(lines.count)) {
      let x = ChartScale.percent(point.month, of: columns)
      marks += "<circle class=\"point\" cx=\"\(x)\" cy=\"\(height(point.value, scale))\" r=\"4\"/>"
      let isLate = 2 * point.month > columns
      let room = (isLate ? point.month : columns - point.month) * Self.narrowTenths / columns
      // Words that would be cut off on a phone begin at the edge instead, and reach past their point.
      let place = ChartText.tenths(point.label) <= room ? x : isLate ? "100%" : "0"
      marks += ChartText.markup(point.label, x: place, y: y, anchor: isLate ? .end : .start, classes: "halo")
    }
    return marks
  }
}
