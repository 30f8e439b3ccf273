import Configuration
import Metering
import Testing

@testable import Aggregation

/// Whatever the tiers, packages, discounts, markups, minimums and credits: nothing is lost, the order of nothing
/// matters, and what is taken back is taken back as it was charged.
@Suite struct RatingLawTests {
  private struct Case {
    var organization = Organization()
    var usage: [DayUsage] = []

    /// Scopes of which any two that match the same usage contain one another.
    private static let scopes = [
      UsageScope(), UsageScope(tenant: "t1"), UsageScope(tenant: "t1", environment: "e1"),
      UsageScope(tenant: "t2", stack: "s1"),
    ]

    init(seed: UInt64, withMinimumsAndCredits: Bool = true) {
      var random = SplitMix64(seed: seed)
      let resources: [(ResourceID, String)] = [
        ("gpu", "GPU-hours"), ("memory", "GB-hours"), ("tokens", "1000 tokens"), ("widgets", ""),
      ]
      for (resource, priced) in resources.dropLast() {
        for scope in Self.scopes where random.int(0...3) > 0 {
          let change = day("2026-10-01").adding(days: random.int(-3...33)).description
          for (from, to) in [("2020-01-01", change), (change, nil)] as [(String, String?)] where random.int(0...4) > 0 {
            organization.rate(
              resource, Self.pricing(&random), per: priced, from: from, to: to, tenant: scope.tenant,
              stack: scope.stack, environment: scope.environment)
          }
        }
      }
      var kinds: [Adjustment.Terms] = [
        .discount(Fraction(Int128(random.int(0...99)), 100)), .markup(Fraction(Int128(random.int(0...99)), 7)),
      ]
      if withMinimumsAndCredits {
        kinds += (0..<3).flatMap { _ in
          [
            Adjustment.Terms.minimum(ExactDecimal(random.int(0...9_000))),
            .credit(ExactDecimal(picounits: Int128(random.int(0...9_999_999_999_999_999)))),
          ]
        }
      }
      for (number, terms) in kinds.enumerated() {
        for (place, scope) in Self.scopes.enumerated() where random.bool() {
          let from = day("2026-10-01").adding(days: random.int(-20...20))
          organization.adjust(
            "a\(number)-\(place)", terms, tenant: scope.tenant, stack: scope.stack, environment: scope.environment,
            from: random.bool() ? nil : from.description,
            to: random.bool() ? nil : from.adding(days: random.int(1...30)).description)
        }
      }
      organization.tenant("t1", costCentre: "1", to: "2026-10-11")
      organization.tenant("t2", costCentre: "1")
      for _ in 0..<random.int(0...60) {
        let (first, least) = (random.int(0...20), random.int(0...4) == 0 ? -9_999_999 : 0)
        usage.append(
          DayUsage(
            series: SeriesKey(
              tenant: TenantID("t\(random.int(1...3))"), stack: StackID("s\(random.int(1...2))"),
              environment: EnvironmentID("e\(random.int(1...3))"), version: "",
              resource: resources[random.int(0...3)].0),
            day: day("2026-10-01").adding(days: random.int(0...30)),
            hours: [
              DayUsage.Hour(hour: first, quantity: random.decimal(within: 9_999_999, places: 3)),
              DayUsage.Hour(hour: first + 1, quantity: ExactDecimal(random.int(least...9_999_999))),
            ]))
      }
    }

    private static func pricing(_ random: inout SplitMix64) -> RatePricing {
      func price() -> ExactDecimal { ExactDecimal(picounits: Int128(random.int(0...3_000_000_000_000))) }
      let scope = AccumulatorScope.allCases[random.int(0...2)]
      switch random.int(0...3) {
      case 0: return .unit(price())
      case 1:
        return .packages(
          PackagePrice(
            size: ExactDecimal(picounits: Int128(random.int(1...9_999_999_999_999))), price: price(), scope: scope))
      default:
        var ends: [ExactDecimal?] = Set((0..<random.int(0...3)).map { _ in random.int(1...5_000) }).sorted()
          .map { ExactDecimal($0) }
        ends.append(nil)
        let bands = zip([.zero] + ends, ends).map { above, upTo in
          TierTable.Band(above: above ?? .zero, upTo: upTo, price: price())
        }
        return .tiers(TierTable(method: random.bool() ? .graduated : .volume, scope: scope, bands: bands))
      }
    }

    func lines() throws -> [ChargeLine] { try organization.lines(usage) }
  }

  private static func quantities(_ lines: [ChargeLine]) throws -> [String: ExactDecimal] {
    var sums: [String: ExactDecimal] = [:]
    for line in lines.of(.usage) {
      let key = "\(line.identity.tenant) \(line.identity.environment) \(line.identity.item)"
      sums[key] = try (sums[key] ?? .zero).plus(line.quantity)
    }
    return sums
  }

  @Test("every line is explained: each step is right, and the last ends in what the line charges")
  func explained() throws {
    var kinds: Set<ExplanationStep.Kind> = []
    for seed in UInt64(1)...300 {
      let example = Case(seed: seed)
      let trace = try example.organization.trace(example.usage)
      #expect(try trace.lines == example.lines(), "seed \(seed)")
      for line in trace.lines {
        let steps = try trace.steps(of: line)
        kinds.formUnion(steps.map(\.kind))
        #expect(steps.last?.arithmetic?.result.value == line.amount, "seed \(seed): \(line.identity)")
        guard line.identity.category == .usage else { continue }
        #expect(!trace.series(of: line.identity).isEmpty && trace.quantity(of: line.identity) != nil, "seed \(seed)")
      }
    }
    #expect(
      kinds.isSuperset(of: [
        .rate, .unrated, .accumulated, .share, .price, .packages, .list, .discount, .markup,
        .minimum, .credit,
      ]))
  }

  @Test("usage in is usage in lines, per tenant, environment and resource; lines are one an identity and tie in cents")
  func conservation() throws {
    for seed in UInt64(1)...300 {
      let example = Case(seed: seed)
      let lines = try example.lines()
      var came: [String: ExactDecimal] = [:]
      for usage in example.usage {
        let key = "\(usage.series.tenant) \(usage.series.environment) \(usage.series.resource)"
        came[key] = try (came[key] ?? .zero).plus(usage.total())
      }
      #expect(try Self.quantities(lines) == came, "seed \(seed)")
      #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.identity < $1.identity }, "seed \(seed)")
      let posted = try posted(lines, currency: dollars).compactMap { $0 }.reduce(0, +)
      #expect(posted == dollars.minorUnits(of: try lines.amounts.total()), "seed \(seed)")
    }
  }

  @Test("the order of rates, adjustments and usage changes no line")
  func anyOrder() throws {
    for seed in UInt64(1)...150 {
      var example = Case(seed: seed)
      let lines = try example.lines()
      var random = SplitMix64(seed: seed)
      example.usage.shuffle(using: &random)
      example.organization.rates.shuffle(using: &random)
      example.organization.adjustments.shuffle(using: &random)
      #expect(try example.lines() == lines, "seed \(seed)")
    }
  }

  @Test("usage with the other sign costs the same with the other sign, line by line")
  func signSymmetry() throws {
    for seed in UInt64(1)...150 {
      var example = Case(seed: seed, withMinimumsAndCredits: false)
      let lines = try example.lines()
      example.usage = try example.usage.map { usage in
        DayUsage(
          series: usage.series, day: usage.day,
          hours: try usage.hours.map { DayUsage.Hour(hour: $0.hour, quantity: try $0.quantity.negated()) })
      }
      let negated = try example.lines()
      #expect(negated.map(\.identity) == lines.map(\.identity), "seed \(seed)")
      let quantities = try lines.map { try $0.quantity.negated() }
      let amounts = try lines.map { try $0.amount?.negated() }
      #expect(negated.map(\.quantity) == quantities, "seed \(seed)")
      #expect(negated.map(\.amount) == amounts, "seed \(seed)")
    }
  }

  @Test("a priced line is its quantity at its price, rounded once; a discount and a markup are of the step before")
  func steps() throws {
    for seed in UInt64(1)...150 {
      let example = Case(seed: seed)
      let lines = try example.lines()
      for line in lines.of(.usage) {
        guard let pricing = line.pricing, let ratio = line.meterUnit?.ratio(to: pricing.unit) else { continue }
        #expect(line.amount == (try line.quantity.times(pricing.unitPrice, ratio: ratio)), "seed \(seed)")
      }
      func sum(_ category: ChargeCategory, like line: ChargeLine) throws -> ExactDecimal {
        let like = line.identity.with(category: category, rule: "")
        return try lines.of(category).filter { $0.identity.with(category: category, rule: "") == like }.amounts.total()
      }
      let adjustments = Dictionary(uniqueKeysWithValues: example.organization.adjustments.map { ($0.id, $0.terms) })
      for line in lines.of(.discount) + lines.of(.markup) {
        let list = try sum(.usage, like: line)
        switch adjustments[line.identity.rule] {
        case .discount(let share): #expect(line.amount == (try list.times(share).negated()), "seed \(seed)")
        case .markup(let share):
          #expect(line.amount == (try list.plus(sum(.discount, like: line)).times(share)), "seed \(seed)")
        default: Issue.record("seed \(seed): \(line.identity.rule) is no discount and no markup")
        }
      }
    }
  }

  @Test("no credit pays more than there is of it, and credits bring no tenant below 0")
  func credits() throws {
    for seed in UInt64(1)...200 {
      let example = Case(seed: seed)
      let lines = try example.lines()
      for adjustment in example.organization.adjustments {
        guard case .credit(let amount) = adjustment.terms else { continue }
        let used = lines.of(.credit).filter { $0.identity.rule == adjustment.id }
        #expect(try used.amounts.total().negated() <= amount, "seed \(seed)")
        #expect(used.amounts.filter { !$0.isNegative }.isEmpty, "seed \(seed)")
      }
      for (tenant, lines) in Dictionary(grouping: lines, by: \.identity.tenant) {
        let paid = try lines.of(.credit).amounts.total()
        let owed = try lines.filter { $0.identity.category != .credit && ($0.amount ?? 0) > 0 }.amounts.total()
        #expect(try owed.plus(paid) >= 0, "seed \(seed): \(tenant)")
      }
    }
  }
}
