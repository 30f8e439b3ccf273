import Configuration
package import Metering

/// Why one cluster can be smaller than many, or why it cannot: the demand for one pool, tenant by tenant and hour by
/// hour, through the seven days around the highest hour of all together.
///
///     units   ▁▂▅▇▅▂▁▁▂▆█▆▂▁        together, and the part of each tenant
///             Mon    Tue
///
/// Of all pools it is the one in which pooling alone changes the cost of capacity most: (right-sized − pooled) × price.
package struct DemandWeek: Sendable, Equatable, Codable {
  /// One tenant's part.
  package struct Series: Sendable, Equatable, Codable {
    /// nil: all others together.
    package let tenant: TenantID?
    /// Hour by hour: 7,200 is two units held through the hour.
    package let unitSeconds: [ExactDecimal]
  }

  package struct Day: Sendable, Equatable, Codable {
    package let date: CivilDate
    /// Its first hour, as a position in the week.
    package let firstHour: Int
    /// Its first hour with the highest demand together, as a position in the week.
    package let peakHour: Int
  }

  package let stack: StackID
  /// The pool's figures over all days compared; its peak lies in this week.
  package let pooling: StackComparison.Pooling
  /// Monday to Sunday, or the first or last seven days where the days compared begin or end in that week. An hour is
  /// one point: 169 at most, so none need be put together.
  package let days: [Day]
  /// Those who hold most in the week first, the others together last; hour by hour they add up to `together`.
  package let series: [Series]
  package let together: [ExactDecimal]

  /// As many series as can be told apart; with more tenants the last one is all others.
  package static let mostSeries = 5

  /// nil where nothing is shared, or nothing was held.
  /// `stacks`: measured over `days`.
  init?(
    of stacks: [MeasuredStack], days: Range<CivilDate>, calendar: OrganizationCalendar
  ) throws(ArithmeticOverflow) {
    guard let (stack, pooling, demand) = try Self.pool(stacks) else { return nil }
    let week = Self.week(around: demand.together.peakHour, in: days, calendar)
    let hours = week.hours
    self.stack = stack
    self.pooling = pooling
    together = Array(demand.together.unitSeconds[hours])
    series = try Self.series(demand.members.flatMap(\.tenants), hours)
    var first = 0
    var shown: [Day] = []
    for date in week.days {
      let end = min(together.count, first + calendar.hourCount(of: date))
      let peak = DemandCurve(Array(together[first..<end])).peakHour
      shown.append(Day(date: date, firstHour: first, peakHour: first + peak))
      first = end
    }
    self.days = shown
  }

  private static func pool(
    _ stacks: [MeasuredStack]
  ) throws(ArithmeticOverflow) -> (stack: StackID, pooling: StackComparison.Pooling, demand: PoolDemand)? {
    var best: (weight: Fraction, found: (StackID, StackComparison.Pooling, PoolDemand))?
    for stack in stacks where stack.comparison.verdict.isOfSharing {
      let sharing = try stack.input.atLevels().sharing
      for (pool, demand) in zip(try ResourcePool.pools(of: sharing, demand: stack.demand), stack.demand.pools) {
        guard let pooling = pool.pooling, demand.members.count > 1, demand.peak > .zero else { continue }
        let freed = try pooling.rightSized.minus(pooling.pooled)
        let weight = try freed.fraction.times(pool.unitCost)
        if best.map({ weight > $0.weight }) ?? true { best = (weight, (stack.input.stack, pooling, demand)) }
      }
    }
    return best?.found
  }

  /// The seven days around an hour, and their hours among all that are compared.
  private static func week(
    around hour: Int, in days: Range<CivilDate>, _ calendar: OrganizationCalendar
  ) -> (days: Range<CivilDate>, hours: Range<Int>) {
    var starts: [Int] = [0]
    for day in days { starts.append((starts.last ?? 0) + calendar.hourCount(of: day)) }
    let position = max(0, (starts.firstIndex { $0 > hour } ?? days.count) - 1)
    // Day 0 is 1 January 1970, a Thursday.
    let weekday = (days.lowerBound.dayNumber + position + 3) % 7
    let end = min(days.count, max(0, position - weekday) + 7)
    let first = max(0, end - 7)
    let dates = days.lowerBound.adding(days: first)..<days.lowerBound.adding(days: end)
    return (dates, starts[first]..<starts[end])
  }

  private static func series(
    _ demands: [TenantDemand], _ hours: Range<Int>
  ) throws(ArithmeticOverflow) -> [Series] {
    var tenants: [(tenant: TenantID, curve: DemandCurve, total: ExactDecimal)] = []
    for (tenant, demands) in Dictionary(grouping: demands, by: \.tenant) {
      let curve = try DemandCurve(sumOf: demands.map { DemandCurve(Array($0.unitSeconds[hours])) })
      tenants.append((tenant, curve, try curve.unitSeconds.total()))
    }
    tenants.sort { $0.total == $1.total ? $0.tenant < $1.tenant : $0.total > $1.total }
    let shown = tenants.count > mostSeries ? tenants.prefix(mostSeries - 1) : tenants[...]
    var series = shown.map { Series(tenant: $0.tenant, unitSeconds: $0.curve.unitSeconds) }
    let others = try DemandCurve(sumOf: tenants.dropFirst(shown.count).map(\.curve))
    if shown.count < tenants.count { series.append(Series(tenant: nil, unitSeconds: others.unitSeconds)) }
    return series
  }
}

extension DemandWeek.Series {
  /// Units held through an hour.
  package func units(in hour: Int) -> Fraction { DemandCurve.units(unitSeconds[hour]) }
}

extension DemandWeek {
  /// Units that all hold together through an hour.
  package func units(in hour: Int) -> Fraction { DemandCurve.units(together[hour]) }
}
