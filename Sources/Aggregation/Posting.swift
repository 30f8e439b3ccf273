package import Metering

/// Lines in another currency than the project's: what a closed month that was kept in it is corrected by.
package struct MixedCurrencies: Error, Equatable, Sendable, CustomStringConvertible {
  package let line: Currency
  package let projects: Currency

  package var description: String {
    "stackmeter.json5: the project is in \(projects) and a closed month is corrected in \(line), and they are never "
      + "added up; put currency: \"\(line)\" back, or keep other books with --ledger"
  }
}

/// The cents of a period's lines: the organisation's total is rounded, tenants are tied to it, and each tenant's lines
/// to the tenant, so every table that sums lines agrees with every other.
///
/// `lines`: in the order of their identities, all in `currency`: amounts of several are never added up. nil stands for
/// an unrated line.
package func posted(_ lines: [ChargeLine], currency: Currency) throws -> [Int128?] {
  if let other = lines.first(where: { $0.currency != currency }) {
    throw MixedCurrencies(line: other.currency, projects: currency)
  }
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
