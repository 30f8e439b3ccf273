import Aggregation
import Comparison
import Configuration
import Foundation
import Metering
import Testing

@testable import Reporting

/// Names that others chose, pushed through every output: nothing is lost in the files, nothing does harm on the page.
@Suite("Hostile names")
struct HostileNamesTests {
  private static let names = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "O'Brien & \"Sons\"", "\u{202E}evil\u{202C}",
    "\u{2066}abc\u{2069}", "👩🏽‍🔬 lab 🧪", String(repeating: "ä", count: 300), "=cmd|' /C calc'!A0", "../../x",
    "two\r\nlines", "tab\there", "nul\u{0}\u{1}\u{7F}", "&lt;b&gt;", "a" + String(repeating: "\u{301}", count: 400),
    "--><!--", "</title></style></td>", "@SUM(A1)", "\u{FEFF}bom", "-1+1",
    "\u{200E}a\u{200F}b\u{061C}c\u{200B}d\u{FEFF}e\u{2060}\u{AD}f\u{2028}g\u{E0041}",
    "\u{FDFA} \u{5E9}\u{5DC}\u{5D5}\u{5DD}",
  ]

  /// One period in which everything that has a name has this one.
  static func input(_ name: String) throws -> ReportInput {
    let sample = SampleOrganization.input()
    let period = try #require(Period(year: 2026, month: 9))
    let environment = SampleOrganization.Environment(
      id: EnvironmentID(name), stack: StackID(name), kind: .bespoke, owner: TenantID(name), version: VersionID(name),
      tenants: [TenantID(name)], gpus: 1, busy: 50)
    let usage = SampleOrganization.usage(
      environment, TenantID(name), period, period.days, resource: name, hours: "10", price: "2", rule: name)
    let account = TenantAccount(name: name, businessUnit: name, costCentre: name, glAccount: name, legalEntity: name)
    let line = ChargeLine(
      identity: usage.line.identity, account: account, quantity: usage.line.quantity, meterUnit: usage.line.meterUnit,
      pricing: usage.line.pricing, amount: usage.line.amount, currency: usage.line.currency)
    let unrated = SampleOrganization.usage(
      environment, TenantID(name), period, period.days, resource: name, hours: "1", price: nil, rule: "")
    var daily = DailyUsageBuilder()
    let series = SeriesKey(
      tenant: TenantID(name), stack: StackID(name), environment: EnvironmentID(name), version: VersionID(name),
      resource: ResourceID(name))
    try daily.add(
      DayUsage(series: series, day: period.firstDay, hours: [.init(hour: 1, quantity: line.quantity)]))
    let quality = DataQuality(
      files: [.init(source: name, file: name, counts: RecordCounts(accepted: 1, quarantined: 1), isRejected: true)],
      quarantined: [
        .init(source: name, file: name, line: 1, byteOffset: 0, code: "Q001", field: name, reason: name)
      ], ignoredFields: [name: [name]])
    return sample.with(
      organization: name,
      periods: [
        try PeriodInput(
          period: period, state: "open", days: period.days,
          lines: [
            PostedLine(line: line, minorUnits: usage.minorUnits, lineID: name),
            PostedLine(line: unrated.line, minorUnits: nil, lineID: name + "2"),
          ],
          comparisons: [comparison(environment), comparison(environment, second: true)],
          daily: try daily.dailyUsage([(line, usage.minorUnits)], currency: sample.currency))
      ], quality: quality, assumptions: [AssumptionRow(name: name, value: name, source: name)])
  }

  private static func comparison(
    _ environment: SampleOrganization.Environment, second: Bool = false
  ) -> StackComparison {
    let cost = StackComparison.EnvironmentCost(
      environment: environment.id, kind: nil, owner: environment.owner, versions: [environment.version, "8"],
      tenants: environment.tenants, used: 1, idle: 1, paidByUse: 0, controlPlane: 0, licences: 0, staff: 0,
      otherFixed: 0, upgrades: 0, total: 2)
    return StackComparison(
      stack: second ? "other" : environment.stack, currency: SampleOrganization.usd, tenants: environment.tenants,
      environments: [cost, cost],
      pooling: [
        .init(
          resource: ResourceID(environment.id.text), region: RegionID(environment.id.text),
          dataClass: DataClassID(environment.id.text),
          sumOfPeaks: Fraction(2), pooledPeak: Fraction(1), pooledPeakHour: 0, atPeak: [],
          diversityFactor: Fraction(2), loadFactor: nil, sumOfPercentiles: .zero, pooledPercentile: .zero,
          censored: [], heldToday: 1, rightSized: 1, pooled: 1, shared: 1)
      ], items: [.init(item: .capacity, today: 4, shared: 3)],
      bridge: [
        .init(step: .today, amount: 4), .init(step: .poolDemand, amount: "-1"), .init(step: .shared, amount: 3),
      ],
      today: 4, shared: 3, keptApart: 0, sharedTeam: 1, oneTimeCost: 1, paybackMonth: 1, cashablePaybackMonth: 1,
      horizonMonths: 36,
      netOverHorizon: 35, cashableSaving: 1, saving: 1, verdict: .pays,
      notes: [
        .notCatalogued([environment.id]),
        .demandAboveCapacity(environment.id, ResourceID(environment.id.text), hours: 2),
      ])
  }

  @Test("the page keeps its structure, and the name is text", arguments: names)
  func page(name: String) throws {
    try Self.expectHarmless(SummaryPage.file(for: try Self.input(name)))
  }

  @Test("so it does with all that the comparison finds, and the charts of it", arguments: names)
  func findings(name: String) throws {
    let file = try SummaryPage.file(for: try FoundOrganization(name: { name + $0 }).input())
    try Self.expectHarmless(file)
    #expect(String(decoding: file.bytes, as: UTF8.self).contains("duplicates-chart"))
  }

  /// What nobody sees, or what turns the direction of the text beside it.
  private static let hidden: Set<Unicode.Scalar> = [
    "\u{200E}", "\u{200F}", "\u{061C}", "\u{200B}", "\u{FEFF}", "\u{2060}", "\u{AD}", "\u{2028}", "\u{E0041}",
  ]

  private static func expectHarmless(_ file: ReportFile) throws {
    let html = String(decoding: file.bytes, as: UTF8.self)
    let page = PageReader(html)
    #expect(page.faults == [])
    #expect(page.all("script").isEmpty && page.all("img").isEmpty && page.all("b").isEmpty)
    #expect(page.tags.allSatisfy { tag in tag.attributes.allSatisfy { !$0.name.hasPrefix("on") } })
    for scalar in html.unicodeScalars {
      #expect(scalar == "\n" || scalar.value >= 0x20)
      #expect(!(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
      #expect(!(0x7F...0x9F).contains(scalar.value))
      #expect(!hidden.contains(scalar), "U+\(String(scalar.value, radix: 16))")
    }
    // Accents of one letter: more would be drawn over the lines above.
    let marks = html.unicodeScalars.reduce(into: (run: 0, longest: 0)) { marks, scalar in
      marks.run = scalar.properties.generalCategory == .nonspacingMark ? marks.run + 1 : 0
      marks.longest = max(marks.longest, marks.run)
    }
    #expect(marks.longest <= 3)
  }

  @Test("every page of the set is harmless, and every table has as many cells in every row", arguments: names)
  func everything(name: String) throws {
    // What the comparison finds takes long to work out: a few names stand for all there.
    let found = Self.names.prefix(5).contains(name) ? [try FoundOrganization(name: { name + $0 }).input()] : []
    for input in [try Self.input(name)] + found {
      let files = try ReportSet.files(for: input)
      #expect(files.allSatisfy { ReportNames.isReport($0.name) })
      for file in files where file.name.hasSuffix(".html") { try Self.expectHarmless(file) }
      for file in files where file.name.hasSuffix(".csv") {
        let records = readCSV(file.bytes)
        #expect(records.allSatisfy { $0.count == records[0].count }, "\(file.name)")
        #expect(records.joined().allSatisfy { !["=", "+", "@", "\t"].contains(String($0.prefix(1))) }, "\(file.name)")
      }
      let manifest = try #require(files.first { $0.name == "manifest.json" })
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(manifest.bytes)) }
      let lines = ReportText(input, width: 80).lines
      for line in lines {
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x202A...0x202E).contains($0.value) })
        #expect(TerminalText.width(of: line) <= 80, "\(line)")
      }
      // The one mark that is ours stands around what is written from right to left.
      let hidden = Set(lines.joined().unicodeScalars).intersection(Self.hidden)
      #expect(name.contains("\u{5E9}") ? hidden == ["\u{200E}"] : hidden == [])
    }
  }

  @Test(
    "files keep the name whole, guarded where it could be a formula, and have as many cells in every row",
    arguments: names)
  func files(name: String) throws {
    let files = try ReportSet.files(for: try Self.input(name))
    #expect(files.allSatisfy { ReportNames.isReport($0.name) })
    // What CSV keeps: all but control characters other than tab and line ends.
    let kept = String(
      String.UnicodeScalarView(
        name.unicodeScalars.filter { $0 == "\t" || $0 == "\r" || $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) })
    )
    for (file, column) in [
      ("lines_2026-09.csv", "tenant_id"), ("lines_2026-09.csv", "gl_account"), ("by_stack_2026-09.csv", "environment"),
      ("statement_2026-09.csv", "tenant_name"), ("savings_2026-09.csv", "stack_role"),
    ] {
      let output = try #require(files.first { $0.name == file })
      let records = readCSV(output.bytes)
      let header = try #require(records.first)
      #expect(records.allSatisfy { $0.count == header.count })
      let index = try #require(header.firstIndex(of: column))
      let cells = records.dropFirst().map { $0[index] }
      #expect(cells.contains { $0.utf8.elementsEqual(kept.utf8) || $0.utf8.elementsEqual(("'" + kept).utf8) })
      for cell in cells { #expect(!["=", "+", "-", "@", "\t"].contains(String(cell.prefix(1)))) }
    }
  }

  @Test("a long name is shown short on the page, with the whole of it as its title")
  func truncated() {
    let long = String(repeating: "ä", count: 300)
    let markup = Markup.name(long).html
    #expect(markup == "<bdi title=\"\(long)\">\(String(repeating: "ä", count: 63))…</bdi>")
    #expect(Markup.name(String(repeating: "x", count: 64)).html == "<bdi>\(String(repeating: "x", count: 64))</bdi>")
  }
}
