import Configuration
import Ledger
import Metering
import Testing

@testable import Aggregation

@Suite("Bills beside charges") struct ReconciliationTests {
  @Test("V16: 10,000.00 = 9,580.00 + 270.00 + 120.00 + 30.00, of which 95.8 % are allocated and 1.2 % are nobody's")
  func tied() throws {
    let lines = [stored("ada", 9_000), stored("bob", 580), stored("(unallocated)", 120)]
    let rows = try reconciled(
      [bill(10_000)], [item(.late, 30)], lines: lines, idle: ["lab": UnusedCapacity.Amount(amount: 270)])
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    #expect([row.allocated, row.idle, row.unallocated, row.late, row.rounding] == [9_580, 270, 120, 30, 0])
    #expect(try row.explained() == 10_000 && row.difference() == .zero)
    #expect(try row.percent(row.allocated) == "95.8" && row.percent(row.unallocated) == "1.2")
    #expect(row.status == .yes)
  }

  @Test("V16: two cents that nothing explains are too much, and too little; a tolerance of two lets them pass")
  func untied() throws {
    for (invoice, difference) in [("10000.00", "0.02"), ("9999.96", "-0.02")] as [(ExactDecimal, ExactDecimal)] {
      let row = try #require(try reconciled([bill(invoice)], lines: [stored("ada", "9999.98")]).first)
      #expect(try row.explained() == "9999.98" && row.difference() == difference)
      #expect(row.status == .no)
      #expect(try reconciled([bill(invoice)], lines: [stored("ada", "9999.98")], tolerance: "0.02")[0].status == .yes)
      #expect(try reconciled([bill(invoice)], lines: [stored("ada", "9999.98")], tolerance: "0.01")[0].status == .no)
    }
  }

  @Test("the message names environment, month, invoice, difference, and what to run")
  func message() throws {
    let lines = [stored("ada", 100), stored("ada", nil, item: "cpu")]
    let rows = try reconciled([bill(110), bill(nil, effective: 7, invoice: "I-2")], lines: lines)
    let effective = try reconciled([bill(nil, effective: 7, invoice: "I-2")], lines: [], basis: .effective)
    let review = PeriodReview(
      cash: Reconciliation(basis: .cash, rows: rows), effective: Reconciliation(basis: .effective, rows: effective),
      budgets: [], movements: [])
    #expect(
      UntiedBills([review], currency: dollars)?.description == """
        2026-10, lab: invoice I-1 (cash) does not tie: 110.00 billed, 100.00 explained, difference USD 10.00; \
        1 of its charges have no rate; 1 more do not tie either; nothing is published: look at stackmeter reconcile \
        --period 2026-10, then mend the cause or declare it in bill_items.csv
        """)
    #expect(review.cash.status == .no)
  }

  @Test("what is paid and what the month bears are two reconciliations, with the items of each")
  func bases() throws {
    let bills = [bill(1_200, effective: 100)]
    let items = [item(.prepayment, 1_100, basis: .cash), item(.tax, 20), item(.refund, -20)]
    let cash = try #require(try reconciled(bills, items, lines: [stored("ada", 100)]).first)
    let effective = try #require(try reconciled(bills, items, lines: [stored("ada", 100)], basis: .effective).first)
    #expect(cash.declared == 1_100 && cash.status == .yes)
    #expect(effective.declared == 0 && effective.status == .yes)
    #expect(
      cash.items == ["prepayment 1100.00 (as agreed)", "tax 20.00 (as agreed)", "refund -20.00 (as agreed)"])
  }

  @Test("people are in no bill unless one says so; what no bill covers stands beside")
  func coverage() throws {
    let lines = [stored("ada", 100), stored("ada", 40, .operationsStaff), stored("ada", 10, .licences)]
    let usual = try #require(try reconciled([bill(110)], lines: lines).first)
    #expect(usual.status == .yes && usual.notInvoiced == 40 && usual.allocated == 110)
    let people = try #require(
      try reconciled(
        [bill(100, covers: [.usage]), bill(40, invoice: "I-2", covers: [.operationsStaff])], lines: lines
      ).first)
    #expect(people.status == .yes && people.notInvoiced == 10)
    #expect(people.invoices == ["I-1", "I-2"] && people.invoice == 140)
    #expect(try usual.charged() == 150 && people.charged() == 150)
    // Of a bill for licences alone, idle capacity is no part.
    let idle: [EnvironmentID: UnusedCapacity.Amount] = ["lab": UnusedCapacity.Amount(amount: 5)]
    #expect(try reconciled([bill(10, covers: [.licences])], lines: lines, idle: idle).first?.status == .yes)
  }

  @Test("an environment without a bill is n/a and shows what it is charged; a bill without charges does not tie")
  func notBilled() throws {
    let rows = try reconciled([bill(7, environment: "den")], lines: [stored("ada", 100), stored("(unallocated)", 3)])
    #expect(rows.map(\.environment) == ["den", "lab"])
    #expect(rows.map(\.status) == [.no, .notBilled])
    #expect(rows[1].allocated == 100 && rows[1].unallocated == 3 && rows[1].invoice == nil)
  }

  @Test("corrections of the month that are billed later are late; those of other months are not its matter")
  func late() throws {
    let later = stored("ada", 10, billedIn: october.next)
    let row = try #require(try reconciled([bill(110)], lines: [stored("ada", 100)], late: [later]).first)
    #expect(row.allocated == 100 && row.late == 10 && row.status == .yes)
    #expect(try reconciled([bill(100)], lines: [stored("ada", 100), later]).first?.status == .yes)
  }

  @Test("idle capacity that a pool charges is counted once")
  func idlePool() throws {
    let lines = [
      stored("ada", 60), stored("(idle)", 40, .idle, item: "cost"), stored("(idle)", -40, .idle, item: "out"),
      stored("ada", 40, .idle, item: "in"),
    ]
    let row = try #require(
      try reconciled([bill(100)], lines: lines, idle: ["lab": UnusedCapacity.Amount(amount: 40)]).first)
    #expect(row.status == .yes && row.allocated == 60 && row.idle == 40 && row.idleCharged == 40)
    #expect(try row.charged() == 100)
  }

  @Test("a bill of the exact amounts in cents always ties: rounding is what lines are off by")
  func rounding() throws {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      var exact: [ExactDecimal] = []
      for _ in 0..<random.int(1...40) { exact.append(random.decimal(within: 50_000_000, places: 6)) }
      let lines = exact.enumerated().map { index, amount in
        // Posted by some other total: a cent more or less here and there.
        let cents = dollars.minorUnits(of: amount) + Int128(random.int(-1...1))
        return stored(index % 5 == 0 ? "(unallocated)" : "ada", amount, item: "r\(index)", cents: cents)
      }
      let idle = try random.decimal(within: 9_000_000, places: 6).plus(1_000)
      let items = (0..<random.int(0...3)).map { index in
        item([.tax, .unrated, .late][index], ExactDecimal(picounits: Int128(random.int(-999...999)) * powerOfTen(10)))
      }
      let invoice = try (exact + [idle]).total().rounded(places: 2, .halfAwayFromZero)
        .plus(items.map(\.amount).total())
      let row = try #require(
        try reconciled([bill(invoice)], items, lines: lines, idle: ["lab": UnusedCapacity.Amount(amount: idle)]).first)
      #expect(try row.difference() == .zero && row.status == .yes, "seed \(seed)")
      let off = try reconciled(
        [bill(try invoice.plus("0.01"))], items, lines: lines, idle: ["lab": UnusedCapacity.Amount(amount: idle)])
      #expect(try off.first?.difference() == "0.01", "seed \(seed)")
    }
  }
}
