import Metering
import Testing

@testable import Aggregation
@testable import Configuration

@Suite("How a line came about") struct ExplanationTests {
  /// The arithmetic of a line: `product 7200 × 2 = 4`.
  private func written(_ trace: RatingTrace, _ category: ChargeCategory, _ number: Int = 0) throws -> [String] {
    let line = try #require(trace.lines.of(category).dropFirst(number).first)
    return try trace.steps(of: line).compactMap(\.arithmetic).map { arithmetic in
      let terms = arithmetic.terms.map { "\($0.value)" }.joined(separator: " ")
      let ratio = arithmetic.ratio == .one ? "" : " × \(arithmetic.ratio)"
      return "\(arithmetic.form.rawValue) \(terms)\(ratio) = \(arithmetic.result.value) \(arithmetic.result.unit)"
    }
  }

  @Test("V12: quantity × price, discount, markup and credit, each written out and each ending in its line")
  func chain() throws {
    var organization = Organization()
    organization.rate("gpu", "2.15")
    organization.adjust("d", .discount(Fraction(1, 10)))
    organization.adjust("m", .markup(Fraction(1, 20)))
    organization.adjust("c", .credit(250), tenant: "ada")
    let trace = try organization.trace([usage("2026-10-01", [4_444_200])])
    #expect(
      try written(trace, .usage) == [
        "product 4444200 × 1/3600 = 1234.5 GPU-hours", "product 1234.5 2.15 = 2654.175 USD",
      ])
    #expect(
      try written(trace, .discount) == [
        "sum 2654.175 = 2654.175 USD", "product 2654.175 × -1/10 = -265.4175 USD",
      ])
    #expect(
      try written(trace, .markup) == [
        "sum 2654.175 -265.4175 = 2388.7575 USD", "product 2388.7575 × 1/20 = 119.437875 USD",
      ])
    #expect(
      try written(trace, .credit) == [
        "smallest 250 2508.195375 = 250 USD", "share 250 2508.195375 2508.195375 = 250 USD",
        "product 250 × -1 = -250 USD",
      ])
  }

  @Test("where hours have no end of decimals, one product holds the ratio of the units, as it is rounded")
  func inexactConversion() throws {
    var organization = Organization()
    organization.rate("gpu", "2.15")
    let trace = try organization.trace([usage("2026-10-01", [1_000])])
    #expect(try written(trace, .usage) == ["product 1000 2.15 × 1/3600 = 0.597222222222 USD"])
  }

  @Test("tiers of the whole organisation tell the total of all and the line's own part, and no other tenant's")
  func organizationTiers() throws {
    var organization = Organization()
    let bands = [
      TierTable.Band(above: 0, upTo: 1_000, price: 2), TierTable.Band(above: 1_000, upTo: nil, price: "1.5"),
    ]
    organization.rate(
      "tokens", .tiers(TierTable(method: .graduated, scope: .organization, bands: bands)), per: "tokens")
    let trace = try organization.trace([
      usage("2026-10-01", [600], tenant: "ada", resource: "tokens"),
      usage("2026-10-02", [500], tenant: "bob", resource: "tokens"),
      usage("2026-10-03", [900], tenant: "eve", resource: "tokens"),
    ])
    #expect(
      try written(trace, .usage) == [
        "sum 0 2000 = 2000 tokens", "share 1000 600 2000 = 300 tokens", "product 300 2 = 600 USD",
      ])
    let line = try #require(trace.lines.first)
    let steps = try trace.steps(of: line)
    #expect(steps.contains { $0.note == "counted together: the month's usage of all tenants" })
    let values = steps.compactMap(\.arithmetic).flatMap(\.terms).map(\.value)
    #expect(!values.contains(500) && !values.contains(900))
  }

  @Test("packages are counted together, paid whole, and shared by usage")
  func packages() throws {
    var organization = Organization()
    organization.rate("tokens", .packages(PackagePrice(size: 100, price: 7, scope: .tenant)), per: "tokens")
    let trace = try organization.trace([
      usage("2026-10-01", [130], environment: "lab", resource: "tokens"),
      usage("2026-10-01", [90], environment: "den", resource: "tokens"),
    ])
    #expect(
      try written(trace, .usage, 1) == [
        "packages 220 100 = 3 packages", "product 3 7 = 21 USD", "share 21 130 220 = 12.409090909091 USD",
      ])
  }

  @Test("a minimum is due by the day, less what counts; a fixed cost tells what is due up to each end of its days")
  func minimumAndFixed() throws {
    var organization = Organization()
    organization.rate("gpu", 2)
    organization.adjust("floor", .minimum(310), tenant: "ada", from: "2026-10-22")
    organization.environment("lab", owner: "ada", to: "2026-10-11")
    organization.environment("lab", owner: "bob", from: "2026-10-11")
    organization.cost("lab", 100)
    let trace = try organization.trace([usage("2026-10-25", [36_000])])
    #expect(try written(trace, .minimum) == ["product 310 × 10/31 = 100 USD", "sum 100 -20 = 80 USD"])
    #expect(try written(trace, .controlPlane, 0) == ["product 100 × 10/31 = 32.258064516129 USD"])
    #expect(
      try written(trace, .controlPlane, 1) == [
        "product 100 = 100 USD", "product 100 × 10/31 = 32.258064516129 USD",
        "sum 100 -32.258064516129 = 67.741935483871 USD",
      ])
    let line = try #require(trace.lines.of(.controlPlane).first)
    let days = try line.days.map { try #require(try trace.fixedCost(of: line, on: $0)) }
    #expect(try days.total() == line.amount)
  }

  @Test("usage without a rate says so and ends in no figure")
  func unrated() throws {
    let trace = try Organization().trace([usage("2026-10-01", [5], resource: "widgets")])
    let line = try #require(trace.lines.first)
    let steps = try trace.steps(of: line)
    #expect(steps.map(\.kind) == [.unrated] && steps[0].note.contains("no rate names widgets"))
    #expect(trace.quantity(of: line.identity) == 5)
  }

  @Test("an explanation that ends in another figure is a fault that says both")
  func differs() throws {
    var organization = Organization()
    organization.rate("gpu", 2)
    let trace = try organization.trace([usage("2026-10-01", [3_600])])
    let line = try #require(trace.lines.first)
    let other = ChargeLine(
      identity: line.identity, account: nil, quantity: line.quantity, meterUnit: line.meterUnit, pricing: nil,
      amount: 3, currency: dollars)
    let message = try #require(throws: ExplanationDiffers.self) { try trace.steps(of: other) }.description
    #expect(message.contains(RunIdentity.lineID(line.identity)) && message.contains("3 USD is charged"))
  }

  @Test("a written-out sum holds where its result is right, and not one digit beside it")
  func arithmetic() throws {
    func holds(
      _ form: Arithmetic.Form, _ terms: [ExactDecimal], _ ratio: Fraction, _ result: ExactDecimal
    ) throws
      -> Bool
    {
      try Arithmetic(form, terms.map { Arithmetic.Term($0, "") }, ratio: ratio, result: Arithmetic.Term(result, ""))
        .holds()
    }
    let step = ExactDecimal(picounits: 1)
    for (form, terms, ratio, result) in [
      (.sum, ["1.5", "-0.25"], .one, "1.25"), (.product, [1000, "2.15"], Fraction(1, 3600), "0.597222222222"),
      (.packages, [-220, 100], .one, -3), (.smallest, [4, 3], .one, 3),
    ] as [(Arithmetic.Form, [ExactDecimal], Fraction, ExactDecimal)] {
      #expect(try holds(form, terms, ratio, result))
      #expect(try !holds(form, terms, ratio, result.plus(step)))
    }
    // A share is rounded from the top, and so within two of the last digits.
    #expect(try holds(.share, [1, 1, 3], .one, "0.333333333335"))
    #expect(try !holds(.share, [1, 1, 3], .one, "0.333333333336"))
  }

  @Test("posting tells the cent that ties a tenant's lines, and that of the tenant in the organisation")
  func posting() throws {
    var organization = Organization()
    organization.rate("tokens", "0.005", per: "tokens")
    let trace = try organization.trace([
      usage("2026-10-01", [1], tenant: "ada", environment: "a", resource: "tokens"),
      usage("2026-10-01", [1], tenant: "ada", environment: "b", resource: "tokens"),
      usage("2026-10-01", [1], tenant: "bob", environment: "c", resource: "tokens"),
    ])
    let posting = try PostingTrace(trace.lines, currency: dollars)
    let told = trace.lines.compactMap { posting.explanation(of: $0) }
    #expect(told.map(\.posted) == (try posted(trace.lines, currency: dollars)).compactMap { $0 })
    #expect(told.map(\.rounded) == [1, 1, 1] && told.map(\.totalPosted) == [2, 2, 2])
    #expect(told.map(\.posted).reduce(0, +) == 2 && told.contains { $0.moved == -1 || $0.tenantMoved == -1 })
  }

  @Test("a correction tells how the month comes to what it does now, and what was billed of it")
  func correction() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    let first = usage("2026-10-05", [360_000])
    let billed = try organization.lines([first])
    let trace = try organization.trace([first, usage("2026-10-20", [36_000])])
    let corrections = try Restatement.corrections(restated: trace.lines, billed: billed, in: october.next)
    let line = try #require(corrections.first)
    let correction = CorrectionTrace(restated: trace, billed: billed)
    let steps = try correction.steps(of: line)
    #expect(steps.map(\.kind) == [.rate, .conversion, .price, .correction, .correction])
    #expect(steps.last?.arithmetic?.terms.map(\.value) == [110, -100])
    #expect(steps.last?.arithmetic?.terms.map(\.label) == ["comes to now", "billed in 2026-10"])
    // What is billed and is not there any more is taken back.
    let back = try Restatement.corrections(restated: [], billed: billed, in: october.next)
    let none = CorrectionTrace(restated: try organization.trace(), billed: billed)
    #expect(try none.steps(of: try #require(back.first)).last?.arithmetic?.result.value == -100)
  }
}
