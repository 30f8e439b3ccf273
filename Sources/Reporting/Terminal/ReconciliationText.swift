internal import Aggregation
internal import Configuration
package import Metering

/// The bills of a month beside what explains them, as tables for the terminal: one for what is paid, one for what the
/// month bears.
package struct ReconciliationText {
  private let currency: Currency

  package init(currency: Currency) { self.currency = currency }

  /// `isOnlyOne`: says so where nothing is billed for the month, rather than nothing.
  package func lines(_ period: PeriodInput, isOnlyOne: Bool) throws(ArithmeticOverflow) -> [String] {
    var lines: [String] = []
    guard let review = period.review else { return [] }
    for reconciliation in [review.cash, review.effective] {
      let billed = reconciliation.rows.filter { $0.invoice != nil }
      guard !billed.isEmpty else { continue }
      lines.append(
        "\(period.period), \(reconciliation.basis.rawValue), \(currency): \(billed.count) billed, "
          + "\(reconciliation.count(.no)) not tied, \(reconciliation.count(.notBilled)) without a bill")
      lines += try table(billed).lines.map { "  " + $0 }
      for row in billed {
        lines += row.items.map { "  \(Markup.plainName(row.environment.text)): declared \(Markup.plainName($0))" }
        if row.status == .no { lines.append("  " + hint(row)) }
      }
      lines.append("")
    }
    if lines.isEmpty, isOnlyOne { lines = ["\(period.period): no bill of a month that is over"] }
    return lines
  }

  private func table(_ rows: [ReconciledEnvironment]) throws(ArithmeticOverflow) -> TextTable {
    var table = TextTable([
      .text("month"), .text("environment"), .text("invoice"), .number("billed"), .number("allocated"),
      .number("idle"), .number("unallocated"), .number("unrated"), .number("late"), .number("declared"),
      .number("rounding"), .number("difference"), .text("tied"),
    ])
    for row in rows {
      table.add([
        row.chargePeriod.description, row.environment.text, row.invoices.joined(separator: " + "),
        text(row.invoice ?? .zero), text(row.allocated), text(row.idle), text(row.unallocated), text(row.unrated),
        text(row.late), text(row.declared), text(row.rounding), text(try row.difference() ?? .zero),
        row.status.rawValue,
      ])
    }
    return table
  }

  /// Where to look first.
  private func hint(_ row: ReconciledEnvironment) -> String {
    let place: String
    if row.withoutRate > 0 {
      place =
        "\(row.withoutRate) of its lines or capacities have no rate: add it to rates.csv, or what they are billed at "
        + "to bill_items.csv as unrated"
    } else if row.hoursBeyondCapacity > 0 {
      place =
        "in \(row.hoursBeyondCapacity) hours more of a resource was used than capacity.csv says it holds: correct it, "
        + "or the logs"
    } else {
      place = "see the usual causes in the README: Bills that do not tie"
    }
    return "\(Markup.plainName(row.environment.text)): \(place)"
  }

  private func text(_ amount: ExactDecimal) -> String { currency.text(minorUnits: currency.minorUnits(of: amount)) }
}
