package import Ledger
package import Metering

/// What a tenant's cost of a stack moved by from one month to the next, and why. Amounts are whole cents; the causes
/// add to the change.
///
/// A cause whose lines are its own (what began or ended, fixed costs, adjustments, pools, corrections) is what they are
/// posted at, so that it is to the cent what any file of the same lines says. Volume, price and mix share the cents of
/// the usage that is left, which no line has a split of: they are tied to it, and what rounding leaves goes to those of
/// them that are not 0. Where all three are 0, a cent by which the same use is posted otherwise is told as its price.
package struct Movement: Sendable, Equatable, Codable {
  package enum Cause: String, Sendable, Codable, CaseIterable {
    case volume, price, mix
    /// Usage that began or ended, where there are no shares of a mix (`PriceVolumeMix`).
    case newOrEnded = "new_or_ended"
    /// What is due however much is used.
    case fixed
    /// Discounts, markups, minimums and credits.
    case adjustments
    /// What cost pools cost, and what they move from one tenant to others.
    case pools
    /// Of closed months.
    case corrections
  }

  package let tenant: TenantID
  package let stack: StackID
  package let previous: ExactDecimal
  package let current: ExactDecimal
  /// One for each cause, in their order.
  private let effects: [ExactDecimal]
  /// Lines of either month that have no price and are in no amount.
  package let unratedLines: Int

  package func effect(_ cause: Cause) -> ExactDecimal {
    zip(Cause.allCases, effects).first { $0.0 == cause }?.1 ?? .zero
  }

  package func change() throws(ArithmeticOverflow) -> ExactDecimal { try current.minus(previous) }

  /// The cause with the largest effect, either way; nil where nothing moved.
  package var mainCause: Cause? {
    let moved = zip(Cause.allCases, effects).filter { !$0.1.isZero }
    guard let most = moved.map(\.1.picounits.magnitude).max() else { return nil }
    return moved.first { $0.1.picounits.magnitude == most }?.0
  }

  /// How far it moved, either way, in steps of 10⁻¹².
  var size: UInt128 {
    let (difference, overflow) = current.picounits.subtractingReportingOverflow(previous.picounits)
    return overflow ? .max : difference.magnitude
  }

  func precedes(_ other: Movement) -> Bool {
    tenant == other.tenant ? stack < other.stack : tenant < other.tenant
  }
}

extension Movement {
  private struct Key: Hashable {
    let tenant: TenantID
    let stack: StackID
  }

  /// What is added up by: kinds of one unit, whose sum means something.
  private struct Kind: Hashable {
    let environment: EnvironmentID
    let resource: ResourceID
  }

  /// The movements between two whole months, by tenant and stack.
  package static func all(
    from previous: [StoredChargeLine], to current: [StoredChargeLine], currency: Currency
  ) throws(ArithmeticOverflow) -> [Movement] {
    func grouped(_ lines: [StoredChargeLine]) -> [Key: [StoredChargeLine]] {
      Dictionary(grouping: lines) { Key(tenant: $0.line.identity.tenant, stack: $0.line.identity.stack) }
    }
    let (before, after) = (grouped(previous), grouped(current))
    let keys = Set(before.keys).union(after.keys)
      .sorted { $0.tenant == $1.tenant ? $0.stack < $1.stack : $0.tenant < $1.tenant }
    var movements: [Movement] = []
    for key in keys { movements.append(try Movement(key, before[key] ?? [], after[key] ?? [], currency)) }
    return movements
  }

  private init(
    _ key: Key, _ before: [StoredChargeLine], _ after: [StoredChargeLine], _ currency: Currency
  ) throws(ArithmeticOverflow) {
    func posted(_ lines: [StoredChargeLine], _ isMeant: (ChargeLine) -> Bool = { _ in true }) -> Int128 {
      lines.reduce(0) { sum, stored in isMeant(stored.line) ? sum + (stored.minorUnits ?? 0) : sum }
    }
    func change(_ isMeant: (ChargeLine) -> Bool) -> Int128 { posted(after, isMeant) - posted(before, isMeant) }
    let usage = try Self.usage(before, after)
    let itsOwn = [
      usage.reduce(0) { $0 + $1.postedNewOrEnded },
      change { !$0.isCorrection && $0.identity.category.isFixedCost },
      change { !$0.isCorrection && $0.identity.category.isAdjustment },
      change { !$0.isCorrection && $0.identity.category.isPooled },
      change(\.isCorrection),
    ]
    let cents = (before: posted(before), after: posted(after))
    let shared = try Self.tied(
      [try usage.map(\.volume).total(), try usage.map(\.price).total(), try usage.map(\.mix).total()],
      to: cents.after - cents.before - itsOwn.reduce(0, +), currency)
    tenant = key.tenant
    stack = key.stack
    previous = try currency.amount(minorUnits: cents.before)
    current = try currency.amount(minorUnits: cents.after)
    var effects: [ExactDecimal] = []
    for cents in shared + itsOwn { effects.append(try currency.amount(minorUnits: cents)) }
    self.effects = effects
    unratedLines = (before + after).count { $0.line.isUnrated }
  }

  /// Volume, price and mix in cents. What rounding leaves goes to those that are not 0; where all are, to price.
  private static func tied(
    _ exact: [ExactDecimal], to change: Int128, _ currency: Currency
  ) throws(ArithmeticOverflow) -> [Int128] {
    let moved = exact.indices.filter { !exact[$0].isZero }
    let present = moved.isEmpty ? [1] : moved
    var effects = [Int128](repeating: 0, count: exact.count)
    let cents = try tie(change, amounts: present.map { exact[$0] }, currency: currency)
    for (index, cents) in zip(present, cents) { effects[index] = cents }
    return effects
  }

  /// The effects of usage, for each unit that something is metered in.
  private static func usage(
    _ before: [StoredChargeLine], _ after: [StoredChargeLine]
  ) throws(ArithmeticOverflow) -> [PriceVolumeMix] {
    var units: [String: [Kind: PriceVolumeMix.Item]] = [:]
    func add(
      _ lines: [StoredChargeLine], to use: WritableKeyPath<PriceVolumeMix.Item, PriceVolumeMix.Use>, sign: Int128
    ) throws(ArithmeticOverflow) {
      for stored in lines where stored.line.identity.category == .usage && !stored.line.isCorrection {
        guard let amount = stored.line.amount else { continue }
        let (unit, identity) = (stored.line.meterUnit?.name ?? "", stored.line.identity)
        let kind = Kind(environment: identity.environment, resource: ResourceID(identity.item))
        var item = units[unit]?[kind] ?? PriceVolumeMix.Item()
        item[keyPath: use].quantity = try item[keyPath: use].quantity.plus(stored.line.quantity)
        item[keyPath: use].amount = try item[keyPath: use].amount.plus(amount)
        item.postedChange += sign * (stored.minorUnits ?? 0)
        units[unit, default: [:]][kind] = item
      }
    }
    try add(before, to: \.before, sign: -1)
    try add(after, to: \.after, sign: 1)
    var effects: [PriceVolumeMix] = []
    for (_, items) in units.sorted(by: { bytewise($0.key, precedes: $1.key) }) {
      effects.append(try PriceVolumeMix(Array(items.values)))
    }
    return effects
  }
}
