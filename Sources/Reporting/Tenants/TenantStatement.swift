internal import Aggregation
internal import Comparison
internal import Configuration
internal import Metering

/// All that a tenant's statement is made from: the tenant's own lines, usage and bills, and what is the same for
/// everybody. The page and the file are written from this value alone, so nothing of another tenant can be in them.
struct TenantStatement: Sendable {
  /// One month of the tenant.
  struct Month: Sendable {
    let period: Period
    let state: String
    /// Whether it is frozen.
    let isClosed: Bool
    let days: Range<CivilDate>
    /// The tenant's, in the order of their identities.
    let lines: [LinesFile.Row]
    /// The tenant's, by stack, environment, version and resource.
    let used: [UsedSeries]
    let sum: LineSum

    var isComplete: Bool { days.upperBound == period.endDay }
    var corrections: [LinesFile.Row] { lines.filter { $0.line.isCorrection } }
  }

  let organization: String
  let currency: Currency
  let zone: String
  let asOf: CivilDate
  let runID: String
  let rateCardVersion: String
  let tenant: TenantID
  /// As `tenants.csv` has it in the newest month that tells; the tenant's own where none does.
  let name: String
  let slug: String
  /// Oldest first; every month of the reports.
  let months: [Month]
  /// What moved from the month before to the one shown; nil where the reports do not have it.
  let movement: TenantMovement?
  /// Of the month shown, in environments that the tenant owns or uses; nil where nothing was found of it.
  let versions: TenantVersions?
  /// What sharing would change in the month shown, over all stacks; nil where nothing was found or the tenant has no
  /// part in it.
  let bill: TenantBill?
  /// The same by stack, in their order.
  let billsByStack: [(stack: StackID, bill: TenantBill)]
  /// How the need of shared capacity is split, and whether the tenant's part is above what it would need alone; nil
  /// where nothing was found.
  let split: SplitWording?
  /// Where the tenant used something without a price in the month shown.
  let unpricedUsers: UnpricedUsers

  var subject: StatementSubject { StatementSubject(tenant: tenant, name: name) }

  /// The newest complete month, or the newest where none is complete.
  var shown: Month? { months.last(where: \.isComplete) ?? months.last }

  /// The month before the one shown; nil where the reports do not have it.
  var before: Month? {
    guard let shown else { return nil }
    return months.last { $0.period.next == shown.period }
  }

  /// One for every tenant that is charged in some month, by slug.
  static func all(of input: ReportInput) throws(ReportingError) -> [TenantStatement] {
    let tenants = Set(input.periods.flatMap { $0.lines.map(\.line.identity.tenant) })
    let slugs = TenantSlug.slugs(of: tenants)
    var lines: [Period: [TenantID: [PostedLine]]] = [:]
    var daily: [Period: [TenantID: [DailyUsage.Series]]] = [:]
    for period in input.periods {
      lines[period.period] = Dictionary(grouping: period.lines, by: \.line.identity.tenant)
      daily[period.period] = Dictionary(grouping: period.daily.series, by: \.tenant)
    }
    let shown = input.periods.last(where: \.isComplete) ?? input.periods.last
    let movements = Dictionary(grouping: shown?.review?.movements ?? [], by: \.tenant)
    var statements: [TenantStatement] = []
    for (tenant, slug) in slugs.sorted(by: { bytewise($0.value, precedes: $1.value) }) {
      var months: [Month] = []
      for period in input.periods {
        var rows: [LinesFile.Row] = []
        for line in lines[period.period]?[tenant] ?? [] { rows.append(try LinesFile.Row(line)) }
        months.append(
          Month(
            period: period.period, state: period.stateText, isClosed: period.published != nil, days: period.days,
            lines: rows,
            used: try UsedSeries.all(daily[period.period]?[tenant] ?? [], rows), sum: LineSum(rows.map(\.posted))))
      }
      statements.append(
        TenantStatement(input, tenant, slug, months, movements[tenant] ?? [], shown?.findings.value))
    }
    return statements
  }

  /// `months`, `movements`: of the tenant alone.
  private init(
    _ input: ReportInput, _ tenant: TenantID, _ slug: String, _ months: [Month], _ movements: [Movement],
    _ findings: PeriodFindings?
  ) {
    organization = input.organization
    currency = input.currency
    zone = input.zone
    asOf = input.asOf
    runID = input.runID
    rateCardVersion = input.rateCardVersion
    self.tenant = tenant
    self.slug = slug
    self.months = months
    let named = months.reversed().lazy.flatMap(\.lines).compactMap { $0.line.account?.name }.first { !$0.isEmpty }
    name = named ?? tenant.text
    let shown = months.last(where: \.isComplete) ?? months.last
    let before = months.last { $0.period.next == shown?.period }
    let currency = input.currency
    movement = before.map { TenantMovement(from: $0.lines, to: shown?.lines ?? [], stacks: movements, currency) }
    // A share of a pool makes nobody a user of the environment it comes from.
    var own = Set((shown?.lines ?? []).filter { $0.line.allocation == nil }.map(\.line.identity.environment))
    for entry in findings?.environments.inventory.entries ?? [] where entry.owner == tenant {
      own.insert(entry.environment)
    }
    versions = findings.map { TenantVersions($0, of: own) }
    // Of the tenant's own lines alone: what others used says nothing here.
    unpricedUsers = UnpricedUsers(
      (shown?.lines ?? []).map(\.posted), findings?.environments.inventory.entries ?? [])
    bill = findings?.organizationSplit.tenants.first { $0.tenant == tenant }
    split = findings.map { SplitWording($0.splits, of: tenant) }
    billsByStack = (findings?.splits ?? []).compactMap { split in
      split.tenants.first { $0.tenant == tenant }.map { (split.stack, $0) }
    }
  }
}
