package import Metering

/// How a correction came about: what the closed month comes to now, and what was billed of it (economics.md §2.5).
package struct CorrectionTrace {
  /// The month rated once more, with what it was closed with.
  package let restated: RatingTrace
  /// Lines as they were billed for its days, corrections among them.
  private let billed: [ChargeLine]

  package init(restated: RatingTrace, billed: [ChargeLine]) {
    self.restated = restated
    self.billed = billed
  }

  /// The line that the month has now in the place of what a correction corrects; nil: none any more.
  package func restatedLine(of correction: ChargeLine.Identity) -> ChargeLine? {
    restated.lines.first { $0.identity.corrected(in: correction.period) == correction }
  }

  /// The steps that end in a correction's amount: those of what is charged now, and the difference to what was billed.
  package func steps(of line: ChargeLine) throws -> [ExplanationStep] {
    let now = restatedLine(of: line.identity)
    let before = billed.filter { $0.identity.corrected(in: line.identity.period) == line.identity }
    var steps = try now.map { try restated.steps(of: $0) } ?? []
    let unit = line.meterUnit?.name ?? ""
    if line.identity.category == .usage {
      steps.append(
        try difference(
          now?.quantity ?? .zero, before.map { ($0, $0.quantity) }, unit, line.quantity,
          note: now == nil ? "the month has no such line any more: what was billed is taken back" : ""))
    }
    if let amount = line.amount {
      let billed = before.compactMap { line in line.amount.map { (line, $0) } }
      steps.append(try difference(now?.amount ?? .zero, billed, line.currency.code, amount, note: ""))
    } else {
      steps.append(ExplanationStep(.unrated, note: "no rate names \(line.identity.item) on these days"))
    }
    try check(steps, of: line)
    return steps
  }

  private func difference(
    _ now: ExactDecimal, _ billed: [(line: ChargeLine, value: ExactDecimal)], _ unit: String, _ result: ExactDecimal,
    note: String
  ) throws(ArithmeticOverflow) -> ExplanationStep {
    var terms = [Arithmetic.Term(now, unit, "comes to now")]
    for (line, value) in billed {
      terms.append(Arithmetic.Term(try value.negated(), unit, "billed in \(line.identity.period)"))
    }
    return ExplanationStep(.correction, Arithmetic(.sum, terms, result: Arithmetic.Term(result, unit)), note: note)
  }
}

extension ChargeLine.Identity {
  fileprivate func corrected(in period: Period) -> ChargeLine.Identity { billed(in: period, as: .correction) }
}
