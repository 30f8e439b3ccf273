import Comparison
import Metering

extension ComparisonText {
  /// Why one environment can hold less than many, or why not: own peaks against the peak of all together, and what
  /// means, spreads and correlation alone would make of them.
  var pooling: [String] {
    var table = TextTable([
      .text("stack"), .text("pool"), .number("own peaks"), .number("pooled"), .number("diversity"),
      .number("by spread"), .number("correlation"), .number("load"), .text("most at the peak"),
    ])
    for stack in comparisons where stack.verdict.isOfSharing {
      for pool in stack.pooling {
        guard let factor = pool.diversityFactor else { continue }
        table.add([
          stack.stack.text, pool.name, DisplayText.decimal(pool.sumOfPeaks, places: 2),
          DisplayText.decimal(pool.pooledPeak, places: 2), DisplayText.decimal(factor, places: 2),
          pool.parametric.map { DisplayText.decimal($0.diversityFactor.fraction, places: 2) } ?? "–",
          pool.parametric.map { DisplayText.decimal($0.correlation.fraction, places: 2) } ?? "–",
          pool.loadFactor.flatMap { DisplayText.percent($0.numerator, of: $0.denominator, places: 0) } ?? "–",
          pool.atPeak.first.map { "\($0.tenant) \(DisplayText.decimal($0.units, places: 2))" } ?? "–",
        ])
      }
    }
    guard !table.rows.isEmpty else { return [] }
    let misleading = comparisons.flatMap(\.pooling).filter(\.percentilesMislead).map(\.name)
    let percentiles =
      misleading.isEmpty
      ? []
      : [
        "Nothing is sized on 95th percentiles: those of the environments add up to less than the pooled one for "
          + Set(misleading).sorted { bytewise($0, precedes: $1) }.joined(separator: "; ") + "."
      ]
    return table.lines + percentiles + [
      "Diversity is measured: own peaks by the pooled one. By spread it would be what it is for environments alike, "
        + "two deviations above their mean, with this correlation of any two: the nearer it is to 1, "
        + "the less pooling gains."
    ]
  }

  /// The months of a comparison over several, side by side.
  var monthColumns: [String] {
    guard let months else { return [] }
    var table = TextTable([.text("month"), .number("today"), .number("shared"), .number("saving")])
    for month in months.months {
      table.add([
        DisplayText.month(month.period), exact(month.all.today), exact(month.all.shared), signed(month.all.saving),
      ])
    }
    table.add(["all", exact(organization.today), exact(organization.shared), signed(organization.saving)])
    return table.lines
  }
}
