import Configuration
import Metering
import Testing

@testable import Aggregation

/// Whatever the rate card, the catalogue and the usage: nothing is lost and nothing is made.
@Suite struct ConservationTests {
  private struct Case {
    var organization = Organization()
    var usage: [DayUsage] = []
    let dayCount: Int

    init(seed: UInt64) {
      var random = SplitMix64(seed: seed)
      func date(_ random: inout SplitMix64) -> String {
        day("2026-10-01").adding(days: random.int(-3...33)).description
      }
      let resources: [ResourceID] = ["gpu", "memory", "tokens", "widgets"]
      let units = ["gpu": "GPU-hours", "memory": "GB-hours", "tokens": "1000 tokens"]
      for resource in resources.dropLast() {
        guard let priced = units[resource.text] else { continue }
        for (tenant, environment) in [(nil, nil), ("t1", nil), (nil, "e1"), ("t2", "e2")] as [(String?, String?)] {
          guard random.int(0...2) > 0 else { continue }
          let change = date(&random)
          for (from, to) in [("2020-01-01", change), (change, nil)] as [(String, String?)] where random.int(0...4) > 0 {
            organization.rate(
              resource, ExactDecimal(picounits: Int128(random.int(0...9_999_999_999_999))), per: priced, from: from,
              to: to, tenant: tenant.map { TenantID($0) }, environment: environment.map { EnvironmentID($0) })
          }
        }
      }
      for name in ["e1", "e2"] where random.bool() {
        let change = date(&random)
        organization.environment(EnvironmentID(name), stack: "s1", owner: "t1", version: "7", to: change)
        if random.bool() { organization.environment(EnvironmentID(name), stack: "s2", owner: "t2", from: change) }
        organization.cost(EnvironmentID(name), random.decimal(within: 9_999_999, places: 3))
      }
      for name in ["t1", "t2"] where random.bool() {
        organization.tenant(TenantID(name), costCentre: "0", to: date(&random))
      }
      for _ in 0..<random.int(0...60) {
        usage.append(
          DayUsage(
            series: SeriesKey(
              tenant: TenantID("t\(random.int(1...3))"), stack: random.bool() ? "" : StackID("s\(random.int(1...3))"),
              environment: EnvironmentID("e\(random.int(1...3))"),
              version: random.bool() ? "" : VersionID("\(random.int(7...8))"),
              resource: resources[random.int(0...3)],
              toldUnit: random.int(0...3) > 0 ? nil : MeteringUnit(random.bool() ? "runs" : "node-hours")),
            day: day("2026-10-01").adding(days: random.int(-1...32)),
            hours: (0..<random.int(0...3)).map {
              DayUsage.Hour(hour: $0, quantity: ExactDecimal(picounits: Int128(random.int(-9_999...9_999_999_999_999))))
            }))
      }
      dayCount = random.int(1...31)
    }

    var days: Range<CivilDate> { october.firstDay..<october.firstDay.adding(days: dayCount) }

    func lines() throws -> [ChargeLine] { try organization.lines(usage, upTo: days.upperBound.description) }
  }

  @Test("usage in is rated or unrated, per resource, tenant and environment, and cents add to the rounded total")
  func conservation() throws {
    for seed in UInt64(1)...300 {
      let example = Case(seed: seed)
      let lines = try example.lines()
      struct Owner: Hashable {
        let tenant: TenantID
        let environment: EnvironmentID
        let resource: String
        let toldUnit: MeteringUnit?
      }
      var came: [Owner: ExactDecimal] = [:]
      for usage in example.usage where example.days.contains(usage.day) {
        let series = usage.series
        let owner = Owner(
          tenant: series.tenant, environment: series.environment, resource: series.resource.text,
          toldUnit: series.toldUnit)
        came[owner] = try (came[owner] ?? .zero).plus(usage.total())
      }
      var went: [Owner: ExactDecimal] = [:]
      for line in lines where line.identity.category == .usage {
        let owner = Owner(
          tenant: line.identity.tenant, environment: line.identity.environment, resource: line.identity.item,
          toldUnit: line.toldUnit)
        went[owner] = try (went[owner] ?? .zero).plus(line.quantity)
      }
      #expect(came == went, "seed \(seed)")
      let posted = try posted(lines, currency: dollars)
      #expect(
        posted.compactMap { $0 }.reduce(0, +) == dollars.minorUnits(of: try lines.amounts.total()), "seed \(seed)")
    }
  }

  @Test("lines are one an identity, in order, and their names are unlike")
  func identities() throws {
    for seed in UInt64(1)...100 {
      let lines = try Case(seed: seed).lines()
      #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.identity < $1.identity }, "seed \(seed)")
      #expect(Set(lines.map { RunIdentity.lineID($0.identity) }).count == lines.count, "seed \(seed)")
    }
  }

  @Test("the order in which usage comes changes no line")
  func anyOrder() throws {
    for seed in UInt64(1)...100 {
      var example = Case(seed: seed)
      let lines = try example.lines()
      var random = SplitMix64(seed: seed)
      example.usage.shuffle(using: &random)
      #expect(try example.lines() == lines, "seed \(seed)")
    }
  }

  @Test("a line's amount is its quantity at the rate that the card names for its days, rounded once")
  func amountsByTheCard() throws {
    for seed in UInt64(1)...100 {
      let example = Case(seed: seed)
      let card = example.organization.configuration.rateCard
      for line in try example.lines() where line.identity.category == .usage {
        let identity = line.identity
        for date in identity.days {
          let usage = UsageSubject(
            tenant: identity.tenant, stack: identity.stack, environment: identity.environment,
            resource: ResourceID(identity.item))
          let rate = identity.isInToldUnit ? nil : card.rate(of: usage, on: date)
          #expect(rate?.id ?? "" == identity.printedRule, "seed \(seed)")
        }
        guard let pricing = line.pricing, let meter = line.meterUnit else {
          #expect(line.amount == nil, "seed \(seed)")
          continue
        }
        let ratio = try #require(meter.ratio(to: pricing.unit))
        #expect(line.amount == (try line.quantity.times(pricing.unitPrice, ratio: ratio)), "seed \(seed)")
      }
    }
  }
}
