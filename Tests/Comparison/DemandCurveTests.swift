import Comparison
import Metering
import Testing

@Suite struct DemandCurveTests {
  @Test("7,200 unit-seconds in an hour are two units")
  func units() { #expect(DemandCurve([7_200, 3_600]).peak == Fraction(2)) }

  @Test("a demand that is no whole number of units stays exact")
  func exactness() throws {
    #expect(DemandCurve(["0.000000000001"]).peak == Fraction(1, 3_600_000_000_000_000))
    #expect(try DemandCurve([3_600, 0, 3_600, 3_600]).meanOfHighest(4) == Fraction(3, 4))
  }

  @Test("no hours demand nothing")
  func noHours() throws {
    let curve = DemandCurve([])
    #expect(curve.peak == .zero)
    #expect(curve.peakHour == 0)
    #expect(try curve.meanOfHighest(3) == .zero)
    #expect(try curve.percentile(.one) == .zero)
    #expect(try DemandCurve(sumOf: []).unitSeconds == [])
  }

  @Test("a correction counts in its hour, and a statistic below 0 is 0")
  func corrections() throws {
    let curve = DemandCurve([-3_600, 7_200])
    #expect(curve.peak == Fraction(2))
    #expect(try curve.meanOfHighest(2) == Fraction(1, 2))
    #expect(DemandCurve([-3_600, -7_200]).peak == .zero)
    #expect(try DemandCurve([-3_600, -7_200]).meanOfHighest(1) == .zero)
    #expect(try DemandCurve([-3_600, -7_200]).percentile(Fraction(1, 2)) == .zero)
  }

  @Test("the peak hour is the first of equals")
  func firstPeak() { #expect(DemandCurve([0, 5, 5, 1]).peakHour == 1) }

  @Test("the mean of more hours than there are is the mean of all")
  func meanOfAll() throws { #expect(try DemandCurve([3_600, 7_200]).meanOfHighest(99) == Fraction(3, 2)) }

  @Test("the nearest rank of the smallest share is the lowest hour, of the whole the peak")
  func percentileEnds() throws {
    let curve = DemandCurve(unitSeconds([5, 3, 9, 7]))
    #expect(try curve.percentile(Fraction(1, 1_000)) == Fraction(3))
    #expect(try curve.percentile(Fraction(1, 4)) == Fraction(3))
    #expect(try curve.percentile(Fraction(26, 100)) == Fraction(5))
    #expect(try curve.percentile(.one) == Fraction(9))
  }

  @Test("max ≤ pooled ≤ sum, for the peak and for the mean of any number of highest hours")
  func bounds() throws {
    for seed in 0..<100 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let hours = random.int(1...30)
      let curves = (0..<random.int(1...6)).map { _ in
        DemandCurve((0..<hours).map { _ in random.decimal(upTo: 1_000_000, places: 3) })
      }
      let pooled = try DemandCurve(sumOf: curves)
      for count in 1...hours {
        let own = try curves.map { try $0.meanOfHighest(count) }
        let sum = try own.reduce(Fraction.zero) { try $0.plus($1) }
        let together = try pooled.meanOfHighest(count)
        #expect(together <= sum, "seed \(seed), \(count) hours")
        #expect(try #require(own.max()) <= together, "seed \(seed), \(count) hours")
      }
      #expect(try pooled.meanOfHighest(1) == pooled.peak, "seed \(seed)")
    }
  }

  @Test("an overflow of the sum is thrown")
  func overflow() {
    let huge = DemandCurve([ExactDecimal(picounits: .max)])
    #expect(throws: ArithmeticOverflow.self) { try DemandCurve(sumOf: [huge, DemandCurve(["0.000000000001"])]) }
  }
}
