import Configuration
import Metering
import Testing

@testable import Comparison

@Suite("Duplicates") struct DuplicateTests {
  /// E1, E2 and E3 of V17, each of an owner of its own.
  private func vector17() -> Landscape {
    var landscape = Landscape()
    landscape.add(
      "E1", owner: "one",
      components: ["jupyterhub": "4", "mlflow": "2", "minio": "0", "postgres": "15", "kubeflow": "1"])
    landscape.add(
      "E2", owner: "two",
      components: ["jupyterhub": "3", "mlflow": "2", "minio": "0", "postgres": "14", "airflow": "2"])
    landscape.add("E3", owner: "three", components: ["triton": "23", "redis": "7", "postgres": "15"])
    return landscape
  }

  private func similarity(
    _ first: EnvironmentID, _ second: EnvironmentID, stopList: Set<ComponentID>
  ) throws -> ComponentSimilarity {
    let findings = try vector17().findings()
    func components(_ name: EnvironmentID) throws -> [Inventory.Component] {
      try findings.entry(name).components.filter { !stopList.contains($0.component) }
    }
    return ComponentSimilarity(of: try components(first), and: try components(second))
  }

  @Test("V17: what has most components in common is a cluster, what shares only base parts stands alone")
  func v17() throws {
    #expect(try similarity("E1", "E2", stopList: []).names == Fraction(2, 3))
    #expect(try similarity("E1", "E3", stopList: []).names == Fraction(1, 7))
    #expect(try similarity("E2", "E3", stopList: []).names == Fraction(1, 7))
    #expect(try similarity("E1", "E2", stopList: []).namesAndVersions == Fraction(1, 4))
    #expect(try similarity("E1", "E2", stopList: ["postgres"]).names == Fraction(3, 5))
    #expect(try similarity("E1", "E3", stopList: ["postgres"]).names == .zero)
    #expect(try similarity("E2", "E3", stopList: ["postgres"]).names == .zero)
    for stopList in [[], ["postgres"]] as [Set<ComponentID>] {
      var landscape = vector17()
      landscape.rules.baseComponents = stopList
      let duplicates = try landscape.findings().duplicates
      #expect(duplicates.clusters.map { $0.members.map(\.environment) } == [["E1", "E2"]])
      #expect(duplicates.unique == ["E3"])
      // 1 − (1/4) ÷ (2/3); without postgres 1 − (2/6) ÷ (3/5).
      let drift = stopList.isEmpty ? Fraction(5, 8) : Fraction(4, 9)
      #expect(duplicates.clusters.first?.pairs.first?.similarity?.versionDrift == drift)
      #expect(duplicates.clusters.first?.pairs.map(\.evidence) == [[.components]])
    }
  }

  private static let parts: [ComponentID: VersionID] = ["a": "1", "b": "1", "c": "1"]

  @Test("one owner's second environment, another stack's and a shared one duplicate nothing")
  func notDuplicates() throws {
    var landscape = Landscape()
    landscape.add("one", owner: "ada", product: "P", components: Self.parts)
    landscape.add("two", owner: "ada", product: "P", components: Self.parts)
    landscape.add("platform", owner: "platform", kind: .shared, product: "P", components: Self.parts)
    landscape.add("other", stack: "training", owner: "bob", product: "P", components: Self.parts)
    let duplicates = try landscape.findings().duplicates
    #expect(duplicates.clusters.isEmpty && duplicates.undetermined.isEmpty && duplicates.duplicateCost == 0)
    #expect(duplicates.unique == ["one", "two", "other"])
  }

  @Test("one component in common is chance, however few there are; the same product decides without any")
  func oneInCommon() throws {
    var landscape = Landscape()
    landscape.add("one", owner: "ada", components: ["mlflow": "2", "linux": "6", "redis": "7"])
    landscape.add("two", owner: "bob", components: ["mlflow": "2", "linux": "6", "redis": "7"])
    #expect(try landscape.findings().duplicates.unique == ["one", "two"])
    landscape.rules.baseComponents = ["linux"]
    #expect(try landscape.findings().duplicates.clusters.count == 1)

    landscape = Landscape()
    landscape.add("one", owner: "ada", product: "P", components: ["x": "1"])
    landscape.add("two", owner: "bob", product: "P", components: ["y": "1"])
    landscape.add("three", owner: "eve", product: "P")
    let cluster = try #require(landscape.findings().duplicates.clusters.first)
    #expect(cluster.members.map(\.environment) == ["one", "three", "two"])
    #expect(cluster.members.map(\.owner) == ["ada", "eve", "bob"])
    #expect(cluster.pairs.allSatisfy { $0.evidence == [.product] } && cluster.pairs.count == 3)
    // Of the two whose components are told: nothing in common.
    #expect(cluster.weakest == Duplicates.WeakestLink(first: "one", second: "two", share: .zero))
    #expect(cluster.isWeak)
  }

  @Test("where components or an owner are not told and no product decides, nobody can say")
  func undetermined() throws {
    var landscape = Landscape()
    landscape.add("blank", owner: "ada")
    landscape.add("full", owner: "bob", components: Self.parts)
    landscape.add("training", stack: "training", owner: "ada")
    var duplicates = try landscape.findings().duplicates
    #expect(
      duplicates.undetermined == [
        Duplicates.Undetermined(stack: "notebooks", environment: "blank", owner: "ada", missing: .components),
        Duplicates.Undetermined(stack: "notebooks", environment: "full", owner: "bob", missing: .dataOfOthers),
      ])
    #expect(duplicates.clusters.isEmpty && duplicates.unique == ["training"])
    landscape.addUncatalogued("mystery", used: ["eve"])
    landscape.add("twin", owner: "eve", components: Self.parts)
    duplicates = try landscape.findings().duplicates
    #expect(duplicates.clusters.map { $0.members.map(\.environment) } == [["full", "twin"]])
    #expect(duplicates.undetermined.map(\.environment) == ["blank", "mystery"])
    #expect(duplicates.undetermined.map(\.missing) == [.components, .owner])
  }

  @Test("what is kept apart is in no cluster and stays visible, with the reason and what it would duplicate")
  func keptApart() throws {
    var landscape = Landscape()
    landscape.add("one", owner: "ada", components: Self.parts)
    landscape.add("two", owner: "bob", keepApart: .residency, components: Self.parts)
    landscape.add("vault", owner: "eve", keepApart: .exportControl, components: ["x": "1", "y": "1"])
    let duplicates = try landscape.findings().duplicates
    #expect(duplicates.clusters.isEmpty && duplicates.unique == ["one"])
    #expect(duplicates.keptApart.map(\.environment) == ["two", "vault"])
    #expect(duplicates.keptApart.map(\.reason) == [.residency, .exportControl])
    let pair = try #require(duplicates.keptApart.first?.wouldDuplicate.first)
    #expect(pair.first == "one" && pair.second == "two" && pair.similarity?.names == .one)
    #expect(duplicates.keptApart.last?.wouldDuplicate.isEmpty == true)
  }

  @Test("a chain is one cluster, and is flagged where its ends have little in common")
  func chain() throws {
    var landscape = Landscape()
    let sets: [[ComponentID]] = [["1", "2", "3", "4"], ["2", "3", "4", "5"], ["3", "4", "5", "6"]]
    for (position, set) in sets.enumerated() {
      landscape.add(
        "e\(position)", owner: "owner-\(position)",
        components: Dictionary(uniqueKeysWithValues: set.map { ($0, VersionID("1")) }))
    }
    let cluster = try #require(landscape.findings().duplicates.clusters.first)
    #expect(cluster.pairs.map(\.similarity?.names) == [Fraction(3, 5), Fraction(3, 5)])
    #expect(cluster.weakest == Duplicates.WeakestLink(first: "e0", second: "e2", share: Fraction(1, 3)))
    #expect(cluster.isWeak)
    landscape.rules.weakLink = Fraction(1, 3)
    #expect(try landscape.findings().duplicates.clusters.map(\.isWeak) == [false])
  }

  @Test("a cluster's cost is what its members cost less what one environment for them would, worked by hand on V04")
  func duplicateCost() throws {
    let input = try MonthOfFourTenants().input()
    var landscape = Landscape()
    for name in ["alpha", "beta", "gamma", "delta"] {
      landscape.row("notebooks-\(name)", owner: name, product: "P")
    }
    let all = try #require(landscape.findings(of: [input]).duplicates.clusters.first)
    // 260,482 less 4,500 of switching, which is no environment's; the shared side keeps what stays of it.
    #expect(all.today == 255_982 && all.shared == 145_683 && all.duplicateCost == 110_299)

    landscape = Landscape()
    for (name, product) in [("alpha", "P"), ("beta", "Q"), ("gamma", "P"), ("delta", "R")] {
      landscape.row("notebooks-\(name)", owner: name, product: ProductID(product))
      landscape.install("x", "1", in: "notebooks-\(name)")
    }
    let duplicates = try landscape.findings(of: [input]).duplicates
    let two = try #require(duplicates.clusters.first)
    #expect(two.members.map(\.environment) == ["notebooks-alpha", "notebooks-gamma"])
    // Today: GPUs (40 + 16) · 730 h · $2 = 81,760; control planes 1,938 + 1,573; licences 2 · 2,000; staff 2 · 22,500;
    // upgrades 2 · 3/12 · 120 h · $90 = 5,400.
    #expect(two.today == 139_671)
    // Shared: peak 28 + 1 (another hour) or 28 at once with 0 … the pool's peak is 29: 29 · 1.1 · 1.04 = 33.176 → 5
    // nodes and 1 spare = 48 GPUs = 70,080; control plane 3,000 + 73 + 2 · 100; licences 2,000 + 2 · 250; staff
    // max(3, 1.5 + 2 · 0.5) = 3 FTE = 45,000; upgrades 3/12 · (120 + 2 · 20) · 90 = 3,600; switching 10 % of 4,500.
    let parts: [ExactDecimal] = [70_080, 3_273, 2_500, 45_000, 3_600, 450]
    #expect(two.shared == (try parts.total()))
    let restricted = input.restricted(to: ["notebooks-alpha", "notebooks-gamma"])
    #expect(two.shared == (try StackComparison(of: restricted)).shared)
    #expect(two.duplicateCost == 14_768 && duplicates.duplicateCost == 14_768)
    #expect(duplicates.unique == ["notebooks-beta", "notebooks-delta"])
  }

  @Test("where one environment for both would cost more, the duplicate cost is below 0")
  func sharingLoses() throws {
    var landscape = Landscape()
    landscape.add("one", owner: "ada", product: "P", cost: 100)
    landscape.add("two", owner: "bob", product: "P", cost: 100)
    var inputs = try landscape.stackInputs()
    inputs = inputs.map { $0.with { $0.controlPlanePerMonth = 700 } }
    let cluster = try #require(landscape.findings(of: inputs).duplicates.clusters.first)
    #expect(cluster.today == 200 && cluster.shared == 900 && cluster.duplicateCost == -700)
  }
}
