import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite struct UsageChargeTests {
  @Test("V13: a price that changes in the month makes two lines with their days: 16.00 + 38.40 = 54.40")
  func priceChange() throws {
    var organization = Organization()
    organization.rate("gpu", "2.00", to: "2026-10-16")
    organization.rate("gpu", "2.40", from: "2026-10-16")
    // 4 GPUs for 2 hours on the 15th, and for 4 hours on the 16th.
    let lines = try organization.lines([
      usage("2026-10-15", [14_400, 14_400]), usage("2026-10-16", [14_400, 14_400, 14_400, 14_400]),
    ])
    #expect(lines.amounts == ["16.00", "38.40"])
    #expect(try lines.amounts.total() == "54.40")
    #expect(lines.map(\.days) == [day("2026-10-01")..<day("2026-10-16"), day("2026-10-16")..<day("2026-11-01")])
    #expect(lines.map(\.identity.rule) == ["gpu@2020-01-01", "gpu@2026-10-16"])
    #expect(lines.map(\.pricing?.unitPrice) == ["2.00", "2.40"])
    #expect(lines.map(\.quantity) == [28_800, 57_600])
  }

  @Test("the rate that names all that the others name wins; an environment is more specific than its stack")
  func mostSpecificRate() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.rate("gpu", 2, stack: "notebooks")
    organization.rate("gpu", 3, environment: "lab")
    organization.rate("gpu", 4, tenant: "ada")
    organization.rate("gpu", 5, tenant: "ada", stack: "notebooks")
    organization.rate("gpu", 6, tenant: "ada", environment: "lab")
    let lines = try organization.lines(
      ["ada", "bob"].flatMap { tenant in
        [("notebooks", "lab"), ("notebooks", "den"), ("training", "hut")].map { stack, environment in
          usage(
            "2026-10-01", [3_600], tenant: TenantID(tenant), stack: StackID(stack),
            environment: EnvironmentID(environment))
        }
      })
    let prices = lines.map { "\($0.identity.tenant) \($0.identity.environment) \($0.amount?.description ?? "-")" }
    #expect(prices == ["ada den 5", "ada lab 6", "ada hut 4", "bob den 2", "bob lab 3", "bob hut 1"])
  }

  @Test("a rate of a stack holds while the catalogue says that the environment is of it")
  func stackRate() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.rate("gpu", 2, stack: "training")
    organization.environment("lab", stack: "training", to: "2026-10-16")
    organization.environment("lab", stack: "notebooks", from: "2026-10-16")
    let lines = try organization.lines(["2026-10-15", "2026-10-16"].map { usage($0, [3_600], stack: "training") })
    #expect(lines.map(\.identity.stack) == ["notebooks", "training"])
    #expect(lines.amounts == [1, 2])
  }

  @Test("a specific rate that ends leaves the general one: two lines")
  func specificRateEnds() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.rate("gpu", "0.50", from: "2026-10-10", to: "2026-10-20", tenant: "ada")
    let lines = try organization.lines(
      ["2026-10-09", "2026-10-10", "2026-10-19", "2026-10-20"].map { usage($0, [3_600]) })
    #expect(lines.amounts == [1, 1, 1])
    #expect(lines.map(\.quantity) == [3_600, 7_200, 3_600])
  }

  @Test("what no rate names is a line with its quantity and no amount, which is not 0")
  func unrated() throws {
    var organization = Organization()
    organization.rate("gpu", 2, from: "2026-10-11")
    let lines = try organization.lines([
      usage("2026-10-10", [3_600]), usage("2026-10-11", [3_600]), usage("2026-10-11", ["7.25"], resource: "widgets"),
    ])
    #expect(lines.map(\.amount) == [nil, 2, nil])
    #expect(lines.map(\.quantity) == [3_600, 3_600, "7.25"])
    #expect(lines.map(\.identity.rule) == ["", "gpu@2026-10-11", ""])
    #expect(lines[0].pricing == nil && lines[0].isUnrated && lines[0].meterUnit == unit("GPU-seconds"))
    #expect(lines[2].meterUnit == nil)
  }

  @Test("a price of 0 is rated: free is not unrated")
  func free() throws {
    var organization = Organization()
    organization.rate("gpu", 0)
    #expect(try organization.lines([usage("2026-10-01", [3_600])]).map(\.amount) == [0])
  }

  @Test("one GPU-second at a price an hour, and a GiB at a price per GB, convert within the one rounding")
  func unitConversion() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.rate("memory", "0.01", per: "GB-hours")
    organization.rate("tokens", 3, per: "1000000 tokens")
    let lines = try organization.lines([
      usage("2026-10-01", [1]), usage("2026-10-01", [3_600], resource: "memory"),
      usage("2026-10-01", [1], resource: "tokens"),
    ])
    // 1 ÷ 3,600; 1.073741824 × 0.01; 3 ÷ 10⁶.
    #expect(lines.amounts == ["0.000277777778", "0.01073741824", "0.000003"])
  }

  @Test("what is rated is the exact sum of the days: ten thousand thirds of a picounit do not vanish")
  func rateOfTheSum() throws {
    var organization = Organization()
    // A GPU-second costs 10⁻¹² ÷ 3,600: each day alone would round to 0.
    organization.rate("gpu", "0.000000000001")
    let days = (1...30).map { usage("2026-10-\($0 < 10 ? "0" : "")\($0)", [120]) }
    let lines = try organization.lines(days)
    #expect(lines.amounts == ["0.000000000001"])
    #expect(lines[0].quantity == 3_600)
  }

  @Test("a correction beyond what was used is a negative line")
  func correction() throws {
    var organization = Organization()
    organization.rate("gpu", "1.50")
    let lines = try organization.lines([usage("2026-10-01", [3_600]), usage("2026-10-05", [-7_200, -3_600])])
    #expect(lines.map(\.quantity) == [-7_200])
    #expect(lines.amounts == [-3])
    #expect(try posted(lines, currency: dollars) == [-300])
  }

  @Test("the catalogue's stack wins over the log's, and tells the version where the log does not")
  func catalogueStack() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.environment("lab", stack: "training", version: "8")
    let lines = try organization.lines([
      usage("2026-10-01", [3_600], stack: "notebooks"), usage("2026-10-01", [3_600], version: "8"),
      usage("2026-10-01", [3_600], stack: "notebooks", version: "7"),
    ])
    #expect(lines.map(\.identity.stack) == ["training", "training"])
    #expect(lines.map(\.identity.version) == ["7", "8"])
    // The two series of version 8 are one line.
    #expect(lines.map(\.quantity) == [3_600, 7_200])
  }

  @Test("an environment that the catalogue does not know has the log's stack, or (unmapped)")
  func unknownEnvironment() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.environment("lab", stack: "training", from: "2026-10-16")
    let lines = try organization.lines([
      usage("2026-10-15", [1], stack: "notebooks"), usage("2026-10-15", [1]), usage("2026-10-16", [1]),
      usage("2026-10-16", [1], stack: "notebooks", environment: "den"),
    ])
    #expect(lines.map(\.identity.stack) == ["(unmapped)", "notebooks", "notebooks", "training"])
    #expect(lines.map(\.identity.environment) == ["lab", "den", "lab", "lab"])
  }

  @Test("a cost centre that changes on a day makes two lines; a tenant who is not listed has no account")
  func accounts() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.tenant("ada", costCentre: "0042", to: "2026-10-20")
    organization.tenant("ada", costCentre: "0043", from: "2026-10-20")
    let lines = try organization.lines([
      usage("2026-10-19", [3_600]), usage("2026-10-20", [7_200]), usage("2026-10-20", [3_600], tenant: "eve"),
    ])
    #expect(lines.map(\.account?.costCentre) == ["0042", "0043", nil])
    #expect(lines.amounts == [1, 2, 1])
  }

  @Test("days outside those charged are passed over")
  func otherDays() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    let daily = ["2026-09-30", "2026-10-01", "2026-10-10", "2026-10-11", "2026-11-01"].map { usage($0, [3_600]) }
    let lines = try organization.lines(daily, upTo: "2026-10-11")
    #expect(lines.amounts == [2])
    #expect(lines[0].days == day("2026-10-01")..<day("2026-10-11"))
  }

  @Test("an amount that does not fit is an error that names the operands, not a wrong amount")
  func overflow() throws {
    var organization = Organization()
    organization.rate("gpu", "99999999999999", per: "GPU-seconds")
    #expect(throws: ArithmeticOverflow.self) {
      try organization.lines([usage("2026-10-01", ["99999999999999999999"])])
    }
  }
}
