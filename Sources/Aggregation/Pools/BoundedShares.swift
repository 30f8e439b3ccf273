import Metering

/// A total shared out by weights, with a floor and a cap for each part, by filling up with water:
///
///     part = min(cap, max(floor, level × weight))       at the level at which the parts add to the total
///
/// - Where all caps together are below the total, every part is at its cap and the rest is nobody's.
/// - Where the floors together are above the total, it is shared by the floors.
/// - A floor above its cap holds.
///
/// The level is found exactly, among the levels at which a part reaches a bound; what is free of bounds is shared by
/// weight, so parts are exact to the last digit but one. A negative total gives the negated parts.
struct BoundedShares: Equatable {
  enum Bound: Equatable {
    case floor, cap
    /// The floors are more than all there is.
    case floors
  }

  private(set) var parts: [ExactDecimal]
  /// Where a bound decided.
  private(set) var bounds: [Bound?]

  /// `weights`: above 0. `floors`: from 0, `caps`: from 0 or nil, of the magnitude of the parts.
  init(
    of total: ExactDecimal, weights: [ExactDecimal], floors: [ExactDecimal], caps: [ExactDecimal?]
  ) throws(ArithmeticOverflow) {
    precondition(weights.allSatisfy { $0 > .zero }, "weights are above 0")
    precondition(floors.count == weights.count && caps.count == weights.count, "each weight has its bounds")
    parts = []
    bounds = [Bound?](repeating: nil, count: weights.count)
    guard !weights.isEmpty else { return }
    let magnitude = total.isNegative ? try total.negated() : total
    let caps = zip(floors, caps).map { floor, cap in cap.map { max($0, floor) } }
    let highest = caps.contains { $0 == nil } ? nil : try caps.compactMap { $0 }.total()
    if try floors.total() > magnitude {
      parts = try shared([magnitude], by: floors)?.map { $0[0] } ?? []
      bounds = bounds.map { _ in .floors }
    } else if let highest, highest <= magnitude {
      parts = caps.compactMap { $0 }
      bounds = bounds.map { _ in .cap }
    } else {
      try fill(magnitude, weights, floors, caps)
    }
    if total.isNegative { parts = try parts.map { part throws(ArithmeticOverflow) in try part.negated() } }
  }

  private mutating func fill(
    _ total: ExactDecimal, _ weights: [ExactDecimal], _ floors: [ExactDecimal], _ caps: [ExactDecimal?]
  ) throws(ArithmeticOverflow) {
    let lower = zip(floors, weights).map { $0.over($1) }
    let upper = zip(caps, weights).map { cap, weight in cap.map { $0.over(weight) } }
    let levels = Set([.zero] + lower + upper.compactMap { $0 }).sorted()
    // Parts grow with the level, so the last level that needs no more than the total is found by halves; 0 is one.
    var (low, high) = (0, levels.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try needsAtMost(total, levels[middle], lower, upper, weights, floors, caps) {
        low = middle
      } else {
        high = middle
      }
    }
    let level = levels[low]
    var rest = total
    var free: [Int] = []
    for index in weights.indices {
      if lower[index] > level {
        bounds[index] = .floor
        rest = try rest.minus(floors[index])
      } else if let cap = caps[index], let limit = upper[index], limit <= level {
        bounds[index] = .cap
        rest = try rest.minus(cap)
      } else {
        free.append(index)
      }
    }
    let inFree = try shared([rest], by: free.map { weights[$0] })?.map { $0[0] } ?? []
    parts = weights.indices.map { bounds[$0] == .floor ? floors[$0] : caps[$0] ?? .zero }
    for (index, part) in zip(free, inFree) { parts[index] = part }
  }

  /// Whether the parts at a level add to no more than the total.
  private func needsAtMost(
    _ total: ExactDecimal, _ level: Fraction, _ lower: [Fraction], _ upper: [Fraction?], _ weights: [ExactDecimal],
    _ floors: [ExactDecimal], _ caps: [ExactDecimal?]
  ) throws(ArithmeticOverflow) -> Bool {
    var rest = total
    var free = ExactDecimal.zero
    for index in weights.indices {
      if lower[index] >= level {
        rest = try rest.minus(floors[index])
      } else if let cap = caps[index], let limit = upper[index], limit <= level {
        rest = try rest.minus(cap)
      } else {
        free = try free.plus(weights[index])
      }
    }
    guard !free.isZero else { return !rest.isNegative }
    // Compared as fractions: a product of the level and all weights might not fit.
    return level <= rest.over(free)
  }
}
