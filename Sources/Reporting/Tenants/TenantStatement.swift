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
    let days: Range<CivilDate>
    /// The tenant's, in the order of their identities.
    let lines: [LinesFile.Row]
    /// The tenant's, by environment and resource.
    let daily: [DailyUsage.Series]
    let sum: LineSum

    var isComplete: Bool { days.upperBound == period.endDay }
    var corrections: [LinesFile.Row] { lines.filter { $0.line.isCorrection } }
  }

  /// Software behind its newest release, in an environment that the tenant owns or is charged for.
  struct Behind: Sendable, Equatable {
    let stack: StackID
    let environment: EnvironmentID
    let component: ComponentID
    let version: VersionID
    let newest: VersionID?
    let lagDays: Int?
    /// The last day with support; nil: no end is known.
    let supportEnd: CivilDate?
    let isPastSupport: Bool
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
  /// Of the month shown.
  let behind: [Behind]
  /// What sharing would change in the month shown, over all stacks; nil where nothing was found or the tenant has no
  /// part in it.
  let bill: TenantBill?
  /// The same by stack, in their order.
  let billsByStack: [(stack: StackID, bill: TenantBill)]

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
    var statements: [TenantStatement] = []
    for (tenant, slug) in slugs.sorted(by: { bytewise($0.value, precedes: $1.value) }) {
      var months: [Month] = []
      for period in input.periods {
        var rows: [LinesFile.Row] = []
        for line in lines[period.period]?[tenant] ?? [] { rows.append(try LinesFile.Row(line)) }
        months.append(
          Month(
            period: period.period, state: period.state, days: period.days, lines: rows,
            daily: daily[period.period]?[tenant] ?? [], sum: LineSum(rows.map(\.posted))))
      }
      let shown = input.periods.last(where: \.isComplete) ?? input.periods.last
      statements.append(TenantStatement(input, tenant, slug, months, shown?.findings.value))
    }
    return statements
  }

  /// `months`: of the tenant alone.
  private init(
    _ input: ReportInput, _ tenant: TenantID, _ slug: String, _ months: [Month], _ findings: PeriodFindings?
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
    var own = Set((shown?.lines ?? []).map(\.line.identity.environment))
    for entry in findings?.environments.inventory.entries ?? [] where entry.owner == tenant {
      own.insert(entry.environment)
    }
    behind = findings.map { Self.behind($0, own, asOf: input.asOf) } ?? []
    bill = findings?.organizationSplit.tenants.first { $0.tenant == tenant }
    billsByStack = (findings?.splits ?? []).compactMap { split in
      split.tenants.first { $0.tenant == tenant }.map { (split.stack, $0) }
    }
  }

  private static func behind(
    _ findings: PeriodFindings, _ environments: Set<EnvironmentID>, asOf: CivilDate
  ) -> [Behind] {
    findings.environments.drift.flatMap { drift in
      drift.uses.filter { environments.contains($0.environment) }.compactMap { use in
        let isPast = use.support?.daysPast.map { $0 > 0 } ?? false
        guard isPast || (use.lag?.releases ?? 0) > 0 else { return nil }
        return Behind(
          stack: drift.stack, environment: use.environment, component: drift.component, version: use.version,
          newest: drift.newest?.version, lagDays: use.lag?.days, supportEnd: use.support?.end, isPastSupport: isPast)
      }
    }
  }
}
