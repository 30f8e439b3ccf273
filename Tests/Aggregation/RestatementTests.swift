import Metering
import Testing

@testable import Aggregation

@Suite("What a closed month comes to now, beside what it was billed") struct RestatementTests {
  private let january = day("2026-01-01").period

  private func line(
    _ tenant: TenantID, _ amount: ExactDecimal?, in period: Period? = nil, rule: String = "rates.csv:2",
    quantity: ExactDecimal? = nil
  ) -> ChargeLine {
    let month = period ?? january
    return ChargeLine(
      identity: .init(
        period: month, days: month.days, tenant: tenant, stack: "notebooks", environment: "lab", version: "7",
        category: .usage, item: "gpu", rule: rule),
      account: nil, quantity: quantity ?? amount ?? 1, meterUnit: unit("GPU-seconds"),
      pricing: amount == nil ? nil : .init(unit: unit("GPU-hours"), unitPrice: 1), amount: amount, currency: dollars)
  }

  private func summary(_ lines: [ChargeLine]) -> [String] {
    lines.map { "\($0.identity.tenant) \($0.identity.rule) \($0.quantity) \($0.amount.map { "\($0)" } ?? "unrated")" }
  }

  @Test("V15: A used 10 more and B 5 less, so February bills 130.00 and 55.00 and January's lines stay")
  func priorPeriod() throws {
    let billed = [line("A", 100), line("B", 50)]
    let corrections = try Restatement.corrections(
      restated: [line("A", 110), line("B", 45)], billed: billed, in: january.next)
    #expect(summary(corrections) == ["A rates.csv:2 10 10", "B rates.csv:2 -5 -5"])
    #expect(corrections.allSatisfy { $0.isCorrection && $0.identity.period == january.next })
    #expect(corrections.allSatisfy { $0.identity.chargePeriod == january && $0.identity.days == january.days })
    let february = [line("A", 120, in: january.next), line("B", 60, in: january.next)]
    let lines = (february + corrections).sorted { $0.identity < $1.identity }
    let cents = try posted(lines, currency: dollars)
    var statement: [TenantID: Int128] = [:]
    for (line, cents) in zip(lines, cents) { statement[line.identity.tenant, default: 0] += cents ?? 0 }
    #expect(statement == ["A": 13_000, "B": 5_500])
    #expect(
      try ["A", "B"].map { tenant in
        try (billed + corrections).filter { $0.identity.tenant.text == tenant }.amounts.total()
      } == [110, 45])
  }

  @Test("an unchanged month has no corrections")
  func unchanged() throws {
    let lines = [line("A", 100), line("B", nil, rule: "")]
    #expect(try Restatement.corrections(restated: lines, billed: lines, in: january.next) == [])
  }

  @Test("where the rule is another one, the old is taken back and the new is charged")
  func reverseAndRebook() throws {
    let corrections = try Restatement.corrections(
      restated: [line("A", 100, rule: "rates.csv:3")], billed: [line("A", 90)], in: january.next)
    #expect(summary(corrections) == ["A rates.csv:2 -90 -90", "A rates.csv:3 100 100"])
    let gone = try Restatement.corrections(restated: [], billed: [line("A", 90)], in: january.next)
    #expect(summary(gone) == ["A rates.csv:2 -90 -90"])
  }

  @Test("more of what has no price is shown without an amount, which is not 0")
  func unrated() throws {
    let corrections = try Restatement.corrections(
      restated: [line("A", nil, rule: "", quantity: 8)], billed: [line("A", nil, rule: "", quantity: 5)],
      in: january.next)
    #expect(summary(corrections) == ["A  3 unrated"])
  }

  @Test("corrections of corrections: whatever the way, all that is billed is what the month comes to, exactly")
  func ways() throws {
    for seed in UInt64(1)...60 {
      var random = SplitMix64(seed: seed)
      func month() -> [ChargeLine] {
        (0..<random.int(0...6)).map { index in
          line(
            TenantID("t\(index % 4)"), ExactDecimal(picounits: Int128(random.int(0...999_999)) - 500_000),
            rule: "rates.csv:\(index)")
        }
      }
      let original = month()
      var billed = original
      var period = january
      var restated = original
      for _ in 0..<random.int(1...4) {
        period = period.next
        restated = random.bool() ? original : month()
        billed += try Restatement.corrections(restated: restated, billed: billed, in: period)
        #expect(try billed.amounts.total() == restated.amounts.total(), "seed \(seed)")
        #expect(try Restatement.corrections(restated: restated, billed: billed, in: period.next) == [], "seed \(seed)")
      }
      // And back to what it was: the corrections of all months add to nothing.
      billed += try Restatement.corrections(restated: original, billed: billed, in: period.next)
      #expect(try billed.filter(\.isCorrection).amounts.total() == .zero, "seed \(seed)")
      #expect(Set(billed.map { RunIdentity.lineID($0.identity) }).count == billed.count, "seed \(seed)")
    }
  }

  @Test("a correction has a name of its own in each month, and a line that corrects nothing keeps its name")
  func names() {
    let regular = line("A", 1).identity
    let names = [regular] + [january.next, january.next.next].map { regular.billed(in: $0, as: .correction) }
    #expect(Set(names.map(RunIdentity.lineID)).count == 3)
    #expect(RunIdentity.lineID(regular) == "2026-01-71834d9207306e6b", "as it was before there were corrections")
  }
}
