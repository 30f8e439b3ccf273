import Configuration
import Metering
import Testing

@Suite("Assumptions of the comparison")
struct AssumptionTests {
  private func assumptions(_ comparison: String) throws -> SharingAssumptions {
    let text = Sample.project("comparison: \(comparison),")
    return try ProjectFolder(["stackmeter.json5": text]).project().assumptions
  }

  @Test("every assumption can be set, exactly as it is written")
  func everyAssumption() throws {
    let assumptions = try assumptions(
      """
      {
        statistic: { topHours: 5 }, headroom: "12.5%", isolationOverhead: 0.03, nodeSizes: { "gpu.a100": 8 },
        spareNodes: 0, controlPlanePerMonth: 1e3, controlPlanePerHour: 0.10, controlPlanePerTenant: 5,
        licencePerMonth: 0, licencePerTenant: 12.345678901234, teamFloor: 8, teamBase: +2, teamPerTenant: .25,
        loadedCostPerYear: 0x30D40, upgradesPerYear: 3, upgradeHours: 40, upgradeHoursPerTenant: 10, wagePerHour: 95.5,
        switchesPerMonth: 250, switchMinutes: 23, residualSwitching: "1%", migrationHoursPerEnvironment: 200,
        buildCost: 50000, parallelMonths: 1.5, horizonMonths: 24, largestJobs: { "gpu.a100": 16 },
        priceLevel: "110%", pooledPeakLevel: 0.9, staffTodayLevel: "80%",
      }
      """)
    var expected = SharingAssumptions()
    expected.statistic = .topHours(5)
    expected.headroom = Fraction(1, 8)
    expected.isolationOverhead = Fraction(3, 100)
    expected.nodeSizes = ["gpu.a100": 8]
    expected.spareNodes = 0
    expected.controlPlanePerMonth = 1_000
    expected.controlPlanePerHour = "0.10"
    expected.controlPlanePerTenant = 5
    expected.licencePerMonth = 0
    expected.licencePerTenant = "12.345678901234"
    expected.teamFloor = 8
    expected.teamBase = 2
    expected.teamPerTenant = "0.25"
    expected.loadedCostPerYear = 200_000
    expected.upgradesPerYear = 3
    expected.upgradeHours = 40
    expected.upgradeHoursPerTenant = 10
    expected.wagePerHour = "95.5"
    expected.switchesPerMonth = 250
    expected.switchMinutes = 23
    expected.residualSwitching = Fraction(1, 100)
    expected.migrationHoursPerEnvironment = 200
    expected.buildCost = 50_000
    expected.parallelMonths = "1.5"
    expected.horizonMonths = 24
    expected.largestJobs = ["gpu.a100": 16]
    expected.priceLevel = Fraction(11, 10)
    expected.pooledPeakLevel = Fraction(9, 10)
    expected.staffTodayLevel = Fraction(4, 5)
    expected.setByProject = assumptions.setByProject
    #expect(assumptions == expected)
    #expect(assumptions.setByProject.count == 29)
    let usd = try #require(Currency("USD"))
    #expect(assumptions.descriptions(currency: usd).allSatisfy { !$0.isDefault && $0.source == "project file" })
  }

  @Test("a stack has what all stacks have, changed by its own")
  func stacks() throws {
    let assumptions = try assumptions(
      """
      {
        headroom: "20%", nodeSizes: { gpu: 4, cpu: 64 }, statistic: "peak",
        stacks: { training: { headroom: "30%", nodeSizes: { gpu: 8 }, spareNodes: 2 }, serving: {} },
      }
      """)
    #expect(assumptions.headroom == Fraction(1, 5))
    #expect(assumptions.setByProject == ["headroom", "nodeSizes", "statistic"])
    let training = assumptions.forStack("training")
    #expect(training.headroom == Fraction(3, 10) && training.spareNodes == 2)
    #expect(training.nodeSizes == ["gpu": 8, "cpu": 64])
    #expect(training.setByProject == ["headroom", "nodeSizes", "statistic", "spareNodes"])
    #expect(assumptions.forStack("serving").headroom == Fraction(1, 5))
    #expect(assumptions.forStack("notebooks").headroom == Fraction(1, 5))
    let own = assumptions.descriptions(currency: try #require(Currency("USD"))).suffix(3)
    #expect(own.map(\.name) == ["headroom (training)", "nodeSizes (training)", "spareNodes (training)"])
    #expect(
      own.map(\.value) == [
        "30%", "cpu 64, gpu 8 units a node; 1 of every other resource", "2 nodes of each resource",
      ])
  }

  @Test("the defaults are listed in order, with values as people read them and what they rest on")
  func descriptions() throws {
    let rows = SharingAssumptions().descriptions(currency: try #require(Currency("EUR")))
    #expect(
      rows.map { "\($0.name): \($0.value)" } == [
        "statistic: the highest hour",
        "headroom: 10%",
        "isolationOverhead: 4%",
        "nodeSizes: 1 unit a node",
        "largestJobs: none told",
        "spareNodes: 1 node of each resource",
        "controlPlanePerMonth: that of the dearest environment today",
        "controlPlanePerHour: 0 EUR an hour",
        "controlPlanePerTenant: 0 EUR a month for each tenant",
        "licencePerMonth: that of the dearest environment today",
        "licencePerTenant: 0 EUR a month for each tenant",
        "teamFloor: 3 FTE at least",
        "teamBase: 1.5 FTE",
        "teamPerTenant: 0.5 FTE a tenant",
        "loadedCostPerYear: 200,000 EUR a year for each FTE",
        "upgradesPerYear: 0 upgrades a year",
        "upgradeHours: 120 hours",
        "upgradeHoursPerTenant: 20 hours a tenant",
        "wagePerHour: the loaded cost a year over 1,800 hours",
        "switchesPerMonth: 0 switches a month",
        "switchMinutes: 10 minutes",
        "residualSwitching: 10%",
        "migrationHoursPerEnvironment: 500 hours an environment",
        "buildCost: 0 EUR once",
        "parallelMonths: 2 months",
        "horizonMonths: 36 months",
        "priceLevel: 100%",
        "pooledPeakLevel: 100%",
        "staffTodayLevel: 100%",
      ])
    #expect(rows.allSatisfy { $0.isDefault })
    // Readers of a report have no other file of ours: a source names what it is.
    #expect(rows.allSatisfy { $0.source.hasPrefix("default: ") && !$0.source.contains(".md") })
    #expect(rows.first { $0.name == "headroom" }?.source == "default: operators' practice; no good source is known")
    #expect(rows.first { $0.name == "spareNodes" }?.source == "default: one node may fail")
  }

  @Test("a value without two ends has no range to tell, and one that does not end has two decimals")
  func ends() throws {
    var assumptions = SharingAssumptions()
    assumptions.ranges[.teamBase] = AssumptionRange(low: .one, base: .one, high: .one, owner: "platform")
    assumptions.teamFloor = 1
    let rows = assumptions.descriptions(currency: try #require(Currency("EUR")))
    let base = try #require(rows.first { $0.name == "teamBase" })
    #expect(base.range == nil && base.owner == "platform")
    #expect(rows.first { $0.name == "teamFloor" }?.range == "1 to 2.67")
  }
}
