internal import Comparison
internal import Configuration
internal import Metering

/// How the cost of shared environments is split, in words that hold for the rule and for what came of it.
///
/// Only a tenant's part of the need, in units, is held against what it would need alone (economics.md §1.7). Headroom,
/// isolation, whole nodes and spare ones come on top of it, so no rule promises that capacity costs nobody more.
struct SplitWording: Sendable, Equatable {
  /// The rule that was asked for.
  private let rule: SplitRule
  /// The one taken where more tenants have demand for a pool than that rule can be worked out for.
  private let fallback: (rule: SplitRule, most: Int)?
  /// Whether there is a need for capacity that is shared out.
  private let isNeedShared: Bool
  /// Those whose part of the need of a pool is more than they would need alone, in order.
  private let aboveAlone: [TenantID]

  static func == (left: SplitWording, right: SplitWording) -> Bool {
    left.rule == right.rule && left.isNeedShared == right.isNeedShared && left.aboveAlone == right.aboveAlone
      && left.fallback?.rule == right.fallback?.rule && left.fallback?.most == right.fallback?.most
  }

  /// `splits`: of all stacks, by one rule; `tenant`: of its own parts alone, nil: of everybody's.
  init(_ splits: [FairSplit], of tenant: TenantID? = nil) {
    func isMeant(_ share: PoolSplit.TenantShare) -> Bool { tenant == nil || share.tenant == tenant }
    let pools = splits.flatMap(\.pools).filter { $0.need > .zero && $0.shares.contains(where: isMeant) }
    rule = splits.first?.rule ?? SplitSettings().rule
    fallback =
      pools.lazy.compactMap { pool -> (rule: SplitRule, most: Int)? in
        guard case .tooManyTenants(_, let most) = pool.fallback else { return nil }
        return (pool.rule, most)
      }.first
    isNeedShared = !pools.isEmpty
    aboveAlone = Set(pools.flatMap(\.shares).filter { isMeant($0) && $0.isAboveAlone }.map(\.tenant)).sorted()
  }

  /// For the page of everybody.
  var ofAll: Markup {
    sentence(
      above: aboveAlone.isEmpty
        ? "no tenant's part of it is more than it would need alone"
        : """
        \(DisplayText.counted(aboveAlone.count, "tenant bears", "tenants bear")) more of it than \
        \(aboveAlone.count == 1 ? "it" : "they") would need alone (\(Markup.names(named)))
        """, onTop: "so that capacity may cost a tenant more than alone")
  }

  /// For a tenant's own page.
  var ofTenant: Markup {
    sentence(
      above: aboveAlone.isEmpty
        ? "this team's part of it is no more than it would need alone"
        : "this team's part of it is more than it would need alone",
      onTop: "so that capacity may cost this team more than alone")
  }

  private static let mostNames = 5

  private var named: [String] {
    let more = aboveAlone.count - Self.mostNames
    return aboveAlone.prefix(Self.mostNames).map(\.text) + (more > 0 ? ["\(more) more"] : [])
  }

  private func sentence(above: Markup, onTop: Markup) -> Markup {
    if rule == .standAloneProportional {
      return """
        What is shared is split by what tenants pay for it today, capacity and fixed costs alike, so that it changes \
        by the same percentage for everybody in a stack; what is paid by use stays with who uses it.
        """
    }
    let rest: Markup = "Everything else is split evenly among those who use a stack"
    let byUse: Markup = "what is paid by use stays with who uses it"
    guard isNeedShared else { return "No need for capacity is shared out. \(rest); \(byUse)." }
    let otherwise: Markup =
      fallback.map {
        ", and with more than \(DisplayText.counted($0.most, "tenant", "tenants")) in a pool \(Self.phrase($0.rule))"
      } ?? .empty
    return """
      The need for shared capacity is split \(Self.phrase(rule))\(otherwise): \(above). Headroom, isolation, whole \
      nodes and spare ones come on top in proportion, \(onTop). \(rest); \(byUse).
      """
  }

  /// How a rule splits the need.
  private static func phrase(_ rule: SplitRule) -> Markup {
    switch rule {
    case .even: "evenly"
    case .usage: "by what each uses in all hours"
    case .ownPeak: "by each one's own highest hour"
    case .coincidentPeak: "by what each uses in the highest hour of all together"
    case .topHours: "by what each uses in the highest hours of all together"
    case .shapley: "by what each adds to it, in the mean over all orders of coming"
    case .scrb: "by what each adds to it as the last, and the rest by what each could still save"
    case .temporal: "hour by hour, each at its own worth, by use in the hour"
    case .temporalIntensity: "by use, with the worth of each hour as its price"
    case .standAloneProportional: "by what each pays today"
    }
  }
}
