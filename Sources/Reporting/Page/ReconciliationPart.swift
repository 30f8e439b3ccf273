import Aggregation
import Configuration
import Metering

/// The figures held against the providers' bills, and against each other. Cash and effective amounts are two tables:
/// nothing is ever summed over both (economics.md §2.7).
enum ReconciliationPart {
  /// For the status strip.
  static func status(_ period: PeriodInput?, _ currency: Currency) -> Markup {
    let extent = period?.billedExtent(currency)?.text
    switch period?.review?.cash.status {
    case .yes: return "yes, with the bills\(extent.map { " of \($0)" } ?? "")"
    case .no: return "<span class=\"warn\">no: see below</span>\(extent.map { "; bills of \($0)" } ?? "")"
    case .notBilled, nil: return "n/a: no bill of the month was read"
    }
  }

  /// For a table.
  static func word(_ period: PeriodInput, _ currency: Currency) -> Markup {
    let word = word(
      cash: period.review?.cash.status ?? .notBilled, effective: period.review?.effective.status ?? .notBilled)
    guard let extent = period.billedExtent(currency) else { return word }
    return "\(word); bills of \(extent.text)"
  }

  /// Yes, no or n/a, by basis where they differ.
  static func word(cash: ReconciledEnvironment.Status, effective: ReconciledEnvironment.Status) -> Markup {
    let word = cash == effective ? cash.rawValue : "cash \(cash.rawValue), effective \(effective.rawValue)"
    return cash == .no || effective == .no ? "<span class=\"warn\">\(word)</span>" : "\(word)"
  }

  static func section(_ context: SummaryContext) -> PageSection {
    PageSection(
      id: "reconciliation", question: "Reconciliation", headline: headline(context),
      howMeasured: """
        Lines, statement and stacks of each month add up to the same cents, or nothing is published: \
        \(ControlTotals.name) has every sum. A bill is explained by what was charged for its environment, by capacity \
        that nobody used, and by what finance declared; what is left must be 0.
        """,
      body: table(context, .cash).markup + table(context, .effective).markup)
  }

  private static func headline(_ context: SummaryContext) -> Markup {
    let added: Markup =
      context.isUnpriced
      ? "Nothing of the month has a price"
      : "The files add up to the same \(context.exact(context.lines.minorUnits)) \(context.code)"
    guard let cash = context.shown.review?.cash, cash.status != .notBilled else {
      return """
        \(added); no provider's bill \
        of the month was read, so whether that is what was billed is not known (n/a).
        """
    }
    let billed = cash.count(.yes) + cash.count(.no)
    let bills = DisplayText.counted(billed, "environment has", "environments have")
    let extent: Markup =
      context.shown.billedExtent(context.currency).map { " Bills are of \($0.text)." } ?? .empty
    guard let untied = cash.firstUntied else {
      return "\(bills) bills of the month, and all of them are explained to the cent.\(extent)"
    }
    return "\(bills) bills of the month; that of \(Markup.name(untied.environment.text)) is not explained.\(extent)"
  }

  private static func table(_ context: SummaryContext, _ basis: CostBasis) -> PageTable {
    let rows = context.input.periods.map { row($0, context, basis) }
    return PageTable(
      id: "reconciled-\(basis.rawValue)",
      caption: "Charged and billed by month, \(basis.rawValue) amounts, in \(context.code)",
      columns: [
        .name("Month"), .text("State"), .number("Charged"), .number("Billed"), .number("Explained"),
        .number("Left"), .text("Reconciled"), .text("Bills of"),
      ], groups: [.init(rows: rows)], moreIn: ControlTotals.name)
  }

  private static func row(_ period: PeriodInput, _ context: SummaryContext, _ basis: CostBasis) -> [Markup] {
    let reconciliation = period.review.map { basis == .cash ? $0.cash : $0.effective }
    let totals = reconciliation.flatMap(sums)
    let amounts: [Markup] = [totals?.billed, totals?.explained, totals?.difference].map { amount in
      amount.map { context.amount(context.cents($0)) } ?? .notKnown
    }
    let status = (reconciliation?.status ?? .notBilled).rawValue
    let charged = context.amount(LineSum(period.lines))
    let extent = BilledExtent(period, reconciliation, context.currency)
    return ["\(SummaryContext.label(period))", "\(period.stateText)", charged] + amounts + [
      "\(status)", extent.map { "\($0.text)" } ?? .none,
    ]
  }

  /// Of the environments that have a bill; nil where none has one.
  private static func sums(
    _ reconciliation: Reconciliation
  ) -> (billed: ExactDecimal, explained: ExactDecimal, difference: ExactDecimal)? {
    let rows = reconciliation.rows.filter { $0.invoice != nil }
    guard !rows.isEmpty else { return nil }
    do {
      let billed = try rows.compactMap(\.invoice).total()
      let explained = try rows.map { try $0.explained() }.total()
      return (billed, explained, try billed.minus(explained))
    } catch {
      // What is too large to add up is told row by row in the month's own file.
      return nil
    }
  }
}
