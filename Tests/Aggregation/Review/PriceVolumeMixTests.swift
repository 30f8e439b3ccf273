import Ledger
import Metering
import Testing

@testable import Aggregation

@Suite("What a change of cost is due to") struct PriceVolumeMixTests {
  private typealias Item = PriceVolumeMix.Item
  private typealias Use = PriceVolumeMix.Use

  private func items(_ random: inout SplitMix64, wholeOnly: Bool = false) -> [Item] {
    func use() -> Use {
      guard random.int(0...4) > 0 else { return .none }
      let places = wholeOnly ? 0 : 6
      return Use(
        quantity: ExactDecimal(picounits: Int128(random.int(1...20)) * powerOfTen(12 - places)),
        amount: ExactDecimal(picounits: Int128(random.int(0...40)) * powerOfTen(12 - places)))
    }
    return (0..<random.int(1...5)).map { _ in Item(before: use(), after: use()) }
  }

  @Test("the worked example of the module's README")
  func example() throws {
    let effects = try PriceVolumeMix([
      Item(before: Use(quantity: 100, amount: 200), after: Use(quantity: 150, amount: 270)),
      Item(before: Use(quantity: 100, amount: 80), after: Use(quantity: 50, amount: 40)),
    ])
    // The A100 fell from 2.00 to 1.80; nothing more was used in all, but more of the dearer.
    #expect(effects.price == -25 && effects.volume == 0 && effects.mix == 55 && effects.newOrEnded == 0)
  }

  @Test("twice as much at the same price is volume; the same at twice the price is price")
  func pure() throws {
    let one = Use(quantity: 10, amount: 20)
    let volume = try PriceVolumeMix([Item(before: one, after: Use(quantity: 20, amount: 40))])
    #expect([volume.volume, volume.price, volume.mix] == [20, 0, 0])
    let price = try PriceVolumeMix([Item(before: one, after: Use(quantity: 10, amount: 40))])
    #expect([price.volume, price.price, price.mix] == [0, 20, 0])
    let begun = try PriceVolumeMix([Item(before: .none, after: one)])
    #expect(begun.newOrEnded == 20 && begun.volume.isZero)
    let ended = try PriceVolumeMix([Item(before: one, after: .none)])
    #expect(ended.newOrEnded == -20)
  }

  @Test("the causes add exactly to the change, and turn their signs when the months are exchanged")
  func laws() throws {
    for seed in UInt64(1)...500 {
      var random = SplitMix64(seed: seed)
      let items = items(&random)
      let change = try items.map(\.after.amount).total().minus(items.map(\.before.amount).total())
      let effects = try PriceVolumeMix(items)
      #expect(
        try [effects.volume, effects.price, effects.mix, effects.newOrEnded].total() == change, "seed \(seed)")
      let back = try PriceVolumeMix(items.map { Item(before: $0.after, after: $0.before) })
      #expect(try back.volume == effects.volume.negated() && back.price == effects.price.negated(), "seed \(seed)")
      #expect(try back.mix == effects.mix.negated() && back.newOrEnded == effects.newOrEnded.negated(), "seed \(seed)")
      #expect(try PriceVolumeMix(items.reversed()) == effects, "seed \(seed)")
    }
  }

  @Test("price and volume are those of the formula with exact fractions, to a few steps of 10⁻¹²")
  func formula() throws {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      let items = items(&random, wholeOnly: true)
      let effects = try PriceVolumeMix(items)
      func sum(_ value: (Item) -> ExactDecimal) throws -> Fraction { try items.map(value).total().fraction }
      let (before, after) = (try sum(\.before.quantity), try sum(\.after.quantity))
      guard before > .zero, after > .zero else { continue }
      var (price, volume) = (Fraction.zero, Fraction.zero)
      for item in items {
        func unitPrice(_ use: Use, or other: Use) -> Fraction? {
          !use.quantity.isZero
            ? use.amount.over(use.quantity) : other.quantity.isZero ? nil : other.amount.over(other.quantity)
        }
        guard let old = unitPrice(item.before, or: item.after), let new = unitPrice(item.after, or: item.before)
        else { continue }
        let quantities = try item.before.quantity.plus(item.after.quantity).fraction
        price = try price.plus(new.minus(old).times(quantities).over(Fraction(2)))
        let shares = try item.before.quantity.fraction.over(before).plus(item.after.quantity.fraction.over(after))
        volume = try volume.plus(after.minus(before).times(shares).times(old.plus(new)).over(Fraction(4)))
      }
      for (effect, exact) in [(effects.price, price), (effects.volume, volume)] {
        let off = try effect.minus(ExactDecimal(exact))
        #expect(off.picounits.magnitude <= 20, "seed \(seed): \(effect) for \(exact)")
      }
    }
  }

  @Test("where a month adds up to nothing, what is in both has volume and price, and only the rest began or ended")
  func withoutShares() throws {
    let both = Item(
      before: Use(quantity: 10, amount: 20), after: Use(quantity: -2, amount: -4), postedChange: -24)
    let begun = Item(after: Use(quantity: 1, amount: 7), postedChange: 7)
    let effects = try PriceVolumeMix([both, begun])
    #expect([effects.volume, effects.price, effects.mix, effects.newOrEnded] == [-24, 0, 0, 7])
    #expect(effects.postedNewOrEnded == 7)
    let dearer = try PriceVolumeMix([Item(before: both.before, after: Use(quantity: -2, amount: -6))])
    // (-2 - 10) x (2 + 3) / 2 and (3 - 2) x (10 - 2) / 2.
    #expect([dearer.volume, dearer.price, dearer.newOrEnded] == [-30, 4, 0])
  }

  @Test("months that are further apart than 38 digits are an end and a beginning")
  func farApart() throws {
    let tiny = ExactDecimal(picounits: 1)
    let huge = ExactDecimal(picounits: powerOfTen(37))
    let effects = try PriceVolumeMix([
      Item(before: Use(quantity: tiny, amount: huge), after: Use(quantity: huge, amount: 1))
    ])
    #expect(try effects.newOrEnded == ExactDecimal.one.minus(huge))
  }

  /// Whether a cause is lines of its own, and a line is one of them.
  private static func isPosted(_ line: ChargeLine, as cause: Movement.Cause) -> Bool {
    switch cause {
    case .corrections: line.isCorrection
    case .fixed: !line.isCorrection && line.identity.category.isFixedCost
    case .adjustments: !line.isCorrection && line.identity.category.isAdjustment
    case .pools: !line.isCorrection && line.identity.category.isPooled
    case .volume, .price, .mix, .newOrEnded: false
    }
  }

  @Test("in cents the causes of each row add to what it moved by, whatever the lines")
  func movements() throws {
    let categories: [ChargeCategory] = [.usage, .usage, .usage, .licences, .discount, .credit, .platformTeam]
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      func lines() throws -> [StoredChargeLine] {
        var lines: [StoredChargeLine] = []
        for index in 0..<random.int(0...12) {
          let amount = random.int(0...9) == 0 ? nil : random.decimal(within: 900_000, places: 5)
          lines.append(
            stored(
              ["a", "b"][random.int(0...1)], amount, categories[random.int(0...6)], item: "r\(index % 3)",
              quantity: ExactDecimal(random.int(1...99)), stack: ["s", "t"][random.int(0...1)],
              environment: ["e", "f"][random.int(0...1)],
              billedIn: random.int(0...3) == 0 ? october.next : october))
        }
        let cents = try posted(lines.map(\.line), currency: dollars)
        return zip(lines, cents).map { StoredChargeLine(line: $0.line, lineID: $0.lineID, minorUnits: $1) }
      }
      let (before, after) = (try lines(), try lines())
      let movements = try Movement.all(from: before, to: after, currency: dollars)
      for movement in movements {
        let causes = try Movement.Cause.allCases.map(movement.effect).total()
        #expect(try causes == movement.change(), "seed \(seed): \(movement.tenant) \(movement.stack)")
        for cause in [Movement.Cause.corrections, .fixed, .adjustments, .pools] {
          func posted(_ lines: [StoredChargeLine]) -> Int128 {
            lines.filter {
              $0.line.identity.tenant == movement.tenant && $0.line.identity.stack == movement.stack
                && Self.isPosted($0.line, as: cause)
            }.compactMap(\.minorUnits).reduce(0, +)
          }
          let change = posted(after) - posted(before)
          #expect(dollars.minorUnits(of: movement.effect(cause)) == change, "seed \(seed): \(cause)")
        }
      }
      let total = try dollars.amount(minorUnits: after.compactMap(\.minorUnits).reduce(0, +))
      #expect(try movements.map(\.current).total() == total, "seed \(seed)")
    }
  }

  @Test("each kind of line has its cause, and the largest names the row")
  func causes() throws {
    let before = [stored("ada", 100, quantity: 50), stored("ada", 10, .licences)]
    let after = [
      stored("ada", 120, quantity: 60), stored("ada", 50, .licences), stored("ada", -5, .discount),
      stored("ada", 7, .platformTeam), stored("ada", 3, billedIn: october.next), stored("ada", nil, item: "cpu"),
    ]
    let movement = try #require(try Movement.all(from: before, to: after, currency: dollars).first)
    #expect(
      Movement.Cause.allCases.map(movement.effect) == [20, 0, 0, 0, 40, -5, 7, 3]
        && movement.mainCause == .fixed && movement.unratedLines == 1)
    // The same use, posted a cent dearer: nothing of volume or mix, so it is its price.
    let dearer = try Movement.all(
      from: [stored("ada", 1, cents: 100)], to: [stored("ada", 1, cents: 101)], currency: dollars)
    #expect(dearer.first?.effect(.price) == ExactDecimal(picounits: powerOfTen(10)))
    let still = try #require(try Movement.all(from: before, to: before, currency: dollars).first)
    #expect(still.mainCause == nil)
  }
}
