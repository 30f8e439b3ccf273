import Metering
import Testing

@Suite struct ApportionmentTests {
  private func usd() throws -> Currency { try #require(Currency("USD")) }

  private func decimal(within most: Int, places: Int, _ random: inout SeededGenerator) -> ExactDecimal {
    ExactDecimal(picounits: Int128(random.int(-most...most)) * powerOfTen(12 - places))
  }

  private struct Split: Sendable {
    let total: Int128
    let weights: [ExactDecimal]
    let parts: [Int128]
  }

  private static let splits: [Split] = [
    Split(total: 10_000, weights: [1, 1, 1], parts: [3_334, 3_333, 3_333]),
    Split(total: -5, weights: [1, 1, 1], parts: [-2, -2, -1]),
    Split(total: 1_001, weights: [1, 2, 3, 4], parts: [100, 200, 300, 401]),
    Split(total: 2, weights: [1, 1, 1, 1], parts: [1, 1, 0, 0]),
    Split(total: 100_000, weights: [9_344, 6_132, 3_504, 1_460], parts: [45_714, 30_000, 17_143, 7_143]),
    Split(total: 7, weights: [0, 1, 0], parts: [0, 7, 0]),
    Split(total: -7, weights: [0, 3], parts: [0, -7]),
  ]

  @Test("V10: a hundred by three, a debt of five cents, and the other splits", arguments: splits)
  private func split(_ split: Split) throws {
    #expect(try apportion(split.total, by: split.weights) == split.parts)
  }

  @Test("apportion is floor and largest remainder, exact, symmetric in sign, and moves with its weights")
  func apportionLaws() throws {
    for seed in UInt64(1)...400 {
      var random = SeededGenerator(seed: seed)
      let weights = (0..<random.int(1...9)).map { _ in random.bool() ? random.int(0...5) : random.int(0...9_999) }
      let sum = weights.reduce(0, +)
      guard sum > 0 else { continue }
      let total = random.int(0...100_000)
      let decimals = weights.map { ExactDecimal(picounits: Int128($0) * 10_000) }
      let parts = try apportion(Int128(total), by: decimals)

      // The slow twin, in small whole numbers.
      var expected = weights.map { Int128(total * $0 / sum) }
      let remainders = weights.map { total * $0 % sum }
      let order = weights.indices.sorted { (-remainders[$0], $0) < (-remainders[$1], $1) }
      for index in order.prefix(total - Int(expected.reduce(0, +))) { expected[index] += 1 }
      #expect(parts == expected, "seed \(seed)")

      #expect(parts.reduce(0, +) == Int128(total), "seed \(seed)")
      #expect(try apportion(Int128(-total), by: decimals) == parts.map { -$0 }, "seed \(seed)")
      for (part, weight) in zip(parts, weights) {
        #expect(abs(Int(part) * sum - total * weight) < sum, "seed \(seed): a part is less than a unit off")
      }
      if Set(remainders).count == remainders.count {
        let shuffled = weights.indices.shuffled(using: &random)
        #expect(
          try apportion(Int128(total), by: shuffled.map { decimals[$0] }) == shuffled.map { parts[$0] },
          "seed \(seed): permuted")
      }
    }
  }

  @Test("the parts of the largest amounts add up all the same")
  func largeAmounts() throws {
    let weights: [ExactDecimal] = ["123456789012.345678901234", "0.000000000001", "98765432109.876543210987"]
    let parts = try apportion(99_999_999_999, by: weights)
    #expect(parts.reduce(0, +) == 99_999_999_999)
    #expect(parts[1] == 0)
  }

  @Test("V10: 33.5 three times to 101, and the negative of it")
  func tieOfHalves() throws {
    let yen = try #require(Currency("JPY"))
    #expect(try tie(101, amounts: ["33.5", "33.5", "33.5"], currency: yen) == [33, 34, 34])
    #expect(try tie(-101, amounts: ["-33.5", "-33.5", "-33.5"], currency: yen) == [-33, -34, -34])
  }

  @Test("lines that round to their total stay as they round; the difference goes to the largest error")
  func tieOfLines() throws {
    let dollars = try usd()
    #expect(try tie(300, amounts: ["1.004", "1.00", "0.996"], currency: dollars) == [100, 100, 100])
    // 0.004 + 0.003 + 0.004 = 0.011 → 1 cent, which all three rounded away: the largest error, then the smaller key.
    #expect(try tie(1, amounts: ["0.003", "0.004", "0.004"], currency: dollars) == [0, 1, 0])
    #expect(try tie(0, amounts: [], currency: dollars) == [])
    // A refund beside a charge.
    #expect(try tie(1, amounts: ["-0.005", "0.015"], currency: dollars) == [-1, 2])
  }

  @Test("tied lines add to the rounded total, are less than a cent off, symmetric in sign and move with their amounts")
  func tieLaws() throws {
    for seed in UInt64(1)...400 {
      var random = SeededGenerator(seed: seed)
      let amounts = (0..<random.int(1...12)).map { _ in
        random.bool() ? decimal(within: 99, places: 3, &random) : decimal(within: 9_999_999, places: 5, &random)
      }
      let dollars = try usd()
      let total = dollars.minorUnits(of: try amounts.total())
      let parts = try tie(total, amounts: amounts, currency: dollars)
      #expect(parts.reduce(0, +) == total, "seed \(seed)")
      let negated = try amounts.map { try $0.negated() }
      #expect(try tie(-total, amounts: negated, currency: dollars) == parts.map { -$0 }, "seed \(seed)")
      for (part, amount) in zip(parts, amounts) {
        let off = try ExactDecimal(picounits: part * dollars.smallestUnit.picounits).minus(amount)
        #expect(off.picounits.magnitude < dollars.smallestUnit.picounits.magnitude, "seed \(seed)")
      }
      let cent = dollars.smallestUnit.picounits
      let errors = amounts.map { (($0.picounits % cent) + cent) % cent }
      if Set(errors).count == errors.count {
        let order = amounts.indices.shuffled(using: &random)
        #expect(
          try tie(total, amounts: order.map { amounts[$0] }, currency: dollars) == order.map { parts[$0] },
          "seed \(seed): permuted")
      }
    }
  }
}
