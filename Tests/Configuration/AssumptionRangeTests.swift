import Configuration
import Metering
import Testing

@Suite("Ranges of assumptions")
struct AssumptionRangeTests {
  private func assumptions(_ comparison: String) throws -> SharingAssumptions {
    let text = Sample.project("comparison: \(comparison),")
    return try ProjectFolder(["stackmeter.json5": text]).project().assumptions
  }

  private func message(_ comparison: String) throws -> String? {
    try ProjectFolder(["stackmeter.json5": Sample.project("comparison: \(comparison),")]).message()
  }

  @Test("a range is read with everything that is said of it, and its base is the value")
  func stated() throws {
    let assumptions = try assumptions(
      """
      {
        headroom: {
          low: "5%", base: "20%", high: 0.3, better: "high", source: "SRE handbook", owner: "platform",
          reviewed: "2026-09-30", evidence: "measured",
        },
        spareNodes: { low: 0, base: 1, high: 2 }, wagePerHour: { base: 95, source: "payroll", evidence: "invoice" },
      }
      """)
    #expect(assumptions.headroom == Fraction(1, 5))
    #expect(assumptions.spareNodes == 1)
    #expect(assumptions.wagePerHour == 95)
    #expect(
      assumptions.range(of: .headroom)
        == AssumptionRange(
          low: Fraction(1, 20), base: Fraction(1, 5), high: Fraction(3, 10), better: .high, source: "SRE handbook",
          owner: "platform", reviewed: CivilDate("2026-09-30"), evidence: .measured))
    #expect(assumptions.better(of: .headroom) == .high)
    #expect(assumptions.better(of: .spareNodes) == .low)
    #expect(assumptions.evidence(of: .wagePerHour) == .invoice)
    #expect(assumptions.evidence(of: .spareNodes) == .assumed)
    // What an end is not told of is certain.
    #expect(
      assumptions.range(of: .wagePerHour)?.low == Fraction(95)
        && assumptions.range(of: .wagePerHour)?.high == Fraction(95))
    let usd = try #require(Currency("USD"))
    let headroom = try #require(assumptions.descriptions(currency: usd).first { $0.name == "headroom" })
    #expect(headroom.value == "20%" && headroom.range == "5% to 30%" && headroom.orientation == "high favours sharing")
    #expect(headroom.source == "SRE handbook" && headroom.owner == "platform" && headroom.evidence == .measured)
    #expect(headroom.reviewed == CivilDate("2026-09-30") && !headroom.isDefault)
  }

  @Test("the default ranges are those of economics.md §1.8, in proportion to a value of the organisation's own")
  func defaults() throws {
    let usd = try #require(Currency("USD"))
    func ranges(_ assumptions: SharingAssumptions) -> [String] {
      assumptions.descriptions(currency: usd).compactMap { row in row.range.map { "\(row.name) \($0)" } }
    }
    #expect(
      ranges(SharingAssumptions()) == [
        "headroom 5% to 30%", "isolationOverhead 1% to 15%", "teamFloor 3 to 8", "teamPerTenant 0.3 to 1",
        "loadedCostPerYear 120,000 to 300,000", "upgradeHours 40 to 240",
        "switchMinutes 0 to 23", "migrationHoursPerEnvironment 200 to 1,500", "parallelMonths 1 to 6",
      ])
    let own = try assumptions(#"{ headroom: "200%", loadedCostPerYear: 100000, upgradesPerYear: 3 }"#)
    #expect(own.range(of: .headroom)?.low == .one)
    #expect(own.range(of: .headroom)?.high == Fraction(3))  // The most that the key takes.
    #expect(own.range(of: .loadedCostPerYear)?.high == Fraction(150_000))
    #expect(own.range(of: .upgradesPerYear)?.low == Fraction(1) && own.range(of: .upgradesPerYear)?.high == Fraction(4))
    #expect(own.range(of: .nodeSizes) == nil && own.range(of: .horizonMonths) == nil)
  }

  @Test("a stack's plain value takes the place of the range of all stacks")
  func stacks() throws {
    let assumptions = try assumptions(
      """
      {
        headroom: { low: 0.1, base: 0.2, high: 0.4 },
        stacks: { serving: { headroom: 0.1 }, training: { spareNodes: { base: 2, high: 3 } } },
      }
      """)
    #expect(assumptions.forStack("serving").range(of: .headroom)?.high == Fraction(3, 10))
    #expect(assumptions.forStack("training").range(of: .headroom)?.high == Fraction(4, 10))
    #expect(assumptions.forStack("training").range(of: .spareNodes)?.high == Fraction(3))
    let usd = try #require(Currency("USD"))
    let own = assumptions.descriptions(currency: usd).filter { $0.name.contains("(") }
    #expect(own.map(\.name) == ["headroom (serving)", "spareNodes (training)"])
  }

  @Test(
    "what is wrong with a range is told where it is",
    arguments: [
      (
        #"{ headroom: { low: "20%", base: "10%", high: "30%" } }"#,
        #"3:27: the range of "headroom" has low 20%, base 10% and high 30%; "#
          + "put base between low and high, and tell with better which end favours sharing"
      ),
      ("{ teamBase: { low: 1 } }", #"3:27: the key "base" is missing; add base: the value that you expect"#),
      (
        #"{ teamBase: { base: 1, better: "lower" } }"#,
        #"3:46: "better" is "lower"; write one of low, high"#
      ),
      (
        #"{ teamBase: { base: 1, evidence: "guess" } }"#,
        #"3:48: "evidence" is "guess"; write one of measured, invoice, recorded, assumed"#
      ),
      (
        #"{ teamBase: { base: 1, reviewed: "May" } }"#, #"3:48: "reviewed" is "May"; write a date as 2026-10-01"#
      ),
      ("{ spareNodes: { base: 1, high: 1.5 } }", #"3:46: "high" is 1.5; write a whole number from 0 to 10,000"#),
      ("{ headroom: { bas: 1 } }", #"3:29: unknown key "bas"; did you mean "base"?"#),
      (
        "{ teamBase: { base: { base: 1 } } }",
        #"3:35: "base" must be a number and is an object; "#
          + "write it in digits, without quotes"
      ),
    ])
  func messages(comparison: String, message: String) throws {
    #expect(try self.message(comparison) == "stackmeter.json5:" + message)
  }

  @Test("one assumption is set for one comparison as the project file would write it, for single stacks too")
  func setting() throws {
    let assumptions = try assumptions(
      #"{ headroom: { low: "5%", base: "10%", high: "15%" }, stacks: { serving: { headroom: "30%" } } }"#)
    let changed = try assumptions.setting("headroom", to: "20%")
    #expect(changed.headroom == Fraction(1, 5))
    #expect(changed.range(of: .headroom)?.low == Fraction(1, 20))
    #expect(changed.range(of: .headroom)?.high == Fraction(1, 5))
    #expect(changed.forStack("serving").headroom == Fraction(1, 5))
    let usd = try #require(Currency("USD"))
    #expect(changed.descriptions(currency: usd)[1].source == "set for this comparison")
    #expect(try assumptions.setting("statistic", to: "{ topHours: 5 }").statistic == .topHours(5))
    #expect(try assumptions.setting("statistic", to: "peak").statistic == .peak)
    #expect(try assumptions.setting("nodeSizes", to: "{ gpu: 8 }").nodeSizes == ["gpu": 8])
    #expect(try assumptions.setting("spareNodes", to: "3").spareNodes == 3)
    #expect(try assumptions.setting("wagePerHour", to: "95.50").wagePerHour == "95.5")
  }

  @Test(
    "what cannot be set says why",
    arguments: [
      ("headrom", "20%", #"--set: unknown key "headrom"; did you mean "headroom"?"#),
      ("headroom", "a lot", #"--set: "headroom" is "a lot"; write a share such as "10%" or 0.1"#),
      ("headroom", "400%", #"--set: "headroom" is "400%"; write a share from 0% to 300%"#),
      (
        "teamBase", "{ base: 1 }",
        #"--set: "teamBase" must be a number and is an object; "#
          + "write it in digits, without quotes"
      ),
      ("horizonMonths", "0", #"--set: "horizonMonths" is 0; write a whole number from 1 to 600"#),
    ])
  func settingFails(name: String, text: String, message: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try SharingAssumptions().setting(name, to: text) }
    #expect(error?.description == message)
  }

  @Test("what is not told and is what the dearest environment costs is recorded, and assumed once it is told")
  func recorded() {
    var assumptions = SharingAssumptions()
    for key in AssumptionKey.allCases {
      let isRecorded = key == .controlPlanePerMonth || key == .licencePerMonth
      #expect(assumptions.evidence(of: key) == (isRecorded ? .recorded : .assumed))
    }
    assumptions.licencePerMonth = 90
    #expect(assumptions.evidence(of: .licencePerMonth) == .assumed)
    #expect(AssumptionRange.Evidence.allCases == AssumptionRange.Evidence.allCases.sorted(by: >))
  }
}
