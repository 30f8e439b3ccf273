import Configuration
import Metering
import Testing

@Suite("rates.csv")
struct RateCardTests {
  private static let header = "resource,unit,price,currency,valid_from,valid_to,environment,tenant\n"

  private func card(_ text: String, keys: String = "") throws -> RateCard {
    let folder = try ProjectFolder(["stackmeter.json5": Sample.project(keys), "rates.csv": text])
    return try RateCard.load(folder: folder.path, project: try folder.project())
  }

  @Test("without the file there are no rates")
  func missing() throws {
    let folder = try ProjectFolder(["stackmeter.json5": Sample.project()])
    #expect(try RateCard.load(folder: folder.path, project: try folder.project()) == .empty)
  }

  @Test("a row is a rate, with its line as reference")
  func rows() throws {
    let card = try card(
      """
      valid_from,price,unit,currency,resource

      2026-01-01,2.50,GPU-hours,USD,gpu.a100
      2026-07-01,1E-7,1000 tokens,USD,tokens
      """)
    #expect(
      card.rates == [
        Rate(
          id: "gpu.a100@2026-01-01", resource: "gpu.a100", unit: try #require(MeteringUnit("GPU-hours")),
          pricing: .unit("2.5"), currency: try #require(Currency("USD")),
          validity: Validity(from: CivilDate("2026-01-01")), scope: UsageScope(resource: "gpu.a100"),
          reference: "rates.csv:3"),
        Rate(
          id: "tokens@2026-07-01", resource: "tokens", unit: try #require(MeteringUnit("1000 tokens")),
          pricing: .unit("0.0000001"), currency: try #require(Currency("USD")),
          validity: Validity(from: CivilDate("2026-07-01")), scope: UsageScope(resource: "tokens"),
          reference: "rates.csv:4"),
      ])
  }

  @Test("rates of one resource may follow each other and differ in scope")
  func noOverlap() throws {
    let card = try card(
      Self.header + """
        gpu,GPU-hours,2,USD,2026-01-01,2026-02-01,,
        gpu,GPU-seconds,1,USD,2026-02-01,,,
        gpu,GPU-hours,2,USD,2026-01-01,,env,
        gpu,GPU-hours,2,USD,2026-01-01,,,team
        gpu,GPU-hours,2,USD,2026-01-01,,env,team
        """)
    #expect(card.rates.count == 5)
    #expect(card.rates[4].scope == UsageScope(tenant: "team", environment: "env", resource: "gpu"))
  }

  @Test(
    "a row that is wrong is told with its line, and a remedy",
    arguments: [
      ("gpu,GPU-hours,2,,2026-01-01,,,", "the row has no currency; fill it in"),
      (",GPU-hours,2,USD,2026-01-01,,,", "the row has no resource; fill it in"),
      ("gpu,GPU-hours,2,USD,,,,", "the row has no valid_from; fill it in"),
      ("gpu,,2,USD,2026-01-01,,,", "the row has no unit; fill it in"),
      ("gpu,GPU-hours,,USD,2026-01-01,,,", "the row has no price; fill it in"),
      (
        "gpu,GPU-moons,2,USD,2026-01-01,,,",
        #""GPU-moons" is not a unit; write one such as GPU-hours, core-seconds, GiB-hours or 1000 tokens"#
      ),
      (
        "gpu.a100,GiB-hours,2,USD,2026-01-01,,,",
        #"the price is per GiB-hours and "gpu.a100" is metered in GPU-seconds; "#
          + "price it in a unit of the same kind as GPU-seconds"
      ),
      (
        "memory,GiB,2,USD,2026-01-01,,,",
        #"the price is per GiB and "memory" is metered in GiB-seconds; price it in a unit of the same kind as GiB-seconds"#
      ),
      (
        "scratch,GB-hours,2,USD,2026-01-01,,,",
        #"nothing tells what "scratch" is metered in; "#
          + #"add resources: { "scratch": { unit: "GB-hours" } } to stackmeter.json5, with its unit"#
      ),
      ("gpu,GPU-hours,-2,USD,2026-01-01,,,", #""price" is -2; write a number that is not below 0"#),
      ("gpu,GPU-hours,$2,USD,2026-01-01,,,", #""price" is "$2"; write a plain number such as 1234.50"#),
      (
        "gpu,GPU-hours,0.1234567890123,USD,2026-01-01,,,",
        #""price" is 0.1234567890123, with more than 12 decimals; round it to 12"#
      ),
      ("gpu,GPU-hours,1e30,USD,2026-01-01,,,", #""price" is "1e30", which is too large; check its digits"#),
      ("gpu,GPU-hours,2,eur,2026-01-01,,,", #""eur" is not an ISO 4217 currency; did you mean "EUR"?"#),
      ("gpu,GPU-hours,2,USD,2026-02-30,,,", #""valid_from" is "2026-02-30"; write a date as 2026-10-01"#),
      ("gpu,GPU-hours,2,USD,2026-01-01,1.2.26,,", #""valid_to" is "1.2.26"; write a date as 2026-10-01"#),
      (
        "gpu,GPU-hours,2,USD,2026-01-01,2026-01-01,,",
        "the row holds from 2026-01-01 to before 2026-01-01, which is never; make valid_to a later day than valid_from"
      ),
      (
        "(gpu),GPU-hours,2,USD,2026-01-01,,,",
        #""resource" is "(gpu)" and names that begin with "(" are reserved; write another name"#
      ),
      (
        "gpu,GPU-hours,2,USD,2026-01-01,,,\"a\tb\"",
        #""tenant" is "a\u{9}b" and holds a control character; remove the character"#
      ),
      (
        "gpu,GPU-hours,2,USD,2026-01-01,, env,",
        #""environment" is " env" and begins or ends with a space; remove the space"#
      ),
    ])
  func rejects(row: String, message: String) throws {
    let folder = try ProjectFolder(["stackmeter.json5": Sample.project(), "rates.csv": Self.header + row])
    #expect(folder.message() == "rates.csv:2: " + message)
  }

  @Test("the project file can name a resource's unit")
  func declaredUnit() throws {
    let card = try card(
      Self.header + "scratch,TiB-hours,2,USD,2026-01-01,,,", keys: #"resources: { scratch: { unit: "GB-hours" } },"#)
    #expect(card.rates[0].unit == MeteringUnit("TiB-hours"))
  }

  @Test("names that look alike and differ in their bytes are two names")
  func lookAlikes() throws {
    let card = try card(
      Self.header + "gpu,GPU-hours,2,USD,2026-01-01,,,caf\u{E9}\ngpu,GPU-hours,2,USD,2026-01-01,,,cafe\u{301}")
    #expect(card.rates.count == 2)
  }

  @Test(
    "two rates of one scope on one day are an error that names both lines",
    arguments: [
      (["2026-01-01,", "2026-03-01,"], 3, 2, "2026-03-01"),
      (["2026-03-01,", "2026-01-01,"], 3, 2, "2026-03-01"),
      (["2026-01-01,2026-03-02", "2026-03-01,2026-04-01"], 3, 2, "2026-03-01"),
      (["2026-01-01,2026-03-01", "2026-05-01,", "2026-03-01,2026-05-02"], 4, 3, "2026-05-01"),
      (["2026-01-01,2027-01-01", "2026-02-01,2026-02-02"], 3, 2, "2026-02-01"),
    ])
  func overlap(validities: [String], line: Int, other: Int, from: String) throws {
    let rows = validities.map { "gpu,GPU-hours,2,USD,\($0),env,team" }
    let folder = try ProjectFolder([
      "stackmeter.json5": Sample.project(), "rates.csv": Self.header + rows.joined(separator: "\n"),
    ])
    #expect(
      folder.message()
        == #"rates.csv:\#(line): the price of "gpu" is already told on line \#(other) from \#(from) on; "#
        + "remove one row or end the earlier with valid_to where the later begins")
  }
}
