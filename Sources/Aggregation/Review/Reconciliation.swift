package import Configuration
package import Metering

/// The bills of a month beside what was charged for it, by one basis (economics.md §2.7): a row an environment.
package struct Reconciliation: Sendable, Equatable, Codable {
  package let basis: CostBasis
  /// By the month that is billed, then by environment.
  package let rows: [ReconciledEnvironment]

  package init(basis: CostBasis, rows: [ReconciledEnvironment]) {
    self.basis = basis
    self.rows = rows.sorted {
      $0.chargePeriod == $1.chargePeriod ? $0.environment < $1.environment : $0.chargePeriod < $1.chargePeriod
    }
  }

  /// The first that does not tie; nil: all that is billed ties.
  package var firstUntied: ReconciledEnvironment? { rows.first { $0.status == .no } }

  package func count(_ status: ReconciledEnvironment.Status) -> Int { rows.count { $0.status == status } }

  /// Of the month as a whole: `no` where anything differs, `yes` where all that is billed ties, `n/a` without a bill.
  package var status: ReconciledEnvironment.Status {
    count(.no) > 0 ? .no : count(.yes) > 0 ? .yes : .notBilled
  }
}

/// What an environment's bills of a month are explained by. All amounts are whole cents of the project's currency.
///
///     invoice − (allocated + idle + unallocated + late + unrated + declared + rounding) = difference
package struct ReconciledEnvironment: Sendable, Equatable, Codable {
  package enum Status: String, Sendable, Codable {
    case yes, no
    /// There is no bill, or the month is not over.
    case notBilled = "n/a"
  }

  package let environment: EnvironmentID
  package let chargePeriod: Period
  /// In the order of the file.
  package let invoices: [String]
  /// nil: nothing is billed.
  package let invoice: ExactDecimal?
  /// Posted to tenants in the month itself.
  package let allocated: ExactDecimal
  /// What capacity costs that nobody used; 0 where nothing is billed, as it is not looked at.
  package let idle: ExactDecimal
  /// Posted to nobody in the month itself.
  package let unallocated: ExactDecimal
  /// Billed for the month in later ones, and what finance declares to be late.
  package let late: ExactDecimal
  /// What finance declares that usage without a rate is billed at.
  package let unrated: ExactDecimal
  /// What else finance declares.
  package let declared: ExactDecimal
  /// What the exact amounts come to in cents, less the cents above that they are posted at.
  package let rounding: ExactDecimal
  /// What of `idle` a cost pool charges to somebody, posted in the month itself: no part of the sum beside it.
  package let idleCharged: ExactDecimal
  /// Posted in the month for what no bill covers, as people usually are: no part of the sum.
  package let notInvoiced: ExactDecimal
  /// Lines and capacities without a rate: what they come to is not known, so they may keep a bill from tying.
  package let withoutRate: Int
  /// In how many hours more of a resource was used than is held: charged, and in no bill for the capacity.
  package let hoursBeyondCapacity: Int
  /// What is declared, in words: `tax 190.00 (VAT)`.
  package let items: [String]
  /// The largest difference that counts as none.
  package let tolerance: ExactDecimal

  package init(
    environment: EnvironmentID, chargePeriod: Period, invoices: [String] = [], invoice: ExactDecimal? = nil,
    allocated: ExactDecimal = .zero, idle: ExactDecimal = .zero, unallocated: ExactDecimal = .zero,
    late: ExactDecimal = .zero, unrated: ExactDecimal = .zero, declared: ExactDecimal = .zero,
    rounding: ExactDecimal = .zero, idleCharged: ExactDecimal = .zero, notInvoiced: ExactDecimal = .zero,
    withoutRate: Int = 0, hoursBeyondCapacity: Int = 0, items: [String] = [], tolerance: ExactDecimal = .zero
  ) {
    self.environment = environment
    self.chargePeriod = chargePeriod
    self.invoices = invoices
    self.invoice = invoice
    self.allocated = allocated
    self.idle = idle
    self.unallocated = unallocated
    self.late = late
    self.unrated = unrated
    self.declared = declared
    self.rounding = rounding
    self.idleCharged = idleCharged
    self.notInvoiced = notInvoiced
    self.withoutRate = withoutRate
    self.hoursBeyondCapacity = hoursBeyondCapacity
    self.items = items
    self.tolerance = tolerance
  }

  /// What of the bill is explained.
  package func explained() throws(ArithmeticOverflow) -> ExactDecimal {
    try [allocated, idle, unallocated, late, unrated, declared, rounding].total()
  }

  /// What of the bill is left; nil where nothing is billed.
  package func difference() throws(ArithmeticOverflow) -> ExactDecimal? {
    guard let invoice else { return nil }
    return try invoice.minus(explained())
  }

  /// What is posted in the month itself, billed or not.
  package func charged() throws(ArithmeticOverflow) -> ExactDecimal {
    try [allocated, unallocated, idleCharged, notInvoiced].total()
  }

  package var status: Status {
    guard invoice != nil else { return .notBilled }
    // What is too large to be told apart is not the same.
    guard let difference = try? difference() else { return .no }
    return difference <= tolerance && (try? difference.negated()).map { $0 <= tolerance } ?? false ? .yes : .no
  }

  /// A part of the bill in percent; nil where the bill is 0 or there is none.
  package func percent(_ part: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal? {
    guard let invoice, !invoice.isZero else { return nil }
    return try ExactDecimal(try part.over(invoice).times(Fraction(100)))
  }
}

/// A bill that does not tie: nothing is published while there is one.
package struct UntiedBills: Error, Equatable, Sendable {
  package let first: ReconciledEnvironment
  package let basis: CostBasis
  /// How many more there are, of either basis.
  package let others: Int
  package let currency: Currency
}

extension UntiedBills: CustomStringConvertible {
  /// One line: what is wrong, where, and what to do.
  package var description: String {
    func text(_ amount: ExactDecimal?) -> String {
      amount.map { currency.text(minorUnits: currency.minorUnits(of: $0)) } ?? "too much"
    }
    let rated = first.withoutRate == 0 ? "" : "; \(first.withoutRate) of its charges have no rate"
    let more = others == 0 ? "" : "; \(others) more do not tie either"
    return "\(first.chargePeriod), \(first.environment): invoice \(first.invoices.joined(separator: " + ")) "
      + "(\(basis)) does not tie: \(text(first.invoice)) billed, \(text(try? first.explained())) explained, "
      + "difference \(currency) \(text(try? first.difference()))\(rated)\(more); nothing is published: look at "
      + "stackmeter reconcile --period \(first.chargePeriod), then mend the cause or declare it in bill_items.csv"
  }
}

extension UntiedBills {
  /// nil where all that is billed ties.
  package init?(_ reviews: [PeriodReview], currency: Currency) {
    let untied = reviews.flatMap { review in
      [review.cash, review.effective].flatMap { reconciliation in
        reconciliation.rows.filter { $0.status == .no }.map { (row: $0, basis: reconciliation.basis) }
      }
    }
    guard let first = untied.first else { return nil }
    self.init(first: first.row, basis: first.basis, others: untied.count - 1, currency: currency)
  }
}
