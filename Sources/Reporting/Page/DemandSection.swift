internal import Comparison
internal import Metering

/// Question 4: why one cluster can be smaller than many, or why it cannot.
enum DemandSection {
  static func section(_ context: SummaryContext) -> PageSection {
    let pools = PooledDemand.all(context.shown.comparisons)
    guard let best = pools.max(by: { $0.factor < $1.factor }) else {
      return PageSection(.pooling, without: withoutPeaks(context))
    }
    let week = context.findings?.demandWeek.map { DemandWeekPart(week: $0, context: context) }
    // The week's pool is one of them: its figures are the comparison's own.
    let drawn = week.flatMap { part in
      pools.first { $0.stack == part.week.stack && $0.pooling.name == part.week.pooling.name }
    }
    let pool = drawn ?? best
    let headline = PooledHeadline(pool).markup
    let peaks = DemandPeaksPart(pools: pools, context: context)
    return PageSection(
      .pooling, headline: headline,
      howMeasured: """
        The highest hour of each environment, added up, against the highest hour of all of them together, on the same \
        clock. Their ratio is the diversity factor, \(DisplayText.decimal(pool.factor, places: 2)) here: 1 means that \
        all peak together and pooling gains nothing. Percentiles are not used: they do not add up.
        """,
      body: (week.map { choice($0.week, of: pools) + $0.chart(headline) } ?? context.missingNote) + peaks.markup,
      tables: (week?.table.markup ?? .empty) + "<h4>Every resource of every stack</h4>\n"
        + table(pools, context).markup)
  }

  /// Why there are no peaks to hold against each other.
  private static func withoutPeaks(_ context: SummaryContext) -> Markup {
    let isHeld = context.shown.comparisons.contains { $0.verdict.isOfSharing && !$0.pooling.isEmpty }
    return context.withoutAnswer(
      isHeld
        ? "Nothing of the capacity of stacks that could be shared was in use, so there are no peaks to compare."
        : "No capacity is recorded for any stack that could be shared, so its peaks cannot be compared.")
  }

  /// Which of the pools is drawn hour by hour, and why that one.
  private static func choice(_ week: DemandWeek, of pools: [PooledDemand]) -> Markup {
    guard pools.count > 1 else { return .empty }
    let reason: Markup =
      week.pooling.pooled < week.pooling.rightSized
      ? "pooling alone takes most off the cost of capacity there" : "pooling alone takes nothing off the cost of any"
    return """
      <p class="how">One of \(DisplayText.count(pools.count)) pools is drawn hour by hour, that of \
      \(Markup.name(week.stack.text)) (\(Markup.name(week.pooling.name))): \(reason). The peaks of the others are \
      below and in the figures.</p>

      """
  }

  private static func table(_ pools: [PooledDemand], _ context: SummaryContext) -> PageTable {
    let cells = pools.map { pool -> [Markup] in
      let pooling = pool.pooling
      return [
        .name(pool.stack.text), .name(pooling.name), "\(DisplayText.decimal(pooling.sumOfPeaks, places: 2))",
        "\(DisplayText.decimal(pooling.pooledPeak, places: 2))", "\(DisplayText.decimal(pool.factor, places: 2))",
        "\(DisplayText.quantity(pooling.heldToday))", "\(DisplayText.quantity(pooling.rightSized))",
        "\(DisplayText.quantity(pooling.pooled))", "\(DisplayText.quantity(pooling.shared))",
        pool.isReason ? "pooling helps" : "pooling is not the reason",
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
