import Metering
import Testing

@testable import Reporting

@Suite("The words of a tenant's statement")
struct TenantWordingTests {
  private static let months = [8, 9, 10].compactMap { Period(year: 2026, month: $0) }

  private static func line(
    _ period: Period, _ item: String, _ cents: Int128, tenant: TenantID = "ada",
    category: ChargeCategory = .controlPlane, corrects: Period? = nil, allocation: Allocation? = nil
  ) -> PostedLine {
    PostedLine(
      line: ChargeLine(
        identity: .init(
          period: period, days: (corrects ?? period).days, tenant: tenant, stack: "notebooks", environment: "lab",
          version: "", category: category, item: item, rule: "", chargeClass: corrects == nil ? .regular : .correction),
        account: nil, quantity: 1, meterUnit: nil, pricing: nil,
        amount: ExactDecimal(picounits: cents * 10_000_000_000), currency: SampleOrganization.usd,
        allocation: allocation),
      minorUnits: cents, lineID: "\(period) \(tenant) \(item) \(category) \(cents)")
  }

  private static func statements(_ lines: [PostedLine], closed: Set<Period> = []) throws -> [TenantStatement] {
    let sample = SampleOrganization.input()
    let periods = try months.map { month in
      let own = lines.filter { $0.line.identity.period == month }
      let open = PeriodInput(
        period: month, state: closed.contains(month) ? "closed" : "open", days: month.days, lines: own,
        comparisons: [], organization: nil)
      guard closed.contains(month) else { return open }
      return PeriodInput(
        period: month, state: "closed", days: month.days, lines: own, comparisons: [], organization: nil,
        published: try PeriodFiles(open, of: sample.with(periods: [open])))
    }
    return try TenantStatement.all(of: sample.with(periods: periods))
  }

  private static func sections(_ lines: [PostedLine], closed: Set<Period> = []) throws -> TenantSections {
    TenantSections(try #require(try statements(lines, closed: closed).first))
  }

  @Test(
    "the largest change is called that, and never most of a sum that others take back",
    arguments: [
      // Changes in cents: of a, of b; then what is said.
      (
        [690_015, -203_250],
        "USD 4,868 more in all; the largest change is control plane (a) in lab, USD 6,900 more."
      ),
      (
        [-693_750, -1_560_278],
        "USD 22,540 less in all; the largest change is control plane (b) in lab, USD 15,603 less."
      ),
      ([50_000, -50_000], "Nothing changed in all; the largest change is control plane (a) in lab, USD 500 more."),
      ([0, 6_639], "USD 66.39 more in all; the only change is control plane (b) in lab, USD 66.39 more."),
      ([0, 0], "Nothing changed."),
    ])
  func movement(changes: [Int128], said: String) throws {
    let (then, now) = (Self.months[1], Self.months[2])
    let lines = zip(["a", "b"], changes).flatMap { item, change in
      [Self.line(then, item, 2_000_000), Self.line(now, item, 2_000_000 + change)]
    }
    let section = try #require(try Self.sections(lines).movement)
    let words = PageReader(section.headline.html).text.replacing("\u{A0}", with: " ")
    #expect(words == said)
    #expect(!words.contains("most of"))
    // What costs less has a minus in the table as it has the word in the sentence.
    let text = PageReader(section.body.html).text
    #expect(text.contains("Change: + more, − less") || changes == [])
    for change in changes where change != 0 {
      #expect(text.contains(DisplayText.signed(change, SampleOrganization.usd)))
    }
  }

  @Test("corrections of an open month are told line by line, also where another month is shown")
  func corrections() throws {
    let lines =
      Self.months.map { Self.line($0, "a", 10_000) } + [
        Self.line(Self.months[1], "late", 1_234, category: .usage, corrects: Self.months[0]),
        Self.line(Self.months[1], "mended", -234, category: .usage, corrects: Self.months[0]),
      ]
    let sections = try Self.sections(lines, closed: [Self.months[0]])
    #expect(sections.shown?.period == Self.months[2])
    let section = try #require(sections.corrections)
    let headline = PageReader(section.headline.html).text.replacing("\u{A0}", with: " ")
    #expect(headline == "USD 10.00 more for usage that came late or was mended, billed in September 2026.")
    // What follows from late usage is no late usage.
    let moved = Self.line(Self.months[1], "base", -500, category: .sharedInfrastructure, corrects: Self.months[0])
    let pooled = try #require(try Self.sections(lines + [moved], closed: [Self.months[0]]).corrections)
    #expect(
      PageReader(pooled.headline.html).text.replacing("\u{A0}", with: " ")
        == "USD 5.00 more for usage that came late or was mended and for what follows from it "
        + "(−5.00 of it in shares of cost pools), billed in September 2026.")
    let text = PageReader(section.body.html).text
    for part in ["late", "mended", "+12.34", "−2.34", "August 2026", "Billed in September 2026 (open)"] {
      #expect(text.contains(part), "\(part)")
    }
    // The month has them in its row too.
    #expect(PageReader(try #require(sections.months).body.html).text.contains("+10.00"))
    // Closed, they are of the past: the months' table and the file have them.
    let later = try #require(try Self.sections(lines, closed: [Self.months[0], Self.months[1]]).corrections)
    #expect(PageReader(later.headline.html).text == "No corrections but in closed months.")
    // Where there is none, it is said.
    let none = try #require(try Self.sections(Self.months.map { Self.line($0, "a", 1) }).corrections)
    #expect(none.headline.html == "No corrections.")
  }

  private static func pool(_ part: Allocation.Part) -> Allocation {
    Allocation(part: part, pool: "it", distribution: "d", method: "even")
  }

  @Test("a reserved name is no team that is charged: it is said what is held and what was handed on")
  func reserved() throws {
    let month = Self.months[2]
    func said(_ lines: [PostedLine]) throws -> String {
      let statement = try #require(try Self.statements(lines).first { !$0.subject.isTeam })
      let page = String(decoding: try TenantPage(statement: statement).page().file.bytes, as: UTF8.self)
      #expect(!page.contains("this team") && !page.contains("was charged"))
      return PageReader(TenantSections(statement).sentence.html).text.replacing("\u{A0}", with: " ")
    }
    let overhead: TenantID = "(overhead)"
    let cost = Self.line(month, "it", 960_000, tenant: overhead, category: .overhead, allocation: Self.pool(.cost))
    func out(_ cents: Int128) -> PostedLine {
      Self.line(month, "it", -cents, tenant: overhead, category: .overhead, allocation: Self.pool(.out))
    }
    #expect(
      try said([cost, out(960_000)]) == "USD 9,600 of overhead in October 2026 was handed on to teams, all of it.")
    #expect(
      try said([cost, out(360_000)])
        == "Of USD 9,600 of overhead in October 2026, USD 3,600 was handed on to teams; USD 6,000 is charged to no team."
    )
    #expect(
      try said([Self.line(month, "gpu", 12_345, tenant: "(unallocated)", category: .usage)])
        == "USD 123 of cost that no team is named for in October 2026 is charged to no team.")
    #expect(
      try said([Self.line(month, "idle", 12_345, tenant: "(new name)", category: .idle)])
        == "USD 123 of cost in October 2026 is charged to no team.")
  }

  @Test("the index counts the statements of tenants, and beside them those of reserved names")
  func index() throws {
    let month = Self.months[2]
    func headline(_ tenants: [TenantID]) throws -> String {
      let sample = SampleOrganization.input()
      let period = PeriodInput(
        period: month, state: "open", days: month.days, lines: tenants.map { Self.line(month, "a", 100, tenant: $0) },
        comparisons: [], organization: nil)
      let file = try #require(
        try ReportSet.files(for: sample.with(periods: [period])).first { $0.name == IndexPage.name })
      return PageReader(String(decoding: file.bytes, as: UTF8.self)).text.replacing("\u{A0}", with: " ")
    }
    #expect(try headline(["ada", "bob"]).contains("2 statements, one a tenant."))
    let held = try headline(["ada", "(overhead)", "(unallocated)"])
    #expect(held.contains("1 statement, one a tenant, and 2 of costs that are held by no team."))
    #expect(held.contains("Held by no team"))
  }
}
