package import Configuration
package import Metering

/// Usage that went in and is not in the lines, or the other way round: a fault of the program, and nothing is
/// published.
package struct UsageNotConserved: Error, Equatable, Sendable, CustomStringConvertible {
  package let period: Period
  package let resource: ResourceID
  package let usageIn: ExactDecimal
  package let charged: ExactDecimal

  package var description: String {
    "\(period): usage of \(resource) does not tie: \(usageIn) went in and \(charged) is rated or unrated; "
      + "nothing is published"
  }
}

/// The charge lines of one period: usage times rates, and fixed costs by the day.
///
///     var charges = PeriodCharges(period: october, days: days, configuration: configuration)
///     for usage in rollups { try charges.add(usage) }
///     let lines = try charges.lines()
///
/// What is rated is the exact sum of a segment's days, and it is rounded once (architecture.md, "Exact numbers").
package struct PeriodCharges {
  private struct LineKey: Hashable {
    let series: SeriesKey
    let segment: Int
  }

  private let period: Period
  private let days: Range<CivilDate>
  private let project: Project
  private let catalogue: Catalogue
  private var segments: ChargeSegments
  private var quantities: [LineKey: ExactDecimal] = [:]
  /// What came in, to be found again in the lines.
  private var usageIn: [ResourceID: ExactDecimal] = [:]

  /// Charges of `period` on `days`: all of the period, or up to today where it is in progress.
  package init(period: Period, days: Range<CivilDate>, configuration: ProjectConfiguration) {
    precondition(
      period.days.lowerBound <= days.lowerBound && days.upperBound <= period.endDay, "days are of the period")
    self.period = period
    self.days = days
    project = configuration.project
    catalogue = configuration.catalogue
    segments = ChargeSegments(
      rateCard: configuration.rateCard, catalogue: configuration.catalogue, days: days)
  }

  /// Takes a day's usage of a series in. Days that are not charged are passed over.
  package mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) {
    guard days.contains(usage.day) else { return }
    let series = usage.series
    let found = segments.segments(
      tenant: series.tenant, environment: series.environment, resource: series.resource)
    guard let segment = found.firstIndex(where: { $0.days.contains(usage.day) }) else {
      preconditionFailure("segments cover every day that is charged")
    }
    let key = LineKey(series: series, segment: segment)
    let total = try usage.total()
    quantities[key] = try (quantities[key] ?? .zero).plus(total)
    usageIn[series.resource] = try (usageIn[series.resource] ?? .zero).plus(total)
  }

  /// The lines in the order of their identities, one each.
  ///
  /// Usage in is rated or unrated, or nothing goes out (architecture.md, "Exact numbers").
  package mutating func lines() throws -> [ChargeLine] {
    let lines = try makeLines()
    try checkUsage(lines)
    return lines
  }

  private func checkUsage(_ lines: [ChargeLine]) throws {
    var usageOut: [ResourceID: ExactDecimal] = [:]
    for line in lines where line.identity.category == .usage {
      let resource = ResourceID(line.identity.item)
      usageOut[resource] = try (usageOut[resource] ?? .zero).plus(line.quantity)
    }
    for (resource, quantity) in usageIn.sorted(by: { $0.key < $1.key }) {
      let charged = usageOut[resource] ?? .zero
      guard charged == quantity else {
        throw UsageNotConserved(period: period, resource: resource, usageIn: quantity, charged: charged)
      }
    }
  }

  private mutating func makeLines() throws(ArithmeticOverflow) -> [ChargeLine] {
    var usage: [ChargeLine.Identity: UsageSum] = [:]
    for (key, quantity) in quantities {
      let segment = segments.segments(
        tenant: key.series.tenant, environment: key.series.environment, resource: key.series.resource)[key.segment]
      let identity = ChargeLine.Identity(
        period: period, days: segment.days, tenant: key.series.tenant,
        stack: segment.stack(logged: key.series.stack), environment: key.series.environment,
        version: segment.version(logged: key.series.version), category: .usage, item: key.series.resource.text,
        rule: segment.rate?.reference ?? "")
      // Two series become one line where the catalogue gives both the same stack or version.
      let sum = try (usage[identity]?.quantity ?? .zero).plus(quantity)
      usage[identity] = UsageSum(quantity: sum, segment: segment, resource: key.series.resource)
    }
    var lines: [ChargeLine] = []
    for (identity, sum) in usage { lines.append(try line(identity, sum)) }
    for cost in catalogue.costs { lines += try fixedLines(cost) }
    return lines.sorted { $0.identity < $1.identity }
  }

  private struct UsageSum {
    let quantity: ExactDecimal
    let segment: ChargeSegment
    let resource: ResourceID
  }

  private func line(_ identity: ChargeLine.Identity, _ sum: UsageSum) throws(ArithmeticOverflow) -> ChargeLine {
    let meterUnit = project.unit(of: sum.resource)
    guard let rate = sum.segment.rate, let ratio = meterUnit?.ratio(to: rate.unit) else {
      return ChargeLine(
        identity: identity, account: sum.segment.account, quantity: sum.quantity, meterUnit: meterUnit, pricing: nil,
        amount: nil, currency: project.currency)
    }
    return ChargeLine(
      identity: identity, account: sum.segment.account, quantity: sum.quantity, meterUnit: meterUnit,
      pricing: ChargeLine.Pricing(unit: rate.unit, unitPrice: rate.price),
      amount: try sum.quantity.times(rate.price, ratio: ratio), currency: rate.currency)
  }

  /// A fixed cost by the day: its amount times the days it holds, over the days of the month. What is due up to a day
  /// is rounded and each line gets the difference, so the lines of a cost add to what the cost comes to.
  private mutating func fixedLines(_ cost: FixedCost) throws(ArithmeticOverflow) -> [ChargeLine] {
    let held = cost.validity.clamped(to: days)
    var lines: [ChargeLine] = []
    for (days, owner) in owners(of: cost.environment, on: held) {
      for segment in segments.segments(tenant: owner, environment: cost.environment, resource: nil) {
        let charged = segment.days.clamped(to: days)
        guard !charged.isEmpty else { continue }
        let first = held.lowerBound.distance(to: charged.lowerBound)
        let last = held.lowerBound.distance(to: charged.upperBound)
        let identity = ChargeLine.Identity(
          period: period, days: charged, tenant: owner, stack: segment.stack(logged: ""),
          environment: cost.environment, version: segment.version(logged: ""), category: cost.category,
          item: cost.item, rule: cost.reference)
        lines.append(
          ChargeLine(
            identity: identity, account: segment.account,
            quantity: try due(.one, last).minus(due(.one, first)), meterUnit: nil, pricing: nil,
            amount: try due(cost.amountPerMonth, last).minus(due(cost.amountPerMonth, first)),
            currency: cost.currency))
      }
    }
    return lines
  }

  private func due(_ amountPerMonth: ExactDecimal, _ dayCount: Int) throws(ArithmeticOverflow) -> ExactDecimal {
    try amountPerMonth.times(Fraction(Int128(dayCount), Int128(period.dayCount)))
  }

  /// Who owns an environment on which days; nobody where the catalogue does not tell.
  private func owners(
    of environment: EnvironmentID, on days: Range<CivilDate>
  ) -> [(days: Range<CivilDate>, owner: TenantID)] {
    var owners: [(days: Range<CivilDate>, owner: TenantID)] = []
    for day in days {
      let owner = catalogue.environment(environment, on: day)?.owner ?? TenantID(ReservedName.unallocated)
      if let last = owners.last, last.owner == owner {
        owners[owners.count - 1].days = last.days.lowerBound..<day.adding(days: 1)
      } else {
        owners.append((day..<day.adding(days: 1), owner))
      }
    }
    return owners
  }
}
