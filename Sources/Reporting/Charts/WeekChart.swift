/// Demand through a week, tenant on tenant, under the levels that capacity would be sized on.
///
///     ─────────────────── own peaks added up
///     ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ one platform
///        ▂▆█▇▃   ▂▇▆▃
struct WeekChart: Sendable {
  /// A horizontal line with its words.
  struct Level: Sendable {
    let value: Int128
    let label: String
    let isModel: Bool
  }

  struct Day: Sendable {
    let weekday: String
    let day: String
    let firstHour: Int
  }

  let id: String
  let title: Markup
  let finding: Markup
  /// From the bottom up, each hour by hour. Values are whole numbers of any one unit.
  let series: [[Int128]]
  let levels: [Level]
  let days: [Day]
  /// The hour to point at, with its words.
  let peak: (hour: Int, value: Int128, label: String)?

  private static let top = 58
  private static let pane = 250
  private var hours: Int { series.first?.count ?? 0 }

  var markup: Markup {
    var sums: [[Int128]] = []
    for part in series {
      sums.append(sums.last.map { below in zip(below, part).map { $0 + max(0, $1) } } ?? part.map { max(0, $0) })
    }
    let together = sums.last ?? []
    let scale = ChartScale([0] + levels.map(\.value) + together)
    var marks = ChartPane(
      top: Self.top, height: Self.pane, columns: hours,
      marks: sums.enumerated().reversed().map { area($1, scale, shade: $0) }.joined() + outline(together, scale)
    ).markup
    marks += lines(scale)
    for (index, day) in days.enumerated() {
      let end = index + 1 < days.count ? days[index + 1].firstHour : hours
      let x = ChartScale.percent(day.firstHour + end, of: 2 * hours)
      for (line, words) in [day.weekday, day.day].enumerated() {
        marks += ChartText.markup(
          words, x: x, y: Self.top + Self.pane + 18 + 15 * line, anchor: .middle, classes: "small muted")
      }
    }
    return ChartFrame(
      id: id, title: title, finding: finding, height: Self.top + Self.pane + 40, marks: marks
    ).markup
  }

  /// The ground below a curve of steps: demand is held through its hour.
  private func area(_ sums: [Int128], _ scale: ChartScale, shade: Int) -> Markup {
    let level = GridChart.levels - 1 - shade % GridChart.levels
    return """
      <path vector-effect="non-scaling-stroke" class="area heat\(level)" d="M0 \(Int(ChartPane.rows))\
      \(steps(sums, scale))V\(Int(ChartPane.rows))Z"/>
      """
  }

  /// The upper edge of all, for a light shade alone is no edge.
  private func outline(_ sums: [Int128], _ scale: ChartScale) -> Markup {
    let start = scale.depth(sums.first ?? 0)
    return "<path vector-effect=\"non-scaling-stroke\" class=\"outline\" d=\"M0 \(Int(start))\(steps(sums, scale))\"/>"
  }

  private func steps(_ sums: [Int128], _ scale: ChartScale) -> String {
    var path = ""
    var last: Int128?
    for (hour, value) in sums.enumerated() {
      let depth = scale.depth(value)
      if depth != last { path += "H\(hour)V\(depth)" }
      last = depth
    }
    return path + "H\(sums.count)"
  }

  private func height(_ value: Int128, _ scale: ChartScale) -> Int {
    Self.top + Int(scale.depth(value, of: Int128(Self.pane)))
  }

  /// A height for words above a mark that no line of a level goes through: above the lines that are too near.
  private func clear(_ mark: Int, by gap: Int, _ scale: ChartScale) -> Int {
    var words = mark - gap
    for line in levels.map({ height($0.value, scale) }).sorted(by: >) where line < mark && line > words - 15 {
      words = min(words, line - 6)
    }
    return words
  }

  /// A height for a line's words: above it, or below it where they would stand on the line above and seem to name that.
  private func words(for line: Int, _ scale: ChartScale) -> Int {
    let above = clear(line, by: 6, scale)
    // Lines that all but coincide are named together.
    let isClose = levels.contains { level in
      let other = height(level.value, scale)
      return other > above && line - other >= 4
    }
    return isClose ? line + 15 : above
  }

  /// Heights for the words of the levels in their order, and for those of the peak behind them: each as near to where
  /// it is wanted as it can stand without a level's line through it, the others' words upon it, or the peak's point.
  private func wordHeights(_ scale: ChartScale) -> [Int] {
    let lines = levels.map { height($0.value, scale) }
    let dot = peak.map { height($0.value, scale) }
    var taken: [Int] = []
    func place(_ wanted: Int, besides dots: [Int]) -> Int {
      let free = (13...(Self.top + Self.pane - 6)).filter { y in
        taken.allSatisfy { abs($0 - y) >= ChartText.line }
      }
      let clear = free.filter { y in
        lines.allSatisfy { $0 < y - 13 || $0 > y + 4 } && dots.allSatisfy { $0 < y - 17 || $0 > y + 8 }
      }
      let place = (clear.isEmpty ? free : clear).min {
        abs($0 - wanted) == abs($1 - wanted) ? $0 < $1 : abs($0 - wanted) < abs($1 - wanted)
      }
      taken.append(place ?? wanted)
      return place ?? wanted
    }
    // From the bottom up: above what words name there is most room.
    var heights = [Int](repeating: 0, count: levels.count)
    for index in lines.indices.sorted(by: { lines[$0] == lines[$1] ? $0 < $1 : lines[$0] > lines[$1] }) {
      heights[index] = place(words(for: lines[index], scale), besides: [])
    }
    if let dot { heights.append(place(clear(dot, by: 10, scale), besides: [dot])) }
    return heights
  }

  private func lines(_ scale: ChartScale) -> Markup {
    var marks: Markup = """
      <line class="axis" x1="0" x2="100%" y1="\(Self.top + Self.pane)" y2="\(Self.top + Self.pane)"/>
      """
    for level in levels {
      let y = height(level.value, scale)
      marks += "<line class=\"level\(level.isModel ? " model" : "")\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
    }
    let heights = wordHeights(scale)
    if let peak {
      let isLeft = 2 * peak.hour < hours
      let x = ChartScale.percent(2 * peak.hour + 1, of: 2 * hours)
      marks += "<circle class=\"point\" cx=\"\(x)\" cy=\"\(height(peak.value, scale))\" r=\"4\"/>"
      marks += ChartText.markup(
        peak.label, x: x, y: heights[levels.count], anchor: isLeft ? .start : .end, classes: "halo")
    }
    for (level, y) in zip(levels, heights) {
      marks += ChartText.markup(level.label, x: "100%", y: y, anchor: .end, classes: "halo level-words")
    }
    return marks
  }
}
