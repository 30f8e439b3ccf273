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
/// to the tenant, so every table that sums lines agrees with every other (economics.md §2.6).
///
/// What a cost pool hands on stays one amount: the cents of a distribution's out and in add to 0 (§2.3), and those of
/// what pools cost to it. Where both cannot be had by tying tenants first, because a tenant's shares of several pools
/// each lose or gain a part of a cent, `PostingTable` rounds tenants and distributions together: no total, tenant,
/// distribution or line is a whole cent off its exact amount.
///
/// `lines`: in the order of their identities, all in `currency`: amounts of several are never added up. nil stands for
/// an unrated line.
package func posted(_ lines: [ChargeLine], currency: Currency) throws -> [Int128?] {
  if let other = lines.first(where: { $0.currency != currency }) {
    throw MixedCurrencies(line: other.currency, projects: currency)
  }
  let groups = PostingGroups(lines)
  var cents = [Int128?](repeating: nil, count: lines.count)
  for (indices, total) in zip(groups.cells.map(\.lines), try groups.centsByCell(lines, currency)) {
    let parts = try tie(total, amounts: indices.compactMap { lines[$0].amount }, currency: currency)
    for (index, part) in zip(indices, parts) { cents[index] = part }
  }
  return cents
}

/// The lines of a period that are rounded as one: of one tenant, and of one distribution or of none.
private struct PostingGroups {
  /// What keeps its sum beside the tenants.
  private struct Whole: Hashable {
    let pool: ExactText
    /// Empty of what the pool costs.
    let distribution: ExactText
    /// Of a correction, which is a difference of its own.
    let chargePeriod: Period
    let isCorrection: Bool

    init?(_ line: ChargeLine) {
      guard let allocation = line.allocation else { return nil }
      pool = ExactText(allocation.pool)
      distribution = allocation.part == .cost ? "" : ExactText(allocation.distribution)
      chargePeriod = line.identity.chargePeriod
      isCorrection = line.isCorrection
    }
  }

  struct Cell {
    let tenant: Int
    /// 0 is what is in no pool.
    let column: Int
    var lines: [Int] = []
  }

  private(set) var cells: [Cell] = []
  private var tenants = 0
  private var columns = 1

  /// Tenants in their order, columns in that of their first lines.
  init(_ lines: [ChargeLine]) {
    var wholes: [Whole: Int] = [:]
    var positions: [Int: Int] = [:]
    var last: TenantID?
    for (index, line) in lines.enumerated() where line.amount != nil {
      if last != line.identity.tenant {
        last = line.identity.tenant
        tenants += 1
        positions = [:]
      }
      var column = 0
      if let whole = Whole(line) {
        column = wholes[whole] ?? columns
        if column == columns {
          wholes[whole] = column
          columns += 1
        }
      }
      if let position = positions[column] {
        cells[position].lines.append(index)
      } else {
        positions[column] = cells.count
        cells.append(Cell(tenant: tenants - 1, column: column, lines: [index]))
      }
    }
  }

  func centsByCell(_ lines: [ChargeLine], _ currency: Currency) throws(ArithmeticOverflow) -> [Int128] {
    var amounts: [ExactDecimal] = []
    for cell in cells { amounts.append(try cell.lines.compactMap { lines[$0].amount }.total()) }
    guard columns > 1 else {
      // Without pools each tenant is one cell.
      return try tie(currency.minorUnits(of: try amounts.total()), amounts: amounts, currency: currency)
    }
    return try PostingTable.units(
      of: zip(cells, amounts).map { PostingTable.Cell(row: $0.tenant, column: $0.column, amount: $1) }, rows: tenants,
      columns: columns, currency: currency)
  }
}
