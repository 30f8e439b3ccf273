package import Metering

/// What was used on each day of a month and what of the charges falls on it: for who wants to see when.
///
/// A charge line is of many days and priced as one. Its cents are shared out over its days by what was used on them,
/// so that the days of a line add to the line.
package struct DailyUsage: Sendable, Equatable, Codable {
  /// One resource that a tenant used in an environment.
  package struct Series: Sendable, Equatable, Codable {
    package let tenant: TenantID
    package let environment: EnvironmentID
    package let resource: ResourceID
    /// The days with usage, in order.
    package let days: [Day]
  }

  package struct Day: Sendable, Equatable, Codable {
    package let day: CivilDate
    /// In the resource's own unit.
    package let quantity: ExactDecimal
    /// Decimal digits, as 128 bits are more than JSON's readers agree on.
    private let cents: String?

    init(day: CivilDate, quantity: ExactDecimal, minorUnits: Int128?) {
      self.day = day
      self.quantity = quantity
      cents = minorUnits.map { String($0) }
    }

    /// What usage costs at its rates, before what is taken off and added; nil: no price is known.
    package var minorUnits: Int128? { cents.flatMap { Int128($0) } }
  }

  /// By tenant, environment and resource.
  package let series: [Series]

  package static let none = DailyUsage(series: [])

  private init(series: [Series]) { self.series = series }
}

/// Adds up a month's usage by day.
package struct DailyUsageBuilder {
  private struct Key: Hashable {
    let tenant: TenantID
    let environment: EnvironmentID
    let resource: ResourceID

    init(tenant: TenantID, environment: EnvironmentID, resource: ResourceID) {
      self.tenant = tenant
      self.environment = environment
      self.resource = resource
    }

    init(_ series: SeriesKey) {
      self.init(tenant: series.tenant, environment: series.environment, resource: series.resource)
    }
  }

  /// Lines of one resource that are of the same days.
  private struct Span: Hashable {
    let key: Key
    let days: Range<CivilDate>
  }

  private var quantities: [Key: [CivilDate: ExactDecimal]] = [:]
  /// By the place of what is expected.
  private var expected: [Key] = []

  package init() {}

  package mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) {
    try add(usage.total(), on: usage.day, of: Key(usage.series))
  }

  /// Tells the series of the usage that is added by place.
  package mutating func expect(_ series: [SeriesKey]) { expected = series.map(Key.init) }

  /// The same by the series' place in what is expected.
  package mutating func add(_ usage: PlacedUsage) throws(ArithmeticOverflow) {
    try add(usage.total(), on: usage.day, of: expected[usage.place])
  }

  private mutating func add(
    _ quantity: ExactDecimal, on day: CivilDate, of key: Key
  ) throws(ArithmeticOverflow) {
    let before = quantities[key]?[day] ?? .zero
    quantities[key, default: [:]][day] = try before.plus(quantity)
  }

  /// `lines`: all of the month, with the cents they are posted at. Corrections are of other months and not in it.
  package func dailyUsage(
    _ lines: [(line: ChargeLine, minorUnits: Int128?)], currency: Currency
  ) throws(ArithmeticOverflow) -> DailyUsage {
    var spans: [Span: (exact: ExactDecimal, minorUnits: Int128)] = [:]
    for (line, minorUnits) in lines where line.identity.category == .usage && !line.isCorrection {
      guard let amount = line.amount, let minorUnits else { continue }
      let identity = line.identity
      let span = Span(
        key: Key(
          tenant: identity.tenant, environment: identity.environment, resource: ResourceID(identity.item)),
        days: identity.days)
      let before = spans[span] ?? (.zero, 0)
      spans[span] = (try before.exact.plus(amount), before.minorUnits + minorUnits)
    }
    var cents: [Key: [CivilDate: Int128]] = [:]
    for (span, sum) in spans {
      for (day, part) in try shared(sum.exact, sum.minorUnits, span, currency) {
        cents[span.key, default: [:]][day, default: 0] += part
      }
    }
    var series: [DailyUsage.Series] = []
    for (key, days) in quantities {
      series.append(
        DailyUsage.Series(
          tenant: key.tenant, environment: key.environment, resource: key.resource,
          days: days.sorted { $0.key < $1.key }.map { day, quantity in
            DailyUsage.Day(day: day, quantity: quantity, minorUnits: cents[key]?[day])
          }))
    }
    return DailyUsage(
      inOrder: series.sorted {
        ($0.tenant, $0.environment, $0.resource) < ($1.tenant, $1.environment, $1.resource)
      })
  }

  /// A sum over the days of its lines, by what was used on them; all on the first where that comes to nothing.
  private func shared(
    _ exact: ExactDecimal, _ minorUnits: Int128, _ span: Span, _ currency: Currency
  ) throws(ArithmeticOverflow) -> [(CivilDate, Int128)] {
    let days = (quantities[span.key] ?? [:]).filter { span.days.contains($0.key) }.sorted { $0.key < $1.key }
    let total = try days.map(\.value).total()
    guard let first = days.first else { return [] }
    guard !total.isZero else { return [(first.key, minorUnits)] }
    var amounts: [ExactDecimal] = []
    for day in days { amounts.append(try exact.times(day.value.over(total))) }
    return Array(zip(days.map(\.key), try tie(minorUnits, amounts: amounts, currency: currency)))
  }
}

extension DailyUsage {
  fileprivate init(inOrder series: [Series]) { self.init(series: series) }
}
