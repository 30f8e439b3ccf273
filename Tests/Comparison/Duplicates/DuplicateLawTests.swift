import Configuration
import Metering
import Testing

@testable import Comparison

@Suite("Laws of duplicates") struct DuplicateLawTests {
  @Test("equal component sets are wholly alike, and likeness is symmetric, within 0 and 1")
  func similarity() {
    for seed in 1...500 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      func components() -> [Inventory.Component] {
        (0..<12).filter { _ in random.bool() }.map {
          Inventory.Component(component: ComponentID("c\(10 + $0)"), version: VersionID("\(random.int(1...2))"))
        }
      }
      let (first, second) = (components(), components())
      let likeness = ComponentSimilarity(of: first, and: second)
      #expect(likeness == ComponentSimilarity(of: second, and: first), "seed \(seed)")
      let names = (Set(first.map(\.component)), Set(second.map(\.component)))
      let all = names.0.union(names.1).count
      #expect(likeness.common == names.0.intersection(names.1).count)
      #expect(likeness.names == (all == 0 ? .zero : Fraction(Int128(likeness.common), Int128(all))), "seed \(seed)")
      #expect(likeness.namesAndVersions <= likeness.names && likeness.names <= .one)
      let same = ComponentSimilarity(of: first, and: first)
      #expect(first.isEmpty || (same.names == .one && same.namesAndVersions == .one && same.versionDrift == .zero))
    }
  }

  @Test("groups are what can be reached over links, whatever their order")
  func groups() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let count = random.int(0...9)
      var links: [(Int, Int)] = []
      for _ in 0..<random.int(0...8) where count > 0 {
        links.append((random.int(0...count - 1), random.int(0...count - 1)))
      }
      func groups(_ links: [(Int, Int)]) -> [[Int]] {
        var groups = LinkedGroups(count: count)
        for (first, second) in links { groups.link(first, second) }
        return groups.groups()
      }
      // Spread the smallest number over the links until nothing changes.
      var labels = Array(0..<count)
      for _ in 0..<count {
        for (first, second) in links {
          let least = min(labels[first], labels[second])
          (labels[first], labels[second]) = (least, least)
        }
      }
      let expected = Set(labels).sorted().map { label in (0..<count).filter { labels[$0] == label } }
      #expect(groups(links) == expected, "seed \(seed)")
      #expect(groups(links.shuffled(using: &random)) == expected, "seed \(seed)")
    }
  }

  @Test("base parts count as if nobody had told them, and every environment is in one list")
  func lists() throws {
    for seed in 1...80 as ClosedRange<UInt64> {
      var random = RandomLandscape(seed: seed)
      var landscape = try random.landscape()
      // Told to everybody, so that no environment is without components for lack of base parts.
      for entry in landscape.environments { landscape.install("kernel", "1", in: entry.environment.text) }
      landscape.rules.baseComponents = ["linux", "postgres"]
      var without = landscape
      without.rules.baseComponents = []
      without.components.removeAll { ["linux", "postgres"].contains($0.component) }
      let (findings, other) = (try landscape.findings(), try without.findings())
      #expect(findings.duplicates == other.duplicates, "seed \(seed)")

      let duplicates = findings.duplicates
      let listed =
        duplicates.clusters.flatMap { $0.members.map(\.environment) } + duplicates.keptApart.map(\.environment)
        + duplicates.undetermined.map(\.environment) + duplicates.unique
      let bespoke = findings.inventory.entries.filter { $0.kind != .shared }.map(\.environment)
      #expect(listed.sorted() == bespoke.sorted(), "seed \(seed)")
      for cluster in duplicates.clusters {
        #expect(Set(cluster.members.map(\.owner)).count > 1, "seed \(seed)")
        #expect(cluster.isWeak == (cluster.weakest.map { $0.share < Fraction(2, 5) } ?? false), "seed \(seed)")
        #expect(cluster.today == (try cluster.members.map(\.cost).total()), "seed \(seed)")
      }
    }
  }
}
