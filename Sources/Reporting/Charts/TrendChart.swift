/// One figure month by month, small, to stand beside others of its kind. Columns begin at 0.
struct TrendChart: Sendable {
  struct Month: Sendable {
    /// `Sep 2026`.
    let label: String
    /// nil: not known.
    let value: Int128?
    /// The value in words, as the table has it.
    let text: String
    /// Month to date: drawn as an outline, for it will grow.
    let isPartial: Bool
    /// What was planned for the month, an outline around the column; nil: nothing was.
    var plan: Int128?
  }

  let id: String
  let title: String
  let colour: Bar.Colour
  /// Whether the figures rest on a model and not on what was measured alone.
  var isModel = false
  /// The oldest first.
  let months: [Month]

  /// A year and the same month of the year before.
  static let monthLimit = 13
  private static let fewestSlots = 4
  private static let top = 22
  private static let pane = 74

  private var last: Month? { months.last { $0.value != nil && !$0.isPartial } ?? months.last { $0.value != nil } }

  var markup: Markup {
    let finding: Markup = last.map { "\($0.label): \($0.text)" } ?? "not known of any month"
    let body = ChartFrame(
      id: id, title: "\(title)", finding: finding, height: Self.top + Self.pane + 22, marks: marks)
    return "<li><p class=\"small-title\">\(title)</p>\(body.markup)</li>\n"
  }

  private var marks: Markup {
    let scale = ChartScale([0] + months.compactMap(\.value) + months.compactMap(\.plan))
    let slots = max(Self.fewestSlots, months.count)
    let labelled = months.lastIndex { $0.label == last?.label }
    let zero = Self.top + Int(scale.depth(0, of: Int128(Self.pane)))
    var marks = Markup.empty
    for (index, month) in months.enumerated() {
      guard let value = month.value else { continue }
      let y = Self.top + Int(scale.depth(value, of: Int128(Self.pane)))
      let left = ChartScale.percent(hundredths: Int128(index * 10_000 + 1_000) / Int128(slots))
      let width = ChartScale.percent(hundredths: 8_000 / Int128(slots))
      marks += """
        <rect \(month.isPartial ? "class=\"partial\"" : colour.fill(isModel: isModel)) x="\(left)" \
        y="\(min(y, zero))" width="\(width)" height="\(max(1, abs(y - zero)))"/>
        """
      if let plan = month.plan {
        let planned = Self.top + Int(scale.depth(plan, of: Int128(Self.pane)))
        marks += """
          <rect class="outline" x="\(ChartScale.percent(hundredths: Int128(index) * 10_000 / Int128(slots)))" \
          y="\(min(planned, zero))" width="\(ChartScale.percent(hundredths: 10_000 / Int128(slots)))" \
          height="\(max(1, abs(planned - zero)))"/>
          """
      }
      guard index == labelled else { continue }
      let middle = 2 * index + 1
      let isRight = middle > slots
      marks += ChartText.markup(
        month.text, x: ChartScale.percent(isRight ? 2 * index + 2 : 2 * index, of: 2 * slots),
        y: max(13, min(y, zero) - 6), anchor: isRight ? .end : .start, classes: "halo")
    }
    marks += "<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"\(zero)\" y2=\"\(zero)\"/>"
    return marks + monthLabels(slots)
  }

  /// The first month and the last, where both have room.
  private func monthLabels(_ slots: Int) -> Markup {
    let y = Self.top + Self.pane + 17
    guard let first = months.first, let last = months.last else { return .empty }
    guard months.count > 2 else {
      return ChartText.markup(last.label, x: "0", y: y, classes: "small muted")
    }
    let x = ChartScale.percent(months.count, of: slots)
    return ChartText.markup(first.label, x: "0", y: y, classes: "small muted")
      + ChartText.markup(last.label, x: x, y: y, anchor: .end, classes: "small muted")
  }

  static func row(_ charts: [TrendChart]) -> Markup {
    "<ul class=\"trends\">\n\(charts.map(\.markup).joined())</ul>\n"
  }
}
