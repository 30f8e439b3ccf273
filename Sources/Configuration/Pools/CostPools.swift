package import Metering

/// The rows of `pools.csv` and `pool_receivers.csv`, checked: what is gathered has, on any day, at most one pool that
/// is most specific.
package struct CostPools: Sendable, Equatable {
  /// By name, bytewise, and by time: their order in the file decides nothing.
  package let pools: [CostPool]
  /// By the bytes of the pool's name, which tell names apart that look alike.
  private let receivers: [[UInt8]: [PoolReceiver]]

  package init(_ pools: [CostPool], receivers: [PoolReceiver] = []) {
    self.pools = pools.sorted { left, right in
      let (first, second) = (ExactText(left.name), ExactText(right.name))
      if first != second { return first < second }
      guard let begin = right.validity.from else { return false }
      return left.validity.from.map { $0 < begin } ?? true
    }
    self.receivers = Dictionary(grouping: receivers) { Array($0.pool.utf8) }
  }

  package static let none = CostPools([])

  package var isEmpty: Bool { pools.isEmpty }

  /// The pools of a source that hold on some of the days.
  package func pools(of source: CostPool.Source, on days: Range<CivilDate>) -> [CostPool] {
    pools.filter { $0.source == source && !$0.validity.clamped(to: days).isEmpty }
  }

  /// Who receives of a pool on a day with a row of their own, by tenant.
  package func receivers(of pool: CostPool, on day: CivilDate) -> [TenantID: PoolReceiver] {
    let rows = rows(of: pool).filter { $0.validity.contains(day) }
    return Dictionary(rows.map { ($0.tenant, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func rows(of pool: CostPool) -> [PoolReceiver] { receivers[Array(pool.name.utf8)] ?? [] }

  /// The days of a pool, cut where its receivers' rows change, or the headcount that it goes by.
  package func segments(
    of pool: CostPool, on days: Range<CivilDate>, catalogue: Catalogue
  ) -> [Range<CivilDate>] {
    let held = pool.validity.clamped(to: days)
    guard !held.isEmpty else { return [] }
    var validities = rows(of: pool).map(\.validity)
    if pool.method == .headcount { validities += catalogue.tenants.map(\.validity) }
    let changes = validities.flatMap { [$0.from, $0.to].compactMap { $0 } }.filter { held.contains($0) }
    let cuts = Set(changes).union([held.lowerBound, held.upperBound]).sorted()
    return zip(cuts, cuts.dropFirst()).map { $0..<$1 }
  }
}

extension Sequence<CostPool> {
  /// The pool that gathers what an environment costs on a day: one that names the environment, or one for all shared
  /// environments, or those of a stack, if it is shared.
  package func gathering(
    _ subject: UsageSubject, isShared: Bool, on day: CivilDate
  ) -> CostPool? {
    filter { $0.amountPerMonth == nil && (isShared || $0.scope.environment != nil) }.mostSpecific(for: subject, on: day)
  }
}
