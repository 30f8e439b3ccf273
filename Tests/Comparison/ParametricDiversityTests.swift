import Metering
import Testing

@testable import Comparison

@Suite("What pooling would gain by means and spreads alone") struct ParametricDiversityTests {
  /// V03: N = 4, μ = 5, σ = 2, z = 2, to six places.
  struct Row: CustomTestStringConvertible, Sendable {
    let correlation: ExactDecimal
    let together: ExactDecimal
    let factor: ExactDecimal
    var testDescription: String { "ρ = \(correlation)" }

    static let all = [
      Row(correlation: "0", together: "28", factor: "1.285714"),
      Row(correlation: "0.25", together: "30.583005", factor: "1.177124"),
      Row(correlation: "1", together: "36", factor: "1"),
    ]
  }

  @Test("V03: the more demands rise together, the less pooling gains", arguments: Row.all)
  func vector(row: Row) throws {
    let diversity = try #require(
      try ParametricDiversity(environments: 4, mean: "5", deviation: "2", correlation: row.correlation, margin: "2"))
    #expect(diversity.apart == "36")
    #expect(try diversity.together.rounded(places: 6, .halfEven) == row.together)
    #expect(try diversity.diversityFactor.rounded(places: 6, .halfEven) == row.factor)
  }

  @Test("V03: without correlation the factor is 9/7 to the last of twelve places, and exactly 1 with all of it")
  func exact() throws {
    func diversity(_ correlation: ExactDecimal) throws -> ParametricDiversity? {
      try ParametricDiversity(environments: 4, mean: "5", deviation: "2", correlation: correlation, margin: "2")
    }
    #expect(try diversity(.zero)?.together == "28")
    #expect(try diversity(.zero)?.diversityFactor == (try ExactDecimal(Fraction(9, 7), rounding: .truncating)))
    #expect(try diversity(.one)?.diversityFactor == .one)
    // Pooled spread cannot be below none: two that always make up for each other.
    #expect(
      try ParametricDiversity(environments: 2, mean: "5", deviation: "2", correlation: "-1", margin: "2")?.together
        == "10")
    #expect(
      try ParametricDiversity(environments: 2, mean: .zero, deviation: .zero, correlation: .zero, margin: "2") == nil)
  }

  @Test("means, spreads and correlation are those of the hours")
  func measured() throws {
    func factors(_ first: [Int], _ second: [Int]) throws -> ParametricDiversity? {
      let curves = [first, second].map { DemandCurve(unitSeconds($0)) }
      return ParametricDiversity(of: curves, together: try DemandCurve(sumOf: curves))
    }
    // Mean 2, deviation 2 each. Alike: correlation 1 and nothing gained. Opposite: −1, and the sum is 4 always.
    let alike = try #require(try factors([0, 4, 0, 4], [0, 4, 0, 4]))
    #expect(alike.mean == "2" && alike.deviation == "2" && alike.correlation == .one)
    #expect(alike.apart == "12" && alike.together == "12" && alike.diversityFactor == .one)
    let opposite = try #require(try factors([0, 4, 0, 4], [4, 0, 4, 0]))
    #expect(opposite.correlation == "-1" && opposite.together == "4" && opposite.diversityFactor == "3")
    // Of four hours every pair once: no correlation, and 12 ÷ (4 + 4·√2).
    let independent = try #require(try factors([0, 0, 4, 4], [0, 4, 0, 4]))
    #expect(independent.correlation == .zero)
    #expect(independent.together == "9.656854249492")
    // What never varies has no correlation.
    #expect(try factors([3, 3], [1, 1]) == nil)
    let alone = DemandCurve(unitSeconds([1, 2]))
    #expect(ParametricDiversity(of: [alone], together: alone) == nil)
  }

  @Test("of random demands the factor lies between 1 and N, and the correlation in its bounds", arguments: 0..<50)
  func bounds(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let count = random.int(2...6)
    var curves: [DemandCurve] = []
    for _ in 0..<count { curves.append(DemandCurve(unitSeconds((0..<30).map { _ in random.int(0...50) }))) }
    let diversity = try #require(ParametricDiversity(of: curves, together: try DemandCurve(sumOf: curves)))
    let step: ExactDecimal = "0.000000001"
    #expect(try diversity.diversityFactor >= ExactDecimal.one.minus(step))
    #expect(try diversity.diversityFactor <= ExactDecimal(count).plus(step))
    #expect(try diversity.correlation <= ExactDecimal.one.plus(step))
    let lowest = try ExactDecimal(Fraction(-1, Int128(count - 1))).minus(step)
    #expect(diversity.correlation >= lowest)
  }

  @Test("a pool tells it beside what was measured, and nothing is sized on it")
  func inPool() throws {
    let pool = try #require(try StackComparison(of: MonthOfFourTenants().input()).pooling.first)
    #expect(pool.parametric?.environments == 4)
    #expect(pool.shared == 56)
  }
}
