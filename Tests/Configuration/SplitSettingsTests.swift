import Configuration
import Metering
import Testing

/// The key `split` of the project file: what it gives, and what is said when it is wrong.
@Suite struct SplitSettingsTests {
  private func split(_ keys: String) throws -> SplitSettings {
    try ProjectFolder(["stackmeter.json5": Sample.project(keys)]).project().split
  }

  @Test("without the key capacity is split by Shapley, top hours are one in twenty and nobody is relieved")
  func standard() throws {
    let standard = SplitSettings(rule: .shapley, topHours: Fraction(1, 20), relief: false)
    #expect(try split("") == standard)
    #expect(try split("split: {},") == standard)
  }

  @Test("what is set is taken, and the rest stays as it is by default")
  func chosen() throws {
    #expect(
      try split(#"split: { rule: "top_hours", topHours: 0.025, relief: true },"#)
        == SplitSettings(rule: .topHours, topHours: Fraction(1, 40), relief: true))
    #expect(try split("split: { relief: true },") == SplitSettings(relief: true))
  }

  @Test("every rule can be chosen by its name", arguments: SplitRule.allCases)
  func rules(rule: SplitRule) throws {
    #expect(try split("split: { rule: \"\(rule.rawValue)\" },").rule == rule)
  }

  @Test(
    "what is wrong is told with its place and what to write",
    arguments: [
      (#"split: { rule: "shapely" },"#, #"3:18: "rule" is "shapely"; did you mean "shapley"?"#),
      (
        #"split: { rule: "fair" },"#,
        #"3:18: "rule" is "fair"; write one of even, usage, own_peak, coincident_peak, top_hours, shapley, scrb, "#
          + "temporal, temporal_intensity, stand_alone_proportional"
      ),
      (#"split: { topHours: "120%" },"#, #"3:22: "topHours" is "120%"; write a share from 0% to 100%"#),
      (#"split: { topHours: "five" },"#, #"3:22: "topHours" is "five"; write a share such as "10%" or 0.1"#),
      (#"split: { relief: "no" },"#, #"3:20: "relief" must be true or false and is a text; write true or false"#),
      ("split: { tophours: 0.1 },", #"3:12: unknown key "tophours"; did you mean "topHours"?"#),
      (#"split: "even","#, #"3:10: "split" must be an object and is a text; put it in { }"#),
    ])
  func messages(text: String, message: String) throws {
    #expect(try ProjectFolder(["stackmeter.json5": Sample.project(text)]).message() == "stackmeter.json5:" + message)
  }
}
