import Configuration
import Metering
import Testing

@Suite("Scenarios")
struct ScenarioTests {
  @Test("scenarios are read with all that they change, in the order of their names")
  func decoding() throws {
    let text = Sample.project(
      """
      scenarios: { "two-regions": { platformPer: "region" }, "without-fraud": { without: ["risk", "fraud", "risk"] }, \
      double: { demand: "200%", set: { headroom: "25%", statistic: { topHours: 3 }, nodeSizes: { gpu: 4 } } }, \
      "hundred-teams": { tenants: 100 } },
      """)
    let project = try ProjectFolder(["stackmeter.json5": text]).project()
    #expect(
      project.scenarios == [
        Scenario(
          name: "double", demand: Fraction(2),
          changes: [
            AssumptionChange(key: .statistic, value: .statistic(.topHours(3))),
            AssumptionChange(key: .headroom, value: .number(Fraction(1, 4))),
            AssumptionChange(key: .nodeSizes, value: .units(["gpu": 4])),
          ]),
        Scenario(name: "hundred-teams", tenants: 100), Scenario(name: "two-regions", platformPer: .region),
        Scenario(name: "without-fraud", without: ["fraud", "risk"]),
      ])
    #expect(try ProjectFolder(["stackmeter.json5": Sample.project()]).project().scenarios == [])
  }

  @Test(
    "what is wrong with a scenario is told where it is",
    arguments: [
      (
        "{ a: {} }",
        #"3:19: the scenario "a" changes nothing; give it platformPer, without, demand, tenants or set"#
      ),
      (
        "{ a: { platfromPer: 1 } }", #"3:21: unknown key "platfromPer"; did you mean "platformPer"?"#
      ),
      (#"{ a: { platformPer: "country" } }"#, #"3:34: "platformPer" is "country"; write one of region"#),
      ("{ a: { without: [] } }", #"3:30: "without" is empty; give at least one entry"#),
      ("{ a: { demand: 0 } }", #"3:29: "demand" is 0; write a share such as "10%" or 0.1"#),
      ("{ a: { tenants: 0 } }", #"3:30: "tenants" is 0; write a whole number from 1 to 10,000"#),
      ("{ a: { set: { headrom: 1 } } }", #"3:28: unknown key "headrom"; did you mean "headroom"?"#),
      (
        "{ a: { set: { teamBase: { base: 1 } } } }",
        #"3:38: "teamBase" must be a number and is an object; write it in digits, without quotes"#
      ),
    ])
  func messages(scenarios: String, message: String) throws {
    let folder = try ProjectFolder(["stackmeter.json5": Sample.project("scenarios: \(scenarios),")])
    #expect(folder.message() == "stackmeter.json5:" + message)
  }
}
