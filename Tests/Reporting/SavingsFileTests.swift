import Comparison
import Configuration
import Metering
import Testing

@testable import Reporting

/// September 2026 of the made-up organisation is complete, October is in progress.
@Suite("The file of savings") struct SavingsFileTests {
  private let input = SampleOrganization.input()

  private func period(_ text: String) throws -> Period { try #require(Period(text)) }

  /// A stack of which one environment was retired after August, with what September cost then.
  private func realised(
    _ stack: String, september: ExactDecimal, promises: [MigrationPlan.Promise]?, used: ExactDecimal = 400
  ) throws -> RealisedByStack {
    let savings = try RealisedSavings(
      of: [
        .init(period: try period("2026-08"), isFull: true, cost: 1_000, usedCost: 500, retired: 0, retiredByEnd: 0),
        .init(
          period: try period("2026-09"), isFull: true, cost: september, usedCost: used, retired: 1, retiredByEnd: 1),
        .init(period: try period("2026-10"), isFull: false, cost: 1, usedCost: 1, retired: 1, retiredByEnd: 1),
      ], promises: promises)
    return RealisedByStack(stack: stack, savings: savings)
  }

  private func rows(
    _ realised: [RealisedByStack] = [], _ period: String = "2026-09", of input: ReportInput? = nil
  ) throws -> [String: [String: String]] {
    let files = try ReportSet.files(for: (input ?? self.input).with(realised: realised))
    let file = try #require(files.first { $0.name == "savings_\(period).csv" })
    let records = readCSV(file.bytes)
    let header = try #require(records.first)
    let rows = records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["stack_role"] ?? "?", $0) })
  }

  private static let measures = ["promised_saving", "realised_saving", "baseline_cost", "usage_change"]

  @Test("each stack has a row with its month, its amounts, what they are measured on, and the currency")
  func identity() throws {
    let rows = try rows()
    #expect(rows.keys.sorted() == SampleOrganization.stacks.map(\.text))
    for (stack, row) in rows {
      #expect(
        ["billing_period", "period_start", "period_end", "currency", "run_id"].map { row[$0] }
          == ["2026-09", "2026-09-01", "2026-10-01", "USD", input.runID], "\(stack)")
      #expect(["potential_basis", "days_measured", "days_in_month"].map { row[$0] } == ["full_month", "30", "30"])
      let comparison = try #require(input.periods[1].comparisons.first { $0.stack.text == stack })
      let amounts = [comparison.today, comparison.shared, comparison.saving, comparison.cashableSaving]
      #expect(
        ["today_cost", "shared_cost", "potential_saving", "cashable_saving"].map { row[$0] }
          == amounts.map { input.currency.text(minorUnits: input.currency.minorUnits(of: $0)) }, "\(stack)")
      #expect(row["verdict"] == comparison.verdict.rawValue)
    }
  }

  @Test("a stack for which sharing does not pay has a potential below 0, and one that costs more realises a loss")
  func losing() throws {
    let rows = try rows([
      try realised("feature-store", september: "1250.50", promises: [.init(retired: 1, savingPerMonth: "-30")])
    ])
    let store = try #require(rows["feature-store"])
    #expect(store["verdict"] == "does_not_pay")
    #expect(store["potential_saving"]?.hasPrefix("-") == true)
    #expect(
      ["promised_basis", "promised_saving", "realised_basis", "realised_saving"].map { store[$0] }
        == ["plan", "-30.00", "baseline", "-250.50"])
    #expect(
      ["baseline_period", "baseline_cost", "retired_environments", "usage_change"].map { store[$0] }
        == ["2026-08", "1000.00", "1", "-100.00"])
    #expect(rows["vector-search"]?["verdict"] == "nothing_to_share")
  }

  @Test("before the first wave of a plan is complete it promises 0.00; without a plan there is no promise")
  func plans() throws {
    let rows = try rows([
      try realised("training", september: 900, promises: [.init(retired: 2, savingPerMonth: 80)]),
      try realised("serving", september: 900, promises: nil),
    ])
    #expect(rows["training"]?["promised_basis"] == "plan" && rows["training"]?["promised_saving"] == "0.00")
    #expect(rows["serving"]?["promised_basis"] == "no_plan" && rows["serving"]?["promised_saving"] == "")
    #expect(rows.values.count { $0["realised_saving"] == "100.00" } == 2)
  }

  @Test(
    "where nothing is realised the cells are empty, and the basis says why",
    arguments: [
      ("2026-08", "training", "nothing_retired"), ("2026-10", "training", "month_in_progress"),
      ("2026-09", "serving", "no_full_month_before"), ("2026-09", "notebooks", "nothing_retired"),
    ])
  func reasons(month: String, stack: String, basis: String) throws {
    let row = try #require(
      try rows(
        [
          RealisedByStack(stack: "serving", savings: nil),
          try realised("training", september: 900, promises: [.init(retired: 1, savingPerMonth: 80)]),
        ], month)[stack])
    #expect(row["realised_basis"] == basis && row["promised_basis"] == basis)
    for column in Self.measures + ["baseline_period", "retired_environments"] {
      #expect(row[column] == "", "\(column)")
    }
    #expect(row["today_cost"] != "" && row["potential_saving"] != "")
    #expect(row["potential_basis"] == (month == "2026-10" ? "month_to_date" : "full_month"))
  }

  @Test("a stack that is charged and was not compared, or is gone, has a row without amounts, which are not 0")
  func noData() throws {
    let september = input.periods[1]
    let without = try PeriodInput(
      period: september.period, state: "open", days: september.days, lines: september.lines,
      comparisons: september.comparisons.filter { $0.stack != "training" && $0.stack != "notebooks" })
    let rows = try rows(
      [
        try realised("gone", september: 900, promises: nil),
        try realised("notebooks", september: 900, promises: [.init(retired: 1, savingPerMonth: 80)]),
      ], of: input.with(periods: [without]))
    #expect(rows.count == 6)
    for stack in ["gone", "notebooks", "training"] {
      let row = try #require(rows[stack])
      let known = [
        "billing_period", "period_start", "period_end", "stack_role", "days_in_month", "currency", "run_id",
        "potential_basis", "promised_basis", "realised_basis",
      ]
      for (column, value) in row { #expect(value.isEmpty != known.contains(column), "\(stack): \(column)") }
      #expect(known.suffix(3).map { row[$0] } == ["not_compared", "not_compared", "not_compared"])
    }
  }

  @Test("a name that a spreadsheet would run is guarded, and an amount below 0 stays a number")
  func formulas() throws {
    let names = ["=1+1", "-2+3", "@SUM(A1)", "+x", "'=y", "a,\"b\"\r\nc"]
    let losing = try #require(input.periods[1].comparisons.first { $0.stack == "feature-store" })
    let period = try PeriodInput(
      period: input.periods[1].period, state: "open", days: input.periods[1].days, lines: input.periods[1].lines,
      comparisons: names.sorted { StackID($0) < StackID($1) }.map { losing.named(StackID($0)) })
    let rows = try rows(
      try names.map { try realised($0, september: 1_100, promises: [.init(retired: 1, savingPerMonth: -7)]) },
      of: input.with(periods: [period]))
    for name in names {
      let isRun = name.first != "a"
      let row = try #require(rows[isRun ? "'" + name : name], "\(name)")
      #expect(row["potential_saving"]?.hasPrefix("-") == true && row["promised_saving"] == "-7.00")
      #expect(row["realised_saving"] == "-100.00" && row["realised_basis"] == "baseline")
    }
  }

  @Test("the control totals add up each column for itself, today and shared are those of all stacks together")
  func totals() throws {
    let realised = try realised("training", september: 900, promises: [.init(retired: 1, savingPerMonth: 80)])
    let files = try ReportSet.files(for: input.with(realised: [realised]))
    let records = readCSV(try #require(files.first { $0.name == ControlTotals.name }).bytes)
    let header = try #require(records.first)
    let sums = records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
      .filter { $0["file"] == "savings_2026-09.csv" }
    let organization = try #require(input.periods[1].organization)
    func text(_ amount: ExactDecimal) -> String {
      input.currency.text(minorUnits: input.currency.minorUnits(of: amount))
    }
    #expect(
      Dictionary(uniqueKeysWithValues: sums.map { ($0["sum_column"] ?? "", $0["sum"] ?? "") }) == [
        "today_cost": text(organization.today), "shared_cost": text(organization.shared),
        "potential_saving": text(organization.saving), "cashable_saving": text(organization.cashableSaving),
        "promised_saving": "80.00", "realised_saving": "100.00",
      ])
  }

  @Test("stacks that are not what all of them come to together stop everything")
  func notTied() throws {
    let september = input.periods[1]
    let untied = PeriodInput(
      period: september.period, state: "open", days: september.days, lines: september.lines,
      comparisons: Array(september.comparisons.dropLast()), organization: september.organization)
    #expect(throws: ReportingError.self) { try ReportSet.files(for: input.with(periods: [untied])) }
  }

  @Test("the page has the same figures, or says why there are none")
  func page() throws {
    func text(_ realised: [RealisedByStack]) throws -> String {
      let found = try FoundOrganization().input().with(realised: realised)
      return PageReader(String(decoding: try SummaryPage.file(for: found).bytes, as: UTF8.self)).text
    }
    #expect(try text([]).contains("n/a: no environment was retired by the first day of a month that is metered."))
    let page = try text([
      RealisedByStack(stack: "serving", savings: nil), try realised("store", september: "1250.50", promises: nil),
    ])
    #expect(page.contains("n/a for serving: no full month was metered before the first environment was retired."))
    for words in ["August 2026", "1,000.00", "1,250.50", "no plan", "−250.50", "−100.00"] {
      #expect(page.contains(words), "\(words)")
    }
  }

  @Test("a sum of promises that lacks one is not drawn beside what all of them realised")
  func trend() throws {
    func september(_ promises: [MigrationPlan.Promise]?) throws -> Substring {
      let both = [
        try realised("serving", september: 900, promises: promises),
        try realised("training", september: 900, promises: [.init(retired: 1, savingPerMonth: 80)]),
      ]
      let html = String(decoding: try SummaryPage.file(for: input.with(realised: both)).bytes, as: UTF8.self)
      let table = html[try #require(html.firstRange(of: "id=\"months-findings-caption\"")).upperBound...]
      let row = table[try #require(table.firstRange(of: "September 2026")).upperBound...]
      return row[..<(try #require(row.firstRange(of: "</tr>")).lowerBound)]
    }
    let all = try september([.init(retired: 1, savingPerMonth: 5)])
    #expect(all.contains(">85.00</td>") && all.contains(">200.00</td>"))
    let some = try september(nil)
    #expect(!some.contains("80.00") && some.contains(">–</td>") && some.contains(">200.00</td>"))
  }

  @Test("what was realised is on the page when nothing is left to share")
  func allMoved() throws {
    let september = input.periods[1]
    let one = try PeriodInput(
      period: september.period, state: "open", days: september.days, lines: september.lines,
      comparisons: september.comparisons.filter { $0.stack == "vector-search" })
    let moved = input.with(periods: [one]).with(realised: [
      try realised("vector-search", september: 300, promises: [.init(retired: 1, savingPerMonth: 650)])
    ])
    let html = String(decoding: try SummaryPage.file(for: moved).bytes, as: UTF8.self)
    #expect(PageReader(html).faults == [])
    #expect(html.contains("Promised and realised since environments were retired"))
    for figure in ["650.00", "700.00"] { #expect(html.contains(figure)) }
  }
}

extension ReportInput {
  func with(realised: [RealisedByStack]) -> ReportInput {
    ReportInput(
      organization: organization, currency: currency, zone: zone, asOf: asOf, runID: runID,
      rateCardVersion: rateCardVersion, periods: periods, quality: quality, assumptions: assumptions,
      realised: realised, settings: settings)
  }
}

extension StackComparison {
  /// The same of another stack.
  fileprivate func named(_ stack: StackID) -> StackComparison {
    StackComparison(
      stack: stack, currency: currency, tenants: tenants, environments: environments, pooling: pooling, items: items,
      bridge: bridge, today: today, shared: shared, keptApart: keptApart, sharedTeam: sharedTeam,
      oneTimeCost: oneTimeCost, paybackMonth: paybackMonth, cashablePaybackMonth: cashablePaybackMonth,
      horizonMonths: horizonMonths, netOverHorizon: netOverHorizon, cashableSaving: cashableSaving, saving: saving,
      verdict: verdict, notes: notes)
  }
}
