import Aggregation
import Configuration
import Metering
import Testing

@testable import Comparison
@testable import Reporting

/// Every figure of the page is in a file, and of what the page has no room for it says where it is.
@Suite("The page's figures in files")
struct PageFiguresTests {
  /// More of everything than a table shows.
  private static let many = PageTable.rowLimit + 1
  private static let busy: TenantID = "busy"

  private static func large() throws -> ReportInput {
    let month = try FoundOrganization(
      furtherTeams: many, furtherStacks: many, dayCount: 1, switching: switching()
    ).month()
    let before = try #require(Period(year: 2026, month: 8))
    var usage = DailyUsageBuilder()
    for number in 0..<many {
      let series = SeriesKey(
        tenant: busy, stack: "notebooks", environment: "busy-notebooks", version: "7", resource: resource(number))
      try usage.add(DayUsage(series: series, day: month.period.firstDay, hours: [.init(hour: 1, quantity: 3_600)]))
    }
    let charges = lines(month.period, month.days)
    return SampleOrganization.input().with(
      periods: [
        PeriodInput(
          period: before, state: "open", days: before.days, lines: lines(before, before.days), comparisons: [],
          organization: nil),
        PeriodInput(
          period: month.period, state: "open", days: month.period.days,
          lines: charges + corrections(month.period, before), comparisons: month.comparisons,
          organization: month.organization,
          findings: month.findings,
          daily: try usage.dailyUsage(charges.map { ($0.line, $0.minorUnits) }, currency: SampleOrganization.usd)),
      ],
      quality: DataQuality(
        files: (0..<many).map {
          .init(source: "events", file: "a\($0).csv", counts: RecordCounts(accepted: 1_000 + $0), isRejected: false)
        },
        quarantined: (0..<many).map {
          .init(
            source: "events", file: "a\($0).csv", line: $0 + 1, byteOffset: 9, code: "Q001", field: "f\($0)",
            reason: "no number \($0)")
        }, ignoredFields: [:]),
      assumptions: (0..<many).map {
        AssumptionRow(name: "headroom (stack-\($0))", value: "\($0)%", source: "project file")
      })
  }

  /// People measured in as many stacks.
  private static func switching() -> [StackID: MeasuredSwitching] {
    var measured: [StackID: MeasuredSwitching] = [:]
    for number in 0..<many {
      measured[StackID("people-\(number)")] = MeasuredSwitching(
        people: 20 + number, peopleOnSeveral: nil, smallestGroup: 5, gapMinutes: 60, switches: 300 + number,
        activeSeconds: 0, mostShareOfActiveTime: .one, pairs: [], others: nil, sensitivity: [], filesWithoutPeople: 0)
    }
    return measured
  }

  private static func resource(_ number: Int) -> ResourceID { ResourceID("gpu.r\(number)") }

  /// One tenant has many lines, many have one, and many resources have no price.
  private static func lines(_ period: Period, _ days: Range<CivilDate>) -> [PostedLine] {
    var lines: [PostedLine] = []
    for number in 0..<many {
      let own = environment("team-\(number)", "own-\(number)")
      let hours = ExactDecimal(number * period.month + 1)
      lines += [
        SampleOrganization.usage(
          environment("busy", "notebooks"), busy, period, days, resource: resource(number).text, hours: hours,
          price: "1.25", rule: "rates.csv:2"),
        SampleOrganization.usage(
          own, own.tenants[0], period, days, resource: "gpu.own", hours: hours, price: "2", rule: "rates.csv:3"),
        SampleOrganization.usage(
          own, own.tenants[0], period, days, resource: "gpu.new\(number)", hours: hours, price: nil, rule: ""),
      ]
    }
    return SampleOrganization.inCents(lines.sorted { $0.line.identity < $1.line.identity })
  }

  private static func corrections(_ period: Period, _ before: Period) -> [PostedLine] {
    lines(before, before.days).filter { $0.line.identity.tenant == busy }.map { posted in
      let line = posted.line
      return PostedLine(
        line: ChargeLine(
          identity: line.identity.billed(in: period, as: .correction), account: line.account, quantity: line.quantity,
          meterUnit: line.meterUnit, pricing: line.pricing, amount: line.amount, currency: line.currency),
        minorUnits: posted.minorUnits, lineID: "correction of \(posted.lineID)")
    }
  }

  private static func environment(_ tenant: String, _ stack: String) -> SampleOrganization.Environment {
    SampleOrganization.Environment(
      id: EnvironmentID("\(tenant)-\(stack)"), stack: StackID(stack), kind: .bespoke, owner: TenantID(tenant),
      version: "7", tenants: [TenantID(tenant)], gpus: 1, busy: 50)
  }

  @Test("of tables with more rows than a page shows, every hidden row is in the file that the page names")
  func hidden() throws {
    let input = try Self.large()
    let files = try ReportSet.files(for: input)
    let rows = HiddenRows(files, input)
    let statements = try TenantStatement.all(of: input)
    let busy = try #require(statements.first { $0.tenant == Self.busy })
    let pages = [
      try SummaryPage.page(for: input), try TenantPage(statement: busy).page(),
      try IndexPage.page(for: input, files: files.map(\.name), statements: statements),
    ]
    var cut: Set<String> = []
    for page in pages {
      for table in page.tables where table.groups.reduce(0, { $0 + $1.rows.count }) > table.limit {
        let missing = rows.missing(of: table, on: page.file.name)
        #expect(missing.isEmpty, "\(page.file.name): \(missing.prefix(5))")
        cut.insert("\(page.file.name)#\(table.id)")
      }
    }
    let summary = [
      "assumption-table", "clusters", "drift", "exposure", "files", "inconsistency", "outages", "owners", "peaks",
      "quarantine", "shift",
      "shift-stacks", "stack-comparison", "stacks", "switches", "tenants", "today", "versions-table", "waves",
      "without-price",
    ]
    let statement = ["charges", "corrections", "movement", "resources"]
    let names = summary.map { "summary.html#\($0)" } + statement.map { "tenants/busy.html#\($0)" }
    #expect(cut == Set(names + ["index.html#tenants"]))
    #expect(pages[0].file.bytes.count < WrittenPage.byteLimit)
  }

  @Test("so is every month of a horizon that is longer than the page shows")
  func hiddenMonths() throws {
    let input = try FoundOrganization(dayCount: 1, horizonMonths: 240).input()
    let curve = try #require(try SummaryPage.page(for: input).tables.first { $0.id == "curve" })
    #expect(curve.groups[0].rows.count == 240)
    let missing = HiddenRows(try ReportSet.files(for: input), input).missing(of: curve, on: SummaryPage.name)
    #expect(missing.isEmpty, "\(missing.prefix(5))")
  }

  @Test("the check of hidden rows finds one that is not in the file")
  func checked() throws {
    let input = SampleOrganization.input()
    let rows = HiddenRows(try ReportSet.files(for: input), input)
    func table(_ name: String, _ cents: Int128, _ file: String?) -> PageTable {
      PageTable(
        id: "t", caption: "", columns: [.name("Stack"), .number("Today")],
        groups: [.init(rows: [[.name(name), .amount(cents, input.currency)]])], moreIn: file, limit: 0)
    }
    let stack = try #require(input.periods[1].comparisons.first)
    let today = input.currency.minorUnits(of: stack.today)
    let file = "comparison_2026-09.csv"
    #expect(rows.missing(of: table(stack.stack.text, today, file), on: "summary.html").isEmpty)
    #expect(rows.missing(of: table(stack.stack.text, today + 1, file), on: "summary.html").count == 1)
    #expect(rows.missing(of: table("nowhere", today, file), on: "summary.html") == ["t: nowhere"])
    #expect(rows.missing(of: table("nowhere", today, nil), on: "summary.html") == ["t names no file"])
    #expect(rows.missing(of: table("nowhere", today, "x.csv"), on: "summary.html") == ["t: there is no x.csv"])
  }

  @Test("sections are documented, those of stacks have one in every row, and keys tell all rows apart")
  func sections() throws {
    let input = try FoundOrganization(furtherTeams: 3).input()
    let files = try ReportSet.files(for: input)
    let period = try #require(input.periods.last?.period)
    let records = readCSV(try #require(files.first { $0.name == ComparisonFile.name(period) }).bytes)
    let ofStacks = Set(FigureSection.allCases.filter(\.isOfStacks).map(\.rawValue))
    #expect(records[0].suffix(3) == ["part", "period_start", "period_end"])
    for record in records.dropFirst() {
      #expect(FigureSection(rawValue: record[2]) != nil && record[1].isEmpty == !ofStacks.contains(record[2]))
    }
    let keys = records.dropFirst().map { [$0[1], $0[2], $0[3], $0[4], $0[5], $0[15]] }
    #expect(Set(keys).count == keys.count)
    let columns = String(decoding: try #require(files.first { $0.name == "columns.md" }).bytes, as: UTF8.self)
    for section in FigureSection.allCases { #expect(columns.contains("\(section.rawValue): \(section.meaning)")) }
  }

  @Test("what only the stacks that pay come to is a row of its own, in the table and in the file")
  func whereItPays() throws {
    let input = SampleOrganization.input()
    let page = try SummaryPage.page(for: input)
    let table = try #require(page.tables.first { $0.id == "stack-comparison" })
    let feet = table.footNumbers.filter { $0.row == "Only where it pays" }
    let records = readCSV(
      try #require(try ReportSet.files(for: input).first { $0.name == "comparison_2026-09.csv" }).bytes)
    let total = try #require(records.first { $0[2] == "where_it_pays" && $0[4] == "total" })
    let amounts = feet.prefix(3).compactMap(\.minorUnits).map(input.currency.text(minorUnits:))
    #expect(feet.prefix(3).map(\.column) == ["Today", "Shared", "Saving"])
    #expect(Array(total[6...8]) == amounts && total[8] == "233674.00")
    #expect(records.filter { $0[2] == "where_it_pays" && $0[4] == "stack" }.map(\.last).count == 3)
  }
}
