import Configuration
import Metering

/// What a period's usage lacks of a minimum: `max(0, minimum − contracted)`, a line of its own.
///
/// The minimum of a month is due by the day: its amount times the days on which it holds and that are charged, over the
/// days of the month. Markups do not count towards it. It is told in the project's currency what it lacks, a minimum in
/// another one at the rate of the last of its days, on which it is settled.
struct MinimumCharge {
  let period: Period
  /// The days charged.
  let days: Range<CivilDate>
  let catalogue: Catalogue
  let currency: Currency
  let exchangeRates: ExchangeRates

  /// `contracted`: what the usage that counts costs after discounts, in the project's currency.
  /// - Returns: nil where nothing is lacking.
  func line(
    _ adjustment: Adjustment, contracted: ExactDecimal
  ) throws -> ChargeLine? {
    guard case .minimum(let amount) = adjustment.terms else { return nil }
    let held = adjustment.validity.clamped(to: days)
    guard !held.isEmpty else { return nil }
    let last = held.upperBound.adding(days: -1)
    let exchange = try exchangeRates.exchange(
      from: adjustment.currency ?? currency, to: currency, on: last, neededBy: adjustment.reference)
    let due = try amount.times(Fraction(Int128(held.count), Int128(period.dayCount)))
    let lacking = try exchange.converted(due).minus(contracted)
    guard lacking > .zero else { return nil }
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
      amount: lacking, currency: currency, conversion: exchange.conversion(of: try exchange.convertedBack(lacking)))
  }
}
