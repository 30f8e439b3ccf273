import Configuration
import Metering
import Testing

@testable import Aggregation

/// The order of economics.md §2.2: list, discount, markup, minimum, credit, then whole cents.
@Suite struct RatingChainTests {
  @Test("V12: 2,654.175 less 10 %, plus 5 %, less a credit of 250 is 2,258.195375, posted as 2,258.20 line by line")
  func vector12() throws {
    var organization = Organization()
    organization.rate("gpu", "2.15")
    organization.adjust("ada-10", .discount(Fraction(1, 10)), tenant: "ada")
    organization.adjust("fee", .markup(Fraction(1, 20)))
    organization.adjust("commit", .minimum(500), tenant: "ada")
    organization.adjust("welcome", .credit(250), tenant: "ada")
    let lines = try organization.lines([usage("2026-10-01", [try ExactDecimal("1234.5").times(3_600)])])
    #expect(lines.map(\.identity.category) == [.credit, .discount, .markup, .usage])
    #expect(lines.amounts == [-250, "-265.4175", "119.437875", "2654.175"])
    #expect(try lines.amounts.total() == "2258.195375")
    #expect(try posted(lines, currency: dollars) == [-25_000, -26_542, 11_944, 265_418])
    #expect(lines.map(\.identity.rule) == ["welcome", "ada-10", "fee", "gpu@2020-01-01"])
    #expect(lines.map(\.identity.item) == ["welcome", "gpu", "gpu", "gpu"])
    #expect(lines.map(\.quantity) == [0, 0, 0, 4_444_200])
  }

  @Test("V13: usage is split at the midnight of a price change: 16.00 + 38.40 = 54.40")
  func vector13() throws {
    var organization = Organization()
    organization.rate("gpu", "2.00", from: "2026-01-01", to: "2026-03-15")
    organization.rate("gpu", "2.40", from: "2026-03-15")
    let four = ExactDecimal(14_400)
    let nothing = [ExactDecimal](repeating: 0, count: 22)
    let lines = try organization.lines(
      [usage("2026-03-14", nothing + [four, four]), usage("2026-03-15", [four, four, four, four])],
      period: day("2026-03-01").period)
    #expect(lines.amounts == ["16.00", "38.40"])
    #expect(
      lines.map(\.identity.days) == [day("2026-03-01")..<day("2026-03-15"), day("2026-03-15")..<day("2026-04-01")])
  }

  @Test("a discount is of its own days: usage is split where it begins")
  func discountBegins() throws {
    var organization = Organization()
    organization.rate("gpu", 2)
    organization.adjust("autumn", .discount(Fraction(1, 4)), from: "2026-10-16")
    let lines = try organization.lines(["2026-10-15", "2026-10-16"].map { usage($0, [36_000]) })
    #expect(lines.of(.usage).amounts == [20, 20])
    #expect(lines.of(.discount).amounts == [-5])
    #expect(lines.of(.discount).map(\.days) == [day("2026-10-16")..<day("2026-11-01")])
  }

  @Test("of the discounts that match, the most specific holds, and no two add up")
  func mostSpecificDiscount() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.adjust("all", .discount(Fraction(1, 100)))
    organization.adjust("ada", .discount(Fraction(1, 10)), tenant: "ada")
    organization.adjust("ada-gpu", .discount(Fraction(1, 5)), tenant: "ada", resource: "gpu")
    organization.rate("cpu", 1, per: "core-hours")
    let lines = try organization.lines([
      usage("2026-10-01", [360_000]), usage("2026-10-01", [360_000], resource: "cpu"),
      usage("2026-10-01", [360_000], tenant: "bob"),
    ])
    #expect(lines.of(.discount).map(\.identity.rule) == ["ada", "ada-gpu", "all"])
    #expect(lines.of(.discount).amounts == [-10, -20, -1])
  }

  @Test("unrated usage has no discount, counts nothing towards a minimum and is not paid by a credit")
  func unrated() throws {
    var organization = Organization()
    organization.adjust("off", .discount(Fraction(1, 2)))
    organization.adjust("least", .minimum(31), tenant: "ada")
    organization.adjust("gift", .credit(5), tenant: "ada", resource: "gpu")
    let lines = try organization.lines([usage("2026-10-01", [3_600])])
    #expect(lines.map(\.identity.category) == [.minimum, .usage])
    #expect(lines.map(\.amount) == [31, nil])
  }

  @Test("what comes to nothing has no line")
  func nothing() throws {
    var organization = Organization()
    organization.rate("gpu", 0)
    organization.adjust("off", .discount(Fraction(1, 2)))
    organization.adjust("least", .minimum(0), tenant: "ada")
    organization.adjust("gift", .credit(5), tenant: "ada")
    #expect(try organization.lines([usage("2026-10-01", [3_600])]).map(\.identity.category) == [.usage])
  }

  @Test("discounts and markups are of the tiers together")
  func tiersAndDiscount() throws {
    var organization = Organization()
    let table = TierTable(
      method: .graduated, scope: .tenant,
      bands: [.init(above: 0, upTo: 1, price: 2), .init(above: 1, upTo: nil, price: 1)])
    organization.rate("gpu", .tiers(table))
    organization.adjust("off", .discount(Fraction(1, 10)))
    let lines = try organization.lines([usage("2026-10-01", [10_800])])
    #expect(lines.of(.usage).count == 2)
    #expect(lines.of(.discount).amounts == ["-0.4"])
  }
}
