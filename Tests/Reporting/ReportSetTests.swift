import Comparison
import Metering
import Testing

@testable import Reporting

@Suite("The set of reports")
struct ReportSetTests {
  private func table(_ files: [ReportFile], _ name: String) throws -> [[String: String]] {
    let file = try #require(files.first { $0.name == name })
    let records = readCSV(file.bytes)
    let header = try #require(records.first)
    #expect(records.allSatisfy { $0.count == header.count }, "\(name)")
    return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  private func header(_ files: [ReportFile], _ name: String) throws -> [String] {
    let file = try #require(files.first { $0.name == name })
    return try #require(readCSV(file.bytes).first)
  }

  private func cents(_ rows: [[String: String]], _ column: String) -> Int128 {
    rows.reduce(0) { sum, row in sum + (Int128((row[column] ?? "").replacing(".", with: "")) ?? 0) }
  }

  @Test("there are the files of each month, of each tenant and of the set, in the order of their names")
  func names() throws {
    let names = try ReportSet.files(for: SampleOrganization.input()).map(\.name)
    let months = ["2026-08", "2026-09", "2026-10"]
    var expected = [
      "SHA256SUMS", "columns.md", "control_totals.csv", "import-notes.txt", "index.html", "manifest.json",
      "quarantine.csv", "summary.html", "tenant_pages.csv",
    ]
    for stem in [
      "budgets", "by_stack", "comparison", "corrections", "focus", "journal", "lines", "movements", "reconciliation",
      "reconciliation_effective", "savings", "statement", "unallocated",
    ] { expected += months.map { "\(stem)_\($0).csv" } }
    let tenants = Set(SampleOrganization.input().periods.flatMap(\.lines).map(\.line.identity.tenant))
    for slug in TenantSlug.slugs(of: tenants).values { expected += ["tenants/\(slug).csv", "tenants/\(slug).html"] }
    #expect(names == expected.sorted { bytewise($0, precedes: $1) })
    #expect(names.allSatisfy(ReportNames.isReport))
  }

  @Test("the columns of the lines are those of economics.md §3.5 in their order, ours behind them")
  func lineColumns() throws {
    let files = try ReportSet.files(for: SampleOrganization.input())
    #expect(
      try header(files, "lines_2026-09.csv").joined(separator: ", ")
        == """
        billing_period, charge_period_start, charge_period_end, tenant_id, tenant_name, cost_centre, gl_account, \
        legal_entity, stack_role, environment_id, component, sku, charge_category, charge_class, charge_description, \
        quantity, unit, list_unit_price, list_cost, contracted_cost, billed_cost, effective_cost, currency, \
        rate_card_version, allocation_rule, source_line_id, invoice_id, run_id, rated_cost, rule, charge_type, \
        charge_period, pricing_currency, fx_rate, pricing_unit_price, pricing_amount, business_unit, owner
        """)
    #expect(
      try header(files, "statement_2026-09.csv").joined(separator: ", ")
        == """
        billing_period, period_start, period_end, tenant_id, tenant_name, business_unit, cost_centre, gl_account, \
        legal_entity, charge_category, billed_cost, unrated_lines, currency, run_id, charge_type, \
        correction_lines, correction_cost, owner
        """)
  }

  @Test("lines, statement and stacks add up to the same cents, and the control totals say so")
  func tied() throws {
    let input = SampleOrganization.input()
    let files = try ReportSet.files(for: input)
    let controls = try table(files, "control_totals.csv")
    for period in input.periods {
      let total = period.lines.reduce(Int128(0)) { $0 + ($1.minorUnits ?? 0) }
      #expect(total > 0)
      for name in ["lines", "statement", "by_stack"] {
        let rows = try table(files, "\(name)_\(period.period).csv")
        #expect(cents(rows, "billed_cost") == total)
        let control = try #require(
          controls.first { $0["file"] == "\(name)_\(period.period).csv" && $0["sum_column"] == "billed_cost" })
        #expect(control["sum"] == input.currency.text(minorUnits: total))
        #expect(control["rows"] == String(rows.count))
      }
    }
  }

  @Test("the records of each source are accounted for: read = accepted + duplicate + quarantined + excluded")
  func recordChain() throws {
    let controls = try table(try ReportSet.files(for: SampleOrganization.input()), "control_totals.csv")
    let sources = controls.filter { $0["section"] == "source" }
    #expect(sources.map { $0["source"] } == ["events", "hpc"])
    for row in sources {
      let parts = ["accepted", "duplicate", "quarantined", "excluded"].compactMap { row[$0].flatMap { Int($0) } }
      #expect(parts.count == 4)
      #expect(row["read"] == String(parts.reduce(0, +)))
    }
  }

  @Test("totals that differ are an error that names each file and sum")
  func notTied() throws {
    let period = try #require(Period(year: 2026, month: 9))
    let usd = SampleOrganization.usd
    let sums = [
      ReportingError.FileSum(file: "lines_2026-09.csv", minorUnits: 100),
      ReportingError.FileSum(file: "statement_2026-09.csv", minorUnits: 99),
    ]
    #expect(throws: ReportingError.totalsDiffer(period, sums: sums, currency: usd)) {
      try ReportSet.checkTied(sums, period, usd)
    }
    #expect(
      ReportingError.totalsDiffer(period, sums: sums, currency: usd).description.contains(
        "lines_2026-09.csv 1.00, statement_2026-09.csv 0.99"))
  }

  @Test("nothing is summed over two currencies")
  func currencies() throws {
    let eur = try #require(Currency("EUR"))
    let input = SampleOrganization.input()
    let mixed = ReportInput(
      organization: "x", currency: eur, zone: "UTC", asOf: input.asOf, runID: "r", rateCardVersion: "c",
      periods: input.periods, quality: input.quality, assumptions: [])
    #expect(throws: ReportingError.self) { try ReportSet.files(for: mixed) }
  }

  @Test("a usage line is told in the unit of its price, an unrated one in the meter's own and without amounts")
  func quantities() throws {
    let rows = try table(try ReportSet.files(for: SampleOrganization.input()), "lines_2026-09.csv")
    let rated = try #require(rows.first { $0["tenant_id"] == "(unallocated)" })
    #expect(rated["quantity"] == "412.500000" && rated["unit"] == "GPU-hours")
    #expect(rated["list_unit_price"] == "2.350000000" && rated["billed_cost"] == "969.37")
    #expect(rated["rated_cost"] == "969.375000000000" && rated["rule"] == "rates.csv:2")
    #expect(rated["charge_category"] == "Usage" && rated["allocation_rule"] == "direct")
    #expect(rated["cost_centre"] == "(unmapped)" && rated["tenant_name"] == "")
    let unrated = try #require(rows.first { $0["sku"] == "gpu.h200" })
    #expect(unrated["quantity"] == "346500.000000" && unrated["unit"] == "GPU-seconds")
    for column in ["list_unit_price", "list_cost", "contracted_cost", "billed_cost", "effective_cost", "rated_cost"] {
      #expect(unrated[column] == "", "\(column)")
    }
    let fixed = try #require(rows.first { $0["sku"] == "MLOps suite" })
    #expect(fixed["charge_category"] == "Purchase" && fixed["unit"] == "months" && fixed["quantity"] == "1.000000")
    #expect(fixed["gl_account"] == "610200", "codes stay text")
  }

  @Test("a statement row whose lines all lack a price has no amount, which is not 0")
  func unratedStatement() throws {
    let input = SampleOrganization.input()
    let old = input.periods[1]
    let only = try PeriodInput(
      period: old.period, state: "open", days: old.days, lines: old.lines.filter { $0.minorUnits == nil },
      comparisons: [])
    let rows = try table(try ReportSet.files(for: input.with(periods: [only])), "statement_2026-09.csv")
    #expect(rows.count == 1)
    #expect(rows[0]["billed_cost"] == "" && rows[0]["unrated_lines"] == "1")
  }

  @Test("the comparison's items and its bridge add up to its totals in the file")
  func comparison() throws {
    let rows = try table(try ReportSet.files(for: SampleOrganization.input()), "comparison_2026-09.csv")
    for stack in SampleOrganization.stacks.map(\.text) {
      let own = rows.filter { $0["stack"] == stack }
      let total = try #require(own.first { $0["name"] == "total" && $0["section"] == "result" })
      let items = own.filter { $0["section"] == "item" }
      for column in ["today", "shared", "saving"] { #expect(cents(items, column) == cents([total], column)) }
      let bridge = own.filter { $0["section"] == "bridge" }
      let steps = bridge.filter { $0["subject"] != "shared" }
      #expect(cents(steps, "amount") == cents([total], "shared"))
      #expect(Set(bridge.compactMap { $0["step"] }) == Set((1...11).map(String.init)))
    }
  }

  @Test("all stacks together have rows without a stack, which tie to the stacks' own and never count among them")
  func organization() throws {
    let rows = try table(try ReportSet.files(for: SampleOrganization.input()), "comparison_2026-09.csv")
    let whole = rows.filter { $0["section"] == "organization" }
    #expect(whole.count == 8 && whole.allSatisfy { $0["stack"] == "" })
    let ofAll = Set(FigureSection.allCases.filter { !$0.isOfStacks }.map(\.rawValue))
    #expect(rows.allSatisfy { ($0["stack"] == "") == ofAll.contains($0["section"] ?? "") })
    let stacks = rows.filter { $0["section"] == "result" }
    for column in ["today", "shared", "saving", "amount"] {
      for name in Set(whole.compactMap { $0["name"] }) {
        #expect(
          cents(whole.filter { $0["name"] == name }, column) == cents(stacks.filter { $0["name"] == name }, column),
          "\(name) \(column)")
      }
    }
    #expect(whole.first { $0["name"] == "verdict" }?["text"] == "pays")
    #expect(whole.first { $0["name"] == "payback_month" }?["value"] == "7.000000")
  }

  @Test("the order in which files were read and lines come changes no byte")
  func order() throws {
    let input = SampleOrganization.input()
    let expected = try ReportSet.files(for: input)
    var random = SplitMix64(seed: 77)
    for _ in 0..<3 {
      let quality = DataQuality(
        files: input.quality.files.shuffled(using: &random), quarantined: input.quality.quarantined,
        ignoredFields: input.quality.ignoredFields)
      #expect(try ReportSet.files(for: input.with(quality: quality)) == expected, "seed 77")
    }
  }
}
