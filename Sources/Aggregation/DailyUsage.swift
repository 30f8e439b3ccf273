package import Metering

/// What was used on each day of a month and what of the charges falls on it: for who wants to see when.
///
/// A charge line is of many days and priced as one. Its cents are shared out over its days by what was used on them,
/// so that the days of a line add to the line.
package struct DailyUsage: Sendable, Equatable, Codable {
  /// One resource that a tenant used in an environment, as its charge lines have it.
  package struct Series: Sendable, Equatable, Codable {
    package let tenant: TenantID
    /// Empty where the closing of the month did not keep it.
    package let stack: StackID
    package let environment: EnvironmentID
    /// Empty where it is not known, or where the closing of the month did not keep it.
    package let version: VersionID
    package let resource: ResourceID
    /// As in `SeriesKey`.
    package let toldUnit: MeteringUnit?
    /// The days with usage, in order.
    package let days: [Day]

    private enum CodingKeys: String, CodingKey {
      case tenant, stack, environment, version, resource, toldUnit, days
    }

    init(_ key: SeriesKey, days: [Day]) {
      tenant = key.tenant
      stack = key.stack
      environment = key.environment
      version = key.version
      resource = key.resource
      toldUnit = key.toldUnit
      self.days = days
    }

    package init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      tenant = try values.decode(TenantID.self, forKey: .tenant)
      stack = try values.decodeIfPresent(StackID.self, forKey: .stack) ?? ""
      environment = try values.decode(EnvironmentID.self, forKey: .environment)
      version = try values.decodeIfPresent(VersionID.self, forKey: .version) ?? ""
      resource = try values.decode(ResourceID.self, forKey: .resource)
      let unit = try values.decodeIfPresent(String.self, forKey: .toldUnit)
      toldUnit = unit.flatMap { MeteringUnit($0) }
      guard (unit == nil) == (toldUnit == nil) else {
        throw DecodingError.dataCorruptedError(forKey: .toldUnit, in: values, debugDescription: "a unit is unknown")
      }
      // A month that was closed before has an object for each day.
      guard let text = try? values.decode(String.self, forKey: .days) else {
        days = try values.decode([Day].self, forKey: .days)
        return
      }
      let found = text.split(separator: ";").map { Day(codedText: $0) }
      days = found.compactMap { $0 }
      guard days.count == found.count else {
        throw DecodingError.dataCorruptedError(forKey: .days, in: values, debugDescription: "a day cannot be read")
      }
    }

    /// All days in one text, `2026-10-01 12.5 300;…`: a month has hundreds of thousands of them.
    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(tenant, forKey: .tenant)
      try values.encode(stack, forKey: .stack)
      try values.encode(environment, forKey: .environment)
      try values.encode(version, forKey: .version)
      try values.encode(resource, forKey: .resource)
      try values.encodeIfPresent(toldUnit?.name, forKey: .toldUnit)
      try values.encode(days.map(\.codedText).joined(separator: ";"), forKey: .days)
    }
  }

  package struct Day: Sendable, Equatable, Codable {
    package let day: CivilDate
    /// In the unit that the series tells, else in the resource's own.
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

    /// The day, the quantity and the cents, which are left out where no price is known.
    fileprivate var codedText: String {
      "\(day) \(quantity.codedText)" + (cents.map { " \($0)" } ?? "")
    }

    fileprivate init?(codedText: Substring) {
      let parts = codedText.split(separator: " ")
      guard parts.count == 2 || parts.count == 3, let day = CivilDate(String(parts[0])),
        let quantity = ExactDecimal(codedText: String(parts[1]))
      else { return nil }
      self.day = day
      self.quantity = quantity
      cents = parts.count == 3 ? String(parts[2]) : nil
      guard cents == nil || minorUnits != nil else { return nil }
    }
  }

  /// By tenant, stack, environment, version and resource.
  package let series: [Series]

  package static let none = DailyUsage(series: [])

  private init(series: [Series]) { self.series = series }
}

/// Adds up a month's usage by day.
package struct DailyUsageBuilder {
  /// Lines of one resource that are of the same days.
  private struct Span: Hashable {
    let key: SeriesKey
    let days: Range<CivilDate>
  }

  private var positions: [SeriesKey: Int] = [:]
  private var series: [SeriesKey] = []
  /// Of each series.
  private var quantities: [[CivilDate: ExactDecimal]] = []
  /// Where in `series` what is expected is, by its place.
  private var expected: [Int] = []

  package init() {}

  package mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) {
    try add(usage.total(), on: usage.day, to: position(of: usage.series))
  }

  /// Tells the series of the usage that is added by place.
  package mutating func expect(_ series: [SeriesKey]) { expected = series.map { position(of: $0) } }

  /// The same by the series' place in what is expected.
  package mutating func add(_ usage: PlacedUsage) throws(ArithmeticOverflow) {
    try add(usage.total(), on: usage.day, to: expected[usage.place])
  }

  private mutating func position(of series: SeriesKey) -> Int {
    if let position = positions[series] { return position }
    positions[series] = self.series.count
    self.series.append(series)
    quantities.append([:])
    return quantities.count - 1
  }

  private mutating func add(
    _ quantity: ExactDecimal, on day: CivilDate, to position: Int
  ) throws(ArithmeticOverflow) {
    quantities[position][day] = try (quantities[position][day] ?? .zero).plus(quantity)
  }

  /// The same usage by the series that it is charged as, of which several may be one.
  package func charged(
    as charged: (SeriesKey, CivilDate) -> SeriesKey
  ) throws(ArithmeticOverflow) -> DailyUsageBuilder {
    var builder = DailyUsageBuilder()
    for (series, days) in zip(series, quantities) {
      for (day, quantity) in days { try builder.add(quantity, on: day, to: builder.position(of: charged(series, day))) }
    }
    return builder
  }

  /// `lines`: all of the month, with the cents they are posted at. Corrections are of other months and not in it.
  package func dailyUsage(
    _ lines: [(line: ChargeLine, minorUnits: Int128?)], currency: Currency
  ) throws(ArithmeticOverflow) -> DailyUsage {
    var spans: [Span: (exact: ExactDecimal, minorUnits: Int128)] = [:]
    for (line, minorUnits) in lines where line.identity.category == .usage && !line.isCorrection {
      guard let amount = line.amount, let minorUnits else { continue }
      let span = Span(key: SeriesKey(usageOf: line.identity), days: line.identity.days)
      let before = spans[span] ?? (.zero, 0)
      spans[span] = (try before.exact.plus(amount), before.minorUnits + minorUnits)
    }
    var cents: [SeriesKey: [CivilDate: Int128]] = [:]
    for (span, sum) in spans {
      for (day, part) in try shared(sum.exact, sum.minorUnits, span, currency) {
        cents[span.key, default: [:]][day, default: 0] += part
      }
    }
    let used = zip(series, quantities).filter { !$1.isEmpty }.sorted { $0.0 < $1.0 }
    return DailyUsage(
      inOrder: used.map { series, days in
        DailyUsage.Series(
          series,
          days: days.sorted { $0.key < $1.key }.map { day, quantity in
            DailyUsage.Day(day: day, quantity: quantity, minorUnits: cents[series]?[day])
          })
      })
  }

  /// A sum over the days of its lines, by what was used on them; all on the first where that comes to nothing.
  private func shared(
    _ exact: ExactDecimal, _ minorUnits: Int128, _ span: Span, _ currency: Currency
  ) throws(ArithmeticOverflow) -> [(CivilDate, Int128)] {
    let used = positions[span.key].map { quantities[$0] } ?? [:]
    let days = used.filter { span.days.contains($0.key) }.sorted { $0.key < $1.key }
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

extension SeriesKey {
  /// What a line of usage with a price is of.
  fileprivate init(usageOf identity: ChargeLine.Identity) {
    self.init(
      tenant: identity.tenant, stack: identity.stack, environment: identity.environment, version: identity.version,
      resource: ResourceID(identity.item))
  }
}
