import Configuration
import Metering
import Testing

@testable import Comparison

@Suite("Technology inconsistency") struct InconsistencyTests {
  @Test("no product is a choice like any other, and tenants are those that take part in anything")
  func choices() throws {
    var landscape = Landscape()
    landscape.add("n1", owner: "ada", product: "Atelier", used: ["ada", "(unallocated)"])
    landscape.add("n2", owner: "bob", product: "Atelier", used: [])
    landscape.add("n3", owner: "platform", kind: .shared, product: "Studio", used: ["bob", "eve"])
    landscape.add("t1", stack: "training", owner: "eve")
    landscape.addUncatalogued("t2", stack: "training", used: ["pat"])
    let findings = try landscape.findings().inconsistency
    #expect(findings.map(\.stack) == ["notebooks", "training"])
    #expect(findings[0].choices.map(\.tenant) == ["ada", "bob", "eve", "pat"])
    #expect(findings[0].choices.map(\.products) == [["Atelier"], ["Atelier", "Studio"], ["Studio"], []])
    #expect(findings[0].variety.counts.map(\.value) == [[], ["Atelier"], ["Atelier", "Studio"], ["Studio"]])
    #expect(findings[0].variety.differProbability == .one)
    // Three of four have it; of training two of four, which is not most.
    #expect(findings[0].tenantsWithout == ["pat"])
    #expect(findings[1].variety.counts.map(\.value) == [[], [TechnologyInconsistency.undeclared]])
    #expect(findings[1].variety.differProbability == Fraction(2, 3) && findings[1].tenantsWithout.isEmpty)
  }

  @Test("an environment lacks a component where most of the others run it")
  func componentGaps() throws {
    var landscape = Landscape()
    landscape.add("e1", owner: "ada", components: ["mlflow": "2", "linux": "6", "airflow": "2"])
    landscape.add("e2", owner: "bob", components: ["mlflow": "3", "linux": "6", "airflow": "2"])
    landscape.add("e3", owner: "eve", components: ["linux": "6"])
    landscape.add("e4", owner: "pat", components: ["mlflow": "2", "linux": "6"])
    landscape.add("untold", owner: "sam")
    let inconsistency = try #require(landscape.findings().inconsistency.first)
    #expect(inconsistency.environmentsWithComponents == 4)
    // Two of the three others run airflow for e3 and e4 alike.
    #expect(
      inconsistency.componentGaps == [
        TechnologyInconsistency.ComponentGap(component: "airflow", running: 2, lacking: ["e3", "e4"]),
        TechnologyInconsistency.ComponentGap(component: "mlflow", running: 3, lacking: ["e3"]),
      ])
  }

  @Test("variety is between 0 and 1, 0 where all are alike and 1 where no two are; of one there is none")
  func variety() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let values = (0..<random.int(0...12)).map { _ in random.int(1...4) }
      let variety = Variety(of: values, inOrder: <)
      #expect(variety == Variety(of: values.shuffled(using: &random), inOrder: <), "seed \(seed)")
      #expect(variety.distinct == Set(values).count && variety.counts.map(\.value) == Set(values).sorted())
      #expect((variety.modalShare == nil) == values.isEmpty)
      guard let differ = variety.differProbability else {
        #expect(values.count < 2, "seed \(seed)")
        continue
      }
      #expect(differ >= .zero && differ <= .one, "seed \(seed)")
      #expect((differ == .zero) == (variety.distinct == 1) && (differ == .one) == (variety.distinct == values.count))
      // Against counting the pairs.
      var unlike: Int128 = 0
      for first in values.indices {
        for second in values.indices where first != second && values[first] != values[second] { unlike += 1 }
      }
      #expect(differ == Fraction(unlike, Int128(values.count * (values.count - 1))), "seed \(seed)")
    }
  }

  @Test("drift of random landscapes keeps to its bounds") func bounds() throws {
    for seed in 1...80 as ClosedRange<UInt64> {
      var random = RandomLandscape(seed: seed)
      let findings = try random.landscape().findings()
      for drift in findings.drift {
        #expect(drift.versions.counts.reduce(0) { $0 + $1.count } == drift.uses.count, "seed \(seed)")
        for use in drift.uses {
          let entry = try findings.entry(use.environment)
          #expect((use.lag == nil) == (use.knowledge != .listed || drift.newest == nil), "seed \(seed)")
          #expect((use.lag?.days ?? 0) >= 0 && (use.majorsBehind ?? 0) >= 0, "seed \(seed)")
          if let support = use.support { #expect(support.spent <= entry.cost && support.exposedDays <= 31) }
        }
      }
      let exposure = findings.exposure
      #expect(exposure.environmentDays <= exposure.presentDays, "seed \(seed)")
      #expect(exposure.spent <= (try findings.inventory.entries.map(\.cost).total()), "seed \(seed)")
      #expect(findings.inconsistency.allSatisfy { ($0.variety.differProbability ?? .zero) <= .one }, "seed \(seed)")
    }
  }
}
