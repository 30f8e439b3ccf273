internal import Aggregation
internal import Configuration
internal import Metering

/// `reconciliation_<period>.csv`, and its twin for effective cost: bills beside what was charged (economics.md §2.7).
/// The two are files of their own, as what is paid and what a month bears are never summed.
enum ReconciliationFile {
  struct Row: Sendable {
    let reconciled: ReconciledEnvironment
    let explained: Int128
    let charged: Int128
    let difference: Int128?
    let allocatedPercent: ExactDecimal?
    let unallocatedPercent: ExactDecimal?
    /// What of the amounts stands for lines without a price alone, and is not known.
    let unknown: Unknown
  }

  struct Unknown: Sendable {
    let allocated: Bool
    let unallocated: Bool
    let charged: Bool

    /// `lines`: those of the environment in the month that is billed.
    fileprivate init(_ lines: [PostedLine]) {
      let nobodys = lines.filter { $0.line.identity.tenant.text == ReservedName.unallocated }
      unallocated = LineSum(nobodys).isUnpriced
      allocated = LineSum(lines.filter { $0.line.identity.tenant.text != ReservedName.unallocated }).isUnpriced
      charged = LineSum(lines).isUnpriced
    }
  }

  static func name(_ period: Period, _ basis: CostBasis) -> String {
    switch basis {
    case .cash: "reconciliation_\(period).csv"
    case .effective: "reconciliation_effective_\(period).csv"
    }
  }

  static func rows(
    _ period: PeriodInput, _ basis: CostBasis, _ currency: Currency
  ) throws(ReportingError) -> [Row] {
    guard let review = period.review else { return [] }
    var rows: [Row] = []
    let lines = Dictionary(grouping: period.lines.filter { !$0.line.isCorrection }, by: \.line.identity.environment)
    do throws(ArithmeticOverflow) {
      for reconciled in (basis == .cash ? review.cash : review.effective).rows {
        var difference: Int128?
        if let amount = try reconciled.difference() { difference = currency.minorUnits(of: amount) }
        rows.append(
          Row(
            reconciled: reconciled, explained: currency.minorUnits(of: try reconciled.explained()),
            charged: currency.minorUnits(of: try reconciled.charged()), difference: difference,
            allocatedPercent: try reconciled.percent(reconciled.allocated),
            unallocatedPercent: try reconciled.percent(reconciled.unallocated),
            unknown: Unknown(
              reconciled.chargePeriod == period.period ? lines[reconciled.environment] ?? [] : [])))
      }
    } catch {
      throw .overflow(error)
    }
    return rows
  }

  static func columns(_ input: ReportInput, _ period: Period, _ basis: CostBasis) -> [CSVColumn<Row>] {
    identity(period, basis) + amounts(input, period) + provenance(input)
  }

  private static func identity(_ period: Period, _ basis: CostBasis) -> [CSVColumn<Row>] {
    [
      .text("billing_period", "The month of the file, YYYY-MM.") { _ in period.description },
      .text("charge_period", key: true, "The month that is billed: an earlier one where a closed month is looked at.") {
        $0.reconciled.chargePeriod.description
      },
      .text("environment_id", key: true, "The environment.") { $0.reconciled.environment.text },
      .text("basis", "cash: what is paid. effective: what the month bears.") { _ in basis.rawValue },
      .text("reconciled", "yes: the difference is none. n/a: no bill, or the month is not over.") {
        $0.reconciled.status.rawValue
      },
      .text("invoice_id", "The invoices in bills.csv, with + between them.") {
        $0.reconciled.invoices.isEmpty ? nil : $0.reconciled.invoices.joined(separator: " + ")
      },
    ]
  }

  private static func amounts(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    let currency = input.currency
    func part(
      _ name: String, _ documentation: String, _ amount: @escaping @Sendable (ReconciledEnvironment) -> ExactDecimal
    ) -> CSVColumn<Row> {
      .money(name, in: currency, documentation) { row in
        row.reconciled.invoice == nil ? nil : currency.minorUnits(of: amount(row.reconciled))
      }
    }
    return [
      .money("invoice_amount", in: currency, "What the invoices bill; empty without one.") {
        $0.reconciled.invoice.map(currency.minorUnits(of:))
      },
      .money(
        "allocated", in: currency,
        "Charged to tenants in the month itself, of what the invoices cover; empty where none of it has a price."
      ) { $0.unknown.allocated ? nil : currency.minorUnits(of: $0.reconciled.allocated) },
      part("idle", "What capacity costs that nobody used, at the owner's list price; empty without a bill.", \.idle),
      .money(
        "unallocated", in: currency,
        "Charged to (unallocated) in the month itself; empty where none of it has a price."
      ) { $0.unknown.unallocated ? nil : currency.minorUnits(of: $0.reconciled.unallocated) },
      part("unrated", "What usage without a rate is billed at, as bill_items.csv declares it.", \.unrated),
      part("late", "Charged for the month in later ones, and what bill_items.csv declares to be late.", \.late),
      part("declared", "What else bill_items.csv declares: see declared_items.", \.declared),
      part("rounding", "The exact amounts in cents, less the cents that lines are posted at.", \.rounding),
      .money("explained", in: currency, "The sum of the seven columns before; empty without a bill.") {
        $0.reconciled.invoice == nil ? nil : $0.explained
      },
      .money("difference", in: currency, "invoice_amount less explained; empty without a bill.") { $0.difference },
      .money("tolerance", in: currency, "The largest difference that counts as none: 0 unless the project says so.") {
        $0.reconciled.invoice == nil ? nil : currency.minorUnits(of: $0.reconciled.tolerance)
      },
      .money("idle_charged", in: currency, "What of idle a cost pool charges to somebody.") {
        currency.minorUnits(of: $0.reconciled.idleCharged)
      },
      .money("not_invoiced", in: currency, "Charged in the month for what no invoice covers, such as people.") {
        currency.minorUnits(of: $0.reconciled.notInvoiced)
      },
      .money(
        "billed_cost", in: currency,
        """
        allocated + unallocated + idle_charged + not_invoiced: what the month bills for the environment, corrections \
        aside; empty in a row of a closed month, and where nothing has a price.
        """
      ) {
        $0.reconciled.chargePeriod == period && !$0.unknown.charged ? $0.charged : nil
      },
    ]
  }

  private static func provenance(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .decimal("allocated_percent", places: 1, "allocated, of invoice_amount.") { $0.allocatedPercent },
      .decimal("unallocated_percent", places: 1, "unallocated, of invoice_amount.") { $0.unallocatedPercent },
      .count("without_rate", "Lines and capacities without a rate, which are in no amount.") {
        $0.reconciled.withoutRate
      },
      .count("hours_beyond_capacity", "Hours in which more of a resource was used than capacity.csv holds.") {
        $0.reconciled.hoursBeyondCapacity
      },
      .text("declared_items", "The items of bill_items.csv with their reasons and notes.") {
        $0.reconciled.items.isEmpty ? nil : $0.reconciled.items.joined(separator: "; ")
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in input.currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }
}
