internal import Comparison
internal import Metering

/// Why one cluster can be smaller than many, or why not: own peaks against the pooled peak.
enum PoolingSection {
  private struct Row {
    let stack: StackID
    let pooling: StackComparison.Pooling
  }

  /// Below this, pooling gains too little to be a reason for anything (economics.md §3.2).
  private static let leastDiversity = Fraction(11, 10)

  static func section(_ context: SummaryContext) -> PageSection? {
    let rows = context.shown.comparisons.filter { $0.verdict != .nothingToShare }
      .flatMap { stack in stack.pooling.map { Row(stack: stack.stack, pooling: $0) } }
      .filter { $0.pooling.diversityFactor != nil }
    guard !rows.isEmpty else { return nil }
    return PageSection(
      id: "pooling", question: "Why would one cluster be smaller?", headline: headline(rows),
      howMeasured: """
        The highest hour of each environment, added up, against the highest hour of all of them together, on the same \
        clock. Their ratio is the diversity factor: 1 means that all peak together and pooling gains nothing.
        """,
      body: legend + table(rows, context).markup)
  }

  private static let legend = Bar.legend([
    (.idle, false, "sum of the environments' own peaks"), (.used, false, "peak of all together"),
  ])

  private static func headline(_ rows: [Row]) -> Markup {
    let best = rows.max { left, right in
      (left.pooling.diversityFactor ?? .zero) < (right.pooling.diversityFactor ?? .zero)
    }
    guard let best, let factor = best.pooling.diversityFactor else { return .empty }
    let text = DisplayText.decimal(factor, places: 2)
    guard factor >= leastDiversity else {
      return "Pooling is not the reason: environments peak together (diversity factor \(text) at best)."
    }
    let saved = DisplayText.percent(
      factor.numerator - factor.denominator, of: factor.numerator, places: 0)
    return """
      Environments do not all peak at once: pooled, \(Markup.name(best.pooling.name)) of \
      \(Markup.name(best.stack.text)) peaks \(saved ?? "–") lower (diversity factor \(text)).
      """
  }

  private static func table(_ rows: [Row], _ context: SummaryContext) -> PageTable {
    let cells = rows.enumerated().map { index, row -> [Markup] in
      let pooling = row.pooling
      let factor = pooling.diversityFactor ?? .one
      return [
        .name(row.stack.text), .name(pooling.name), "\(DisplayText.decimal(pooling.sumOfPeaks, places: 2))",
        "\(DisplayText.decimal(pooling.pooledPeak, places: 2))", "\(DisplayText.decimal(factor, places: 2))",
        "\(DisplayText.quantity(pooling.heldToday))", "\(DisplayText.quantity(pooling.rightSized))",
        "\(DisplayText.quantity(pooling.pooled))", "\(DisplayText.quantity(pooling.shared))",
        bars(row, "pooling-\(index)"), factor < leastDiversity ? "pooling is not the reason" : "pooling helps",
      ]
    }
    return PageTable(
      id: "peaks", caption: "Units held at a time in \(context.periodText): GPUs, cores, GiB",
      columns: [
        .name("Stack"), .name("Resource"), .number("Own peaks"), .number("Pooled peak"), .number("Diversity"),
        .number("Held today"), .number("Right-sized"), .number("Pooled"), .number("Shared"),
        .chart("Own peaks above, pooled peak below"), .text("Finding"),
      ], groups: [.init(rows: cells)], moreIn: ComparisonFile.name(context.period))
  }

  /// Each resource has its own scale: GPUs and GiB do not compare.
  private static func bars(_ row: Row, _ id: String) -> Markup {
    let pooling = row.pooling
    let resource = Markup.plainName(pooling.name)
    // Thousandths of a unit: far finer than a pixel.
    func thousandths(_ value: Fraction) -> Int128 {
      value.numerator.scaled(by: 1_000, over: value.denominator, rounding: .halfEven) ?? 0
    }
    func bar(_ suffix: String, _ name: String, _ value: Fraction, _ colour: Bar.Colour) -> Markup {
      Bar(
        id: id + suffix, title: "\(name) of \(resource)", description: DisplayText.decimal(value, places: 2),
        segments: [.init(colour: colour, amount: thousandths(value))], scale: thousandths(pooling.sumOfPeaks)
      ).markup
    }
    return bar("-own", "Sum of own peaks", pooling.sumOfPeaks, .idle)
      + bar("-pooled", "Pooled peak", pooling.pooledPeak, .used)
  }
}
