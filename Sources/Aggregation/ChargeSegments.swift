import Configuration
import Metering

/// What holds for a tenant's use of a resource in an environment on some days: one charge line is made per segment, or
/// one per tier.
struct ChargeSegment: Equatable {
  let days: Range<CivilDate>
  /// Where the usage belongs: the catalogue's stack where it knows the environment, else the log's, else unmapped.
  let stack: StackID
  /// nil: unrated.
  let rate: Rate?
  /// How what is priced here becomes an amount of the project's currency; nil: fx.csv does not tell.
  let exchange: Exchange?
  /// nil: unmapped.
  let account: TenantAccount?
  /// nil: the catalogue does not know the environment.
  let environment: CataloguedEnvironment?
  let adjustments: SegmentAdjustments
}

/// What `adjustments.csv` says of a segment.
struct SegmentAdjustments: Equatable {
  /// The most specific, if any.
  var discount: Adjustment?
  /// The most specific, if any.
  var markup: Adjustment?
  /// All that match, by name.
  var minimums: [Adjustment] = []
  /// All that match, in the order in which they are used.
  var credits: [Adjustment] = []

  static let none = SegmentAdjustments()
}

/// Cuts the days of a period where a price, what its currency is worth, an adjustment, a booking or the catalogue
/// changes.
struct ChargeSegments {
  private let configuration: ProjectConfiguration
  private let days: Range<CivilDate>
  private let adjustments: [Adjustment]

  init(configuration: ProjectConfiguration, days: Range<CivilDate>) {
    self.configuration = configuration
    self.days = days
    let all = configuration.adjustments
    adjustments = all.discounts + all.markups + all.minimums + all.credits
  }

  /// The segments of the days for metered usage, in order: without gaps, each as long as nothing changes.
  /// `series`: as the log has it.
  func segments(of series: SeriesKey) -> [ChargeSegment] {
    // Rates are of the resource's own unit, and what is still told in another cannot be told in it.
    let rates =
      series.toldUnit == nil
      ? configuration.rateCard.rates(of: series.resource, tenant: series.tenant).filter { $0.scope.mayMatch(series) }
      : []
    let adjustments = adjustments.filter { $0.scope.mayMatch(series) }
    let chosen = Candidates(adjustments)
    return segments(
      tenant: series.tenant, environment: series.environment, logged: series.stack,
      cutBy: rates.map(\.validity) + adjustments.map(\.validity) + changes(of: Set(rates.map(\.currency)))
    ) { stack, day in
      let usage = UsageSubject(
        tenant: series.tenant, stack: stack, environment: series.environment, resource: series.resource)
      let rate = rates.mostSpecific(for: usage, on: day)
      return Terms(
        rate: rate, exchange: exchange(from: rate?.currency ?? projects, on: day),
        adjustments: chosen.adjustments(of: usage, on: day))
    }
  }

  /// The segments of the days for what an environment costs its owner however much is used.
  func segments(of cost: FixedCost, tenant: TenantID) -> [ChargeSegment] {
    segments(tenant: tenant, environment: cost.environment, logged: "", cutBy: changes(of: [cost.currency])) {
      Terms(rate: nil, exchange: exchange(from: cost.currency, on: $1), adjustments: .none)
    }
  }

  private var projects: Currency { configuration.project.currency }

  /// When currencies are worth something else than before.
  private func changes(of currencies: Set<Currency>) -> [Validity] {
    currencies.flatMap { configuration.exchangeRates.rates(from: $0, to: projects) }.map(\.validity)
  }

  private func exchange(from currency: Currency, on day: CivilDate) -> Exchange? {
    guard currency != projects else { return Exchange(within: projects) }
    return configuration.exchangeRates.rate(from: currency, to: projects, on: day)
      .map { Exchange(from: currency, to: projects, rate: $0.rate) }
  }

  /// What is looked up day by day.
  private struct Terms {
    let rate: Rate?
    let exchange: Exchange?
    let adjustments: SegmentAdjustments
  }

  private func segments(
    tenant: TenantID, environment: EnvironmentID, logged: StackID, cutBy validities: [Validity],
    terms: (StackID, CivilDate) -> Terms
  ) -> [ChargeSegment] {
    let catalogue = configuration.catalogue
    let known =
      catalogue.environments(environment).map(\.validity) + catalogue.tenants(tenant).map(\.validity) + validities
    // Between two of these days nothing begins and nothing ends.
    let changes = known.flatMap { [$0.from, $0.to].compactMap { $0 } }.filter { days.contains($0) }
    let cuts = Set(changes).union([days.lowerBound, days.upperBound]).sorted()
    var segments: [ChargeSegment] = []
    for (first, end) in zip(cuts, cuts.dropFirst()) {
      let entry = catalogue.environment(environment, on: first)
      let stack = entry?.stack ?? (logged.isEmpty ? StackID(ReservedName.unmapped) : logged)
      let terms = terms(stack, first)
      let next = ChargeSegment(
        days: first..<end, stack: stack, rate: terms.rate, exchange: terms.exchange,
        account: catalogue.tenant(tenant, on: first)?.account, environment: entry, adjustments: terms.adjustments)
      if let last = segments.last, last.holdsLike(next) {
        segments[segments.count - 1] = last.extended(to: end)
      } else {
        segments.append(next)
      }
    }
    return segments
  }
}

/// The adjustments that may match a series, by kind.
private struct Candidates {
  private let all: Adjustments

  init(_ adjustments: [Adjustment]) { all = Adjustments(adjustments) }

  func adjustments(of usage: UsageSubject, on day: CivilDate) -> SegmentAdjustments {
    func matching(_ rows: [Adjustment]) -> [Adjustment] {
      rows.filter { $0.validity.contains(day) && $0.scope.matches(usage) }
    }
    return SegmentAdjustments(
      discount: all.discounts.mostSpecific(for: usage, on: day), markup: all.markups.mostSpecific(for: usage, on: day),
      minimums: matching(all.minimums), credits: matching(all.credits))
  }
}

extension UsageScope {
  /// Whether it matches a series where the stack is right, which may change from day to day.
  fileprivate func mayMatch(_ series: SeriesKey) -> Bool {
    (tenant ?? series.tenant) == series.tenant && (environment ?? series.environment) == series.environment
      && (resource ?? series.resource) == series.resource
  }
}

extension ChargeSegment {
  fileprivate func holdsLike(_ other: ChargeSegment) -> Bool {
    stack == other.stack && rate == other.rate && exchange == other.exchange && account == other.account
      && environment == other.environment && adjustments == other.adjustments
  }

  fileprivate func extended(to end: CivilDate) -> ChargeSegment {
    ChargeSegment(
      days: days.lowerBound..<end, stack: stack, rate: rate, exchange: exchange, account: account,
      environment: environment, adjustments: adjustments)
  }

  /// The version of usage in the segment: the log's, which saw it run, else the catalogue's.
  func version(logged: VersionID) -> VersionID { logged.isEmpty ? environment?.version ?? "" : logged }
}
