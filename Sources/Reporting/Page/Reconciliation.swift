package import Metering

/// A month's cost of the environments beside what the providers billed for it.
package struct Reconciliation: Sendable, Equatable {
  package let metered: ExactDecimal
  package let billed: ExactDecimal
  /// Whether the two differ by no more than is allowed.
  package let isReconciled: Bool

  package init(metered: ExactDecimal, billed: ExactDecimal, isReconciled: Bool) {
    self.metered = metered
    self.billed = billed
    self.isReconciled = isReconciled
  }
}

/// The figures held against the providers' bills, and against each other.
enum ReconciliationPart {
  /// For the status strip.
  static func status(_ period: PeriodInput?) -> Markup {
    guard let reconciliation = period?.reconciliation else { return "n/a: no bill was read" }
    return reconciliation.isReconciled ? "yes, with the bills" : "<span class=\"warn\">no: see below</span>"
  }

  static func section(_ context: SummaryContext) -> PageSection {
    PageSection(
      id: "reconciliation", question: "Reconciliation", headline: headline(context),
      howMeasured: """
        Lines, statement and stacks of each month add up to the same cents, or nothing is published: \
        \(ControlTotals.name) has every sum.
        """,
      body: table(context).markup)
  }

  private static func headline(_ context: SummaryContext) -> Markup {
    guard let reconciliation = context.shown.reconciliation else {
      return """
        The files add up to the same \(context.exact(context.lines.minorUnits)) \(context.code); no provider's bill \
        was read, so whether that is what was billed is not known (n/a).
        """
    }
    let difference = context.cents(reconciliation.billed) - context.cents(reconciliation.metered)
    guard difference != 0 else { return "What was metered is what was billed, to the cent." }
    return """
      The bills are \(context.rounded(abs(difference))) \(difference > 0 ? "above" : "below") what was metered\
      \(reconciliation.isReconciled ? ", within what is allowed" : ": more than is allowed").
      """
  }

  private static func table(_ context: SummaryContext) -> PageTable {
    let rows = context.input.periods.map { period -> [Markup] in
      let charged = context.exact(LineSum(period.lines).minorUnits)
      let reconciliation = period.reconciliation
      return [
        "\(SummaryContext.label(period))", "\(period.state)", charged,
        reconciliation.map { context.exact($0.metered) } ?? "n/a",
        reconciliation.map { context.exact($0.billed) } ?? "n/a",
        reconciliation.map { $0.isReconciled ? "yes" : "no" } ?? "n/a",
      ]
    }
    return PageTable(
      id: "reconciled", caption: "Charged, metered and billed, by month, in \(context.code)",
      columns: [
        .name("Month"), .text("State"), .number("Charged"), .number("Metered at cost"), .number("Billed"),
        .text("Reconciled"),
      ], groups: [.init(rows: rows)], moreIn: ControlTotals.name)
  }
}
