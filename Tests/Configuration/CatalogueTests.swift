import Configuration
import Metering
import Testing

@Suite("The catalogue")
struct CatalogueTests {
  private static let environments = """
    environment,stack,kind,owner,version,valid_from,valid_to
    train-1,training,bespoke,vision,8.1,,2026-06-01
    train-1,training,shared,platform,9,2026-06-01,
    nb-1,notebooks,bespoke,fraud,,,

    """

  private func folder(_ files: [String: String], keys: String = "") throws -> ProjectFolder {
    try ProjectFolder(files.merging(["stackmeter.json5": Sample.project(keys)]) { first, _ in first })
  }

  private func catalogue(_ files: [String: String]) throws -> Catalogue {
    let folder = try folder(files)
    return try Catalogue.load(folder: folder.path, project: try folder.project())
  }

  @Test("without files the catalogue is empty")
  func missing() throws { #expect(try catalogue([:]) == .empty) }

  @Test("environments hold for their days")
  func environments() throws {
    let catalogue = try catalogue(["environments.csv": Self.environments])
    let may = try #require(CivilDate("2026-05-31"))
    #expect(
      catalogue.environment("train-1", on: may)
        == CataloguedEnvironment(
          environment: "train-1", stack: "training", kind: .bespoke, owner: "vision", version: "8.1",
          validity: Validity(to: CivilDate("2026-06-01")), reference: "environments.csv:2"))
    #expect(catalogue.environment("train-1", on: may.adding(days: 1))?.owner == "platform")
    #expect(catalogue.environment("nb-1", on: may)?.version == "")
  }

  @Test("capacity is in units held at a time")
  func capacity() throws {
    let catalogue = try catalogue([
      "environments.csv": Self.environments,
      "capacity.csv": "environment,resource,units\ntrain-1,gpu.a100,16\nnb-1,memory,0.5\n",
    ])
    #expect(catalogue.capacities.map(\.units) == [16, "0.5"])
    #expect(catalogue.capacities[1].reference == "capacity.csv:3" && catalogue.capacities[1].validity == Validity())
  }

  @Test("capacity that holds on days on which its environment is not there is likely a slip, and is told")
  func capacityBeyondEnvironment() throws {
    let environments = """
      environment,stack,kind,owner,valid_from,valid_to
      lab,training,bespoke,ada,2026-01-01,2026-04-01
      lab,serving,bespoke,ada,2026-06-01,
      den,training,bespoke,ada,,
      """
    let folder = try folder([
      "environments.csv": environments,
      "capacity.csv": """
      environment,resource,units,valid_from,valid_to
      lab,gpu.a100,1,,
      lab,gpu.h100,1,2026-01-01,2026-04-01
      lab,gpu.l4,1,2025-12-31,
      lab,gpu.t4,1,2026-02-01,2026-04-02
      den,gpu.t4,1,2020-01-01,2030-01-01
      """,
    ])
    let configuration = try ProjectConfiguration.load(folder: folder.path)
    #expect(configuration.warnings.map(\.line) == [4, 5])
    #expect(
      configuration.warnings.last?.description.replacing(folder.path + "/", with: "")
        == "capacity.csv:5: the capacity of \"lab\" in \"gpu.t4\" holds on 2026-04-01, when environments.csv does not "
        + "have the environment; it counts only on days on which it does: correct the days here or there")
    let catalogue = configuration.catalogue
    func held(_ day: String) throws -> ExactDecimal? {
      catalogue.capacity(of: "lab", "gpu.a100", on: try #require(CivilDate(day)))?.units
    }
    #expect(try held("2026-03-31") == 1 && held("2026-04-01") == nil && held("2026-06-01") == 1)
  }

  @Test("staff is FTE × loaded cost ÷ 12, rounded half-even; other costs are a month's amount")
  func costs() throws {
    let catalogue = try catalogue([
      "environments.csv": Self.environments,
      "costs.csv": """
      environment,category,item,amount_per_month,fte,loaded_cost_per_year,currency
      nb-1,control_plane,,73.10,,,USD
      nb-1,licences,Notebook licence,100,,,USD
      nb-1,operations_staff,,,1.5,200000,USD
      nb-1,operations_staff,on call,,0.1,100000.10,USD
      nb-1,other,,0,,,USD
      """,
    ])
    #expect(
      catalogue.costs.map(\.category) == [.controlPlane, .licences, .operationsStaff, .operationsStaff, .otherFixed])
    #expect(
      catalogue.costs.map(\.item) == ["control plane", "Notebook licence", "operations staff", "on call", "other"])
    // 0.1 × 100,000.10 ÷ 12 = 10,000.01 ÷ 12 = 833.334166…
    #expect(catalogue.costs.map(\.amountPerMonth) == ["73.10", 100, 25_000, "833.334166666667", 0])
    #expect(catalogue.costs.map(\.fullTimeEquivalents) == [nil, nil, "1.5", "0.1", nil])
    #expect(catalogue.costs[4].reference == "costs.csv:6")
  }

  @Test("a tenant's codes are text, and its name is its own where none is given")
  func tenants() throws {
    let catalogue = try catalogue([
      "tenants.csv": """
      tenant,name,cost_centre,gl_account,valid_from
      fraud,Fraud (EU),0042,007,2026-01-01
      vision,,,,
      """
    ])
    #expect(
      catalogue.tenants.map(\.account) == [
        TenantAccount(name: "Fraud (EU)", businessUnit: "", costCentre: "0042", glAccount: "007", legalEntity: ""),
        TenantAccount(name: "vision", businessUnit: "", costCentre: "", glAccount: "", legalEntity: ""),
      ])
    #expect(catalogue.tenant("fraud", on: try #require(CivilDate("2025-12-31"))) == nil)
  }

  @Test(
    "a row that is wrong is told with its line, and a remedy",
    arguments: [
      ("environments.csv", "a,b,bespok,c,,,", #""kind" is "bespok"; did you mean "bespoke"?"#),
      ("environments.csv", "a,b,own,c,,,", #""kind" is "own"; write one of bespoke, shared"#),
      ("environments.csv", "a,b,shared,,,,", "the row has no owner; fill it in"),
      (
        "environments.csv", "nb-1,x,shared,y,,2026-01-01,",
        #"environment "nb-1" is already told on line 4 from 2026-01-01 on; "#
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      (
        "environments.csv", "nb-1,x,shared,y,,,2026-01-01",
        #"environment "nb-1" is already told on line 4 from the beginning; "#
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      ("capacity.csv", "nb-2,gpu,1,,", #"environments.csv has no environment "nb-2"; did you mean "nb-1"?"#),
      ("capacity.csv", "serving,gpu,1,,", #"environments.csv has no environment "serving"; add it there"#),
      (
        "capacity.csv", "nb-1,tokens,1,,",
        #""tokens" is metered in tokens and has no capacity to hold; remove the row or meter it over time, as GPU-seconds are"#
      ),
      (
        "capacity.csv", "nb-1,x,1,,",
        #"nothing tells what "x" is metered in; "#
          + #"add resources: { "x": { unit: "GB-hours" } } to stackmeter.json5, with its unit"#
      ),
      ("capacity.csv", "nb-1,gpu,-1,,", #""units" is -1; write a number that is not below 0"#),
      (
        "capacity.csv", "nb-1,gpu,1,,\nnb-1,gpu,2,2026-01-01,",
        #"the capacity of "nb-1" in "gpu" is already told on line 2 from 2026-01-01 on; "#
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      (
        "costs.csv", "nb-1,staff,,1,,,USD",
        #""category" is "staff"; write one of control_plane, licences, operations_staff, other"#
      ),
      ("costs.csv", "nb-1,licenses,,1,,,USD", #""category" is "licenses"; did you mean "licences"?"#),
      ("costs.csv", "nb-1,other,,,,,USD", "the row has no amount_per_month, which a cost of other needs; fill it in"),
      (
        "costs.csv", "nb-1,other,,1,1,,USD",
        "the row has fte, which a cost of other does not take; leave it empty"
      ),
      (
        "costs.csv", "nb-1,operations_staff,,,1,,USD",
        "the row has no loaded_cost_per_year, which a cost of operations_staff needs; fill it in"
      ),
      (
        "costs.csv", "nb-1,operations_staff,,5,1,1,USD",
        "the row has amount_per_month, which a cost of operations_staff does not take; leave it empty"
      ),
      (
        "costs.csv", "nb-1,operations_staff,,,1e20,1e20,USD",
        #""loaded_cost_per_year" is "1e20", which is too large; check its digits"#
      ),
      ("costs.csv", "nb-1,other,,1,,,", "the row has no currency; fill it in"),
      (
        "costs.csv", "nb-1,other,,1,,,USD\nnb-1,other,other,2,,,USD",
        #"the cost of "other" of "nb-1" is already told on line 2 from the beginning; "#
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      (
        "tenants.csv", "a,\na,",
        #"tenant "a" is already told on line 2 from the beginning; "#
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      (
        "tenants.csv", "(unallocated),",
        #""tenant" is "(unallocated)" and names that begin with "(" are reserved; write another name"#
      ),
    ])
  func rejects(file: String, rows: String, message: String) throws {
    let headers = [
      "environments.csv": Self.environments, "capacity.csv": "environment,resource,units,valid_from,valid_to\n",
      "costs.csv": "environment,category,item,amount_per_month,fte,loaded_cost_per_year,currency\n",
      "tenants.csv": "tenant,name\n",
    ]
    let text = (headers[file] ?? "") + rows
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).count
    let folder = try folder(["environments.csv": Self.environments].merging([file: text]) { _, second in second })
    #expect(folder.message() == "\(file):\(line): \(message)")
  }

  @Test("capacity and costs need a file that describes their environments")
  func noEnvironments() throws {
    let folder = try folder(["capacity.csv": "environment,resource,units\na,gpu,1"])
    #expect(
      folder.message() == #"capacity.csv:2: there is no environments.csv to describe "a"; "#
        + "create it with the columns environment, stack, kind and owner")
  }
}
