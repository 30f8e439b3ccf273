import Metering
import Testing

@Suite struct WideArithmeticTests {
  /// `value × multiplier ÷ divisor` by the slow twin, as text; the caller compares texts, so nothing is cut.
  private func slowly(_ value: Int128, _ multiplier: Int128, _ divisor: Int128, _ rounding: Rounding) -> String? {
    let isNegative = ((value < 0) != (multiplier < 0)) != (divisor < 0)
    let product = SlowNatural(value.magnitude) * SlowNatural(multiplier.magnitude)
    let divisor = SlowNatural(divisor.magnitude)
    var (quotient, remainder) = product.divided(by: divisor)
    let twice = remainder + remainder
    let goesUp =
      switch rounding {
      case .truncating: false
      case .up: !remainder.isZero && !isNegative
      case .halfAwayFromZero: !(twice < divisor)
      case .halfEven: divisor < twice || (twice == divisor && quotient.isOdd)
      }
    if goesUp { quotient = quotient + SlowNatural(1) }
    let limit = isNegative ? Int128.min.magnitude : Int128.max.magnitude
    guard !(SlowNatural(limit) < quotient) else { return nil }
    return quotient.isZero || !isNegative ? quotient.description : "-\(quotient)"
  }

  private static let roundings: [Rounding] = [.halfEven, .halfAwayFromZero, .truncating, .up]

  @Test("multiplying and dividing in one step agrees with long multiplication and long division")
  func twin() {
    for seed in 0..<400 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let (value, multiplier, divisor) = (random.wide(), random.wide(), random.wide())
      guard divisor != 0 else { continue }
      for rounding in Self.roundings {
        let fast = value.scaled(by: multiplier, over: divisor, rounding: rounding)
        #expect(
          fast.map(String.init) == slowly(value, multiplier, divisor, rounding),
          "seed \(seed): \(value) × \(multiplier) ÷ \(divisor), \(rounding)")
      }
    }
  }

  @Test("ties and their neighbours agree with the twin, in every combination of signs")
  func ties() {
    for divisor in [2, 3, 4, 10, -2, -10] as [Int128] {
      for value in -25...25 as ClosedRange<Int128> {
        for rounding in Self.roundings {
          #expect(
            value.scaled(by: 1, over: divisor, rounding: rounding).map(String.init)
              == slowly(value, 1, divisor, rounding), "\(value) ÷ \(divisor), \(rounding)")
        }
      }
    }
  }

  @Test("the extremes agree with the twin")
  func extremes() {
    let values: [Int128] = [.min, .min + 1, -2, -1, 0, 1, 2, .max - 1, .max]
    for value in values {
      for multiplier in values {
        for divisor in values where divisor != 0 {
          for rounding in Self.roundings {
            #expect(
              value.scaled(by: multiplier, over: divisor, rounding: rounding).map(String.init)
                == slowly(value, multiplier, divisor, rounding), "\(value) × \(multiplier) ÷ \(divisor), \(rounding)")
          }
        }
      }
    }
  }

  @Test("each rule rounds as its name says")
  func rules() {
    // halves: quotient in halves, then half-even, half away from zero, towards zero, up.
    let table: [(halves: Int128, halfEven: Int128, halfAway: Int128, truncated: Int128, up: Int128)] = [
      (1, 0, 1, 0, 1), (3, 2, 2, 1, 2), (5, 2, 3, 2, 3), (4, 2, 2, 2, 2), (0, 0, 0, 0, 0),
      (-1, 0, -1, 0, 0), (-3, -2, -2, -1, -1), (-5, -2, -3, -2, -2), (-4, -2, -2, -2, -2),
    ]
    for row in table {
      #expect(row.halves.scaled(by: 1, over: 2, rounding: .halfEven) == row.halfEven, "\(row.halves) halves")
      #expect(row.halves.scaled(by: 1, over: 2, rounding: .halfAwayFromZero) == row.halfAway, "\(row.halves) halves")
      #expect(row.halves.scaled(by: 1, over: 2, rounding: .truncating) == row.truncated, "\(row.halves) halves")
      #expect(row.halves.scaled(by: 1, over: 2, rounding: .up) == row.up, "\(row.halves) halves")
    }
  }

  @Test("the greatest common divisor divides both, and that of 0 and n is n")
  func commonDivisor() {
    #expect(greatestCommonDivisor(0, 7) == 7)
    #expect(greatestCommonDivisor(7, 0) == 7)
    #expect(greatestCommonDivisor(12, 18) == 6)
    #expect(greatestCommonDivisor(UInt128.max, 5) == 5)
    #expect(greatestCommonDivisor(17, 31) == 1)
  }

  @Test("a sign and a magnitude make a number where it fits")
  func magnitudes() {
    #expect(Int128(magnitude: Int128.min.magnitude, negative: true) == .min)
    #expect(Int128(magnitude: Int128.min.magnitude, negative: false) == nil)
    #expect(Int128(magnitude: .max, negative: true) == nil)
    #expect(Int128(magnitude: 0, negative: true) == 0)
  }
}
