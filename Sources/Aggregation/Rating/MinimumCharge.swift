import Configuration
import Metering

/// What a period's usage lacks of a minimum: `max(0, minimum − contracted)`, a line of its own.
///
/// The minimum of a month is due by the day: its amount times the days on which it holds and that are charged, over the
/// days of the month. Markups do not count towards it.
struct MinimumCharge {
  let period: Period
  /// The days charged.
  let days: Range<CivilDate>
  let catalogue: Catalogue
  let currency: Currency

  /// `contracted`: what the usage that counts costs after discounts.
  /// - Returns: nil where nothing is lacking.
  func line(
    _ adjustment: Adjustment, contracted: ExactDecimal
  ) throws(ArithmeticOverflow) -> ChargeLine? {
    guard case .minimum(let amount) = adjustment.terms else { return nil }
    let held = adjustment.validity.clamped(to: days)
    guard !held.isEmpty else { return nil }
    let due = try amount.times(Fraction(Int128(held.count), Int128(period.dayCount)))
    let lacking = try due.minus(contracted)
    guard lacking > .zero else { return nil }
    let last = held.upperBound.adding(days: -1)
    let scope = adjustment.scope
    let entry = scope.environment.flatMap { catalogue.environment($0, on: last) }
    // Whoever promised it: the tenant, or the owner of the environment. What nobody promised is spread on nobody.
    let tenant = scope.tenant ?? entry?.owner ?? TenantID(ReservedName.unallocated)
    return ChargeLine(
      identity: ChargeLine.Identity(
        period: period, days: held, tenant: tenant,
        stack: scope.stack ?? entry?.stack ?? StackID(ReservedName.all),
        environment: scope.environment ?? EnvironmentID(ReservedName.all), version: "", category: .minimum,
        item: adjustment.id, rule: adjustment.id),
      account: catalogue.tenant(tenant, on: last)?.account, quantity: .zero, meterUnit: nil, pricing: nil,
      amount: lacking, currency: currency)
  }
}
