import Aggregation
import Comparison
import Configuration
import Metering

@testable import Reporting

/// Two months in which every team has names and amounts that no other has, in all that a statement is made of: usage of
/// its own environment and of a shared one, a share of a pool, a correction, an account, versions, and what sharing
/// would change.
struct MarkedOrganization {
  static let teams = ["fraud", "risk", "vision", "claims"]
  /// Who runs the shared environment, and hands its idle capacity on.
  static let platform = "platform"

  /// Stands in every name of a team, and nowhere else.
  static func mark(_ team: String) -> String { "zq\(team)" }

  /// In whole dollars, of each team: primes, so that no half or sum of one is another.
  static let amounts: [String: [Int]] = [
    "fraud": [1_009, 2_027, 3_041, 4_057, 5_077], "risk": [6_089, 7_103, 8_117, 9_127, 10_133],
    "vision": [11_149, 12_157, 13_163, 14_173, 15_187], "claims": [16_193, 17_203, 18_211, 19_213, 20_219],
  ]

  /// What the others of a month come to: nobody's business but the platform's.
  static let handedOn = amounts.values.reduce(0) { $0 + $1[2] }

  private let days = CivilDate(dayNumber: 20_697)..<CivilDate(dayNumber: 20_727)

  func input() throws -> ReportInput {
    let found = try FoundOrganization(name: { name in
      Self.teams.contains { name.hasPrefix($0) } ? "zq" + name : name
    }).month()
    let september = found.period
    let august = september.previous
    let (lines, daily) = try lines(of: september, correcting: august)
    return SampleOrganization.input().with(periods: [
      PeriodInput(
        period: august, state: "open", days: august.days,
        lines: Self.teams.map { usage($0, own($0), august, 4) }.sorted { $0.line.identity < $1.line.identity },
        comparisons: [], organization: nil),
      PeriodInput(
        period: september, state: "open", days: september.days, lines: lines, comparisons: found.comparisons,
        organization: found.organization, findings: found.findings, daily: daily),
    ])
  }

  private func lines(of period: Period, correcting august: Period) throws -> ([PostedLine], DailyUsage) {
    var lines: [PostedLine] = []
    var builder = DailyUsageBuilder()
    for (number, team) in Self.teams.enumerated() {
      for (environment, place) in [(own(team), 0), (hub, 1)] {
        let posted = usage(team, environment, period, place)
        lines.append(posted)
        let identity = posted.line.identity
        let series = SeriesKey(
          tenant: identity.tenant, stack: identity.stack, environment: identity.environment, version: identity.version,
          resource: ResourceID(identity.item))
        for day in [period.firstDay, period.firstDay.adding(days: 3 + number)] {
          let half = try posted.line.quantity.times(Fraction(1, 2))
          try builder.add(DayUsage(series: series, day: day, hours: [.init(hour: 1, quantity: half)]))
        }
      }
      lines.append(share(team, period, Self.amounts[team]?[2] ?? 0, .received))
      lines.append(usage(team, own(team), period, 3, corrects: august))
    }
    lines.append(share(Self.platform, period, -Self.handedOn, .out))
    lines.sort { $0.line.identity < $1.line.identity }
    let daily = try builder.dailyUsage(lines.map { ($0.line, $0.minorUnits) }, currency: SampleOrganization.usd)
    return (lines, daily)
  }

  private func own(_ team: String) -> SampleOrganization.Environment {
    SampleOrganization.Environment(
      id: EnvironmentID("\(Self.mark(team))-notebooks"), stack: "notebooks", kind: .bespoke,
      owner: TenantID(Self.mark(team)), version: VersionID("v-\(Self.mark(team))"), tenants: [], gpus: 1, busy: 50)
  }

  private var hub: SampleOrganization.Environment {
    SampleOrganization.Environment(
      id: "hub", stack: "notebooks", kind: .shared, owner: TenantID(Self.mark(Self.platform)), version: "8",
      tenants: [], gpus: 1, busy: 50)
  }

  private func usage(
    _ team: String, _ environment: SampleOrganization.Environment, _ period: Period, _ place: Int,
    corrects earlier: Period? = nil
  ) -> PostedLine {
    let mark = Self.mark(team)
    let line = SampleOrganization.usage(
      environment, TenantID(mark), period, (earlier ?? period).days, resource: "gpu.a100",
      hours: ExactDecimal(Self.amounts[team]?[place] ?? 0), price: "1", rule: "rate-\(mark)"
    ).line
    return posted(
      team, line.identity.billed(in: period, as: earlier == nil ? .regular : .correction), like: line,
      amount: line.amount)
  }

  private func share(_ team: String, _ period: Period, _ amount: Int, _ part: Allocation.Part) -> PostedLine {
    let line = SampleOrganization.usage(
      hub, TenantID(Self.mark(team)), period, period.days, resource: "gpu.a100", hours: 1, price: nil, rule: ""
    ).line
    let identity = ChargeLine.Identity(
      period: period, days: period.days, tenant: TenantID(Self.mark(team)), stack: "notebooks", environment: "hub",
      version: "", category: .idle, item: "gpu.a100", rule: "hub-idle: \(part.rawValue)")
    return posted(
      team, identity, like: line, amount: ExactDecimal(amount),
      allocation: Allocation(part: part, pool: "hub-idle", distribution: "d", method: "usage", basis: "usage"))
  }

  private func posted(
    _ team: String, _ identity: ChargeLine.Identity, like line: ChargeLine, amount: ExactDecimal?,
    allocation: Allocation? = nil
  ) -> PostedLine {
    let mark = Self.mark(team)
    let line = ChargeLine(
      identity: identity,
      account: TenantAccount(
        name: "Name \(mark)", businessUnit: "bu-\(mark)", costCentre: "cc-\(mark)", glAccount: "gl-\(mark)",
        legalEntity: "le-\(mark)"),
      quantity: allocation == nil ? line.quantity : 0, meterUnit: line.meterUnit,
      pricing: allocation == nil ? line.pricing : nil, amount: amount, currency: line.currency, allocation: allocation)
    return PostedLine(
      line: line, minorUnits: line.amount.map(line.currency.minorUnits(of:)),
      lineID:
        "\(identity.period)-\(mark)-\(identity.category.rawValue)-\(identity.chargePeriod)-\(identity.environment)")
  }
}
