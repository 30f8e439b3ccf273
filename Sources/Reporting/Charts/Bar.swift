internal import Metering

/// A horizontal bar in a table's cell. Its labels are the table's own text, so nothing overlaps at any width; lengths
/// are shares of the cell, so nothing is distorted. Solid is measured, hatched is a model (IBCS): nobody reads an
/// estimate as a fact.
struct Bar: Sendable {
  /// What a colour means, on every chart.
  enum Colour: String, Sendable, CaseIterable {
    case used, idle, overhead, people, switching, total
    /// Used and idle together, where a model cannot tell them apart: only ever hatched, in both colours.
    case capacity
  }

  struct Segment: Sendable {
    let colour: Colour
    /// In smallest units of the currency; what is below 0 is drawn to the left of 0.
    let amount: Int128
    var isModel = false
  }

  /// Unique on the page.
  let id: String
  /// Whose bar it is, and the finding in words.
  let title: String
  let description: String
  let segments: [Segment]
  /// Where the bar begins; 0 but for steps between two levels.
  var start: Int128 = 0
  /// The amount at the left end of the cell, 0 or below: the same for all bars of a chart.
  var lowest: Int128 = 0
  /// The amount at the right end of the cell: the same for all bars of a chart.
  let scale: Int128

  var markup: Markup {
    var (above, below) = (start, Int128(0))
    var shapes = Markup.empty
    var gaps = Markup.empty
    // What is taken off is drawn from 0 to the left, so that it hides nothing of what is charged.
    for segment in segments where segment.amount != 0 {
      let isAbove = segment.amount > 0
      let level = isAbove ? above : below
      let (from, to) = (
        position(min(level, level + segment.amount)), position(max(level, level + segment.amount))
      )
      if isAbove { above += segment.amount } else { below += segment.amount }
      guard to > from else { continue }
      let fill: Markup =
        segment.isModel ? "fill=\"url(#model-\(segment.colour.rawValue))\"" : "class=\"\(segment.colour.rawValue)\""
      // The gap is drawn over the ends that meet, so that the ends of the bar and narrow segments stay whole.
      if !shapes.html.isEmpty { gaps += line("gap", at: isAbove ? from : to) }
      shapes += "<rect x=\"\(percent(from))\" y=\"0\" width=\"\(percent(to - from))\" height=\"14\" \(fill)/>"
    }
    return """
      <svg class="bar" height="14" role="img" aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(title)</title>\
      <desc id="\(id)-d">\(description)</desc>\(shapes)\(gaps)\(zero)</svg>
      """
  }

  /// Where 0 is, where it is not the cell's edge.
  private var zero: Markup { lowest < 0 ? line("axis", at: position(0)) : .empty }

  private func line(_ style: Markup, at place: Int128) -> Markup {
    "<line class=\"\(style)\" x1=\"\(percent(place))\" x2=\"\(percent(place))\" y1=\"0\" y2=\"14\"/>"
  }

  /// Hundredths of a percent of the cell.
  private func position(_ amount: Int128) -> Int128 {
    guard scale > lowest, amount > lowest else { return 0 }
    return min(10_000, (amount - lowest).scaled(by: 10_000, over: scale - lowest, rounding: .halfEven) ?? 10_000)
  }

  private func percent(_ hundredths: Int128) -> String { decimalText(hundredths, places: 2) + "%" }

  /// The hatches of all colours, once a page.
  static let definitions: Markup = """
    <svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>\
    \(Colour.allCases.map(hatch).joined())</defs></svg>

    """

  private static func hatch(_ colour: Colour) -> Markup {
    let (stripe, ground) = colour == .capacity ? ("used", "idle") : (colour.rawValue, "ground")
    return """
      <pattern id="model-\(colour.rawValue)" width="5" height="5" patternUnits="userSpaceOnUse" \
      patternTransform="rotate(45)"><rect class="\(ground)" width="5" height="5"/>\
      <rect class="\(stripe)" width="2.5" height="5"/></pattern>
      """
  }

  /// What the colours of a chart mean, in words beside a sample of each.
  static func legend(_ entries: [(colour: Colour, isModel: Bool, meaning: String)]) -> Markup {
    let items = entries.map { entry -> Markup in
      let fill: Markup =
        entry.isModel
        ? "fill=\"url(#model-\(entry.colour.rawValue))\"" : "class=\"\(entry.colour.rawValue)\""
      return """
        <li><svg width="18" height="14" aria-hidden="true" focusable="false">\
        <rect width="18" height="14" \(fill)/></svg>\
        \(entry.meaning)</li>

        """
    }
    return "<ul class=\"legend\">\n\(items.joined())</ul>\n"
  }
}
