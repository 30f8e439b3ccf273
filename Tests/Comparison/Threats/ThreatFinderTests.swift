import Configuration
import Metering
import Testing

@testable import Comparison

@Suite struct ThreatFinderTests {
  private let asOf = CivilDate("2026-10-31")

  private func threats(
    _ environments: [EnvironmentInput], hours: Int = 4, _ change: (inout SharingAssumptions) -> Void = { _ in }
  ) throws -> [Threat.Kind: Threat] {
    var assumptions = SharingAssumptions()
    assumptions.statistic = .topHours(2)
    change(&assumptions)
    let input = StackInput(
      stack: "training", environments: environments, sharedUnitCosts: ["gpu": 100], hours: hours, months: .one,
      currency: try usd(), assumptions: assumptions)
    let found = try ThreatFinder(input, try StackComparison(of: input), asOf: try #require(asOf)).threats()
    return Dictionary(grouping: found, by: \.kind).mapValues { $0[0] }
  }

  private func user(
    _ name: String, held: Int = 100, _ demand: [Int], staff: ExactDecimal? = nil
  ) throws
    -> EnvironmentInput
  {
    environment(name, owner: name, resources: [try gpus(held: held, price: 1, demand: demand)], staff: staff)
  }

  @Test("what does not apply is not listed: an unthreatened pool has only what every hourly pool has")
  func quiet() throws {
    let found = try threats([user("a", [9, 0, 0, 0], staff: 1), user("b", [0, 0, 9, 0], staff: 1)]) {
      $0.teamFloor = 100
    }
    #expect(Set(found.keys) == [.hourlyMeans, .blastRadius, .peopleDoOtherWork])
  }

  @Test("demand at capacity in more than 2 % of the hours is censored; in 2 % it is not")
  func censored() throws {
    let full = (0..<100).map { $0 < 3 ? 10 : 1 }
    let rarely = (0..<100).map { $0 < 2 ? 10 : 1 }
    let found = try threats([user("a", held: 10, full), user("b", held: 10, rarely)], hours: 100)
    #expect(found[.censoredDemand]?.subjects == ["a"])
    #expect(found[.censoredDemand]?.share == Fraction(3, 100))
    #expect(found[.censoredDemand]?.bias == .savingTooHigh)
  }

  @Test("environments near their own peak in the peak hour are told when they are two")
  func coincident() throws {
    let together = try threats([user("a", [10, 1, 1, 1]), user("b", [8, 1, 10, 1]), user("c", [1, 9, 1, 1])])
    #expect(together[.coincidentPeaks]?.subjects == ["a", "b"])
    #expect(together[.coincidentPeaks]?.share == Fraction(2, 3))
    let alone = try threats([user("a", [10, 1, 1, 1]), user("b", [7, 1, 10, 1])])
    #expect(alone[.coincidentPeaks] == nil)
  }

  @Test("a job of half the shared units, and nodes of several units, are told")
  func wholeNodes() throws {
    let environments = [try user("a", [9, 0, 0, 0]), try user("b", [0, 0, 9, 0])]
    #expect(try threats(environments)[.wholeNodes] == nil)
    #expect(try threats(environments) { $0.nodeSizes = ["gpu": 8] }[.wholeNodes]?.share == nil)
    let job = try threats(environments) {
      $0.largestJobs = ["gpu": 10]
      $0.headroom = .zero
      $0.isolationOverhead = .zero
      $0.spareNodes = 0
    }
    #expect(job[.wholeNodes] == Threat(kind: .wholeNodes, stack: "training", subjects: ["gpu"], share: .one))
  }

  @Test("leases that end later, upgrades beside staff, costs nobody told, and peak sizing are told")
  func recorded() throws {
    let leased = environment(
      "a", owner: "a", resources: [try gpus(held: 9, price: 1, demand: [1, 0, 0, 0])], staff: 10,
      unrated: ["widgets"], retireAfter: CivilDate("2027-01-01"))
    let ended = environment(
      "b", owner: "b", resources: [try gpus(held: 9, price: 1, demand: [0, 1, 0, 0])], staff: 10,
      retireAfter: asOf)
    let found = try threats([leased, ended, environment("c", kind: nil)]) {
      $0.upgradesPerYear = 3
      $0.statistic = .peak
    }
    #expect(found[.sunkHardware]?.subjects == ["a"])
    #expect(found[.upgradesCountedTwice] != nil && found[.queueing]?.bias == .savingTooLow)
    #expect(found[.incompleteCosts]?.subjects == ["c", "widgets"])
  }

  @Test("nothing to share, nothing to threaten")
  func nothingToShare() throws {
    #expect(try threats([user("a", held: 1, [9, 9, 9, 9])]).isEmpty)
  }
}
