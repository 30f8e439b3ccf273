import Metering
import Testing

@Suite struct FractionTests {
  private func fractions(seed: UInt64, count: Int, bits: Int) -> [Fraction] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let denominator = random.wide(bits: bits)
      return Fraction(random.wide(bits: bits), denominator == 0 ? 1 : denominator)
    }
  }

  @Test("a fraction is in lowest terms with a positive denominator")
  func lowestTerms() {
    #expect(Fraction(6, -4) == Fraction(-3, 2))
    #expect(Fraction(-6, -4).numerator == 3)
    #expect(Fraction(0, -7) == .zero)
    #expect(Fraction(0, -7).denominator == 1)
    #expect(Fraction(.min, .min) == .one)
    #expect(Fraction(.min, 2).numerator == Int128.min / 2)
    for (position, fraction) in fractions(seed: 1, count: 300, bits: 126).enumerated() {
      #expect(fraction.denominator > 0, "seed 1, \(position)")
      #expect(
        greatestCommonDivisor(fraction.numerator.magnitude, fraction.denominator.magnitude) == 1, "seed 1, \(position)")
    }
  }

  @Test("sums and products keep the laws of arithmetic")
  func laws() throws {
    let values = fractions(seed: 2, count: 300, bits: 20)
    for position in stride(from: 0, to: 297, by: 3) {
      let (a, b, c) = (values[position], values[position + 1], values[position + 2])
      #expect(try a.plus(b) == b.plus(a), "seed 2, \(position)")
      #expect(try a.times(b) == b.times(a), "seed 2, \(position)")
      #expect(try a.plus(b).plus(c) == a.plus(try b.plus(c)), "seed 2, \(position)")
      #expect(try a.times(b).times(c) == a.times(try b.times(c)), "seed 2, \(position)")
      #expect(try a.times(try b.plus(c)) == a.times(b).plus(try a.times(c)), "seed 2, \(position)")
      #expect(try a.plus(b).minus(b) == a, "seed 2, \(position)")
      if b != .zero { #expect(try a.over(b).times(b) == a, "seed 2, \(position)") }
    }
  }

  @Test("a result that fits is found though its way is wide")
  func crossReduction() throws {
    let large = Fraction(.max, 3)
    #expect(try large.times(Fraction(3, .max)) == .one)
    #expect(try large.over(large) == .one)
    #expect(try Fraction(1, .max).plus(Fraction(1, .max)) == Fraction(2, .max))
  }

  @Test("a result that does not fit is thrown")
  func overflow() {
    #expect(throws: ArithmeticOverflow.self) { try Fraction(.max).plus(.one) }
    #expect(throws: ArithmeticOverflow.self) { try Fraction(.max).times(Fraction(2)) }
    #expect(throws: ArithmeticOverflow.self) { try Fraction(1, .max).times(Fraction(1, 2)) }
    #expect(throws: ArithmeticOverflow.self) { try Fraction(.max).over(Fraction(1, 2)) }
    #expect(throws: ArithmeticOverflow.self) { try Fraction(1, .max).plus(Fraction(1, .max - 1)) }
  }

  @Test("the smallest number overflows like any other: thrown, not trapped")
  func smallest() throws {
    #expect(throws: ArithmeticOverflow.self) { try Fraction.zero.minus(Fraction(.min)) }
    #expect(try Fraction(-1).minus(Fraction(.min)) == Fraction(.max))
    #expect(throws: ArithmeticOverflow.self) { try Fraction.one.over(Fraction(.min)) }
    #expect(throws: ArithmeticOverflow.self) { try Fraction(.min).over(Fraction(-1)) }
    #expect(try Fraction(.min).over(Fraction(.min)) == .one)
    #expect(try Fraction(.min).over(Fraction(-2)) == Fraction(-(.min / 2)))
  }

  @Test("comparison agrees with long multiplication, and never overflows")
  func comparison() {
    let values = fractions(seed: 3, count: 400, bits: 127) + [Fraction(.min), Fraction(.max), Fraction(1, .max), .zero]
    for position in 0..<values.count {
      for other in [(position + 1) % values.count, values.count - 1, values.count - 2] {
        let (left, right) = (values[position], values[other])
        #expect((left < right) == isLess(left, right), "seed 3: \(left) and \(right)")
        #expect(!(left < right && right < left), "seed 3: \(left) and \(right)")
      }
    }
    #expect(Fraction(.max - 1, .max) < Fraction.one)
    #expect(Fraction(.max - 2, .max - 1) < Fraction(.max - 1, .max))
  }

  private func isLess(_ left: Fraction, _ right: Fraction) -> Bool {
    let (leftNegative, rightNegative) = (left.numerator < 0, right.numerator < 0)
    if leftNegative != rightNegative { return leftNegative }
    let first = SlowNatural(left.numerator.magnitude) * SlowNatural(right.denominator.magnitude)
    let second = SlowNatural(right.numerator.magnitude) * SlowNatural(left.denominator.magnitude)
    return leftNegative ? second < first : first < second
  }

  @Test("rounding up goes to the next whole number, towards positive infinity")
  func roundedUp() {
    #expect(Fraction(7, 2).roundedUp == 4)
    #expect(Fraction(8, 2).roundedUp == 4)
    #expect(Fraction(-7, 2).roundedUp == -3)
    #expect(Fraction(-1, 3).roundedUp == 0)
    #expect(Fraction(1, .max).roundedUp == 1)
    #expect(Fraction(.max).roundedUp == .max)
    #expect(Fraction(.min).roundedUp == .min)
  }

  @Test("a fraction is written with its denominator unless it is whole")
  func description() {
    #expect(Fraction(5, 2).description == "5/2")
    #expect(Fraction(-4, 2).description == "-2")
  }
}
