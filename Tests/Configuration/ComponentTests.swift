import Configuration
import Metering
import Testing

@Suite("Components, releases and what environments.csv tells besides")
struct ComponentTests {
  private static let environments = "environment,stack,kind,owner\nnb-1,notebooks,bespoke,fraud\n"

  private func catalogue(_ files: [String: String]) throws -> Catalogue {
    let folder = try folder(files)
    return try Catalogue.load(folder: folder.path, project: try folder.project())
  }

  private func folder(_ files: [String: String]) throws -> ProjectFolder {
    try ProjectFolder(files.merging(["stackmeter.json5": Sample.project()]) { first, _ in first })
  }

  @Test(
    "what is told of an environment is taken: product, place, data, reason to stand apart, lease, wave and promises")
  func environments() throws {
    let environments = try catalogue([
      "environments.csv": """
      environment,stack,kind,owner,product,region,data_class,keep_apart,retire_after,wave,isolation,availability_target
      nb-1,notebooks,bespoke,fraud,JupyterHub,eu-central,personal,export_control,2027-03-31,2,"quotas, tested",99.5%
      nb-2,notebooks,bespoke,risk,,,,,,,,
      """
    ]).environments
    #expect(
      environments == [
        CataloguedEnvironment(
          environment: "nb-1", stack: "notebooks", kind: .bespoke, owner: "fraud", version: "", product: "JupyterHub",
          region: "eu-central", dataClass: "personal", keepApart: .exportControl,
          retireAfter: CivilDate("2027-03-31"), wave: 2, isolation: "quotas, tested", availabilityTarget: "99.5%",
          validity: Validity(), reference: "environments.csv:2"),
        CataloguedEnvironment(
          environment: "nb-2", stack: "notebooks", kind: .bespoke, owner: "risk", version: "", validity: Validity(),
          reference: "environments.csv:3"),
      ])
  }

  @Test("a component has a version for its days") func components() throws {
    let components = try catalogue([
      "environments.csv": Self.environments,
      "components.csv": """
      environment,component,version,valid_from,valid_to
      nb-1,python,3.9,,2026-09-01
      nb-1,python,3.12,2026-09-01,
      """,
    ]).components
    let change = CivilDate("2026-09-01")
    #expect(
      components == [
        CataloguedComponent(
          environment: "nb-1", component: "python", version: "3.9", validity: Validity(to: change),
          reference: "components.csv:2"),
        CataloguedComponent(
          environment: "nb-1", component: "python", version: "3.12", validity: Validity(from: change),
          reference: "components.csv:3"),
      ])
  }

  @Test("a release has its day, and perhaps the last day of its support and what is asked for behind it")
  func releases() throws {
    let releases = try catalogue([
      "releases.csv": """
      component,version,released,end_of_support,surcharge_per_hour,currency
      kubernetes,1.31,2024-09-26,2025-11-26,0.50,USD
      kubernetes,1.34,2025-10-02,,,USD
      python,1.34,2025-10-02,2025-10-02,,
      """
    ]).releases
    let day = try #require(CivilDate("2025-10-02"))
    #expect(
      releases == [
        ComponentRelease(
          component: "kubernetes", version: "1.31", released: try #require(CivilDate("2024-09-26")),
          endOfSupport: CivilDate("2025-11-26"), surchargePerHour: "0.50", reference: "releases.csv:2"),
        ComponentRelease(component: "kubernetes", version: "1.34", released: day, reference: "releases.csv:3"),
        ComponentRelease(
          component: "python", version: "1.34", released: day, endOfSupport: day, reference: "releases.csv:4"),
      ])
  }

  @Test("the tables are part of the configuration's digest") func digest() throws {
    let folder = try folder([
      "environments.csv": Self.environments, "components.csv": "environment,component,version\n",
      "releases.csv": "component,version,released\n",
    ])
    let names = try ProjectConfiguration.contentDigestInput(folder: folder.path).map(\.name)
    #expect(names == ["stackmeter.json5", "environments.csv", "components.csv", "releases.csv"])
    #expect(try ProjectConfiguration.load(folder: folder.path).files.map(\.name.rawValue) == names)
  }

  @Test(
    "a row that is wrong is told with its line, and a remedy",
    arguments: [
      ("environments.csv", "a,b,shared,c,residancy,,", #""keep_apart" is "residancy"; did you mean "residency"?"#),
      (
        "environments.csv", "a,b,shared,c,because,,",
        #""keep_apart" is "because"; write one of regulatory, residency, export_control, safety"#
      ),
      ("environments.csv", "a,b,shared,c,,soon,", #""retire_after" is "soon"; write a date as 2026-10-01"#),
      ("environments.csv", "a,b,shared,c,,,0", #""wave" is "0"; write a whole number from 1 to 1,000"#),
      ("environments.csv", "a,b,shared,c,,,1.5", #""wave" is "1.5"; write a whole number from 1 to 1,000"#),
      ("environments.csv", "a,b,shared,c,,,+1", #""wave" is "+1"; write a whole number from 1 to 1,000"#),
      ("components.csv", "nb-2,python,3,,", #"environments.csv has no environment "nb-2"; did you mean "nb-1"?"#),
      ("components.csv", "nb-1,,3,,", "the row has no component; fill it in"),
      ("components.csv", "nb-1,python,,,", "the row has no version; fill it in"),
      (
        "components.csv", "nb-1,python,3,,\nnb-1,python,4,2026-01-01,",
        #"the version of "python" in "nb-1" is already told on line 2 from 2026-01-01 on; "#
          + "remove one row or end the earlier with valid_to where the later begins"
      ),
      ("releases.csv", "python,3,,,,", "the row has no released; fill it in"),
      ("releases.csv", "python,3,2026-02-30,,,", #""released" is "2026-02-30"; write a date as 2026-10-01"#),
      (
        "releases.csv", "python,3,2026-01-01,,,\npython,4,2026-01-01,,,\npython,3,2026-02-01,,,",
        #"version "3" of "python" is already on line 2; keep one of the two rows"#
      ),
      (
        "releases.csv", "python,3,2026-01-02,2026-01-01,,",
        "support ends on 2026-01-01, before the release on 2026-01-02; "
          + "check both: end_of_support is the last day with support"
      ),
      (
        "releases.csv", "python,3,2026-01-02,,0.5,USD",
        "the row has a surcharge_per_hour and no end_of_support, so nobody knows from when it is due; "
          + "fill in end_of_support, the last day before it is"
      ),
      ("releases.csv", "python,3,2026-01-02,2026-02-01,0.5,", "the row has no currency; fill it in"),
      (
        "releases.csv", "python,3,2026-01-02,2026-02-01,-0.5,USD",
        #""surcharge_per_hour" is -0.5; write a number that is not below 0"#
      ),
      (
        "releases.csv", "python,3,2026-01-02,2026-02-01,0.5,EUR",
        "the row is in EUR and the project in USD; write it in USD: this amount is not converted"
      ),
      (
        "releases.csv", "python,3,2026-01-02,,,EUR",
        "the row is in EUR and the project in USD; write it in USD: this amount is not converted"
      ),
    ])
  func rejects(file: String, rows: String, message: String) throws {
    let headers = [
      "environments.csv": "environment,stack,kind,owner,keep_apart,retire_after,wave\n",
      "components.csv": "environment,component,version,valid_from,valid_to\n",
      "releases.csv": "component,version,released,end_of_support,surcharge_per_hour,currency\n",
    ]
    let text = (headers[file] ?? "") + rows
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).count
    let folder = try folder(["environments.csv": Self.environments].merging([file: text]) { _, second in second })
    #expect(folder.message() == "\(file):\(line): \(message)")
  }

  @Test("components need a file that describes their environments") func noEnvironments() throws {
    let folder = try folder(["components.csv": "environment,component,version\na,python,3"])
    #expect(
      folder.message() == #"components.csv:2: there is no environments.csv to describe "a"; "#
        + "create it with the columns environment, stack, kind and owner")
  }
}

@Suite("The rules of what is a duplicate")
struct DuplicateRulesTests {
  private func rules(_ keys: String) throws -> DuplicateRules {
    try ProjectFolder(["stackmeter.json5": Sample.project(keys)]).project().duplicates
  }

  @Test("half of the components, base parts left aside, and a weak link below two fifths, unless told") func defaults()
    throws
  {
    #expect(try rules("") == DuplicateRules())
    #expect(try rules("duplicates: {},") == DuplicateRules())
    let rules = DuplicateRules()
    #expect(rules.similarity == Fraction(1, 2) && rules.weakLink == Fraction(2, 5))
    #expect(rules.baseComponents == ["linux", "postgres", "redis"])
  }

  @Test("every key is taken, and a list of base parts replaces the default one") func keys() throws {
    let set = try rules(#"duplicates: { similarity: "60%", baseComponents: ["etcd", "etcd"], weakLink: 0.25 },"#)
    #expect(set.similarity == Fraction(3, 5) && set.weakLink == Fraction(1, 4) && set.baseComponents == ["etcd"])
    #expect(try rules("duplicates: { baseComponents: [] },").baseComponents.isEmpty)
  }

  @Test(
    "a rule that is wrong is told with its place",
    arguments: [
      (#"duplicates: { similarty: 0.5 },"#, #"3:17: unknown key "similarty"; did you mean "similarity"?"#),
      (#"duplicates: { similarity: "150%" },"#, #"3:29: "similarity" is "150%"; write a share from 0% to 100%"#),
      ("duplicates: { weakLink: 2 },", #"3:27: "weakLink" is 2; write a share from 0% to 100%"#),
      (
        "duplicates: { baseComponents: 'etcd' },",
        #"3:33: "baseComponents" must be a list and is a text; put it in [ ]"#
      ),
      ("duplicates: { baseComponents: [''] },", #"3:34: "baseComponents" is empty; fill it in"#),
    ])
  func rejects(keys: String, message: String) throws {
    let folder = try ProjectFolder(["stackmeter.json5": Sample.project(keys)])
    #expect(folder.message() == "stackmeter.json5:" + message)
  }
}
