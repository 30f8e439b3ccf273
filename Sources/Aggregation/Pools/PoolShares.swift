import Configuration
import Metering

/// What each receiver takes over of what a pool shares out by the same weights.
struct PoolShares {
  struct Receiver {
    let tenant: TenantID
    let weight: ExactDecimal
    /// Of all that is shared out.
    let amount: ExactDecimal
    let note: String
  }

  /// By tenant.
  private(set) var receivers: [Receiver] = []
  /// What nobody takes over.
  private(set) var rest: ExactDecimal
  /// What is to be told of the whole; empty for nothing.
  private(set) var note = ""

  /// `total`: of the costs; `capacity`: what is held where some of it is idle; `unitHeld`: what one unit comes to that
  /// is held on all the days, both in the resource's own unit.
  init(
    of total: ExactDecimal, _ whole: SharedWhole, by weights: [(tenant: TenantID, weight: ExactDecimal)],
    bounds: [TenantID: PoolReceiver], monthDays: Int, capacity: ExactDecimal, unitHeld: ExactDecimal
  ) throws(ArithmeticOverflow) {
    rest = total
    let positive = weights.filter { $0.weight > .zero }
    let below = weights.count - positive.count
    note = below == 0 ? "" : "\(below) weight\(below == 1 ? "" : "s") below 0 count\(below == 1 ? "s" : "") as 0"
    guard !positive.isEmpty else {
      if weights.isEmpty { note = "nobody has a weight" }
      return
    }
    let parts: [ExactDecimal]
    var notes = [String](repeating: "", count: positive.count)
    if whole.pool.method == .reservedShare {
      // By units over time, as the capacity is.
      let reserved = try positive.map { entry throws(ArithmeticOverflow) in try entry.weight.times(unitHeld) }
      let unreserved = max(.zero, try capacity.minus(reserved.total()))
      parts = try shared([total], by: reserved + [unreserved])?.dropLast().map { $0[0] } ?? []
    } else {
      let limits = positive.map { entry in (bounds[entry.tenant]?.bounds ?? .none).orElse(whole.pool.bounds) }
      let magnitude = total.isNegative ? try total.negated() : total
      func amount(_ limit: ShareBounds.Limit) throws(ArithmeticOverflow) -> ExactDecimal {
        switch limit {
        case .amount(let amount): try amount.times(Fraction(Int128(whole.segment.count), Int128(monthDays)))
        case .share(let share): try magnitude.times(share)
        }
      }
      var floors: [ExactDecimal] = []
      var caps: [ExactDecimal?] = []
      for limit in limits {
        floors.append(try limit.floor.map { floor throws(ArithmeticOverflow) in try amount(floor) } ?? .zero)
        caps.append(try limit.cap.map { cap throws(ArithmeticOverflow) in try amount(cap) })
      }
      let bounded = try BoundedShares(of: total, weights: positive.map(\.weight), floors: floors, caps: caps)
      parts = bounded.parts
      notes = bounded.bounds.map { bound in
        switch bound {
        case .floor: "at its floor"
        case .cap: "at its cap"
        case .floors: "floors are more than the pool"
        case nil: ""
        }
      }
    }
    for (index, entry) in positive.enumerated() {
      receivers.append(Receiver(tenant: entry.tenant, weight: entry.weight, amount: parts[index], note: notes[index]))
    }
    rest = try total.minus(parts.total())
  }

  /// Each cost's parts, receiver by receiver: parts of a cost add to it with what nobody takes over, and those of a
  /// receiver to its amount.
  func parts(of costs: [ExactDecimal]) throws(ArithmeticOverflow) -> [[ExactDecimal]] {
    guard !receivers.isEmpty else { return [] }
    if let parts = try shared(costs, by: receivers.map(\.amount) + [rest]) {
      return Array(parts.prefix(receivers.count))
    }
    // Costs that cancel out are shared by the weights: amounts of 0 tell nothing of shares.
    return try shared(costs, by: receivers.map(\.weight)) ?? []
  }
}
