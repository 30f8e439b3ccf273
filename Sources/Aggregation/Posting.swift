package import Metering

/// The cents of a period's lines: the organisation's total is rounded, tenants are tied to it, and each tenant's lines
/// to the tenant, so every table that sums lines agrees with every other.
///
/// `lines`: in the order of their identities, in one currency. nil stands for an unrated line.
package func posted(_ lines: [ChargeLine], currency: Currency) throws(ArithmeticOverflow) -> [Int128?] {
  let rated = lines.indices.filter { lines[$0].amount != nil }
  var tenants: [(tenant: TenantID, lines: [Int])] = []
  for index in rated {
    if tenants.last?.tenant == lines[index].identity.tenant {
      tenants[tenants.count - 1].lines.append(index)
    } else {
      tenants.append((lines[index].identity.tenant, [index]))
    }
  }
  var exactByTenant: [ExactDecimal] = []
  for (_, indices) in tenants { exactByTenant.append(try indices.compactMap { lines[$0].amount }.total()) }
  let total = currency.minorUnits(of: try exactByTenant.total())
  let centsByTenant = try tie(total, amounts: exactByTenant, currency: currency)
  var cents = [Int128?](repeating: nil, count: lines.count)
  for (position, (_, indices)) in tenants.enumerated() {
    let parts = try tie(centsByTenant[position], amounts: indices.compactMap { lines[$0].amount }, currency: currency)
    for (index, part) in zip(indices, parts) { cents[index] = part }
  }
  return cents
}
