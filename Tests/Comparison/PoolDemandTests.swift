import Configuration
import Metering
import Testing

@testable import Comparison

@Suite struct PoolDemandTests {
  private func stack(
    _ environments: [EnvironmentInput], _ change: (inout SharingAssumptions) -> Void = { _ in }
  )
    throws -> StackInput
  {
    var assumptions = SharingAssumptions()
    assumptions.headroom = .zero
    assumptions.isolationOverhead = .zero
    assumptions.spareNodes = 0
    assumptions.migrationHoursPerEnvironment = 0
    assumptions.parallelMonths = 0
    change(&assumptions)
    return StackInput(
      stack: "training", environments: environments, sharedUnitCosts: ["gpu": 100], hours: 4, months: .one,
      currency: try usd(), assumptions: assumptions)
  }

  private func user(
    _ name: String, held: Int = 10, _ demand: [Int], region: RegionID? = nil, dataClass: DataClassID? = nil,
    keptApart: CataloguedEnvironment.KeepApartReason? = nil
  ) throws -> EnvironmentInput {
    environment(
      name, owner: name, resources: [try gpus(held: held, price: 25, demand: demand, of: TenantID(name))],
      region: region, dataClass: dataClass, keptApart: keptApart)
  }

  @Test("demand is not pooled over regions or classes of data: each pool is sized on its own peak")
  func pools() throws {
    let apart = try StackComparison(
      of: stack([
        user("a", [8, 0, 0, 0], region: "eu"), user("b", [0, 6, 0, 0], region: "eu"),
        user("c", [0, 0, 5, 0], region: "us"), user("d", [0, 0, 0, 4], region: "us", dataClass: "health"),
      ]))
    #expect(apart.pooling.map(\.name) == ["gpu in eu", "gpu in us", "gpu in us, health data"])
    #expect(apart.pooling.map(\.pooled) == [8, 5, 4])
    let together = try StackComparison(
      of: stack([
        user("a", [8, 0, 0, 0]), user("b", [0, 6, 0, 0]), user("c", [0, 0, 5, 0]), user("d", [0, 0, 0, 4]),
      ]))
    #expect(together.pooling.map(\.pooled) == [8])
    #expect(try apart.shared.minus(together.shared) == 900)
  }

  @Test("what is kept apart by decision costs the same on both sides and is in no pool")
  func keptApart() throws {
    let free = [try user("a", [8, 0, 0, 0]), try user("b", [0, 6, 0, 0])]
    let without = try StackComparison(of: stack(free))
    let with = try StackComparison(of: stack(free + [user("c", [0, 0, 9, 9], keptApart: .regulatory)]))
    #expect(with.keptApart == 1_000)
    #expect(try with.today.minus(without.today) == 1_000)
    #expect(try with.shared.minus(without.shared) == 1_000)
    #expect(with.saving == without.saving && with.oneTimeCost == without.oneTimeCost)
    #expect(with.pooling == without.pooling)
    #expect(with.notes.contains(.keptApart(["c"])))
    #expect(with.bridge.map(\.step) == without.bridge.map(\.step))
    for (kept, free) in zip(with.bridge, without.bridge) {
      let isEnd = kept.step == .today || kept.step == .shared
      #expect(try kept.amount.minus(free.amount) == (isEnd ? 1_000 : 0), "\(kept.step)")
    }
  }

  @Test("where all but one are kept apart there is nothing to share")
  func onlyOneLeft() throws {
    let comparison = try StackComparison(
      of: stack([user("a", [8, 0, 0, 0]), user("b", [0, 6, 0, 0], keptApart: .exportControl)]))
    #expect(comparison.verdict == .nothingToShare)
    #expect(comparison.today == 2_000 && comparison.shared == 2_000 && comparison.saving == 0)
  }

  @Test("who is at the peak is told with what each holds, the most first")
  func atPeak() throws {
    let comparison = try StackComparison(
      of: stack([user("a", [1, 2, 0, 0]), user("b", [0, 6, 0, 0]), user("c", [7, 0, 0, 0])]))
    let pool = try #require(comparison.pooling.first)
    #expect(pool.pooledPeakHour == 0 && pool.pooledPeak == Fraction(8))
    #expect(
      pool.atPeak == [
        .init(tenant: "c", units: Fraction(7)), .init(tenant: "a", units: .one),
      ])
    #expect(pool.loadFactor == Fraction(16, 4 * 8))
  }

  @Test("hours in which an environment is full are counted: 95 % of what it holds, and no hour without capacity")
  func censored() throws {
    let comparison = try StackComparison(
      of: stack([user("a", held: 20, [19, 18, 20, 25]), user("b", [9, 0, 0, 0])]))
    #expect(comparison.pooling.first?.censored == [.init(environment: "a", hours: 3, of: 4)])
  }

  @Test("nothing is sized below the largest job, nor right-sized above what is held")
  func largestJob() throws {
    let environments = [try user("a", [3, 0, 0, 0]), try user("b", held: 6, [0, 2, 0, 0])]
    let small = try StackComparison(of: stack(environments))
    #expect(small.pooling.map(\.rightSized) == [5] && small.pooling.map(\.shared) == [3])
    let large = try StackComparison(of: stack(environments) { $0.largestJobs = ["gpu": 8] })
    // a holds ten and keeps eight; b holds six and cannot run the job.
    #expect(large.pooling.map(\.rightSized) == [14] && large.pooling.map(\.shared) == [8])
  }

  @Test("percentiles that mislead are seen: V02's sum is below the pooled one")
  func percentiles() throws {
    func spike(_ at: Int) -> [Int] { (0..<25).map { $0 == at ? 10 : 1 } }
    let comparison = try StackComparison(of: stack([user("a", spike(3)), user("b", spike(17))]))
    let pool = try #require(comparison.pooling.first)
    #expect(pool.sumOfPercentiles == Fraction(2) && pool.pooledPercentile == Fraction(11))
    #expect(pool.percentilesMislead)
    // What is sized on keeps the order.
    #expect(pool.pooledPeak <= pool.sumOfPeaks)
  }
}
