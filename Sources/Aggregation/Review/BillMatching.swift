package import Configuration
package import Ledger
package import Metering

/// Puts the bills for a month beside its charges: the one place in which the parts of a reconciliation are added up.
///
///     bill    ─ invoice, by basis               declared items ─┐
///     lines   ─ regular, for the month ─ allocated, unallocated ├─ explained
///             ─ corrections billed later ─ late                 │
///     rollups ─ capacity that nobody used ─ idle ───────────────┘
package struct BillMatching {
  /// The month that is billed.
  package let period: Period
  package let bills: Bills
  package let currency: Currency
  package let tolerance: ExactDecimal
  private let charges: [EnvironmentID: [StoredChargeLine]]
  private let late: [EnvironmentID: [StoredChargeLine]]
  private let idle: [EnvironmentID: UnusedCapacity.Amount]

  /// - Parameters:
  ///   - period: the month that is billed.
  ///   - bills: those for the month; none where it is not over.
  ///   - lines: the lines billed in the month. Its corrections are of other months and are left out.
  ///   - late: corrections of the month, billed in other months.
  ///   - idle: of the environments that are billed.
  ///   - currency: the project's.
  ///   - settings: the largest difference that counts as none.
  package init(
    period: Period, bills: Bills, lines: [StoredChargeLine], late: [StoredChargeLine] = [],
    idle: [EnvironmentID: UnusedCapacity.Amount], currency: Currency, settings: ReconciliationSettings
  ) {
    self.period = period
    self.bills = bills
    self.currency = currency
    self.idle = idle
    tolerance = settings.tolerance
    charges = Dictionary(grouping: lines.filter { !$0.line.isCorrection }, by: \.line.identity.environment)
    self.late = Dictionary(grouping: late, by: \.line.identity.environment)
  }

  /// A row for each environment that is charged or billed.
  package func rows(_ basis: CostBasis) throws(ArithmeticOverflow) -> [ReconciledEnvironment] {
    var rows: [ReconciledEnvironment] = []
    for environment in Set(charges.keys).union(bills.environments).sorted() { rows.append(try row(environment, basis)) }
    return rows
  }

  /// A row for each environment that is billed by the basis.
  package func billedRows(_ basis: CostBasis) throws(ArithmeticOverflow) -> [ReconciledEnvironment] {
    var rows: [ReconciledEnvironment] = []
    for environment in bills.environments.sorted() { rows.append(try row(environment, basis)) }
    return rows.filter { $0.invoice != nil }
  }

  private func row(
    _ environment: EnvironmentID, _ basis: CostBasis
  ) throws(ArithmeticOverflow) -> ReconciledEnvironment {
    let billed = bills.bills.filter { $0.environment == environment && $0.amount(basis) != nil }
    let lines = charges[environment] ?? []
    let isUnallocated: (StoredChargeLine) -> Bool = { $0.line.identity.tenant.text == ReservedName.unallocated }
    guard !billed.isEmpty else {
      return ReconciledEnvironment(
        environment: environment, chargePeriod: period, allocated: try cents(lines.filter { !isUnallocated($0) }),
        unallocated: try cents(lines.filter(isUnallocated)), withoutRate: lines.count { $0.line.isUnrated })
    }
    let kinds = billed.reduce(into: Set<BilledKind>()) { $0.formUnion($1.covers) }
    let isCovered: (StoredChargeLine) -> Bool = { kinds.contains(BilledKind($0.line.identity.category)) }
    // Idle capacity is counted whole below, whether or not a cost pool charges it to somebody.
    let isIdle: (StoredChargeLine) -> Bool = { $0.line.identity.category == .idle }
    let covered = lines.filter { isCovered($0) && !isIdle($0) }
    let lateLines = (late[environment] ?? []).filter { isCovered($0) && !isIdle($0) }
    let unused = kinds.contains(.usage) ? idle[environment] ?? .none : .none
    let parts = try [
      cents(covered.filter { !isUnallocated($0) }), cents(covered.filter(isUnallocated)), cents(lateLines),
      posted(unused.amount),
    ]
    let exact = try (covered + lateLines).compactMap(\.line.amount).total().plus(unused.amount)
    let items = bills.items.filter {
      $0.environment == environment && ($0.basis ?? basis) == basis && isItem($0, ofOneOf: billed)
    }
    func declared(_ isMeant: (BillItem.Reason) -> Bool) throws(ArithmeticOverflow) -> ExactDecimal {
      try posted(try items.filter { isMeant($0.reason) }.map(\.amount).total())
    }
    return ReconciledEnvironment(
      environment: environment, chargePeriod: period, invoices: billed.map(\.invoice),
      invoice: try posted(try billed.compactMap { $0.amount(basis) }.total()), allocated: parts[0], idle: parts[3],
      unallocated: parts[1], late: try parts[2].plus(declared { $0 == .late }),
      unrated: try declared { $0 == .unrated }, declared: try declared { $0 != .late && $0 != .unrated },
      rounding: try posted(exact).minus(parts.total()),
      idleCharged: try cents(lines.filter { isCovered($0) && isIdle($0) }),
      notInvoiced: try cents(lines.filter { !isCovered($0) }),
      withoutRate: (covered + lateLines).count { $0.line.isUnrated } + unused.withoutRate,
      hoursBeyondCapacity: unused.hoursBeyond, items: items.map(text), tolerance: tolerance)
  }

  private func isItem(_ item: BillItem, ofOneOf bills: [Bill]) -> Bool {
    bills.contains { EnvironmentID($0.invoice) == EnvironmentID(item.invoice) }
  }

  private func text(_ item: BillItem) -> String {
    "\(item.reason.rawValue) \(currency.text(minorUnits: currency.minorUnits(of: item.amount))) (\(item.note))"
  }

  private func cents(_ lines: [StoredChargeLine]) throws(ArithmeticOverflow) -> ExactDecimal {
    try currency.amount(minorUnits: lines.compactMap(\.minorUnits).reduce(0, +))
  }

  /// In whole cents. Each line was rounded to 10⁻¹²; at 10⁻⁹ that leaves no trace, so that half a cent is half a cent.
  private func posted(_ amount: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
    try amount.rounded(places: 9, .halfEven).rounded(places: currency.exponent, .halfAwayFromZero)
  }
}

extension Currency {
  /// Whole smallest units as an exact amount.
  package func amount(minorUnits: Int128) throws(ArithmeticOverflow) -> ExactDecimal {
    let (picounits, overflow) = minorUnits.multipliedReportingOverflow(by: smallestUnit.picounits)
    guard !overflow else { throw ArithmeticOverflow("×", ["\(minorUnits)", "\(smallestUnit)"]) }
    return ExactDecimal(picounits: picounits)
  }
}
