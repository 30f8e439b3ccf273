import Metering
import Testing

@testable import Aggregation

@Suite("Sharing by weights with floors and caps") struct BoundedSharesTests {
  private func shares(
    _ total: ExactDecimal, _ weights: [ExactDecimal], floors: [ExactDecimal]? = nil, caps: [ExactDecimal?]? = nil
  ) throws -> BoundedShares {
    try BoundedShares(
      of: total, weights: weights, floors: floors ?? weights.map { _ in .zero }, caps: caps ?? weights.map { _ in nil })
  }

  @Test("what a cap keeps from one goes to the others by weight, and what a floor takes comes from them")
  func filling() throws {
    #expect(try shares(100, [1, 1, 2]).parts == [25, 25, 50])
    #expect(try shares(100, [1, 1, 2], caps: [nil, nil, 20]).parts == [40, 40, 20])
    #expect(try shares(100, [1, 1, 2], floors: [40, 0, 0]).parts == [40, 20, 40])
    let both = try shares(100, [1, 1, 2], floors: [40, 0, 0], caps: [nil, nil, 35])
    #expect(both.parts == [40, 25, 35] && both.bounds == [.floor, nil, .cap])
    // A cap lets another reach its own.
    #expect(try shares(100, [4, 3, 1], caps: [30, 40, nil]).parts == [30, 40, 30])
  }

  @Test("caps below the total leave the rest, floors above it share it by themselves, and a floor above its cap holds")
  func infeasible() throws {
    let capped = try shares(100, [1, 1], caps: [10, 20])
    #expect(capped.parts == [10, 20] && capped.bounds == [.cap, .cap])
    let floored = try shares(90, [1, 9], floors: [100, 50])
    #expect(floored.parts == [60, 30] && floored.bounds == [.floors, .floors])
    #expect(try shares(100, [1, 1], floors: [70, 0], caps: [10, nil]).parts == [70, 30])
    #expect(try shares(0, [1, 1], floors: [5, 0]).parts == [0, 0])
    #expect(try shares(100, []).parts == [])
  }

  private struct Case {
    let total: ExactDecimal
    let weights: [ExactDecimal]
    let floors: [ExactDecimal]
    let caps: [ExactDecimal?]

    init(seed: UInt64) {
      var random = SplitMix64(seed: seed)
      func amount(_ most: Int) -> ExactDecimal {
        // Coarse at times, so that bounds are reached by several at once.
        random.bool()
          ? ExactDecimal(random.int(0...most)) : ExactDecimal(picounits: Int128(random.int(0...most)) * 1_000_000_007)
      }
      total = amount(1_000)
      let count = random.int(1...8)
      weights = (0..<count).map { _ in
        ExactDecimal(picounits: Int128(random.int(1...9)) * powerOfTen(random.int(0...18)))
      }
      floors = (0..<count).map { _ in random.int(0...2) == 0 ? amount(300) : .zero }
      caps = (0..<count).map { _ in random.bool() ? amount(400) : nil }
    }

    func shares(of total: ExactDecimal) throws -> BoundedShares {
      try BoundedShares(of: total, weights: weights, floors: floors, caps: caps)
    }
  }

  @Test("no part leaves its bounds, and the parts add to the total unless all are at their caps")
  func conservation() throws {
    for seed in UInt64(1)...3_000 {
      let example = Case(seed: seed)
      let shares = try example.shares(of: example.total)
      let sum = try shares.parts.total()
      let isCapped = shares.bounds.allSatisfy { $0 == .cap }
      #expect(isCapped ? sum <= example.total : sum == example.total, "seed \(seed)")
      guard shares.bounds.first != .floors else { continue }
      for index in example.weights.indices {
        let (floor, part) = (example.floors[index], shares.parts[index])
        #expect(part.picounits >= floor.picounits - 2, "seed \(seed)")
        if let cap = example.caps[index] {
          #expect(part.picounits <= max(cap, floor).picounits + 2, "seed \(seed)")
        }
      }
    }
  }

  @Test("parts that no bound decides are to each other as their weights, and bounds decide against the weight")
  func proportional() throws {
    for seed in UInt64(1)...1_000 {
      let example = Case(seed: seed)
      let shares = try example.shares(of: example.total)
      guard let free = shares.bounds.firstIndex(of: nil) else { continue }
      // What a unit of weight gets, told by the last digits of the largest free part.
      let largest =
        example.weights.indices.filter { shares.bounds[$0] == nil }
        .max { example.weights[$0] < example.weights[$1] } ?? free
      for index in example.weights.indices {
        let expected = try #require(
          shares.parts[largest].picounits.scaled(
            by: example.weights[index].picounits, over: example.weights[largest].picounits, rounding: .halfEven))
        let part = shares.parts[index].picounits
        let slack: Int128 = 4
        switch shares.bounds[index] {
        case nil: #expect(abs(part - expected) <= slack, "seed \(seed)")
        case .floor: #expect(part >= expected - slack, "seed \(seed)")
        case .cap: #expect(part <= expected + slack, "seed \(seed)")
        case .floors: Issue.record("seed \(seed): floors above the total leave nothing free")
        }
      }
    }
  }

  @Test("a negative total gives the negated parts")
  func sign() throws {
    for seed in UInt64(1)...300 {
      let example = Case(seed: seed)
      let parts = try example.shares(of: example.total).parts
      #expect(try example.shares(of: example.total.negated()).parts == parts.map { try $0.negated() }, "seed \(seed)")
    }
  }
}
