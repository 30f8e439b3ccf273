import Metering
import Testing

@Suite struct ExactDecimalTests {
  private let largest = ExactDecimal(picounits: .max)
  private let smallest = ExactDecimal(picounits: .min)

  @Test("sums and differences are exact, and throw where they do not fit")
  func sums() throws {
    #expect(try ("0.1" as ExactDecimal).plus("0.2") == "0.3")
    #expect(try ("0.3" as ExactDecimal).minus("0.1") == "0.2")
    #expect(throws: ArithmeticOverflow.self) { try largest.plus("0.000000000001") }
    #expect(throws: ArithmeticOverflow.self) { try smallest.minus("0.000000000001") }
    #expect(throws: ArithmeticOverflow.self) { try smallest.negated() }
    #expect(try largest.negated().negated() == largest)
    #expect(throws: ArithmeticOverflow.self) { try [largest, 1, -1].total() }
    #expect(try [ExactDecimal]().total() == .zero)
    #expect(try [1, "0.5", -2].total() == "-0.5")
  }

  @Test("an overflow names its operands as decimals")
  func overflowText() {
    let error = #expect(throws: ArithmeticOverflow.self) { try largest.plus(1) }
    #expect(error == ArithmeticOverflow("+", ["170141183460469231731687303.715884105727", "1"]))
    #expect(error?.description.contains("170141183460469231731687303.715884105727 + 1") == true)
  }

  @Test("a product with a ratio is rounded once, half-even")
  func products() throws {
    #expect(try ("1.5" as ExactDecimal).times("2.5") == "3.75")
    #expect(try ("-1.5" as ExactDecimal).times("2.5") == "-3.75")
    // GPU-seconds at a price an hour: 5,400 s × 2.40 / 3,600.
    #expect(try (5_400 as ExactDecimal).times("2.40", ratio: Fraction(1, 3_600)) == "3.6")
    // A tie in the last place goes to the even neighbour; rounding first to 10⁻¹² and then dividing would not see it.
    #expect(try ("0.000000000001" as ExactDecimal).times("0.5") == "0")
    #expect(try ("0.000000000003" as ExactDecimal).times("0.5") == "0.000000000002")
    #expect(try ("0.000000000001" as ExactDecimal).times("0.5", ratio: Fraction(2)) == "0.000000000001")
    #expect(try (1 as ExactDecimal).times(Fraction(1, 3)) == "0.333333333333")
    #expect(try (2 as ExactDecimal).times(Fraction(1, 3)) == "0.666666666667")
    #expect(try (1 as ExactDecimal).times(Fraction(-2, 3), rounding: .up) == "-0.666666666666")
    #expect(throws: ArithmeticOverflow.self) { try largest.times(2) }
    #expect(throws: ArithmeticOverflow.self) { try largest.times(Fraction(2)) }
    #expect(throws: ArithmeticOverflow.self) { try (1 as ExactDecimal).times(largest, ratio: Fraction(2)) }
    #expect(try largest.times(1) == largest)
  }

  @Test("a product of random numbers agrees with long multiplication")
  func productTwin() {
    let scale = SlowNatural(1_000_000_000_000)
    for seed in 0..<300 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let (left, right) = (random.wide(bits: 80), random.wide(bits: 80))
      let exact = SlowNatural(left.magnitude) * SlowNatural(right.magnitude)
      var (quotient, remainder) = exact.divided(by: scale)
      let twice = remainder + remainder
      if scale < twice || (twice == scale && quotient.isOdd) { quotient = quotient + SlowNatural(1) }
      let fast = try? ExactDecimal(picounits: left).times(ExactDecimal(picounits: right)).picounits
      if SlowNatural(Int128.max.magnitude) < quotient {
        #expect(fast == nil, "seed \(seed)")
      } else {
        #expect(fast?.magnitude.description == quotient.description, "seed \(seed)")
        let isNegative = !quotient.isZero && (left < 0) != (right < 0)
        #expect(((fast ?? 0) < 0) == isNegative, "seed \(seed)")
      }
    }
  }

  @Test("a quotient is an exact fraction")
  func quotients() throws {
    #expect(("1.5" as ExactDecimal).over("-0.5") == Fraction(-3))
    #expect((1 as ExactDecimal).over(3) == Fraction(1, 3))
    #expect(("0.25" as ExactDecimal).fraction == Fraction(1, 4))
    #expect(try ExactDecimal(Fraction(1, 4)) == "0.25")
    #expect(try ExactDecimal(Fraction(2, 3), rounding: .truncating) == "0.666666666666")
    #expect(throws: ArithmeticOverflow.self) { try ExactDecimal(Fraction(.max)) }
  }

  @Test("rounding to places goes by the rule that is named")
  func rounding() throws {
    #expect(try ("2.675" as ExactDecimal).rounded(places: 2, .halfEven) == "2.68")
    #expect(try ("2.665" as ExactDecimal).rounded(places: 2, .halfEven) == "2.66")
    #expect(try ("2.665" as ExactDecimal).rounded(places: 2, .halfAwayFromZero) == "2.67")
    #expect(try ("-2.665" as ExactDecimal).rounded(places: 2, .halfAwayFromZero) == "-2.67")
    #expect(try ("-2.661" as ExactDecimal).rounded(places: 2, .up) == "-2.66")
    #expect(try ("2.661" as ExactDecimal).rounded(places: 2, .up) == "2.67")
    #expect(try ("2.669" as ExactDecimal).rounded(places: 2, .truncating) == "2.66")
    #expect(try ("0.000000000001" as ExactDecimal).rounded(places: 12, .halfEven) == "0.000000000001")
    #expect(throws: ArithmeticOverflow.self) { try largest.rounded(places: 0, .up) }
  }

  @Test("decimals are ordered by value")
  func order() {
    #expect(("-1" as ExactDecimal) < "-0.5")
    #expect(("9.9" as ExactDecimal) < "10")
    #expect(smallest < largest)
    #expect(("1.50" as ExactDecimal) == "1.5")
  }

  @Test("every whole number fits")
  func wholeNumbers() {
    #expect(ExactDecimal(Int.max).description == "9223372036854775807")
    #expect(ExactDecimal(Int.min).description == "-9223372036854775808")
  }

  @Test("powers of ten reach to 38")
  func powers() {
    #expect(powerOfTen(0) == 1)
    #expect(powerOfTen(12) == 1_000_000_000_000)
    #expect(powerOfTen(38).description == "1" + String(repeating: "0", count: 38))
  }
}
