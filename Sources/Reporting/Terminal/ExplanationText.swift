internal import Aggregation
internal import Configuration
internal import Metering

/// An explanation as a terminal shows it: per line where its quantity came from, each step of its price, and its cents.
package struct ExplanationText {
  private let explanation: Explanation

  package init(_ explanation: Explanation) { self.explanation = explanation }

  package var lines: [String] {
    let parts = [headline] + explanation.lines.map { line($0) } + [rest]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private var currency: Currency { explanation.currency }

  private func exact(_ value: ExactDecimal, _ unit: String = "") -> String {
    DisplayText.exact(value) + (unit.isEmpty ? "" : " " + Markup.plainName(unit))
  }

  private func money(_ minorUnits: Int128) -> String { "\(currency) \(DisplayText.exact(minorUnits, currency))" }

  private func days(_ days: Range<CivilDate>) -> String {
    let last = days.upperBound.adding(days: -1)
    return days.lowerBound == last ? "\(last)" : "\(days.lowerBound) to \(last)"
  }

  private var headline: [String] {
    let unrated = explanation.unratedCount == 0 ? "" : ", \(explanation.unratedCount) of them unrated"
    let count = "\(explanation.lineCount) line\(explanation.lineCount == 1 ? "" : "s")"
    return ["\(explanation.selection): \(money(explanation.minorUnits)) in \(count)\(unrated)"] + explanation.notes
  }

  /// What is not shown line by line.
  private var rest: [String] {
    let hidden = explanation.lineCount - explanation.lines.count
    guard hidden > 0 else { return [] }
    let shown = explanation.lines.compactMap(\.posted.minorUnits).reduce(0, +)
    return [
      "\(hidden) smaller line\(hidden == 1 ? "" : "s") with \(money(explanation.minorUnits - shown)) in all; "
        + "--limit \(explanation.lineCount) shows them"
    ]
  }

  private func line(_ line: LineExplanation) -> [String] {
    let (posted, identity) = (line.posted, line.posted.line.identity)
    let place = [identity.tenant.text, identity.stack.text, identity.environment.text, identity.version.text]
      .filter { !$0.isEmpty }.map(Markup.plainName).joined(separator: " / ")
    var title = "\(identity.category.label) \(Markup.plainName(identity.item)), \(days(identity.days))"
    if posted.line.isCorrection { title += ", correction of \(identity.chargePeriod) billed in \(identity.period)" }
    var lines = ["\(posted.lineID)  \(place)", "  \(title)"]
    if let source = line.source { lines += self.source(source) }
    if let day = line.onDay {
      let unit = line.source?.unit ?? currency.code
      lines.append(row("on \(day.day)", exact(day.quantity, unit)))
    }
    for step in line.steps { lines += self.step(step) }
    if let posting = line.posting { lines += self.posting(posting) }
    return lines + [row("charged", posted.minorUnits.map(money) ?? "unrated: not charged, and not free")]
  }

  /// A name and what it says, in two columns.
  private func row(_ name: String, _ text: String) -> String {
    "  " + name + String(repeating: " ", count: max(1, 12 - name.count)) + text
  }

  private var more: String { String(repeating: " ", count: 14) }

  // MARK: - Where it came from

  private func source(_ source: LineExplanation.Source) -> [String] {
    var lines = [row("used", exact(source.quantity, source.unit))]
    var text = ""
    for day in source.days {
      let next = "\(day.day) \(exact(day.quantity))"
      if !text.isEmpty, text.count + next.count > 90 {
        lines.append(more + text)
        text = ""
      }
      text += (text.isEmpty ? "" : "; ") + next
    }
    if !text.isEmpty { lines.append(more + text) }
    for batch in source.batches { lines += self.batch(batch, source.unit) }
    return lines
  }

  private func batch(_ batch: LineExplanation.Batch, _ unit: String) -> [String] {
    let counts = batch.counts
    var lines = [
      row("batch \(batch.batch)", "\(exact(batch.quantity, unit)) from \(Markup.plainName(batch.file))"),
      more + "source \(Markup.plainName(batch.source)), \(batch.format), \(DisplayText.count(batch.bytes)) bytes, "
        + "fingerprint \(batch.fingerprint)",
      more + "\(DisplayText.count(counts.read)) records read = \(DisplayText.count(counts.accepted)) accepted "
        + "+ \(DisplayText.count(counts.duplicate)) duplicate + \(DisplayText.count(counts.quarantined)) quarantined "
        + "+ \(DisplayText.count(counts.excluded)) excluded",
    ]
    if let records = batch.records { lines += self.records(records, batch, unit) }
    return lines
  }

  private func records(
    _ records: LineExplanation.Records, _ batch: LineExplanation.Batch, _ unit: String
  ) -> [String] {
    guard records.problem.isEmpty else { return [more + records.problem] }
    let moved = records.file == batch.file ? "" : "now \(Markup.plainName(records.file)): "
    var lines = [more + moved + ranges(records.counted, unit)]
    let sum = try? records.counted.map(\.quantity).total()
    let count = records.counted.reduce(0) { $0 + $1.records }
    let number = "\(DisplayText.count(count)) record\(count == 1 ? "" : "s")"
    if sum == batch.quantity {
      lines.append(more + "\(number): \(exact(batch.quantity, unit)) exactly")
    } else {
      lines.append(
        more + "\(number) add to \(sum.map { exact($0, unit) } ?? "too much") and not to "
          + "\(exact(batch.quantity, unit)): "
          + "the source's map or a unit is another than when the file was read, or its last record was cut then")
    }
    if !records.duplicates.isEmpty {
      lines.append(more + "not counted, as repeats: " + ranges(records.duplicates, unit))
    }
    if !records.conflicts.isEmpty {
      lines.append(more + "not counted, in quarantine (Q009): " + ranges(records.conflicts, unit))
    }
    if batch.counts.quarantined > records.conflicts.reduce(0, { $0 + $1.records }) {
      lines.append(more + "the file has records in quarantine: if one is of this, it counts when it is mended")
    }
    return lines
  }

  private func ranges(_ ranges: [LineExplanation.Records.Range], _ unit: String) -> String {
    let texts = ranges.map { range in
      let (first, last) = (range.lines.lowerBound, range.lines.upperBound)
      guard first != last else { return "line \(first) (\(exact(range.quantity)))" }
      return "lines \(first)–\(last) (\(DisplayText.count(range.records)) records, \(exact(range.quantity)))"
    }
    return texts.isEmpty ? "no records" : texts.joined(separator: "; ")
  }

  // MARK: - Steps

  private func step(_ step: ExplanationStep) -> [String] {
    var texts: [String] = []
    if let rule = step.rule {
      texts.append("\(Markup.plainName(rule.name)) (\(rule.reference)): \(rule.terms); \(validity(rule))")
    }
    if !step.note.isEmpty { texts.append(step.note) }
    if let arithmetic = step.arithmetic { texts.append(written(arithmetic)) }
    return texts.enumerated().map { $0.offset == 0 ? row(step.kind.label, $0.element) : more + $0.element }
  }

  private func validity(_ rule: ExplanationStep.Rule) -> String {
    let from = rule.validity.from.map { "from \($0)" } ?? "since ever"
    let to = rule.validity.to.map { " until before \($0)" } ?? ""
    return "for \(rule.scope), \(from)\(to)"
  }

  private func term(_ term: Arithmetic.Term) -> String {
    exact(term.value, term.unit) + (term.label.isEmpty ? "" : " (\(Markup.plainName(term.label)))")
  }

  private func written(_ arithmetic: Arithmetic) -> String {
    let terms = arithmetic.terms
    let result = term(arithmetic.result)
    switch arithmetic.form {
    case .sum:
      guard terms.count > 1 else {
        return (terms.first.map { $0.label.isEmpty ? "" : Markup.plainName($0.label) + ": " } ?? "") + result
      }
      var text = term(terms[0])
      for next in terms.dropFirst() {
        let isNegative = next.value.isNegative
        let magnitude = (isNegative ? try? next.value.negated() : next.value) ?? next.value
        text += (isNegative ? " − " : " + ") + term(Arithmetic.Term(magnitude, next.unit, next.label))
      }
      return text + " = " + result
    case .product: return terms.map(term).joined(separator: " × ") + ratio(arithmetic.ratio) + " = " + result
    case .share:
      return "\(term(terms[0])) × \(term(terms[1])) ÷ \(term(terms[2])) = \(result)"
    case .packages:
      return "\(term(terms[0]))\(ratio(arithmetic.ratio)) ÷ \(term(terms[1])), begun ones whole = \(result)"
    case .smallest: return "the smaller of " + terms.map(term).joined(separator: " and ") + " = " + result
    }
  }

  /// ` × 3 ÷ 31`; nothing for 1.
  private func ratio(_ ratio: Fraction) -> String {
    var text = ""
    if ratio.numerator != 1 {
      text += " × " + (ratio.numerator < 0 ? "−" : "") + DisplayText.count(ratio.numerator.magnitude)
    }
    if ratio.denominator != 1 { text += " ÷ \(DisplayText.count(ratio.denominator))" }
    return text
  }

  // MARK: - Cents

  private func posting(_ posting: PostingExplanation) -> [String] {
    func cents(_ units: Int128) -> String { DisplayText.exact(units, currency) }
    let pools = posting.hasPools ? ", and what cost pools hand on to 0" : ""
    var text = "\(exact(posting.amount)) is \(cents(posting.rounded)) in whole cents"
    if posting.moved != 0 {
      text += "; \(DisplayText.signed(posting.moved, currency)) so that the tenant's lines add to the tenant" + pools
    }
    var tenant = "tenant: \(exact(posting.tenantTotal)) is \(cents(posting.tenantPosted))"
    if posting.tenantMoved != 0 {
      let moved = DisplayText.signed(posting.tenantMoved, currency)
      tenant += " with \(moved) so that tenants add to the organisation" + pools
    }
    var lines = [row("posted", text), more + tenant]
    // The rest of the organisation is no single tenant's business.
    if !explanation.isOfOneTenant {
      lines.append(more + "organisation: \(exact(posting.total)) is \(cents(posting.totalPosted))")
    }
    return lines
  }
}

extension ExplanationStep.Kind {
  fileprivate var label: String {
    switch self {
    case .rate, .unrated: "rate"
    case .accumulated: "counted"
    case .share: "share"
    case .conversion: "unit"
    case .price: "amount"
    case .packages: "packages"
    case .list: "list"
    case .discount: "discount"
    case .markup: "markup"
    case .minimum: "minimum"
    case .credit: "credit"
    case .fixedCost: "cost"
    case .exchange: "exchange"
    case .residue: "residue"
    case .allocation: "pool"
    case .correction: "correction"
    }
  }
}
