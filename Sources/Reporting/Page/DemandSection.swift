internal import Comparison
internal import Metering

/// Question 4: why one cluster can be smaller than many, or why it cannot.
enum DemandSection {
  private struct Row {
    let stack: StackID
    let pooling: StackComparison.Pooling
  }

  /// Below this, pooling gains too little to be a reason for anything (economics.md §3.2).
  private static let leastDiversity = Fraction(11, 10)

  static func section(_ context: SummaryContext) -> PageSection {
    let rows = context.shown.comparisons.filter { $0.verdict != .nothingToShare }
      .flatMap { stack in stack.pooling.map { Row(stack: stack.stack, pooling: $0) } }
      .filter { $0.pooling.diversityFactor != nil }
    guard !rows.isEmpty else { return PageSection(.pooling, without: context.nothingToShare) }
    let week = context.findings?.demandWeek.map { DemandWeekPart(week: $0, context: context) }
    let headline = week.map { self.headline($0.week.stack, $0.week.pooling) } ?? headline(rows)
    return PageSection(
      .pooling, headline: headline,
      howMeasured: """
        The highest hour of each environment, added up, against the highest hour of all of them together, on the same \
        clock. Their ratio is the diversity factor: 1 means that all peak together and pooling gains nothing. \
        Percentiles are not used: they do not add up.
        """, body: week?.chart(headline) ?? context.missingNote,
      tables: (week?.table.markup ?? .empty) + "<h4>Every resource of every stack</h4>\n"
        + table(rows, context).markup)
  }

  private static func headline(_ rows: [Row]) -> Markup {
    let best = rows.max { left, right in
      (left.pooling.diversityFactor ?? .zero) < (right.pooling.diversityFactor ?? .zero)
    }
    return best.map { headline($0.stack, $0.pooling) } ?? .empty
  }

  private static func headline(_ stack: StackID, _ pooling: StackComparison.Pooling) -> Markup {
    let factor = pooling.diversityFactor ?? .one
    let text = DisplayText.decimal(factor, places: 2)
    guard factor >= leastDiversity else {
      return """
        Pooling is not the reason: environments of \(Markup.name(stack.text)) peak together \
        (\(Markup.name(pooling.name)): diversity factor \(text)).
        """
    }
    let saved = DisplayText.percent(factor.numerator - factor.denominator, of: factor.numerator, places: 0)
    return """
      Environments of \(Markup.name(stack.text)) do not all peak at once: together they peak \(saved ?? "–") lower \
      (\(Markup.name(pooling.name)): diversity factor \(text)).
      """
  }

  private static func table(_ rows: [Row], _ context: SummaryContext) -> PageTable {
    let cells = rows.map { row -> [Markup] in
      let pooling = row.pooling
      let factor = pooling.diversityFactor ?? .one
      return [
        .name(row.stack.text), .name(pooling.name), "\(DisplayText.decimal(pooling.sumOfPeaks, places: 2))",
        "\(DisplayText.decimal(pooling.pooledPeak, places: 2))", "\(DisplayText.decimal(factor, places: 2))",
        "\(DisplayText.quantity(pooling.heldToday))", "\(DisplayText.quantity(pooling.rightSized))",
        "\(DisplayText.quantity(pooling.pooled))", "\(DisplayText.quantity(pooling.shared))",
        factor < leastDiversity ? "pooling is not the reason" : "pooling helps",
      ]
    }
    return PageTable(
      id: "peaks", caption: "Units held at a time in \(context.periodText): GPUs, cores, GiB",
      columns: [
        .name("Stack"), .name("Resource"), .number("Own peaks"), .number("Pooled peak"), .number("Diversity"),
        .number("Held today"), .number("Right-sized"), .number("Pooled"), .number("Shared"), .text("Finding"),
      ], groups: [.init(rows: cells)], moreIn: ComparisonFile.name(context.period))
  }
}
