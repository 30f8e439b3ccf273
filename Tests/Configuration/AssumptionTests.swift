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

  @Test("the defaults are listed in order, with values as people read them and the place they come from")
  func descriptions() throws {
    let rows = SharingAssumptions().descriptions(currency: try #require(Currency("EUR")))
    #expect(
      rows.map { "\($0.name): \($0.value) (\($0.source))" } == [
        "statistic: the highest hour (default, economics.md §1.3)",
        "headroom: 10% (default, economics.md §1.8)",
        "isolationOverhead: 4% (default, economics.md §1.8)",
        "nodeSizes: 1 unit a node (default, economics.md §1.3)",
        "largestJobs: none told (default, economics.md §1.3)",
        "spareNodes: 1 node of each resource (default, economics.md §1.3)",
        "controlPlanePerMonth: that of the dearest environment today (default, economics.md §1.8)",
        "controlPlanePerHour: 0 EUR an hour (default, economics.md §1.3)",
        "controlPlanePerTenant: 0 EUR a month for each tenant (default, economics.md §1.3)",
        "licencePerMonth: that of the dearest environment today (default, economics.md §1.3)",
        "licencePerTenant: 0 EUR a month for each tenant (default, economics.md §1.3)",
        "teamFloor: 3 FTE at least (default, economics.md §1.8)",
        "teamBase: 1.5 FTE (default, economics.md §1.8)",
        "teamPerTenant: 0.5 FTE a tenant (default, economics.md §1.8)",
        "loadedCostPerYear: 200,000 EUR a year for each FTE (default, economics.md §1.8)",
        "upgradesPerYear: 0 upgrades a year (default, economics.md §1.2)",
        "upgradeHours: 120 hours (default, economics.md §1.8)",
        "upgradeHoursPerTenant: 20 hours a tenant (default, economics.md §1.3)",
        "wagePerHour: the loaded cost a year over 1,800 hours (default, economics.md §1.1)",
        "switchesPerMonth: 0 switches a month (default, economics.md §1.6)",
        "switchMinutes: 10 minutes (default, economics.md §1.8)",
        "residualSwitching: 10% (default, economics.md §1.6)",
        "migrationHoursPerEnvironment: 500 hours an environment (default, economics.md §1.8)",
        "buildCost: 0 EUR once (default, economics.md §1.4)",
        "parallelMonths: 2 months (default, economics.md §1.8)",
        "horizonMonths: 36 months (default, economics.md §1.4)",
        "priceLevel: 100% (default, economics.md §1.4)",
        "pooledPeakLevel: 100% (default, economics.md §1.4)",
        "staffTodayLevel: 100% (default, economics.md §1.4)",
      ])
    #expect(rows.allSatisfy { $0.isDefault })
  }
}
