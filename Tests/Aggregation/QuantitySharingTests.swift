import Metering
import Testing

@testable import Aggregation

@Suite struct QuantitySharingTests {
  @Test("1,000 and 201 are shared over 400 and 801, exactly in both directions")
  func example() throws {
    let parts = try #require(try shared([1_000, 201], by: [400, 801]))
    #expect(parts == [["333.055786844296", "66.944213155704"], ["666.944213155704", "134.055786844296"]])
  }

  @Test("weights that add to 0 tell nothing")
  func nothing() throws {
    #expect(try shared([1], by: []) == nil)
    #expect(try shared([1], by: [5, -5]) == nil)
  }

  @Test("one weight has all of every sum")
  func one() throws {
    #expect(try shared(["1.5", "-2"], by: [7]) == [["1.5", "-2"]])
  }

  @Test("columns add to their sums, rows to their weights, parts are within two last digits, signs mirror")
  func laws() throws {
    for seed in UInt64(1)...500 {
      var random = SplitMix64(seed: seed)
      let least = seed.isMultiple(of: 3) ? -999_999 : 0
      let weights = (0..<random.int(1...7)).map { _ in ExactDecimal(picounits: Int128(random.int(least...999_999_999)))
      }
      let whole = try weights.total()
      guard !whole.isZero else { continue }
      var sums = (0..<random.int(0...3)).map { _ in ExactDecimal(picounits: Int128(random.int(0...999_999_999))) }
      sums.append(try whole.minus(sums.total()))
      let parts = try #require(try shared(sums, by: weights))
      for (weight, parts) in zip(weights, parts) {
        let row = try parts.total()
        #expect(row == weight, "seed \(seed)")
        for (sum, part) in zip(sums, parts) {
          let exact = try sum.over(whole).times(weight.fraction)
          let error = try part.fraction.minus(exact)
          #expect(error <= Fraction(2, powerOfTen(12)) && error >= Fraction(-2, powerOfTen(12)), "seed \(seed)")
        }
      }
      for (column, sum) in sums.enumerated() {
        let total = try parts.map { $0[column] }.total()
        #expect(total == sum, "seed \(seed)")
      }
      let mirrored = try shared(sums.map { try $0.negated() }, by: weights.map { try $0.negated() })
      let expected = try parts.map { try $0.map { try $0.negated() } }
      #expect(mirrored == expected, "seed \(seed)")
    }
  }
}
