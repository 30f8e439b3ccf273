import Configuration
import Metering
import Testing

@testable import Aggregation

/// Whatever the pools, the tenants and the usage: nothing is lost and nothing is made.
@Suite struct PoolLawTests {
  private struct Case {
    var organization = Organization()
    var usage: [DayUsage] = []
    var dayCount = 31

    /// `named`: what tenants 1 to 5 are called.
    init(seed: UInt64, named names: [Int] = [1, 2, 3, 4, 5]) {
      var random = SplitMix64(seed: seed)
      func tenant(_ random: inout SplitMix64, _ most: Int = 5) -> TenantID {
        TenantID("t\(names[random.int(1...most) - 1])")
      }
      func date(_ random: inout SplitMix64) -> String? {
        random.bool() ? nil : day("2026-10-01").adding(days: random.int(-3...33)).description
      }
      for resource in ["gpu", "memory"] where random.int(0...5) > 0 {
        organization.rate(
          ResourceID(resource), ExactDecimal(picounits: Int128(random.int(0...9_999_999_999_999))),
          per: resource == "gpu" ? "GPU-hours" : "GiB-hours")
      }
      for index in 1...4 where random.int(0...5) > 0 {
        let name = EnvironmentID("e\(index)")
        organization.environment(
          name, stack: StackID("s\(index % 2)"), owner: tenant(&random), kind: random.bool() ? .shared : .bespoke)
        organization.cost(name, ExactDecimal(picounits: Int128(random.int(0...Int(Int64.max / 4)))))
        organization.cost(name, ExactDecimal(random.int(0...999)), .operationsStaff, item: "staff")
        organization.capacity(name, ExactDecimal(random.int(0...3)), of: random.bool() ? "gpu" : "memory")
      }
      for index in 1...5 where random.bool() {
        let change = date(&random)
        let name = TenantID("t\(names[index - 1])")
        organization.tenant(name, costCentre: "1", headcount: ExactDecimal(random.int(0...9)), to: change)
        if let change { organization.tenant(name, costCentre: "2", headcount: 3, from: change) }
      }
      addPools(&random, date, tenant)
      for _ in 0..<random.int(0...40) {
        usage.append(
          DayUsage(
            series: SeriesKey(
              tenant: random.int(0...6) == 0 ? TenantID(ReservedName.unallocated) : tenant(&random), stack: "",
              environment: EnvironmentID("e\(random.int(1...5))"), version: "",
              resource: random.bool() ? "gpu" : "memory"),
            day: day("2026-10-01").adding(days: random.int(0...30)),
            hours: (0..<random.int(0...3)).map {
              DayUsage.Hour(
                hour: $0,
                quantity: ExactDecimal(picounits: Int128(random.int(-999_999_999_999_999...9_999_999_999_999_999))))
            }))
      }
      dayCount = random.int(1...31)
    }

    private mutating func addPools(
      _ random: inout SplitMix64, _ date: (inout SplitMix64) -> String?,
      _ tenant: (inout SplitMix64, Int) -> TenantID
    ) {
      for source in CostPool.Source.allCases where random.int(0...3) > 0 {
        let methods = CostPool.Method.allCases.filter { source == .idle || $0 != .reservedShare }
        let method = methods[random.int(0...methods.count - 1)]
        let hasAmount = source == .overhead || (source.takes.isEmpty ? false : random.int(0...2) == 0)
        let among: CostPool.Among? =
          method.isListed || hasAmount ? nil : [nil, .environment, .stack, .organization][random.int(0...3)]
        let isListed = random.int(0...3) == 0
        let isWhole = (among ?? .organization) == .organization && source != .idle
        var bounds = ShareBounds.none
        if isWhole, random.bool() {
          bounds = ShareBounds(
            floor: random.bool() ? .amount(ExactDecimal(random.int(0...400))) : nil,
            cap: random.bool() ? .share(Fraction(Int128(random.int(0...9)), 10)) : nil)
        }
        organization.pool(
          source, method, resource: method == .reservedShare ? "gpu" : nil, measured: source == .idle ? nil : "gpu",
          among: among, isListed: isListed, amount: hasAmount ? ExactDecimal(random.int(0...5_000)) : nil,
          takesIdle: source == .sharedInfrastructure && !hasAmount && random.bool(),
          owner: random.int(0...3) == 0 ? tenant(&random, 5) : nil, bounds: bounds, from: date(&random))
        for index in 1...5 where random.int(0...2) > 0 {
          let name = tenant(&random, index)
          guard !organization.receivers.contains(where: { $0.pool == source.rawValue && $0.tenant == name }) else {
            continue
          }
          organization.receiver(
            name, of: source.rawValue, weight: ExactDecimal(random.int(0...50)), from: date(&random))
        }
      }
    }

    func lines() throws -> [ChargeLine] {
      try organization.lines(usage, upTo: october.firstDay.adding(days: dayCount).description)
    }

    func direct() throws -> [ChargeLine] {
      var organization = organization
      organization.pools = []
      return try organization.lines(usage, upTo: october.firstDay.adding(days: dayCount).description)
    }
  }

  private func sums<Key: Hashable>(
    _ lines: [ChargeLine], by key: (ChargeLine) -> Key
  ) throws -> [Key: ExactDecimal] {
    var sums: [Key: ExactDecimal] = [:]
    for line in lines {
      if let amount = line.amount { sums[key(line)] = try (sums[key(line)] ?? .zero).plus(amount) }
    }
    return sums.filter { !$0.value.isZero }
  }

  @Test("direct lines stay as they are, each distribution adds to 0, and no environment's total changes")
  func conservation() throws {
    var distributions = 0
    for seed in UInt64(1)...600 {
      let example = Case(seed: seed)
      let (lines, direct) = (try example.lines(), try example.direct())
      #expect(lines.filter { $0.allocation == nil } == direct, "seed \(seed)")
      let added = try lines.distributions()
      distributions += added.count
      #expect(added.values.allSatisfy { $0.isZero }, "seed \(seed)")
      let costs = lines.filter { $0.allocation.map { $0.part == .cost } ?? true }
      let places = try sums(lines) { [$0.identity.stack.text, $0.identity.environment.text] }
      #expect(try places == sums(costs) { [$0.identity.stack.text, $0.identity.environment.text] }, "seed \(seed)")
      let categories = try sums(lines, by: \.identity.category)
      #expect(try categories == sums(costs, by: \.identity.category), "seed \(seed)")
      let total = try lines.amounts.total()
      for parts in [try places.values.total(), try categories.values.total(), try lines.byTenant().values.total()] {
        #expect(parts == total, "seed \(seed)")
      }
      #expect(
        try posted(lines, currency: dollars).compactMap { $0 }.reduce(0, +) == dollars.minorUnits(of: total),
        "seed \(seed)")
    }
    #expect(distributions > 1_000, "the cases share something out")
  }

  @Test("lines are one an identity, in order, none of a share is 0, and shares of a distribution add to 1")
  func identities() throws {
    for seed in UInt64(1)...300 {
      let lines = try Case(seed: seed).lines()
      #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.identity < $1.identity }, "seed \(seed)")
      #expect(Set(lines.map { RunIdentity.lineID($0.identity) }).count == lines.count, "seed \(seed)")
      var shares: [String: ExactDecimal] = [:]
      for line in lines {
        guard let allocation = line.allocation, allocation.part != .cost else { continue }
        #expect(line.amount?.isZero == false, "seed \(seed)")
        #expect((allocation.weight == nil) == (allocation.part == .out), "seed \(seed)")
        if let weight = allocation.weight { #expect(weight > .zero, "seed \(seed)") }
        if let share = allocation.share {
          shares[allocation.distribution] = try (shares[allocation.distribution] ?? .zero).plus(share)
        }
      }
      #expect(shares.values.allSatisfy { abs($0.picounits - ExactDecimal.one.picounits) < 100 }, "seed \(seed)")
    }
  }

  @Test("the order of usage and of the rows of the tables changes no line")
  func anyOrder() throws {
    for seed in UInt64(1)...150 {
      var example = Case(seed: seed)
      let lines = try example.lines()
      var random = SplitMix64(seed: seed)
      example.usage.shuffle(using: &random)
      example.organization.pools.shuffle(using: &random)
      example.organization.receivers.shuffle(using: &random)
      example.organization.environments.shuffle(using: &random)
      example.organization.capacities.shuffle(using: &random)
      example.organization.tenants.shuffle(using: &random)
      #expect(try example.lines() == lines, "seed \(seed)")
    }
  }

  @Test("tenants with each other's names are charged each other's amounts, but for last digits")
  func permutation() throws {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      var names = [1, 2, 3, 4, 5]
      names.shuffle(using: &random)
      let (first, second) = (
        try Case(seed: seed).lines().byTenant(), try Case(seed: seed, named: names).lines().byTenant()
      )
      for index in 1...5 {
        let (left, right) = (first[TenantID("t\(index)")] ?? .zero, second[TenantID("t\(names[index - 1])")] ?? .zero)
        #expect(abs(left.picounits - right.picounits) < 10_000, "seed \(seed)")
      }
      #expect(try first.values.total() == second.values.total(), "seed \(seed)")
    }
  }

  @Test("a closed month restated and restated back is corrected by lines that add to 0, tenant by tenant")
  func restateAndBack() throws {
    for seed in UInt64(1)...200 {
      var example = Case(seed: seed)
      let original = try example.lines()
      example.usage.append(usage("2026-10-01", [hours(7)], tenant: "t1", environment: "e1"))
      let restated = try example.lines()
      let november = october.next
      let forth = try Restatement.corrections(restated: restated, billed: original, in: november)
      #expect(try (original + forth).byTenant() == restated.byTenant(), "seed \(seed)")
      #expect(try forth.distributions().values.allSatisfy(\.isZero), "seed \(seed)")
      let back = try Restatement.corrections(restated: original, billed: original + forth, in: november.next)
      #expect(try (forth + back).byTenant().isEmpty, "seed \(seed)")
      #expect((forth + back).allSatisfy { $0.allocation?.share == nil }, "seed \(seed)")
    }
  }
}
