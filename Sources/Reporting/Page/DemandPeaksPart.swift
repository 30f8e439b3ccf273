internal import Comparison
internal import Metering

/// What one pool of a stack gains: the own peaks of its environments beside the peak of all together.
struct PooledDemand: Sendable {
  let stack: StackID
  let pooling: StackComparison.Pooling
  /// Own peaks ÷ peak together, 1 or more.
  let factor: Fraction

  /// Below this, pooling gains too little to be a reason for anything (economics.md §3.2).
  private static let leastFactor = Fraction(11, 10)

  var isReason: Bool { factor >= Self.leastFactor }

  /// The pools with demand, of all stacks that have something to share.
  static func all(_ comparisons: [StackComparison]) -> [PooledDemand] {
    comparisons.filter { $0.verdict.isOfSharing }.flatMap { stack in
      stack.pooling.compactMap { pooling in
        pooling.diversityFactor.map { PooledDemand(stack: stack.stack, pooling: pooling, factor: $0) }
      }
    }
  }
}

/// Every pool's peak together as a share of its own peaks, where pooling gains most first: the one week that is drawn
/// is one of many.
///
///     notebooks: gpu.l4           44.07 → 23.18
///     ██████████████▒▒▒▒▒▒▒▒▒▒▒▒▒
struct DemandPeaksPart: Sendable {
  let pools: [PooledDemand]
  let context: SummaryContext

  private var shown: ArraySlice<PooledDemand> {
    pools.sorted { left, right in
      if left.factor != right.factor { return left.factor > right.factor }
      return left.stack != right.stack
        ? left.stack < right.stack : bytewise(left.pooling.name, precedes: right.pooling.name)
    }.prefix(PageTable.chartRows)
  }

  var markup: Markup {
    let left = LeftOut.note(
      [.init(pools.count - shown.count, "more pool", "more pools")], remark: ", with less to gain")
    return "<p class=\"chart-title\">\(title)</p>\n" + Self.legend + chart.markup + left
  }

  private var title: Markup {
    "Every stack and resource in \(context.periodText): units in the highest hour, own peaks added up → all together"
  }

  private static let legend = Bar.legend([
    (.used, false, "held in the highest hour of all together"),
    (.idle, false, "idle even then, if each had its own peak"),
  ])

  private var finding: Markup {
    let reasons = pools.count(where: \.isReason)
    return """
      In \(DisplayText.count(reasons)) of \(DisplayText.counted(pools.count, "pool", "pools")) peaks are far enough \
      apart for pooling to help.
      """
  }

  private var chart: RowChart {
    RowChart(
      id: "peaks-chart", title: title, finding: finding,
      rows: shown.map { pool in
        let (own, together) = (pool.pooling.sumOfPeaks, pool.pooling.pooledPeak)
        let part = pool.factor.denominator.scaled(by: Self.whole, over: pool.factor.numerator, rounding: .halfEven)
        let held = part ?? Self.whole
        // Large ones without decimals, so that they have room on a phone.
        let values = [own, together].map { DisplayText.decimal($0, places: own < Fraction(1_000) ? 2 : 0) }
        return RowChart.Row(
          label: label(pool), value: values.joined(separator: " → "),
          bars: [RowChart.stacked([(.used, held), (.idle, Self.whole - held)])])
      }, labelRoom: 110)
  }

  /// All own peaks added up: units differ from pool to pool, so every bar is a whole.
  private static let whole: Int128 = 10_000

  /// The resource alone where its stack has one pool of it.
  private func label(_ pool: PooledDemand) -> String {
    let alike = pools.count { $0.stack == pool.stack && $0.pooling.resource == pool.pooling.resource }
    return "\(pool.stack.text): \(alike == 1 ? pool.pooling.resource.text : pool.pooling.name)"
  }
}
