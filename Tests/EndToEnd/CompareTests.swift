import Foundation
import Testing

@Suite("Comparing in the terminal, and saying no") struct CompareTests {
  /// Two teams hold four GPUs each through October, 744 hours at 1.00: 5,952.00. Each uses its four in one hour, not the
  /// same, so four would do for both: 2,976.00.
  private static func files(comparison: String = "spareNodes: 0") -> [String: String] {
    [
      "stackmeter.json5": """
      {
        organization: "Example", currency: "USD", timeZone: "UTC",
        sources: [ { name: "events", format: "usage-events", files: ["logs/*.csv"] } ],
        comparison: {
          headroom: "0%", isolationOverhead: "0%", migrationHoursPerEnvironment: 0, parallelMonths: 0, \(comparison),
        },
        scenarios: { "double": { demand: "200%" }, "dear": { set: { spareNodes: 10 } } },
      }
      """,
      "environments.csv": "environment,stack,kind,owner\nlab,training,bespoke,ada\nden,training,bespoke,bob\n",
      "capacity.csv": "environment,resource,units\nlab,gpu,4\nden,gpu,4\n",
      "rates.csv": "resource,unit,price,currency,valid_from\ngpu,GPU-hours,1.00,USD,2026-01-01\n",
      "logs/a.csv": """
      id,start,end,tenant,environment,resource,quantity
      e1,2026-10-31T10:00:00Z,2026-10-31T11:00:00Z,ada,lab,gpu,14400
      e2,2026-10-31T12:00:00Z,2026-10-31T13:00:00Z,bob,den,gpu,14400

      """,
    ]
  }

  private func site(comparison: String = "spareNodes: 0") throws -> Site {
    let site = try Site(Self.files(comparison: comparison))
    try site.night()
    return site
  }

  private struct Output: Decodable {
    struct Organization: Decodable {
      struct Amounts: Decodable {
        let shared: String
      }
      let today: String
      let shared: String
      let verdict: String
    }
    struct Month: Decodable {
      let all: Organization.Amounts
    }
    let period: String
    let months: [Month]?
    let scenario: String?
    let organization: Organization
  }

  private func json(_ site: Site, _ arguments: String...) throws -> Output {
    let outcome = try Program.run(["compare", "--json"] + arguments, in: site.path)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Output.self, from: Data(outcome.output.utf8))
  }

  @Test("the answer, the bridge and who gains are printed, and nothing is stored")
  func prints() throws {
    let site = try site()
    let before = try Data(contentsOf: URL(fileURLWithPath: site.path + "/ledger.sqlite"))
    let text = try site.run("compare").output
    #expect(text.hasPrefix("Example: October 2026, USD\nSharing pays: 2,976.00 less, back in month 1;"))
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines.contains("training 5,952.00 2,976.00 +2,976.00 +2,976.00 0.00 +107,136.00 pays for itself in month 1"))
    #expect(lines.contains("Pool the demand of all environments −2,976.00"))
    #expect(lines.contains("ada 2,976.00 1,488.00 +1,488.00") && lines.contains("bob 2,976.00 1,488.00 +1,488.00"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: site.path + "/ledger.sqlite")) == before)
  }

  @Test("other assumptions and scenarios change the answer, in JSON as in the text")
  func changes() throws {
    let site = try site()
    #expect(try json(site).organization.shared == "2976")
    let dear = try json(site, "--set", "spareNodes=10")
    #expect(dear.organization.shared == "10416" && dear.organization.verdict == "does_not_pay")
    let scenario = try json(site, "--scenario", "dear")
    #expect(scenario.organization.shared == "10416" && scenario.scenario == "dear")
    let double = try json(site, "--scenario", "double", "--period", "2026-10")
    #expect(double.organization.today == "11904" && double.organization.shared == "5952")
    #expect(try site.run("compare", "--set", "spareNodes=10").output.contains("it would cost 4,464.00 more"))
  }

  @Test("several months are compared as one: capacity is sized once, and the months add up to the whole")
  func severalMonths() throws {
    let site = try site()
    // In November ada needs two and bob three, in one hour: five. The shared environment holds five in both months.
    try site.write(
      "logs/b.csv",
      """
      id,start,end,tenant,environment,resource,quantity
      n1,2026-11-30T10:00:00Z,2026-11-30T11:00:00Z,ada,lab,gpu,7200
      n2,2026-11-30T10:00:00Z,2026-11-30T11:00:00Z,bob,den,gpu,10800

      """)
    try site.night()
    let text = try site.run("compare", "--from", "2026-10", "--to", "2026-11").output
    #expect(text.hasPrefix("Example: October 2026 to November 2026, USD\n"))
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    // 8 · 744 h and 8 · 720 h today, 5 · 744 h and 5 · 720 h shared.
    #expect(lines.contains("October 2026 5,952.00 3,720.00 +2,232.00"))
    #expect(lines.contains("November 2026 5,760.00 3,600.00 +2,160.00"))
    #expect(lines.contains("all 11,712.00 7,320.00 +4,392.00"))
    #expect(try json(site, "--period", "2026-10").organization.shared == "2976")
    let both = try json(site, "--from", "2026-10", "--to", "2026-11")
    #expect(both.period == "2026-10/2026-11" && both.organization.today == "11712" && both.months?.count == 2)
    #expect(both.months?.map(\.all.shared) == ["3720", "3600"])
    let double = try json(site, "--from", "2026-10", "--scenario", "double")
    #expect(double.organization.today == "23424" && double.organization.shared == "14640")
    #expect(try json(site, "--to", "2026-10").months?.isEmpty == nil)
  }

  @Test("a project where sharing loses money says so on every surface")
  func saysNo() throws {
    let site = try Site(Self.files(comparison: "spareNodes: 10"))
    let night = try site.run("run")
    #expect(night.output.contains("shared USD 10416.00: sharing does not pay; it pays for 0 of 1 stack"))
    #expect(try site.read("reports/summary.html").contains("does not pay"))
    let rows = try site.table("comparison_2026-10.csv").rows
    #expect(rows.contains { $0["name"] == "verdict" && $0["text"] == "does_not_pay" })
    #expect(try site.run("compare").output.contains("Sharing does not pay: it would cost 4,464.00 more."))
    #expect(try json(site).organization.verdict == "does_not_pay")
  }

  @Test(
    "what cannot be compared is one line with the way out",
    arguments: [
      (["--scenario", "doubel"], "--scenario doubel: the project file has no such scenario; did you mean double?"),
      (["--period", "2026-09"], "--period 2026-09: there is no usage in it; there is in 2026-10"),
      (["--from", "2026-09"], "--from 2026-09: there is no usage in it; there is in 2026-10"),
      (["--period", "2026-10", "--from", "2026-10"], "--period 2026-10: expected no --from and --to beside it"),
      (["--set", "headrom=20%"], #"did you mean "headroom"?"#), (["--set", "headroom"], "headroom=20%"),
    ])
  func failures(arguments: [String], message: String) throws {
    let site = try site()
    let outcome = try Program.run(["compare"] + arguments, in: site.path)
    #expect(site.exists("reports/summary.html"))
    #expect(outcome.code == 64 || outcome.code == 78)
    #expect(outcome.complaints.count == 1 && outcome.errors.contains(message), "\(outcome.errors)")
  }
}
