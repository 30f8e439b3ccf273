import Metering
import Testing

@testable import Ledger

@Suite("An aggregate")
struct AggregateTests {
  let folder: TemporaryFolder
  let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = try folder.ledger()
  }

  private func period(_ text: String) throws -> Period { try #require(Period(text)) }

  private func line(
    _ period: Period, tenant: String, rule: String = "rates.csv:2", amount: ExactDecimal? = "12.345678901234",
    account: TenantAccount? = nil
  ) throws -> StoredChargeLine {
    let identity = ChargeLine.Identity(
      period: period, days: period.days, tenant: TenantID(tenant), stack: "training",
      environment: EnvironmentID(tenant + "-training"), version: "7.1", category: .usage, item: "gpu.a100", rule: rule)
    let unit = try #require(MeteringUnit("GPU-seconds"))
    let hours = try #require(MeteringUnit("GPU-hours"))
    let line = ChargeLine(
      identity: identity, account: account, quantity: "-0.000000000001", meterUnit: unit,
      pricing: amount.map { _ in ChargeLine.Pricing(unit: hours, unitPrice: "2.40") }, amount: amount,
      currency: try #require(Currency("USD")))
    return StoredChargeLine(
      line: line, lineID: "\(period)-\(tenant)-\(rule)", minorUnits: amount.map { _ in Int128.max })
  }

  private func aggregate(
    _ text: String, lines: [StoredChargeLine], comparisons: [StoredComparison] = []
  ) throws -> PeriodAggregate {
    let period = try period(text)
    let record = AggregationRecord(
      period: period, state: .open, asOf: try day("2026-10-15"),
      days: period.firstDay..<period.firstDay.adding(days: 15), runID: "run-1", rateCardVersion: "card-1")
    return PeriodAggregate(record: record, lines: lines, comparisons: comparisons)
  }

  @Test("is read as it was written, lines in the order of their identities")
  func roundTrip() throws {
    let october = try period("2026-10")
    let account = TenantAccount(
      name: "Machine learning", businessUnit: "R&D", costCentre: "00123", glAccount: "6100", legalEntity: "")
    let lines = [
      try line(october, tenant: "b"), try line(october, tenant: "a", account: account),
      try line(october, tenant: "Z", rule: "", amount: nil), try line(october, tenant: "a", rule: "rates.csv:10"),
    ]
    let comparisons = [
      StoredComparison(stack: "training", body: #"{"a":"'"}"#), StoredComparison(stack: "Serving", body: "{}"),
    ]
    let written = try aggregate("2026-10", lines: lines, comparisons: comparisons)
    try ledger.replaceAggregate(written)
    #expect(try ledger.chargeLines(period: october) == lines.sorted { $0.line.identity < $1.line.identity })
    #expect(try ledger.comparisons(period: october) == [comparisons[1], comparisons[0]])
    #expect(try ledger.aggregatedPeriods() == [written.record])
  }

  @Test("keeps what a line was priced in, and who answers for it")
  func conversion() throws {
    let october = try period("2026-10")
    let euros = try #require(Currency("EUR"))
    let account = TenantAccount(
      name: "a", businessUnit: "", costCentre: "007", glAccount: "000", legalEntity: "01", owner: "ann")
    let lines = try ([ExactDecimal("0.9"), nil] as [ExactDecimal?]).enumerated().map { index, rate in
      let plain = try line(october, tenant: "a", rule: "\(index)", account: account).line
      let priced = ChargeLine(
        identity: plain.identity, account: account, quantity: plain.quantity, meterUnit: plain.meterUnit,
        pricing: plain.pricing, amount: plain.amount, currency: plain.currency,
        conversion: ChargeLine.Conversion(currency: euros, amount: "-0.000000000001", rate: rate))
      return StoredChargeLine(line: priced, lineID: "\(index)", minorUnits: 1)
    }
    try ledger.replaceAggregate(try aggregate("2026-10", lines: lines))
    #expect(try ledger.chargeLines(period: october) == lines)
    try ledger.database.run("UPDATE charge_lines SET pricing_currency = 'USD'")
    #expect(throws: LedgerError.self) { try ledger.chargeLines(period: october) }
  }

  @Test("replaces the one of its period alone; the same content makes the same rows")
  func replace() throws {
    let (september, october) = (try period("2026-09"), try period("2026-10"))
    let first = try aggregate("2026-10", lines: [try line(october, tenant: "a"), try line(october, tenant: "b")])
    try ledger.replaceAggregate(try aggregate("2026-09", lines: [try line(september, tenant: "a")]))
    try ledger.replaceAggregate(first)
    let before = try Content(ledger)
    try ledger.replaceAggregate(first)
    #expect(try Content(ledger) == before)
    try ledger.replaceAggregate(try aggregate("2026-10", lines: [try line(october, tenant: "c")]))
    #expect(try ledger.chargeLines(period: october).map(\.line.identity.tenant) == ["c"])
    #expect(try ledger.chargeLines(period: september).count == 1)
    #expect(try ledger.aggregatedPeriods().map(\.state) == [.open, .open])
  }

  @Test("with two lines of one identity or one id is refused whole")
  func repeated() throws {
    let october = try period("2026-10")
    try ledger.replaceAggregate(try aggregate("2026-10", lines: [try line(october, tenant: "a")]))
    let before = try Content(ledger)
    let one = try line(october, tenant: "b")
    let sameIdentity = StoredChargeLine(line: one.line, lineID: "other", minorUnits: 0)
    let sameID = StoredChargeLine(line: try line(october, tenant: "c").line, lineID: one.lineID, minorUnits: 0)
    for other in [sameIdentity, sameID] {
      #expect(throws: LedgerError.self) { try ledger.replaceAggregate(try aggregate("2026-10", lines: [one, other])) }
      #expect(try Content(ledger) == before)
    }
  }

  @Test("of a period that is no longer charged is removed with all its rows")
  func remove() throws {
    for text in ["2026-08", "2026-09", "2026-10"] {
      let lines = [try line(try period(text), tenant: "a")]
      try ledger.replaceAggregate(
        try aggregate(text, lines: lines, comparisons: [StoredComparison(stack: "training", body: "{}")]))
    }
    try ledger.removeAggregates(exceptFor: [try period("2026-09")])
    #expect(try ledger.aggregatedPeriods().map(\.period.description) == ["2026-09"])
    #expect(try ledger.chargeLines(period: try period("2026-10")).isEmpty)
    #expect(try ledger.comparisons(period: try period("2026-08")).isEmpty)
    #expect(try ledger.database.integer("SELECT count(*) FROM periods") == 1)
  }

  @Test("set has values by name, the last of which holds")
  func values() throws {
    #expect(try ledger.value(forKey: "as_of") == nil)
    try ledger.setValue("2026-10-14", forKey: "as_of")
    try ledger.setValue("2026-10-15", forKey: "as_of")
    #expect(try ledger.value(forKey: "as_of") == "2026-10-15")
  }

  @Test("that cannot be read back names the line")
  func damaged() throws {
    let october = try period("2026-10")
    try ledger.replaceAggregate(try aggregate("2026-10", lines: [try line(october, tenant: "a")]))
    try ledger.database.run("UPDATE charge_lines SET amount = 'much'")
    let reason = "the charge line 2026-10-a-rates.csv:2 of 2026-10 cannot be read"
    #expect(throws: LedgerError.corrupt(path: folder.file("ledger.sqlite"), reason: reason)) {
      try ledger.chargeLines(period: october)
    }
  }

  @Test(
    "keeps a unit by its name",
    arguments: [
      "GPU-seconds", "GiB-hours", "1000 tokens", "kB", "queries", "1000 queries", "query-months", "jobs", "FTE",
      "hours",
    ])
  func units(text: String) throws {
    let unit = try #require(MeteringUnit(text))
    #expect(MeteringUnit(unit.name) == unit)
  }
}
