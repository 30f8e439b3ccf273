import Metering
import Testing

@testable import Reporting

@Suite("The FOCUS export")
struct FocusFileTests {
  private let input = SampleOrganization.input()

  private func rows(_ period: PeriodInput) throws -> [[String: String]] {
    let columns = FocusFile.columns(input, period.period)
    let records = readCSV(CSVWriter(columns: columns).write(try FocusFile.rows(period, input.currency) ?? []).bytes)
    return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(records[0], $0)) }
  }

  /// Steps of 10^-21, in which every number of the file is whole.
  private func steps(_ text: String) throws -> Int128 {
    let parts = text.split(separator: ".")
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    #expect(decimals.utf8.count <= 21)
    let digits = parts[0] + decimals + String(repeating: "0", count: 21 - decimals.utf8.count)
    return try #require(Int128(digits))
  }

  /// A number without the zeros at its end, which its column has by its scale.
  private func number(_ text: String?) -> String {
    var text = text ?? ""
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  private func month(_ lines: [PostedLine]) -> PeriodInput {
    let period = input.periods[1]
    return PeriodInput(
      period: period.period, state: "open", days: period.days, lines: lines, comparisons: [], organization: nil)
  }

  @Test("costs are price times quantity to the last decimal, and billed costs are the cents of the lines")
  func priceTimesQuantity() throws {
    var priced = 0
    for period in input.periods {
      let rows = try rows(period)
      let rated = period.lines.filter { $0.minorUnits != nil }
      #expect(rows.count == rated.count)
      let billed = Dictionary(uniqueKeysWithValues: rated.map { ($0.lineID, $0.minorUnits) })
      for row in rows {
        let line = try #require(row["x_SourceLineId"])
        #expect(row["BilledCost"] == input.currency.text(minorUnits: try #require(billed[line] ?? nil)))
        guard let price = row["ListUnitPrice"], !price.isEmpty else {
          #expect(try steps(try #require(row["ListCost"])) == (try steps(try #require(row["BilledCost"]))))
          continue
        }
        // 9 decimals of a quantity times 12 of a price: 21 of a cost.
        let quantity = try steps(try #require(row["PricingQuantity"])) / powerOfTen(12)
        let unitPrice = try steps(price) / powerOfTen(9)
        #expect(quantity * unitPrice == (try steps(try #require(row["ListCost"]))))
        #expect(row["ListCost"] == row["ContractedCost"] && !price.hasPrefix("-"))
        priced += 1
      }
    }
    #expect(priced > 50)
  }

  @Test("every column of numbers has one scale, and a decimal though all its values are whole, in any currency")
  func scales() throws {
    let period = input.periods[1]
    let sample = try #require(period.lines.first { $0.line.pricing != nil && $0.minorUnits != nil }).line
    for (code, billed) in [("USD", "12.00"), ("JPY", "12.0"), ("KWD", "12.000"), ("CLF", "12.0000")] {
      let currency = try #require(Currency(code))
      let unit = try #require(MeteringUnit("queries"))
      let line = ChargeLine(
        identity: sample.identity, account: sample.account, quantity: "4", meterUnit: unit,
        pricing: .init(unit: unit, unitPrice: "3"), amount: "12", currency: currency)
      let posted = PostedLine(line: line, minorUnits: currency.minorUnits(of: "12"), lineID: "l")
      let columns = FocusFile.columns(input.in(currency), period.period)
      let output = CSVWriter(columns: columns).write(try #require(try FocusFile.rows(month([posted]), currency)))
      let records = readCSV(output.bytes)
      let row = Dictionary(uniqueKeysWithValues: zip(records[0], records[1]))
      #expect(row["BilledCost"] == billed && row["EffectiveCost"] == billed, "\(code)")
      #expect(row["ListCost"] == "12.000000000000000000000" && row["PricingQuantity"] == "4.000000000", "\(code)")
      #expect(row["ConsumedQuantity"] == "4.000000000000" && row["ListUnitPrice"] == "3.000000000000", "\(code)")
      #expect(row["PricingCurrencyEffectiveCost"] == "12.000000000000", "\(code)")
      #expect(output.sums["BilledCost"] == currency.minorUnits(of: "12"), "\(code)")
    }
    for period in input.periods {
      let rows = try rows(period)
      for column in FocusFile.columns(input, period.period) {
        guard let scale = ColumnFacts(column).scale else { continue }
        for value in rows.compactMap({ $0[column.name] }) where !value.isEmpty {
          #expect(scale > 0 && value.split(separator: ".").last?.utf8.count == scale, "\(column.name): \(value)")
        }
      }
    }
  }

  @Test("a month in which nothing has a price has no file")
  func nothingRated() throws {
    let unrated = input.periods[1].lines.filter { $0.minorUnits == nil }
    #expect(!unrated.isEmpty)
    #expect(try FocusFile.rows(month(unrated), input.currency)?.count == nil)
  }

  @Test("usage without a price has no row, and none is 0 for it")
  func unrated() throws {
    let period = input.periods[1]
    let unrated = Set(period.lines.filter { $0.minorUnits == nil }.map(\.lineID))
    #expect(!unrated.isEmpty)
    for row in try rows(period) {
      #expect(!unrated.contains(row["x_SourceLineId"] ?? "") && row["BilledCost"] != "0.00")
    }
  }

  @Test("every kind of charge has its category, and quantities and prices where FOCUS wants them")
  func categories() throws {
    for category in ChargeCategory.allCases {
      let sample = input.periods[1].lines.first { $0.line.identity.category == .usage && $0.minorUnits != nil }
      let line = try #require(sample).line
      let identity = line.identity
      let changed = ChargeLine(
        identity: .init(
          period: identity.period, days: identity.days, tenant: identity.tenant, stack: identity.stack,
          environment: identity.environment, version: identity.version, category: category, item: "x", rule: "r"),
        account: line.account, quantity: category.isAdjustment ? .zero : line.quantity,
        meterUnit: category == .usage ? line.meterUnit : nil, pricing: category == .usage ? line.pricing : nil,
        amount: "-12.345", currency: line.currency)
      let row = try #require(
        try rows(month([PostedLine(line: changed, minorUnits: -1_235, lineID: "l")])).first, "\(category)")
      let kind = try #require(row["ChargeCategory"])
      #expect(["Usage", "Adjustment", "Credit"].contains(kind), "\(category)")
      for column in ["PricingQuantity", "PricingUnit", "ConsumedQuantity", "ConsumedUnit", "SkuId", "ListUnitPrice"] {
        #expect((row[column] ?? "").isEmpty == (kind != "Usage"), "\(category): \(column)")
      }
      #expect(row["BilledCost"] == "-12.35" && row["ChargeClass"] == "")
      #expect(category == .usage || kind != "Usage" || row["ListUnitPrice"] == "12.345000000000")
    }
  }

  @Test("what is priced in another currency has its price there, and price times quantity in the billing currency")
  func otherCurrency() throws {
    let line = try #require(input.periods[1].lines.first { $0.line.pricing != nil && $0.minorUnits != nil }).line
    let unit = try #require(line.meterUnit)
    let euro = try #require(Currency("EUR"))
    let converted = ChargeLine(
      identity: line.identity, account: line.account, quantity: "3", meterUnit: unit,
      pricing: .init(unit: unit, unitPrice: "2.5"), amount: "8.3325", currency: line.currency,
      conversion: .init(currency: euro, amount: "7.5", rate: "1.111"))
    let row = try #require(try rows(month([PostedLine(line: converted, minorUnits: 833, lineID: "l")])).first)
    #expect(row["BillingCurrency"] == input.currency.code && row["PricingCurrency"] == "EUR")
    #expect(number(row["ListUnitPrice"]) == "2.7775" && row["PricingQuantity"] == "3.000000000")
    #expect(row["ListCost"] == "8.332500000000000000000")
    #expect(number(row["PricingCurrencyListUnitPrice"]) == "2.5")
    #expect(number(row["PricingCurrencyEffectiveCost"]) == "7.5")
    #expect(row["BilledCost"] == "8.33" && row["EffectiveCost"] == "8.33")
    let fixed = ChargeLine(
      identity: line.identity, account: line.account, quantity: "1", meterUnit: nil, pricing: nil, amount: "11.11",
      currency: line.currency, conversion: .init(currency: euro, amount: "10", rate: "1.111"))
    let whole = try #require(try rows(month([PostedLine(line: fixed, minorUnits: 1_111, lineID: "l")])).first)
    #expect(number(whole["ListUnitPrice"]) == "11.11" && number(whole["PricingCurrencyListUnitPrice"]) == "10")
  }

  @Test("what a cost pool gives and takes is a unit each, with the pool and its method")
  func pools() throws {
    let line = try #require(input.periods[1].lines.first { $0.minorUnits != nil }).line
    let identity = line.identity
    func step(_ part: Allocation.Part, _ amount: ExactDecimal) -> ChargeLine {
      ChargeLine(
        identity: .init(
          period: identity.period, days: identity.days, tenant: identity.tenant, stack: identity.stack,
          environment: identity.environment, version: identity.version, category: .platformTeam, item: "people",
          rule: "people: usage"),
        account: line.account, quantity: .zero, meterUnit: nil, pricing: nil, amount: amount, currency: line.currency,
        allocation: .init(part: part, pool: "people", distribution: "d", method: "usage"))
    }
    let rows = try rows(
      month([
        PostedLine(line: step(.out, "-12.5"), minorUnits: -1_250, lineID: "a"),
        PostedLine(line: step(.received, "12.5"), minorUnits: 1_250, lineID: "b"),
      ]))
    for row in rows {
      let sign = row["x_SourceLineId"] == "a" ? "-" : ""
      #expect(row["ChargeCategory"] == "Usage" && row["ChargeFrequency"] == "Recurring")
      #expect(number(row["PricingQuantity"]) == sign + "1" && number(row["ConsumedQuantity"]) == sign + "1")
      #expect(row["PricingUnit"] == "Units" && row["ConsumedUnit"] == "Units")
      #expect(number(row["ListUnitPrice"]) == "12.5" && number(row["ListCost"]) == sign + "12.5")
      #expect(row["x_AllocationRule"] == "people: usage" && row["SkuId"] == "platform_team/people")
    }
    #expect(rows.count == 2)
  }

  @Test("what corrects a cost pool's share has a cost and no quantity, for it has none that could change")
  func poolCorrections() throws {
    let line = try #require(input.periods[1].lines.first { $0.minorUnits != nil }).line
    let identity = line.identity
    let share = ChargeLine(
      identity: ChargeLine.Identity(
        period: identity.period, days: identity.days, tenant: identity.tenant, stack: identity.stack,
        environment: identity.environment, version: "", category: .overhead, item: "desk", rule: "desk: headcount"
      ).billed(in: identity.period.next, as: .correction), account: line.account, quantity: .zero, meterUnit: nil,
      pricing: nil, amount: "0.5", currency: line.currency,
      allocation: .init(part: .received, pool: "desk", distribution: "d", method: "headcount"))
    let row = try #require(try rows(month([PostedLine(line: share, minorUnits: 50, lineID: "l")])).first)
    for column in ["PricingQuantity", "PricingUnit", "ConsumedQuantity", "ConsumedUnit", "ListUnitPrice"] {
      #expect(row[column] == "", "\(column)")
    }
    #expect(row["BilledCost"] == "0.50" && number(row["ListCost"]) == "0.5" && row["SkuId"] == "overhead/desk")
  }

  @Test("a charge that concerns no environment names no resource")
  func noResource() throws {
    let line = try #require(input.periods[1].lines.first { $0.minorUnits != nil }).line
    func row(_ environment: EnvironmentID) throws -> [String: String] {
      let identity = ChargeLine.Identity(
        period: line.identity.period, days: line.identity.days, tenant: line.identity.tenant,
        stack: line.identity.stack, environment: environment, version: "", category: .minimum, item: "",
        rule: "minimum", chargeClass: .regular)
      let minimum = ChargeLine(
        identity: identity, account: line.account, quantity: .zero, meterUnit: nil, pricing: nil, amount: "2.5",
        currency: line.currency)
      return try #require(try rows(month([PostedLine(line: minimum, minorUnits: 250, lineID: "l")])).first)
    }
    let (none, lab) = (try row(EnvironmentID(ReservedName.all)), try row("lab"))
    #expect(none["ResourceId"] == "" && none["ResourceType"] == "")
    #expect(lab["ResourceId"] == "lab" && lab["ResourceType"] == "Environment")
  }

  @Test("ListCost and ContractedCost have a control total: the exact sum, rounded once, away from zero at a half")
  func exactSums() throws {
    let period = input.periods[1]
    let priced = try #require(try FocusFile.rows(period, SampleOrganization.usd))
    let sums = FocusFile.exactSums(priced, SampleOrganization.usd)
    let exact = try rows(period).map { try steps(try #require($0["ListCost"])) }.reduce(Int128(0), +)
    let cents = try #require(sums["ListCost"])
    #expect(sums["ContractedCost"] == cents)
    #expect((exact - cents * powerOfTen(FocusFile.costPlaces - 2)).magnitude * 2 <= powerOfTen(19).magnitude)
    let totals = try #require(try ReportSet.files(for: input).first { $0.name == ControlTotals.name })
    let found = readCSV(totals.bytes).first {
      $0[1] == "focus_\(period.period).csv" && $0.contains("ListCost")
    }
    #expect(try #require(found).contains(SampleOrganization.usd.text(minorUnits: cents)))
  }

  @Test("a correction says so, is for its own days and billed in the open month")
  func corrections() throws {
    let line = try #require(input.periods[1].lines.first { $0.line.pricing != nil }).line
    let next = line.identity.period.next
    let correction = ChargeLine(
      identity: line.identity.billed(in: next, as: .correction), account: line.account, quantity: "-3600",
      meterUnit: line.meterUnit, pricing: line.pricing, amount: "-2.5", currency: line.currency)
    let period = PeriodInput(
      period: next, state: "open", days: next.days,
      lines: [PostedLine(line: correction, minorUnits: -250, lineID: "l")], comparisons: [], organization: nil)
    let row = try #require(try rows(period).first)
    #expect(row["ChargeClass"] == "Correction" && number(row["ListCost"]) == "-2.5" && row["BilledCost"] == "-2.50")
    #expect(number(row["PricingQuantity"]) == "-1" && row["ListUnitPrice"] == "")
    #expect(row["ChargePeriodStart"] == "2026-09-01T00:00:00Z" && row["BillingPeriodStart"] == "2026-10-01T00:00:00Z")
    #expect(row["x_ChargeMonth"] == "2026-09")
  }

  @Test(
    "units are written as FOCUS does",
    arguments: [
      ("GPU-hours", "GPU-Hours"), ("core-seconds", "Core-Seconds"), ("1000 tokens", "1000 Tokens"), ("kB", "KB"),
      ("GiB-months", "GiB-Months"), ("queries", "Queries"),
    ])
  func units(unit: String, expected: String) throws {
    #expect(FocusFile.unit(try #require(MeteringUnit(unit))) == expected)
  }

  @Test("texts are ASCII, and no two become one")
  func ascii() {
    #expect(FocusFile.ascii("Köln") == "K\\u{f6}ln")
    #expect(FocusFile.ascii("K\\u{f6}ln") == "K\\u{5c}u{f6}ln")
    #expect(FocusFile.ascii("plain (x)") == "plain (x)")
    #expect(FocusFile.ascii("👩🏽‍🔬").utf8.allSatisfy { $0 < 0x80 })
  }
}

extension ReportInput {
  /// The same in another currency, without its months.
  fileprivate func `in`(_ currency: Currency) -> ReportInput {
    ReportInput(
      organization: organization, currency: currency, zone: zone, asOf: asOf, runID: runID,
      rateCardVersion: rateCardVersion, periods: [], quality: quality, assumptions: assumptions)
  }
}
