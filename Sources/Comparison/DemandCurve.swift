package import Configuration
package import Metering

/// Demand for one resource, hour by hour, and the figures it is sized on (economics.md §1.3).
///
///     unit-seconds   7_200   3_600   0        one cell an hour
///     units          2       1       0        held through the hour
///
/// Everything is told in units as an exact fraction: nothing is rounded before it becomes whole nodes. A correction can
/// make a cell negative, and counts as it is; a statistic below 0 is 0, for nobody holds fewer than no units.
package struct DemandCurve: Sendable, Equatable {
  package let unitSeconds: [ExactDecimal]

  package init(_ unitSeconds: [ExactDecimal]) { self.unitSeconds = unitSeconds }

  /// The demand of several curves on the same clock together; nothing of none.
  /// `curves`: all of the same hours.
  package init(sumOf curves: [DemandCurve]) throws(ArithmeticOverflow) {
    var sum = curves.first?.unitSeconds ?? []
    for curve in curves.dropFirst() {
      let cells = curve.unitSeconds
      precondition(cells.count == sum.count, "demand is pooled on one clock: the same hours for all")
      for hour in sum.indices {
        let (cell, overflow) = sum[hour].picounits.addingReportingOverflow(cells[hour].picounits)
        guard !overflow else { throw ArithmeticOverflow("+", [sum[hour].description, cells[hour].description]) }
        sum[hour] = ExactDecimal(picounits: cell)
      }
    }
    unitSeconds = sum
  }

  /// The highest hour.
  package var peak: Fraction { Self.units(unitSeconds.max() ?? .zero) }

  /// The first hour of the peak, as a position; 0 without hours.
  package var peakHour: Int {
    var best = 0
    for hour in unitSeconds.indices where unitSeconds[hour] > unitSeconds[best] { best = hour }
    return best
  }

  /// The mean of the `count` highest hours, or of all where there are fewer. Like the peak it is subadditive, and one
  /// odd hour does not decide it.
  /// `count`: at least 1.
  package func meanOfHighest(_ count: Int) throws(ArithmeticOverflow) -> Fraction {
    precondition(count >= 1, "a mean is of one hour at least")
    let counted = min(count, unitSeconds.count)
    guard counted > 0 else { return .zero }
    // Of those beyond, none is higher; and what is added exactly may be added in any order.
    let highest = unitSeconds.withLowest(unitSeconds.count - counted).suffix(counted)
    return Self.units(try highest.total(), over: counted)
  }

  /// The smallest demand that at least the given share of the hours does not exceed (nearest rank); 0 without hours.
  ///
  /// For inspection only, never for sizing: percentiles are not subadditive. Two environments with a 95th percentile of
  /// 1 each can have a pooled one of 11 (V02), which makes sharing look dear, or the separate environments look cheap.
  /// `share`: above 0, at most 1.
  package func percentile(_ share: Fraction) throws(ArithmeticOverflow) -> Fraction {
    precondition(share > .zero && share <= .one, "a percentile is of a share above 0 and at most 1")
    guard !unitSeconds.isEmpty else { return .zero }
    let rank = Int(try share.times(Fraction(Int128(unitSeconds.count))).roundedUp)
    return Self.units(unitSeconds.withLowest(rank - 1)[rank - 1])
  }

  /// What capacity is sized on.
  package func value(of statistic: SharingAssumptions.Statistic) throws(ArithmeticOverflow) -> Fraction {
    switch statistic {
    case .peak: peak
    case .topHours(let count): try meanOfHighest(count)
    }
  }

  /// Whether no hour is negative, so that adding this curve to another lowers nothing.
  var isNonNegative: Bool { unitSeconds.allSatisfy { !$0.isNegative } }

  /// Mean ÷ peak: how evenly the demand is spread over the hours; nil without demand.
  package func loadFactor() throws(ArithmeticOverflow) -> Fraction? {
    guard peak > .zero else { return nil }
    return try Self.units(try unitSeconds.total(), over: unitSeconds.count).over(peak)
  }

  /// Units held through `hours` hours; a demand below 0 is none.
  static func units(_ unitSeconds: ExactDecimal, over hours: Int = 1) -> Fraction {
    max(.zero, Fraction(unitSeconds.picounits, ExactDecimal.one.picounits * 3_600 * Int128(hours)))
  }
}
