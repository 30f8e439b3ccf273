internal import Comparison
internal import Metering

/// What a pool holds today and would hold on one platform, and why the peaks alone do not tell: between them stand
/// headroom, isolation and spare nodes, and what today holds above its peaks.
///
///     notebooks holds 104 units of gpu.a100 today, 96 would do on one platform: peaks are 29% lower together, but
///     headroom, isolation and spare nodes take most of it back.
struct PooledHeadline: Sendable {
  /// How the change of what is held compares with the change of the peaks.
  enum Outcome: Sendable, Equatable {
    /// Peaks come together, so that pooling is no reason for anything.
    case noReason
    /// What is held falls as much as the peaks or more.
    case all
    /// It falls by less.
    case some
    /// It falls by less than half as much.
    case few
    /// Nothing is left of it.
    case nothing
    /// More is held than today.
    case more
  }

  private let pool: PooledDemand
  private let outcome: Outcome

  init(_ pool: PooledDemand) {
    self.pool = pool
    outcome = Self.outcome(of: pool)
  }

  /// Held falls by (H − S) ÷ H, the peaks by (A − B) ÷ A = 1 − 1 ÷ factor: compared as H·factor − S·factor to
  /// H·(factor − 1), so that nothing is divided.
  static func outcome(of pool: PooledDemand) -> Outcome {
    guard pool.isReason else { return .noReason }
    let (held, shared) = (pool.pooling.heldToday, pool.pooling.shared)
    if shared > held { return .more }
    if shared == held { return .nothing }
    guard let freed = try? held.minus(shared).fraction.times(pool.factor),
      let peaks = try? held.fraction.times(pool.factor.minus(.one)), let half = try? peaks.times(Fraction(1, 2))
    else { return .some }
    return freed >= peaks ? .all : freed >= half ? .some : .few
  }

  var markup: Markup { "\(start): \(reason)." }

  private var start: Markup {
    let (held, shared) = (pool.pooling.heldToday, pool.pooling.shared)
    let platform =
      shared > held
      ? "one platform would need \(DisplayText.quantity(shared))"
      : shared == held
        ? "as many as one platform would need" : "\(DisplayText.quantity(shared)) would do on one platform"
    return """
      \(Markup.name(pool.stack.text)) holds \(DisplayText.quantity(held))\(DisplayText.space)units of \
      \(Markup.name(pool.pooling.resource.text)) today, \(platform)
      """
  }

  private static let takers: Markup = "headroom, isolation and spare nodes take"

  private var reason: Markup {
    switch outcome {
    case .noReason: "\(alone), so pooling is not the reason to share"
    case .all: "\(lower) together, and one platform would keep no more above its peak than is kept today"
    case .some: "\(lower) together, but \(Self.takers) some of it back"
    case .few: "\(lower) together, but \(Self.takers) most of it back"
    case .nothing: "\(lower) together, but \(Self.takers) all of it back"
    case .more: "\(lower) together, but \(Self.takers) more than that"
    }
  }

  private var share: String? {
    DisplayText.percent(pool.factor.numerator - pool.factor.denominator, of: pool.factor.numerator, places: 0)
  }

  private var lower: Markup { "peaks are \(share ?? "–") lower" }

  private var alone: Markup {
    pool.factor == .one ? "all peak together" : "peaks are only \(share ?? "–") lower together"
  }
}
