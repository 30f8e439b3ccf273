import Bytes
import Testing

/// Quantities shared out over hours: the fast way beside the definition.
@Suite("Shares of hours")
struct HourShareTests {
  /// What is due up to `elapsed` of `seconds`: rounded half-even.
  private func due(_ share: HourShare, _ elapsed: Int64) -> Int128 {
    guard elapsed < share.seconds else { return Int128(share.quantity) }
    let product = Int128(share.quantity.magnitude) * Int128(elapsed)
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(share.seconds))
    let twice = 2 * remainder
    let isUp = twice > Int128(share.seconds) || (twice == Int128(share.seconds) && quotient % 2 == 1)
    return (quotient + (isUp ? 1 : 0)) * (share.quantity < 0 ? -1 : 1)
  }

  private func add(_ share: HourShare, to sums: inout [Int128]) {
    var (cell, elapsed, given) = (share.cell, share.firstSeconds, Int128(0))
    while true {
      let part = due(share, elapsed) - given
      sums[cell] += part
      given += part
      guard elapsed < share.seconds else { return }
      cell += 1
      elapsed += 3_600
    }
  }

  @Test("random shares add up as their definition says: points, short and long ones, with and without rounding")
  func random() {
    var generator = SplitMix64(seed: 0x50_0001)
    for _ in 0..<300 {
      var (fast, slow) = ([Int128](repeating: 7, count: 40), [Int128](repeating: 7, count: 40))
      let shares = (0..<generator.int(1...128)).map { _ in
        let seconds = Int64(generator.element(of: [0, 1, generator.int(0...14_400), generator.int(0...86_400)]))
        let first = Int64(generator.int(1...3_600))
        let hours = Int(max(0, seconds - first) + 3_599) / 3_600
        let level = Int64(generator.int(-64_000_000_000...64_000_000_000))
        let quantity = generator.int(0...1) == 0 ? level : level * max(1, seconds)
        return HourShare(
          cell: generator.int(0...39 - hours), quantity: quantity, firstSeconds: first, seconds: seconds)
      }
      for share in shares { add(share, to: &slow) }
      let isAdded = addShares(shares.span, count: shares.count, to: &fast)
      #expect(isAdded && fast == slow)
    }
  }

  @Test("where a sum is near its limits, no share is added, whichever of its hours it is")
  func limits() {
    for near in 0..<6 {
      for limit in [Int128.max, .min, .max / 2 + 1] {
        var sums = [Int128](repeating: 1, count: 8)
        sums[1 + near] = limit
        let before = sums
        let shares = [
          HourShare(cell: 0, quantity: 5, firstSeconds: 100, seconds: 50),
          HourShare(cell: 1, quantity: 20_000, firstSeconds: 1_000, seconds: 19_000),
        ]
        let isAdded = addShares(shares.span, count: 2, to: &sums)
        #expect(!isAdded && sums == before)
      }
    }
  }
}
