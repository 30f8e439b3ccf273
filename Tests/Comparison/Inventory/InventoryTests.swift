import Metering
import Testing

@testable import Comparison
@testable import Configuration

@Suite("The inventory") struct InventoryTests {
  @Test("an environment seen and not catalogued is listed with its cost, and what nobody told is nil")
  func uncatalogued() throws {
    var landscape = Landscape()
    landscape.add("known", owner: "fraud", version: "8", used: [], cost: 10)
    landscape.addUncatalogued("mystery", seen: ["7"], used: ["risk"], cost: "812.504")
    let findings = try landscape.findings()
    #expect(findings.inventory.entries.map(\.environment) == ["known", "mystery"])
    let mystery = try findings.entry("mystery")
    #expect(mystery.cost == "812.50" && mystery.tenants == ["risk"] && mystery.versionsSeen == ["7"])
    #expect(mystery.isSeenInLogs && !mystery.isCatalogued)
    #expect(mystery.kind == nil && mystery.owner == nil && mystery.fullTimeEquivalents == nil)
    let known = try findings.entry("known")
    #expect(known.isCatalogued && !known.isSeenInLogs && known.versionsSeen.isEmpty && known.cost == 10)
  }

  @Test("what the catalogue tells last in the period counts; a component that was replaced is still told")
  func lastRow() throws {
    var landscape = Landscape()
    landscape.add(
      "lab", owner: "ada", product: "Old", keepApart: .safety, to: "2026-10-10", components: ["mlflow": "2"])
    landscape.row("lab", owner: "bob", product: "New", "2026-10-10", "2026-11-05")
    landscape.row("lab", owner: "eve", product: "Newest", "2026-11-05")
    landscape.install("python", "3.12", in: "lab", from: "2026-10-20")
    landscape.install("python", "3.9", in: "lab", to: "2026-10-20")
    landscape.install("perl", "5", in: "lab", to: "2026-10-02")
    landscape.install("ruby", "3", in: "lab", to: "2026-10-01")
    let entry = try landscape.findings().entry("lab")
    #expect(entry.owner == "bob" && entry.product == "New" && entry.keepApart == nil)
    #expect(
      entry.components == [
        Inventory.Component(component: "mlflow", version: "2"), Inventory.Component(component: "perl", version: "5"),
        Inventory.Component(component: "python", version: "3.12"),
      ])
  }

  @Test("capacity is the most held at one time, and so are people, over all rows of staff")
  func mostAtOnce() throws {
    var landscape = Landscape()
    landscape.add("lab", owner: "ada")
    for (units, from, to) in [(4, nil, "2026-10-10"), (16, "2026-10-10", "2026-10-12"), (8, "2026-10-12", nil)]
      as [(Int, String?, String?)]
    {
      landscape.capacities.append(
        Capacity(
          environment: "lab", resource: "gpu", units: ExactDecimal(units), validity: Landscape.validity(from, to),
          reference: "capacity.csv:2"))
    }
    for (item, people, from, to) in [
      ("team", "1.5", nil, "2026-10-15"), ("team", "1.25", "2026-10-15", nil), ("on call", "0.5", "2026-10-15", nil),
      ("before", "9", nil, "2026-10-01"), ("licence", nil, nil, nil),
    ] as [(String, ExactDecimal?, String?, String?)] {
      landscape.costs.append(
        FixedCost(
          environment: "lab", category: people == nil ? .licences : .operationsStaff, item: item, amountPerMonth: 1,
          fullTimeEquivalents: people, currency: try usd(), validity: Landscape.validity(from, to),
          reference: "costs.csv:2"))
    }
    let entry = try landscape.findings().entry("lab")
    #expect(entry.capacities == [Inventory.HeldResource(resource: "gpu", units: 16)])
    // 1.5 until the 14th, then 1.25 + 0.5.
    #expect(entry.fullTimeEquivalents == "1.75")
  }

  @Test("the order in which anything is told changes no byte of the findings, and they read back as they were")
  func permutation() throws {
    for seed in 1...60 as ClosedRange<UInt64> {
      var random = RandomLandscape(seed: seed)
      let landscape = try random.landscape()
      let findings = try landscape.findings()
      let other = try landscape.shuffled(&random.random).findings()
      #expect(try findings.json() == other.json(), "seed \(seed)")
      #expect(try findings.readBack() == findings, "seed \(seed)")
      #expect(findings.inventory.entries.count == landscape.inputs.values.reduce(0) { $0 + $1.count })
    }
  }
}
