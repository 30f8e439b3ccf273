import Configuration
import Metering
import Testing

@Suite("pools.csv and pool_receivers.csv")
struct PoolTests {
  private static let header =
    "pool,source,method,environment,stack,resource,amount_per_month,currency,among,receivers,include_idle,floor,cap,"
    + "owner,valid_from,valid_to\n"
  private static let receiverHeader = "pool,tenant,weight,percent,floor,cap,valid_from,valid_to\n"

  private func folder(_ rows: [String], _ receivers: [String]? = nil) throws -> ProjectFolder {
    var files = [
      "stackmeter.json5": Sample.project(),
      "environments.csv": "environment,stack,kind,owner\nhub,notebooks,shared,platform\n",
      "tenants.csv": "tenant,headcount\nada,10\nbob,2.5\n",
      // Short rows are filled up with empty fields.
      "pools.csv": Self.header + Self.table(rows, columns: 16),
    ]
    if let receivers { files["pool_receivers.csv"] = Self.receiverHeader + Self.table(receivers, columns: 8) }
    return try ProjectFolder(files)
  }

  private static func table(_ rows: [String], columns: Int) -> String {
    rows.map { row in row + String(repeating: ",", count: columns - 1 - row.count { $0 == "," }) + "\n" }.joined()
  }

  private func pools(_ rows: [String], _ receivers: [String]? = nil) throws -> CostPools {
    let folder = try folder(rows, receivers)
    return try ProjectConfiguration.load(folder: folder.path).pools
  }

  @Test("without the files there are no pools, and a tenant's headcount is read")
  func missing() throws {
    let folder = try ProjectFolder(["stackmeter.json5": Sample.project(), "tenants.csv": "tenant,headcount\na,2.5\n"])
    let configuration = try ProjectConfiguration.load(folder: folder.path)
    #expect(configuration.pools == .none && configuration.catalogue.tenants.map(\.headcount) == ["2.5"])
  }

  @Test("idle capacity stays where it is unless a method says otherwise, and goes to the users of its environment")
  func defaults() throws {
    let pools = try pools(["idle,idle", "people,platform_team,even", "it,overhead,headcount,,,,310.00,USD"]).pools
    #expect(pools.map(\.name) == ["idle", "it", "people"])
    #expect(pools.map(\.method) == [.separate, .headcount, .even])
    #expect(pools.map(\.among) == [.environment, .organization, .organization])
    #expect(pools.map(\.amountPerMonth) == [nil, 310, nil])
    #expect(pools.map(\.holder) == ["(idle)", "(overhead)", "(platform team)"])
    #expect(pools.map(\.reference) == ["pools.csv:2", "pools.csv:4", "pools.csv:3"])
  }

  @Test("a row with all that it may say")
  func everything() throws {
    let pool = try #require(
      try pools(
        ["net,shared_infrastructure,usage,hub,,gpu,,,environment,listed,yes,5%,900.00,ada,2026-10-01,2027-01-01"],
        ["net,ada,,,10.00,20%", "net,bob,,,,,2026-11-01,"]
      ).pools.first)
    #expect(pool.scope == UsageScope(environment: "hub") && pool.measured == "gpu" && pool.among == .environment)
    #expect(pool.isListed && pool.takesIdle && pool.owner == "ada" && pool.holder == "ada")
    #expect(pool.bounds == ShareBounds(floor: .share(Fraction(1, 20)), cap: .amount(900)))
    #expect(pool.validity == Validity(from: CivilDate("2026-10-01"), to: CivilDate("2027-01-01")))
  }

  @Test("the receivers of a day, with their weights and bounds, and the days on which they stay the same")
  func receivers() throws {
    let pools = try pools(
      ["it,overhead,weights,,,,10,USD"],
      ["it,ada,2,,10.00,20%,,2026-10-11", "it,bob,0.5", "it,ada,3,,,,2026-10-11,"])
    let pool = try #require(pools.pools.first)
    let early = pools.receivers(of: pool, on: try #require(CivilDate("2026-10-10")))
    #expect(early["ada"]?.weight == 2 && early["bob"]?.weight == "0.5" && early.count == 2)
    #expect(early["ada"]?.bounds == ShareBounds(floor: .amount(10), cap: .share(Fraction(1, 5))))
    #expect(pools.receivers(of: pool, on: try #require(CivilDate("2026-10-11")))["ada"]?.weight == 3)
    let october = try #require(Period("2026-10"))
    #expect(pools.segments(of: pool, on: october.days, catalogue: .empty).map(\.count) == [10, 21])
  }

  @Test("amounts stand beside each other, and what environments cost goes into one pool")
  func overlaps() throws {
    #expect(
      try pools([
        "a,overhead,even,,,,1,USD", "b,overhead,even,,,,2,USD", "c,platform_team,even,hub", "d,platform_team,even",
      ])
      .pools.count == 4)
    #expect(
      try folder(["a,platform_team,even,,,,,,,,,,,,,2026-10-02", "b,platform_team,even,,,,,,,,,,,,2026-10-01,"])
        .message()
        == "pools.csv:3: the pool of platform_team of all usage is already told on line 2 from 2026-10-01 on; "
        + "remove one row or end the earlier with valid_to where the later begins")
    #expect(
      try folder(["a,idle,,,notebooks", "b,idle,,,,gpu"]).message()
        == #"pools.csv:3: this pool of idle and the one on line 2 both hold for stack "notebooks", resource "gpu" "#
        + "from the beginning, and neither is more specific; add a row for just that, or end one of the two with valid_to"
    )
  }

  @Test(
    "a pool that is wrong is told with its line, and a remedy",
    arguments: [
      (",overhead,even,,,,1,USD", "the row has no pool; fill it in"),
      (
        "a,overheads,even", #""source" is "overheads"; did you mean "overhead"?"#
      ),
      ("a,overhead,even", "the row has no amount_per_month, which a pool of overhead needs; fill it in"),
      ("a,overhead,even,,,,1", "the row has no currency; fill it in"),
      ("a,overhead,even,,,,-1,USD", #""amount_per_month" is -1; write a number that is not below 0"#),
      ("a,overhead", "the row has no method, which a pool of overhead needs; fill it in"),
      ("a,idle,even,,,,1,USD", "the row has amount_per_month, which a pool of idle does not take; leave it empty"),
      (
        "a,unallocated,reserved_share",
        #""method" is "reserved_share"; write one of separate, even, cost, usage, fixed, weights, headcount"#
      ),
      ("a,idle,reserved_share", "the row has no resource, which the method reserved_share needs; fill it in"),
      ("a,overhead,usage,,,,1,USD", "the row has no resource, which the method usage needs; fill it in"),
      ("a,overhead,even,,,gpu,1,USD", "the row has resource, which the method even does not take; leave it empty"),
      ("a,platform_team,even,hubs", #"environments.csv has no environment "hubs"; did you mean "hub"?"#),
      (
        "a,overhead,weights,,,,1,USD,stack",
        "the row has among, which the method weights does not take; leave it empty"
      ),
      (
        "a,overhead,weights,,,,1,USD,,all",
        "the row has receivers, which the method weights does not take; leave it empty"
      ),
      (
        "a,overhead,even,,,,1,USD,environment",
        #"an amount is shared among the users of no environment; name the environment, or leave "among" empty"#
      ),
      (
        "a,overhead,even,,,,1,USD,stack",
        #"an amount is shared among the users of no stack; name the stack, or leave "among" empty"#
      ),
      (
        "a,platform_team,even,,,,,,,,yes",
        "the row has include_idle, which a pool of platform_team does not take; leave it empty"
      ),
      (
        "a,shared_infrastructure,even,,,,1,USD,,,yes",
        "the row has include_idle, which a pool with an amount does not take; leave it empty"
      ),
      ("a,overhead,even,,,,1,USD,,,,9,8", "the floor 9 is above the cap 8; lower one of the two"),
      ("a,overhead,even,,,,1,USD,,,,101%", #""floor" is "101%"; write a share such as "10%" or 0.1"#),
      (
        "a,overhead,separate,,,,1,USD,,,,,5%",
        "the row has cap, which the method separate does not take; leave it empty"
      ),
      (
        "a,idle,even,,,,,,,,,5%",
        #"the pool "a" is shared out in parts, and a floor or cap holds for a whole; "#
          + "share it among the organization, or name its environment, and its resource where it goes by usage"
      ),
      (
        "a,overhead,fixed,,,,1,USD",
        #"the percentages of "a" add to 0 from the beginning; make them add to 100 on each day of the pool"#
      ),
    ])
  func wrong(row: String, message: String) throws {
    #expect(try folder([row]).message() == "pools.csv:2: " + message)
  }

  @Test(
    "a receiver that is wrong is told with its line, and a remedy",
    arguments: [
      ("its,ada", #"pools.csv has no pool "its"; did you mean "it"?"#),
      ("it,bobb", #"tenants.csv has no tenant "bobb"; did you mean "bob"?"#),
      ("w,ada", "the row has no weight, which the method weights needs; fill it in"),
      ("w,ada,-1", #""weight" is -1; write a number that is not below 0"#),
      ("w,ada,1,1", "the row has percent, which the method weights does not take; leave it empty"),
      ("it,ada,1", "the row has weight, which the method even does not take; leave it empty"),
      ("it,ada,,,9%,8%", "the floor 9% is above the cap 8%; lower one of the two"),
    ])
  func wrongReceiver(row: String, message: String) throws {
    let pools = ["it,overhead,even,,,,1,USD", "w,overhead,weights,,,,1,USD"]
    #expect(try folder(pools, [row]).message() == "pool_receivers.csv:2: " + message)
  }

  @Test("percentages add to 100 on each day of their pool, and need not on others")
  func percentages() throws {
    let pool = "a,overhead,fixed,,,,1,USD,,,,,,,2026-10-01,2026-11-01"
    #expect(try folder([pool], ["a,ada,,60,,,2026-10-01,", "a,bob,,40,,,2026-01-01,2026-11-15"]).message() == nil)
    #expect(
      try folder([pool], ["a,ada,,60", "a,bob,,40,,,,2026-10-21"]).message()
        == #"pools.csv:2: the percentages of "a" add to 60 from 2026-10-21 on; make them add to 100 on each day of the pool"#
    )
    #expect(
      try folder([pool], ["a,ada,,60", "a,bob,,40,,,2026-10-02"]).message()
        == #"pools.csv:2: the percentages of "a" add to 60 from 2026-10-01 on; make them add to 100 on each day of the pool"#
    )
  }
}
