package import Metering

/// Who gains and who pays when every stack is shared: each tenant's bills of all stacks as one.
///
/// Every amount is a sum of the stacks' amounts. A tenant may lose on one stack and gain in all.
package struct OrganizationSplit: Sendable, Equatable, Codable {
  package let currency: Currency
  /// In the order of their names.
  package let tenants: [TenantBill]
  package let today: ExactDecimal
  package let shared: ExactDecimal

  /// Sums up the stacks.
  /// `splits`: all over the same days and in `currency`.
  package init(of splits: [FairSplit], currency: Currency) throws(ArithmeticOverflow) {
    precondition(splits.allSatisfy { $0.currency == currency }, "amounts are summed in one currency")
    self.currency = currency
    var tenants: [TenantBill] = []
    for (_, bills) in Dictionary(grouping: splits.flatMap(\.tenants), by: \.tenant).sorted(by: { $0.key < $1.key }) {
      tenants.append(try TenantBill(sumOf: bills))
    }
    self.tenants = tenants
    today = try splits.map(\.today).total()
    shared = try splits.map(\.shared).total()
  }

  /// Who would pay more than today, in order.
  package var losers: [TenantBill] { tenants.filter(\.loses) }
}
