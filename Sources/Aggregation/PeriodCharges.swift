package import Configuration
package import Metering

/// Usage that went in and is not in the lines, or the other way round: a fault of the program, and nothing is
/// published.
package struct UsageNotConserved: Error, Equatable, Sendable, CustomStringConvertible {
  package let period: Period
  package let resource: ResourceID
  /// The unit that the log tells of it; nil: the resource's own.
  var toldUnit: MeteringUnit?
  package let usageIn: ExactDecimal
  package let charged: ExactDecimal

  package var description: String {
    "\(period): usage of \(resource)\(toldUnit.map { " in \($0)" } ?? "") does not tie: \(usageIn) went in and "
      + "\(charged) is rated or unrated; nothing is published"
  }
}

/// The charge lines of one period: usage at its rates with what is taken off and added, and fixed costs by the day.
///
///     var charges = PeriodCharges(period: october, days: days, configuration: configuration, credits: balances)
///     for usage in rollups { try charges.add(usage) }
///     let lines = try charges.lines()
///
/// The steps are those of economics.md §2.2, each a line of its own: list price or tier, discount, markup, minimum,
/// credit. What is rated is the exact sum of a segment's days, and it is rounded once (architecture.md, "Exact
/// numbers"). What cost pools gather and share out comes behind (`CostPooling`).
package struct PeriodCharges {
  /// What came of one series: a sum per segment.
  struct SeriesUsage {
    let segments: [ChargeSegment]
    /// nil where nothing was used.
    var quantities: [ExactDecimal?]
    let ends: [CivilDate]

    init(_ segments: [ChargeSegment]) {
      self.segments = segments
      quantities = [ExactDecimal?](repeating: nil, count: segments.count)
      ends = segments.map(\.days.upperBound)
    }

    /// `day`: one that is charged, for segments cover all of those.
    mutating func add(_ quantity: ExactDecimal, on day: CivilDate) throws(ArithmeticOverflow) {
      guard let segment = ends.firstIndex(where: { day < $0 }) else {
        preconditionFailure("segments cover every day that is charged")
      }
      quantities[segment] = try (quantities[segment] ?? .zero).plus(quantity)
    }
  }

  let period: Period
  let days: Range<CivilDate>
  let project: Project
  let catalogue: Catalogue
  let adjustments: Adjustments
  private let exchangeRates: ExchangeRates
  private let balances: CreditBalances
  private let segments: ChargeSegments
  private var pooling: CostPooling
  private(set) var positions: [SeriesKey: Int] = [:]
  private(set) var usage: [SeriesUsage] = []
  /// What `expect` told, and where each of its series is in `usage`.
  private var expected: [SeriesKey] = []
  private var places: [Int?] = []
  /// What came in, to be found again in the lines.
  private var usageIn: [Metered: ExactDecimal] = [:]

  /// What adds up.
  private struct Metered: Hashable, Comparable {
    let resource: ResourceID
    let toldUnit: MeteringUnit?

    init(_ series: SeriesKey) { (resource, toldUnit) = (series.resource, series.toldUnit) }

    init(_ line: ChargeLine) { (resource, toldUnit) = (ResourceID(line.identity.item), line.toldUnit) }

    static func < (left: Metered, right: Metered) -> Bool {
      left.resource != right.resource
        ? left.resource < right.resource
        : bytewise(left.toldUnit?.name ?? "", precedes: right.toldUnit?.name ?? "")
    }
  }

  /// Charges of `period` on `days`: all of the period, or up to today where it is in progress.
  /// `credits`: what is left of them when the period begins.
  package init(
    period: Period, days: Range<CivilDate>, configuration: ProjectConfiguration, credits: CreditBalances
  ) {
    precondition(
      period.days.lowerBound <= days.lowerBound && days.upperBound <= period.endDay, "days are of the period")
    self.period = period
    self.days = days
    project = configuration.project
    catalogue = configuration.catalogue
    adjustments = configuration.adjustments
    exchangeRates = configuration.exchangeRates
    balances = credits
    segments = ChargeSegments(configuration: configuration, days: days)
    pooling = CostPooling(period: period, days: days, configuration: configuration)
  }

  /// Takes a day's usage of a series in. Days that are not charged are passed over.
  package mutating func add(_ dayUsage: DayUsage) throws(ArithmeticOverflow) {
    guard days.contains(dayUsage.day) else { return }
    let total = try dayUsage.total()
    try usage[position(of: dayUsage.series)].add(total, on: dayUsage.day)
    let metered = Metered(dayUsage.series)
    usageIn[metered] = try (usageIn[metered] ?? .zero).plus(total)
    try pooling.add(dayUsage)
  }

  /// Tells the series of the usage that is added by place.
  package mutating func expect(_ series: [SeriesKey]) {
    expected = series
    places = [Int?](repeating: nil, count: series.count)
  }

  /// The same by the series' place in what is expected.
  package mutating func add(_ placed: PlacedUsage) throws(ArithmeticOverflow) {
    guard days.contains(placed.day) else { return }
    let position = places[placed.place] ?? position(of: expected[placed.place])
    places[placed.place] = position
    let total = try placed.total()
    try usage[position].add(total, on: placed.day)
    let metered = Metered(expected[placed.place])
    usageIn[metered] = try (usageIn[metered] ?? .zero).plus(total)
    if pooling.takesUsage {
      try pooling.add(DayUsage(series: expected[placed.place], day: placed.day, hours: placed.hours))
    }
  }

  private mutating func position(of series: SeriesKey) -> Int {
    if let position = positions[series] { return position }
    usage.append(SeriesUsage(segments.segments(of: series)))
    positions[series] = usage.count - 1
    return usage.count - 1
  }

  /// The lines in the order of their identities, one each.
  ///
  /// Usage in is rated or unrated, or nothing goes out (architecture.md, "Exact numbers"). Throws
  /// `MissingExchangeRate` for the earliest day on which something is charged in a currency that nothing converts.
  package func lines() throws -> [ChargeLine] { try lines(noting: nil) }

  var currency: Currency { project.currency }

  /// `note`: hears what is found on the way and no line tells.
  func lines(noting note: ((RatingNote) -> Void)?) throws -> [ChargeLine] {
    let direct = try directLines(note)
    try checkUsage(direct)
    return try pooling.lines(direct: direct)
  }

  private func checkUsage(_ lines: [ChargeLine]) throws {
    var usageOut: [Metered: ExactDecimal] = [:]
    for line in lines where line.identity.category == .usage {
      let metered = Metered(line)
      usageOut[metered] = try (usageOut[metered] ?? .zero).plus(line.quantity)
    }
    for (metered, quantity) in usageIn.sorted(by: { $0.key < $1.key }) {
      let charged = usageOut[metered] ?? .zero
      guard charged == quantity else {
        throw UsageNotConserved(
          period: period, resource: metered.resource, toldUnit: metered.toldUnit, usageIn: quantity, charged: charged)
      }
    }
  }

  private func directLines(_ note: ((RatingNote) -> Void)?) throws -> [ChargeLine] {
    let cells = try cells()
    note?(.cells(cells))
    let usageLines = try UsageRating(currency: project.currency, note: note).lines(cells)
    var credits = CreditUse(
      period: period, days: days, currency: project.currency, exchangeRates: exchangeRates, note: note)
    var contracted: [ExactText: ExactDecimal] = [:]
    var lines: [ChargeLine] = []
    for (cell, usageLines) in zip(cells, usageLines) {
      let rated = try RatedUsage(cell, usageLines)
      lines += rated.lines
      for minimum in cell.segment.adjustments.minimums {
        let id = ExactText(minimum.id)
        contracted[id] = try (contracted[id] ?? .zero).plus(rated.contracted())
      }
      try credits.add(rated)
    }
    let minimums = MinimumCharge(
      period: period, days: days, catalogue: catalogue, currency: project.currency, exchangeRates: exchangeRates)
    note?(.contracted(contracted))
    for minimum in adjustments.minimums {
      guard let line = try minimums.line(minimum, contracted: contracted[ExactText(minimum.id)] ?? .zero) else {
        continue
      }
      lines.append(line)
      credits.add(minimum: line, credits: adjustments.credits)
    }
    lines += try credits.lines(adjustments.credits, balances)
    for cost in catalogue.costs { lines += try fixedLines(cost) }
    lines += try ConversionResidue(period: period, days: days).lines(of: lines)
    return lines.indices.sorted { lines[$0].identity < lines[$1].identity }.map { lines[$0] }
  }

  /// What was used, per identity and in its order. Two series become one cell where the catalogue gives both the same
  /// stack or version.
  private func cells() throws -> [UsageCell] {
    var cells: [ChargeLine.Identity: UsageCell] = [:]
    var missing: [MissingExchangeRate] = []
    for (series, position) in positions {
      for (segment, quantity) in zip(usage[position].segments, usage[position].quantities) {
        guard let quantity else { continue }
        guard let exchange = segment.exchange else {
          missing.append(Self.missing(segment, project.currency))
          continue
        }
        let identity = identity(of: series, segment)
        let before = cells[identity]?.quantity ?? .zero
        cells[identity] = UsageCell(
          identity: identity, segment: segment, exchange: exchange, quantity: try before.plus(quantity),
          meterUnit: series.toldUnit ?? project.unit(of: series.resource))
      }
    }
    if let first = missing.min() { throw first }
    // Places are moved about while sorting, not cells.
    let all = Array(cells.values)
    return all.indices.sorted { all[$0].identity < all[$1].identity }.map { all[$0] }
  }

  private static func missing(_ segment: ChargeSegment, _ projects: Currency) -> MissingExchangeRate {
    MissingExchangeRate(
      from: segment.rate?.currency ?? projects, to: projects, day: segment.days.lowerBound,
      neededBy: segment.rate?.reference ?? "")
  }

  /// Of a line that no rate has made.
  func identity(of series: SeriesKey, _ segment: ChargeSegment) -> ChargeLine.Identity {
    ChargeLine.Identity(
      period: period, days: segment.days, tenant: series.tenant, stack: segment.stack,
      environment: series.environment, version: segment.version(logged: series.version), category: .usage,
      item: series.resource.text, rule: ChargeLine.Identity.rule(ofToldUnit: series.toldUnit))
  }

  /// A series as it is charged on a day: with the stack and the version of its lines.
  /// `series`: one whose usage was taken in; another comes back as it is.
  package func asCharged(_ series: SeriesKey, on day: CivilDate) -> SeriesKey {
    guard let position = positions[series],
      let segment = usage[position].segments.first(where: { $0.days.contains(day) })
    else { return series }
    return SeriesKey(
      tenant: series.tenant, stack: segment.stack, environment: series.environment,
      version: segment.version(logged: series.version), resource: series.resource, toldUnit: series.toldUnit)
  }

  /// A fixed cost by the day: its amount times the days it holds, over the days of the month. What is due up to a day
  /// is rounded and each line gets the difference, so the lines of a cost add to what it comes to, in its currency.
  private func fixedLines(_ cost: FixedCost) throws -> [ChargeLine] {
    let held = cost.validity.clamped(to: days)
    var lines: [ChargeLine] = []
    for (days, owner) in owners(of: cost.environment, on: held) {
      for segment in segments.segments(of: cost, tenant: owner) {
        let charged = segment.days.clamped(to: days)
        guard !charged.isEmpty else { continue }
        let exchange = try exchangeRates.exchange(
          from: cost.currency, to: project.currency, on: charged.lowerBound, neededBy: cost.reference)
        let first = held.lowerBound.distance(to: charged.lowerBound)
        let last = held.lowerBound.distance(to: charged.upperBound)
        let identity = ChargeLine.Identity(
          period: period, days: charged, tenant: owner, stack: segment.stack,
          environment: cost.environment, version: segment.version(logged: ""), category: cost.category,
          item: cost.item, rule: cost.reference)
        lines.append(
          try ChargeLine(
            identity: identity, account: segment.account,
            quantity: try due(.one, last).minus(due(.one, first)), meterUnit: nil, pricing: nil,
            priced: try due(cost.amountPerMonth, last).minus(due(cost.amountPerMonth, first)), exchange: exchange))
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
