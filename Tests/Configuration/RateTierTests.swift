import Configuration
import Metering
import Testing

@Suite("rates.csv: tiers, packages, names and ties")
struct RateTierTests {
  private static let header =
    "rate,resource,unit,price,currency,valid_from,valid_to,tenant,stack,environment,tiers,from_quantity,to_quantity,"
    + "tier_scope,package_size\n"

  private func configuration(_ rows: [String]) throws -> ProjectConfiguration {
    let folder = try ProjectFolder([
      "stackmeter.json5": Sample.project(), "rates.csv": Self.header + rows.joined(separator: "\n"),
    ])
    return try ProjectConfiguration.load(folder: folder.path)
  }

  private func message(_ rows: [String]) throws -> String? {
    try ProjectFolder([
      "stackmeter.json5": Sample.project(), "rates.csv": Self.header + rows.joined(separator: "\n"),
    ]).message()
  }

  /// A tier of the rate `std`: price, from, to.
  private static func tier(_ price: String, _ from: String, _ to: String, method: String = "graduated") -> String {
    "std,gpu,GPU-hours,\(price),USD,2026-01-01,,,,,\(method),\(from),\(to),tenant,"
  }

  private static let tiers = [tier("2.00", "", "1000"), tier("1.80", "1000", "5000"), tier("1.50", "5000", "")]

  @Test("the rows of one rate are its tiers, in whatever order they stand")
  func tiers() throws {
    let table = TierTable(
      method: .graduated, scope: .tenant,
      bands: [
        .init(above: 0, upTo: 1_000, price: 2), .init(above: 1_000, upTo: 5_000, price: "1.8"),
        .init(above: 5_000, upTo: nil, price: "1.5"),
      ])
    #expect(table.bands.map(\.text) == ["(0,1000]", "(1000,5000]", "(5000,inf)"])
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
      let rates = try configuration(order.map { Self.tiers[$0] }).rateCard.rates
      #expect(rates.map(\.pricing) == [.tiers(table)], "\(order)")
      #expect(rates.map(\.id) == ["std"] && rates.map(\.reference) == ["rates.csv:2"], "\(order)")
    }
  }

  @Test("a package has a size, a price and whose usage fills it")
  func packages() throws {
    let rates = try configuration([",tokens,tokens,20,USD,2026-01-01,,,,,,,,organization,1000000"]).rateCard.rates
    #expect(rates.map(\.pricing) == [.packages(PackagePrice(size: 1_000_000, price: 20, scope: .organization))])
  }

  @Test("a rate without a name is called by what it is for, wherever it stands")
  func names() throws {
    let row = ",gpu,GPU-hours,2,USD,2026-01-01,,ada,training,,,,,,"
    let other = "mine,gpu,GPU-hours,3,USD,2026-01-01,,,,,,,,,"
    #expect(
      try configuration([row, other]).rateCard.rates.map(\.id) == ["gpu@2026-01-01 tenant=ada stack=training", "mine"])
    #expect(try configuration([other, "", row]).rateCard.rates[1].id == "gpu@2026-01-01 tenant=ada stack=training")
  }

  @Test("a volume tier at which more usage costs less in total is warned of; graduated tiers have none")
  func warnings() throws {
    let volume = [
      Self.tier("2.00", "0", "1000", method: "volume"), Self.tier("1.80", "1000", "5000", method: "volume"),
      Self.tier("1.90", "5000", "", method: "volume"),
    ]
    let warnings = try configuration(volume).warnings.map(\.description)
    #expect(warnings.count == 1)
    #expect(
      warnings.first?.hasSuffix(
        #"rates.csv:3: above 1000 GPU-hours the rate "std" costs 1.8 instead of 2 for all usage, so that a little more "#
          + "costs less in total; write tiers graduated unless that is meant") == true)
    #expect(try configuration(Self.tiers).warnings.isEmpty)
  }

  @Test(
    "tiers that do not add up are told with their line, and a remedy",
    arguments: [
      (["1", "5"], "rates.csv:2: the first tier begins above 1; begin it at 0, or add the tier before it"),
      (["0", "5"], "rates.csv:2: nothing tells the price above 5; leave to_quantity of the last tier empty"),
      (
        ["0", "0"],
        "rates.csv:2: the tier reaches from 0 to 0, which is nothing; make to_quantity larger than from_quantity"
      ),
      (
        ["0", "5", "6", ""],
        "rates.csv:3: the tier begins above 6 and the one on line 2 ends at 5; let each tier begin where the one before it ends"
      ),
      (
        ["0", "", "6", ""],
        "rates.csv:3: the tier begins above 6 and the one on line 2 has no end; "
          + "let each tier begin where the one before it ends"
      ),
    ])
  func badTiers(bounds: [String], message expected: String) throws {
    let rows = stride(from: 0, to: bounds.count, by: 2).map { Self.tier("1", bounds[$0], bounds[$0 + 1]) }
    #expect(try message(rows) == expected)
  }

  @Test(
    "rows that cannot be one rate, and columns that make no sense together, are told",
    arguments: [
      (
        "std,gpu,GPU-days,1,USD,2026-01-01,,,,,graduated,1000,,tenant,",
        #"the rate "std" has another unit on line 2; let its rows differ in from_quantity, to_quantity and price only"#
      ),
      (
        "std,gpu,GPU-hours,1,USD,2026-02-01,,,,,graduated,1000,,tenant,",
        #"the rate "std" has another valid_from on line 2; "#
          + "let its rows differ in from_quantity, to_quantity and price only"
      ),
      (
        "std,gpu,GPU-hours,1,USD,2026-01-01,,,,,,,,,",
        #"the rate "std" has another tiers on line 2; let its rows differ in from_quantity, to_quantity and price only"#
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,graduated,,,,",
        "the row has no tier_scope, which a rate with tiers needs; fill it in"
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,,,,,10",
        "the row has no tier_scope, which a rate by the package needs; fill it in"
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,,,,tenant,",
        "the row has tier_scope, which a rate without tiers does not take; leave it empty"
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,,,10,,",
        "the row has to_quantity, which a rate without tiers does not take; leave it empty"
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,volume,,,tenant,10",
        "the row has package_size, which a rate with tiers does not take; leave it empty"
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,,,,tenant,0",
        #""package_size" is 0; write how much is in a package"#
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,tiered,,,tenant,",
        #""tiers" is "tiered"; write one of graduated, volume"#
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,graduated,,,team,",
        #""tier_scope" is "team"; write one of tenant, cost_centre, organization"#
      ),
      (
        "new,gpu,GPU-hours,1,USD,2026-01-01,,,,,graduated,-1,,tenant,",
        #""from_quantity" is -1; write a number that is not below 0"#
      ),
    ])
  func badRows(row: String, message expected: String) throws {
    #expect(try message([Self.tier("2", "0", "1000"), row]) == "rates.csv:3: " + expected)
  }

  @Test("two rates without tiers must not have one name")
  func repeatedName() throws {
    let row = "x,gpu,GPU-hours,1,USD,2026-01-01,2026-02-01,,,,,,,,"
    let next = "x,gpu,GPU-hours,1,USD,2026-02-01,,,,,,,,,"
    #expect(
      try message([row, next]) == #"rates.csv:3: the rate "x" is already on line 2; give each a name of its own"#)
  }

  /// Rows of `gpu` by their days and scope: valid_from,valid_to,tenant,stack,environment.
  private static func rows(_ scopes: [String]) -> [String] {
    scopes.map { ",gpu,GPU-hours,1,USD,\($0),,,,," }
  }

  @Test(
    "two rates that hold for the same usage must be one more specific than the other",
    arguments: [
      (
        ["2026-01-01,,ada,,", "2026-03-01,,,,lab"],
        #"the price of "gpu" and the one on line 2 both hold for tenant "ada", environment "lab", resource "gpu" "#
          + "from 2026-03-01 on, and neither is more specific"
      ),
      (
        ["2026-01-01,,,training,", "2026-01-01,,ada,,"],
        #"the price of "gpu" and the one on line 2 both hold for tenant "ada", stack "training", resource "gpu" "#
          + "from 2026-01-01 on, and neither is more specific"
      ),
      (
        ["2026-01-01,,ada,training,", "2026-01-01,,,,lab"],
        #"the price of "gpu" and the one on line 2 both hold for tenant "ada", stack "training", environment "lab", "#
          + #"resource "gpu" from 2026-01-01 on, and neither is more specific"#
      ),
      // What decides between them ends too early.
      (
        ["2026-01-01,,ada,,", "2026-01-01,,,,lab", "2026-01-01,2026-06-01,ada,,lab"],
        #"the price of "gpu" and the one on line 2 both hold for tenant "ada", environment "lab", resource "gpu" "#
          + "from 2026-06-01 on, and neither is more specific"
      ),
    ])
  func ties(scopes: [String], what: String) throws {
    #expect(
      try message(Self.rows(scopes))
        == "rates.csv:3: " + what + "; add a row for just that, or end one of the two with valid_to")
  }

  @Test(
    "rates that do not meet, contain each other or have a third that decides are no tie",
    arguments: [
      ["2026-01-01,,ada,training,", "2026-01-01,,ada,,lab", "2026-01-01,,,training,", "2026-01-01,,,,"],
      ["2026-01-01,2026-03-01,ada,,", "2026-03-01,,,,lab"],
      ["2026-01-01,,ada,,", "2026-01-01,,,,lab", "2026-01-01,,ada,,lab"],
      ["2026-01-01,,ada,,", "2026-01-01,,,,lab", "2026-01-01,2026-06-01,ada,,lab", "2026-06-01,,ada,,lab"],
      ["2026-01-01,,ada,training,", "2026-01-01,,bob,,lab"],
    ])
  func noTies(scopes: [String]) throws {
    #expect(try message(Self.rows(scopes)) == nil)
  }

  @Test("of the rates that match, loading leaves one that names all that the others name")
  func oneIsMostSpecific() throws {
    var tried = 0
    for seed in UInt64(1)...400 {
      var random = SplitMix64(seed: seed)
      let scopes = (0..<(2 + random.next() % 6)).map { _ in
        let names = [["", "ada"], ["", "training"], ["", "lab"]].map { $0[Int(random.next() % 2)] }
        let from = 1 + random.next() % 3
        return "2026-0\(from)-01,2026-0\(from + 1 + random.next() % 3)-01," + names.joined(separator: ",")
      }
      guard let card = try? configuration(Self.rows(scopes)).rateCard else { continue }
      tried += 1
      let usage = UsageSubject(tenant: "ada", stack: "training", environment: "lab", resource: "gpu")
      for month in 1...6 {
        let day = try #require(CivilDate("2026-0\(month)-01"))
        let matching = card.rates.filter { $0.validity.contains(day) }
        let chosen = card.rate(of: usage, on: day)
        #expect((chosen == nil) == matching.isEmpty, "seed \(seed)")
        for rate in matching {
          let (all, other) = (try #require(chosen).scope, rate.scope)
          let place = [other.stack != nil, other.environment != nil]
          #expect(other.tenant == nil || all.tenant != nil, "seed \(seed)")
          #expect(!place[1] || all.environment != nil, "seed \(seed)")
          #expect(!place[0] || all.stack != nil || (all.environment != nil && !place[1]), "seed \(seed)")
        }
      }
    }
    #expect(tried > 50)
  }
}
