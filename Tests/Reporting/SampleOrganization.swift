import Aggregation
import Comparison
import Configuration
import Metering
import Testing

@testable import Reporting

/// A believable organisation for the reports: 8 tenants, 5 stacks, 22 environments, three months. Its figures are made
/// up from a seed, and hold what the stages before guarantee: items, bridge and environments tie to the cent.
struct SampleOrganization {
  struct Environment {
    let id: EnvironmentID
    let stack: StackID
    let kind: CataloguedEnvironment.Kind?
    let owner: TenantID?
    let version: VersionID
    let tenants: [TenantID]
    /// GPUs held, and how much of them is used in percent.
    let gpus: Int
    let busy: Int
  }

  static let usd = Currency("USD") ?? SampleOrganization.fallback
  // Only here so that the line above needs no force unwrap; USD is listed.
  private static var fallback: Currency { preconditionFailure("USD is a currency") }

  static let accounts: [TenantID: TenantAccount] = [
    "fraud": account("Fraud detection", "Risk", "00412", "610200"),
    "credit": account("Credit scoring", "Risk", "00415", "610200"),
    "search": account("Search & ranking", "Commerce", "02210", "610200"),
    "reco": account("Recommendations", "Commerce", "02214", "610200"),
    "vision": account("Vision research", "R&D", "07001", "610900"),
    "nlp": account("Language research", "R&D", "07002", "610900"),
    "platform": account("ML platform", "Technology", "09100", "611000"),
  ]

  private static func account(_ name: String, _ unit: String, _ centre: String, _ ledger: String) -> TenantAccount {
    TenantAccount(
      name: name, businessUnit: unit, costCentre: centre, glAccount: ledger, legalEntity: "Meridian Retail SE")
  }

  static let environments: [Environment] = {
    let plan: [(StackID, [(TenantID, VersionID, Int, Int)])] = [
      (
        "training",
        [
          ("fraud", "8.1", 24, 41), ("search", "8.1", 40, 63), ("vision", "7.4", 48, 38), ("nlp", "8.1", 56, 57),
          ("credit", "7.4", 16, 22),
        ]
      ),
      (
        "notebooks",
        [
          ("fraud", "7.2", 6, 18), ("credit", "7.2", 4, 12), ("search", "8.0", 8, 31), ("reco", "8.0", 6, 27),
          ("vision", "7.2", 10, 24), ("nlp", "8.0", 10, 29),
        ]
      ),
      (
        "serving",
        [("fraud", "8.3", 12, 71), ("search", "8.3", 20, 77), ("reco", "7.9", 16, 69), ("credit", "8.3", 4, 52)]
      ),
      ("feature-store", [("fraud", "7.0", 2, 33), ("reco", "8.0", 3, 45), ("search", "8.0", 3, 51)]),
      ("vector-search", [("search", "8.0", 4, 64)]),
    ]
    var environments = plan.flatMap { stack, rows in
      rows.map { tenant, version, gpus, busy in
        Environment(
          id: EnvironmentID("\(stack)-\(tenant)"), stack: stack, kind: .bespoke, owner: tenant, version: version,
          tenants: [tenant], gpus: gpus, busy: busy)
      }
    }
    environments += [
      Environment(
        id: "training-shared", stack: "training", kind: .shared, owner: "platform", version: "8.2",
        tenants: ["credit", "reco"], gpus: 24, busy: 74),
      Environment(
        id: "notebooks-shared", stack: "notebooks", kind: .shared, owner: "platform", version: "8.0",
        tenants: ["credit", "reco"], gpus: 6, busy: 61),
      Environment(
        id: "sandbox-7", stack: "notebooks", kind: nil, owner: nil, version: "7.2", tenants: ["labs-external"],
        gpus: 2, busy: 35),
    ]
    return environments
  }()

  static func input() -> ReportInput {
    let months: [(Period?, String, Int)] = [
      (Period(year: 2026, month: 8), "closed", 0), (Period(year: 2026, month: 9), "open", 4),
      (Period(year: 2026, month: 10), "open", 7),
    ]
    var random = SplitMix64(seed: 2_026)
    let periods = months.compactMap { period, state, growth -> PeriodInput? in
      guard let period else { return nil }
      let isCurrent = period.month == 10
      let days = period.firstDay..<(isCurrent ? period.firstDay.adding(days: 12) : period.endDay)
      return try? PeriodInput(
        period: period, state: state, days: days, lines: lines(period, days, growth: growth, &random),
        comparisons: comparisons(days: days.count, of: period.dayCount, growth: growth))
    }
    return ReportInput(
      organization: "Meridian Retail", currency: usd, zone: "Europe/Berlin", asOf: CivilDate(dayNumber: 20_738),
      runID: "r-5f0c9a1e7b", rateCardVersion: "rc-81d0c2", periods: periods, quality: quality,
      assumptions: assumptions)
  }

  private static func lines(
    _ period: Period, _ days: Range<CivilDate>, growth: Int, _ random: inout SplitMix64
  ) -> [PostedLine] {
    var lines: [PostedLine] = []
    for environment in environments {
      for tenant in environment.tenants {
        let hours =
          environment.gpus * environment.busy * 24 * days.count * (100 + growth) / 10_000 / environment.tenants.count
        lines.append(
          usage(
            environment, tenant, period, days, resource: "gpu.a100",
            hours: ExactDecimal(hours + Int(random.next() % 90)),
            price: "2.35", rule: "rates.csv:2"))
        lines.append(
          usage(
            environment, tenant, period, days, resource: "cpu.core", hours: ExactDecimal(hours * 11),
            price: "0.041", rule: "rates.csv:5"))
      }
      guard let owner = environment.owner else { continue }
      for (category, item, amount) in [
        (ChargeCategory.controlPlane, "control plane", 1_573), (.licences, "MLOps suite", 2_000),
        (.operationsStaff, "operations", environment.gpus > 15 ? 21_600 : 9_400),
      ] {
        lines.append(fixed(environment, owner, period, days, category, item, amount))
      }
    }
    lines.append(
      usage(
        environments[0], "(unallocated)", period, days, resource: "gpu.a100", hours: "412.5", price: "2.35",
        rule: "rates.csv:2"))
    lines.append(
      usage(environments[3], "nlp", period, days, resource: "gpu.h200", hours: "96.25", price: nil, rule: ""))
    return inCents(lines.sorted { $0.line.identity < $1.line.identity })
  }

  static func usage(
    _ environment: Environment, _ tenant: TenantID, _ period: Period, _ days: Range<CivilDate>, resource: String,
    hours: ExactDecimal, price: ExactDecimal?, rule: String
  ) -> PostedLine {
    let hourly = MeteringUnit(resource.hasPrefix("gpu") ? "GPU-hours" : "core-hours")
    let amount = price.flatMap { try? hours.times($0) }
    let line = ChargeLine(
      identity: .init(
        period: period, days: days, tenant: tenant, stack: environment.stack, environment: environment.id,
        version: environment.version, category: .usage, item: resource, rule: rule),
      account: accounts[tenant], quantity: (try? hours.times(3_600)) ?? .zero,
      meterUnit: MeteringUnit(resource.hasPrefix("gpu") ? "GPU-seconds" : "core-seconds"),
      pricing: price.flatMap { price in hourly.map { .init(unit: $0, unitPrice: price) } }, amount: amount,
      currency: usd)
    return posted(line)
  }

  static func fixed(
    _ environment: Environment, _ owner: TenantID, _ period: Period, _ days: Range<CivilDate>,
    _ category: ChargeCategory, _ item: String, _ amount: Int
  ) -> PostedLine {
    let months = (try? ExactDecimal(Fraction(Int128(days.count), Int128(period.dayCount)))) ?? .one
    let line = ChargeLine(
      identity: .init(
        period: period, days: days, tenant: owner, stack: environment.stack, environment: environment.id,
        version: environment.version, category: category, item: item, rule: "costs.csv:3"),
      account: accounts[owner], quantity: months, meterUnit: nil, pricing: nil,
      amount: try? ExactDecimal(amount).times(months), currency: usd)
    return posted(line)
  }

  /// The lines posted as the stage before does it, so that they add up to the rounded total.
  static func inCents(_ lines: [PostedLine]) -> [PostedLine] {
    guard let cents = try? Aggregation.posted(lines.map(\.line), currency: usd) else { return [] }
    return zip(lines, cents).map { PostedLine(line: $0.line, minorUnits: $1, lineID: $0.lineID) }
  }

  static func posted(_ line: ChargeLine) -> PostedLine {
    let identity = line.identity
    let name = [identity.tenant.text, identity.environment.text, identity.item, identity.category.rawValue]
    return PostedLine(
      line: line, minorUnits: line.amount.map(line.currency.minorUnits(of:)),
      lineID: "L-\(identity.period)-" + name.joined(separator: "/"))
  }

  static let quality = DataQuality(
    files: [
      .init(
        source: "events", file: "logs/events-2026-08.csv",
        counts: RecordCounts(accepted: 41_208, duplicate: 112, quarantined: 3), isRejected: false),
      .init(
        source: "events", file: "logs/events-2026-09.csv",
        counts: RecordCounts(accepted: 43_377, duplicate: 96, quarantined: 2), isRejected: false),
      .init(
        source: "events", file: "logs/events-2026-10.jsonl",
        counts: RecordCounts(accepted: 17_004, duplicate: 31), isRejected: false),
      .init(
        source: "hpc", file: "sacct/cluster-a-2026-09.log",
        counts: RecordCounts(accepted: 4_285, quarantined: 1, excluded: 118), isRejected: false),
    ],
    quarantined: [
      .init(
        source: "events", file: "logs/events-2026-08.csv", line: 1_204, byteOffset: 130_221, code: "Q003",
        field: "quantity", reason: "the quantity is no number: “12,5”; write 12.5"),
      .init(
        source: "events", file: "logs/events-2026-08.csv", line: 8_811, byteOffset: 951_004, code: "Q002",
        field: "start", reason: "the time has no offset: “2026-08-07 10:00”; add Z or +02:00"),
      .init(
        source: "hpc", file: "sacct/cluster-a-2026-09.log", line: 77, byteOffset: 20_331, code: "Q001", field: "",
        reason: "25 fields where the header has 26"),
    ], ignoredFields: ["events": ["node_name", "trace_id"]])

  static let assumptions: [AssumptionRow] = [
    AssumptionRow(name: "Sizing statistic", value: "highest hour", source: "default: economics.md §1.3"),
    AssumptionRow(name: "Headroom", value: "10%", source: "default: operations practice"),
    AssumptionRow(name: "Isolation overhead", value: "4%", source: "default: namespace and quota, 1 to 15%"),
    AssumptionRow(name: "Spare nodes", value: "1", source: "project file"),
    AssumptionRow(name: "Platform team", value: "max(3, 1.5 + 0.5 × tenants) FTE", source: "default"),
    AssumptionRow(name: "Loaded cost of one FTE", value: "USD 180,000 a year", source: "project file"),
    AssumptionRow(name: "Parallel running", value: "2 months", source: "default"),
  ]
}
