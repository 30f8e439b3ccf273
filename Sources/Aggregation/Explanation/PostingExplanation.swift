package import Metering

/// How a line came to its cents: the organisation's total is rounded, tenants are tied to it, and each tenant's lines
/// to the tenant (economics.md §2.6); with them what cost pools hand on is tied to 0.
package struct PostingExplanation: Sendable, Equatable {
  /// Of all tenants, exact and posted.
  package let total: ExactDecimal
  package let totalPosted: Int128
  /// Of the line's tenant.
  package let tenantTotal: ExactDecimal
  package let tenantPosted: Int128
  /// Of the line.
  package let amount: ExactDecimal
  /// The line alone, half away from zero.
  package let rounded: Int128
  package let posted: Int128
  package let currency: Currency
  /// Whether pools of the period hand anything on.
  package let hasPools: Bool

  /// The cents that the line was given, or that were taken from it, so that the tenant's lines add to the tenant.
  package var moved: Int128 { posted - rounded }
  /// The same of the tenant among the organisation's.
  package var tenantMoved: Int128 { tenantPosted - currency.minorUnits(of: tenantTotal) }
}

/// The posting of a period's lines, done once more.
package struct PostingTrace: Sendable {
  private struct Sum {
    var exact = ExactDecimal.zero
    var posted: Int128 = 0
  }

  private var cents: [ChargeLine.Identity: Int128] = [:]
  private let currency: Currency
  private var total = Sum()
  private var tenants: [TenantID: Sum] = [:]
  private let hasPools: Bool

  /// `lines`: all of the period, in the order of their identities.
  package init(_ lines: [ChargeLine], currency: Currency) throws {
    self.currency = currency
    hasPools = lines.contains { $0.allocation != nil && $0.amount != nil }
    for (line, cents) in zip(lines, try posted(lines, currency: currency)) {
      guard let amount = line.amount, let cents else { continue }
      self.cents[line.identity] = cents
      total.exact = try total.exact.plus(amount)
      total.posted += cents
      var tenant = tenants[line.identity.tenant] ?? Sum()
      tenant.exact = try tenant.exact.plus(amount)
      tenant.posted += cents
      tenants[line.identity.tenant] = tenant
    }
  }

  /// nil: the line is unrated, or none of them.
  package func explanation(of line: ChargeLine) -> PostingExplanation? {
    guard let amount = line.amount, let posted = cents[line.identity], let tenant = tenants[line.identity.tenant] else {
      return nil
    }
    return PostingExplanation(
      total: total.exact, totalPosted: total.posted, tenantTotal: tenant.exact, tenantPosted: tenant.posted,
      amount: amount, rounded: currency.minorUnits(of: amount), posted: posted, currency: currency,
      hasPools: hasPools)
  }
}
