import Configuration
import Metering
import Testing

@Suite("adjustments.csv")
struct AdjustmentTests {
  private static let header =
    "adjustment,kind,percent,amount,currency,tenant,stack,environment,resource,valid_from,valid_to\n"

  private func adjustments(_ rows: [String]) throws -> Adjustments {
    let folder = try ProjectFolder([
      "stackmeter.json5": Sample.project(), "adjustments.csv": Self.header + rows.joined(separator: "\n"),
    ])
    return try ProjectConfiguration.load(folder: folder.path).adjustments
  }

  private func message(_ rows: [String]) throws -> String? {
    try ProjectFolder([
      "stackmeter.json5": Sample.project(), "adjustments.csv": Self.header + rows.joined(separator: "\n"),
    ]).message()
  }

  @Test("a row of each kind")
  func rows() throws {
    let all = try adjustments([
      "ada-10,discount,10,,,ada,,,,2026-01-01,2027-01-01", "fee,markup,2.5,,,,,,,,",
      "commit,minimum,,500,USD,ada,,,,,", "welcome,credit,,250.00,USD,,training,,gpu,,2026-06-01",
    ])
    #expect(all.discounts.map(\.terms) == [.discount(Fraction(1, 10))])
    #expect(all.discounts.map(\.scope) == [UsageScope(tenant: "ada")])
    #expect(
      all.discounts.map(\.validity)
        == [Validity(from: CivilDate("2026-01-01"), to: CivilDate("2027-01-01"))])
    #expect(all.markups.map(\.terms) == [.markup(Fraction(1, 40))])
    #expect(all.minimums.map(\.terms) == [.minimum(500)] && all.minimums.map(\.reference) == ["adjustments.csv:4"])
    #expect(all.credits.map(\.terms) == [.credit(250)])
    #expect(all.credits.map(\.scope) == [UsageScope(stack: "training", resource: "gpu")])
  }

  @Test("credits are used in the order in which they end, then begin, then by name")
  func creditOrder() throws {
    let all = try adjustments([
      "e,credit,,1,USD,,,,,,", "d,credit,,1,USD,,,,,2026-02-01,2026-09-01", "c,credit,,1,USD,,,,,2026-01-01,2026-09-01",
      "b,credit,,1,USD,,,,,,2026-09-01", "z,credit,,1,USD,,,,,,2026-08-01", "a,credit,,1,USD,,,,,,2026-09-01",
    ])
    #expect(all.credits.map(\.id) == ["z", "a", "b", "c", "d", "e"])
  }

  @Test(
    "a row that is wrong is told with its line, and a remedy",
    arguments: [
      (",discount,10,,,,,,,,", "the row has no adjustment; fill it in"),
      ("x,rebate,10,,,,,,,,", #""kind" is "rebate"; write one of discount, markup, minimum, credit"#),
      ("x,discount,,,,,,,,,", "the row has no percent, which a discount needs; fill it in"),
      ("x,discount,10,5,,,,,,,", "the row has amount, which a discount does not take; leave it empty"),
      ("x,credit,10,5,USD,,,,,,", "the row has percent, which a credit does not take; leave it empty"),
      ("x,minimum,,5,,,,,,,", "the row has no currency; fill it in"),
      ("x,discount,100.5,,,,,,,,", "a discount of 100.5 % is more than everything; write a percentage up to 100"),
      ("x,markup,-5,,,,,,,,", #""percent" is -5; write a number that is not below 0"#),
      ("x,credit,,5,eur,,,,,,", #""eur" is not an ISO 4217 currency; did you mean "EUR"?"#),
    ])
  func rejects(row: String, message expected: String) throws {
    #expect(try message([row]) == "adjustments.csv:2: " + expected)
  }

  @Test(
    "rows that compete are told: one name, one scope, or scopes of which neither is more specific",
    arguments: [
      (
        ["x,discount,10,,,,,,,,", "x,markup,10,,,,,,,,"],
        #"the adjustment "x" is already on line 2; give each a name of its own"#
      ),
      (
        ["x,discount,10,,,ada,,,,,", "y,discount,5,,,ada,,,,2026-01-01,"],
        #"the discount of tenant "ada" is already told on line 2 from 2026-01-01 on; "#
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      (
        ["x,minimum,,10,USD,,,,,,", "y,minimum,,5,USD,,,,,,"],
        "the minimum of all usage is already told on line 2 from the beginning; "
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      (
        ["x,discount,10,,,ada,,,,,", "y,discount,5,,,,,,gpu,,"],
        #"this discount and the one on line 2 both hold for tenant "ada", resource "gpu" from the beginning, "#
          + "and neither is more specific; add a row for just that, or end one of the two with valid_to"
      ),
    ])
  func competing(rows: [String], message expected: String) throws {
    #expect(try message(rows) == "adjustments.csv:3: " + expected)
  }

  @Test("a discount and a markup of one scope, minimums within each other and equal credits do not compete")
  func notCompeting() throws {
    #expect(
      try message([
        "a,discount,10,,,ada,,,,,", "b,markup,10,,,ada,,,,,", "c,discount,5,,,,,,,,", "d,minimum,,5,USD,ada,,,,,",
        "e,minimum,,5,USD,,,,gpu,,", "f,credit,,5,USD,ada,,,,,", "g,credit,,5,USD,ada,,,,,",
      ]) == nil)
  }
}
