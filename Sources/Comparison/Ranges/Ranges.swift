import Configuration
package import Metering

/// How far the answer carries: the comparison with all assumptions at their adverse ends, at their base and at their
/// favourable ends, each alone, and the value of each at which it turns (economics.md §1.4).
///
///     adverse ── base ── favourable        all at once
///     teamBase      ████████████           one at a time, the widest first
///     headroom         ███
package struct Ranges: Sendable, Equatable, Codable {
  /// The stacks in the order given.
  package let stacks: [RangeFigures]
  /// All stacks together. Its adverse and favourable are the sums of theirs, so that they tie: each stack has what is
  /// adverse for it.
  package let organization: RangeFigures

  /// `inputs`: all over the same days and in `currency`.
  package init(
    of inputs: [StackInput], months: Fraction, currency: Currency
  ) throws(ArithmeticOverflow) {
    try self.init(of: try MeasuredStack.all(inputs), months: months, currency: currency)
  }

  /// `measured`: all over the same days and in `currency`.
  package init(
    of measured: [MeasuredStack], months: Fraction, currency: Currency
  ) throws(ArithmeticOverflow) {
    var evaluators: [RangeEvaluator] = []
    for stack in measured { evaluators.append(try RangeEvaluator(stack)) }
    var stacks: [RangeFigures] = []
    for evaluator in evaluators {
      stacks.append(
        try RangeFigures(of: [evaluator], stack: evaluator.input.stack) {
          (comparisons) throws(ArithmeticOverflow) in
          try RangeOutcome(comparisons.first ?? evaluator.base, months: months)
        })
    }
    self.stacks = stacks
    organization = try RangeFigures(of: evaluators, stack: nil) { (comparisons) throws(ArithmeticOverflow) in
      try RangeOutcome(
        try OrganizationComparison(of: comparisons, months: months, currency: currency), months: months)
    }
  }
}

/// The ranges of one stack, or of all.
package struct RangeFigures: Sendable, Equatable, Codable {
  /// nil: the organisation.
  package let stack: StackID?
  package let adverse: RangeOutcome
  package let base: RangeOutcome
  package let favourable: RangeOutcome
  /// Every assumption that has a range, the widest first.
  package let tornado: [TornadoRow]
  /// Every assumption that is a number and the same for all stacks, in the order of the keys.
  package let breakEvens: [BreakEven]
  /// The largest team of the shared environment, in FTE, with which sharing does not lose over the horizon; nil for the
  /// organisation, and where people are left out or cost nothing.
  package let breakEvenTeam: Fraction?
  /// What the saving rests on.
  package let evidence: EvidenceGrade

  init(
    of evaluators: [RangeEvaluator], stack: StackID?,
    outcome: ([StackComparison]) throws(ArithmeticOverflow) -> RangeOutcome
  ) throws(ArithmeticOverflow) {
    self.stack = stack
    let ends = try Self.ends(of: evaluators)
    var (adverse, favourable): ([StackComparison], [StackComparison]) = ([], [])
    for (evaluator, ends) in zip(evaluators, ends) {
      adverse.append(
        ends.isEmpty ? evaluator.base : try evaluator.comparison(ends.map { .init(key: $0.key, value: $0.adverse) }))
      favourable.append(
        ends.isEmpty ? evaluator.base : try evaluator.comparison(ends.map { .init(key: $0.key, value: $0.favourable) }))
    }
    self.adverse = try outcome(adverse)
    base = try outcome(evaluators.map(\.base))
    self.favourable = try outcome(favourable)
    tornado = try Self.tornado(evaluators, ends)
    breakEvens = try Self.breakEvens(evaluators.filter(\.isSharing))
    breakEvenTeam = stack == nil ? nil : try evaluators.first?.breakEvenTeam()
    evidence = try EvidenceGrade(of: evaluators.map { ($0.base, $0.assumptions) })
  }

  private struct Ends {
    let key: AssumptionKey
    let adverse: Fraction
    let favourable: Fraction
  }

  /// The ends of all assumptions that have some, per stack.
  private static func ends(of evaluators: [RangeEvaluator]) throws(ArithmeticOverflow) -> [[Ends]] {
    var all: [[Ends]] = []
    for evaluator in evaluators {
      var ends: [Ends] = []
      for key in AssumptionKey.allCases {
        guard let (adverse, favourable) = try evaluator.ends(of: key) else { continue }
        ends.append(Ends(key: key, adverse: adverse, favourable: favourable))
      }
      all.append(ends)
    }
    return all
  }

  private static func tornado(
    _ evaluators: [RangeEvaluator], _ ends: [[Ends]]
  ) throws(ArithmeticOverflow) -> [TornadoRow] {
    var rows: [TornadoRow] = []
    for key in AssumptionKey.allCases {
      var (adverseNet, favourableNet) = (ExactDecimal.zero, ExactDecimal.zero)
      var (adverseValues, favourableValues): (Set<Fraction>, Set<Fraction>) = ([], [])
      for (evaluator, ends) in zip(evaluators, ends) {
        if let ends = ends.first(where: { $0.key == key }) {
          adverseValues.insert(ends.adverse)
          favourableValues.insert(ends.favourable)
          adverseNet = try adverseNet.plus(try evaluator.net(.init(key: key, value: ends.adverse)))
          favourableNet = try favourableNet.plus(try evaluator.net(.init(key: key, value: ends.favourable)))
        } else {
          adverseNet = try adverseNet.plus(evaluator.base.netOverHorizon)
          favourableNet = try favourableNet.plus(evaluator.base.netOverHorizon)
        }
      }
      guard !adverseValues.isEmpty else { continue }
      rows.append(
        try TornadoRow(
          assumption: key, adverseValue: adverseValues.only, favourableValue: favourableValues.only,
          adverseNet: adverseNet, favourableNet: favourableNet))
    }
    return rows.sorted(by: TornadoRow.precedes)
  }

  private static func breakEvens(_ evaluators: [RangeEvaluator]) throws(ArithmeticOverflow) -> [BreakEven] {
    var breakEvens: [BreakEven] = []
    for key in AssumptionKey.allCases {
      let numbers = evaluators.map { $0.assumptions.number(of: key) }
      guard let base = Set(numbers).only ?? nil else { continue }
      let high = evaluators.compactMap { $0.assumptions.range(of: key)?.high }.max() ?? base
      breakEvens.append(
        try BreakEven(of: key, base: base, high: high) { (value) throws(ArithmeticOverflow) in
          var net = ExactDecimal.zero
          for evaluator in evaluators { net = try net.plus(try evaluator.net(.init(key: key, value: value))) }
          return net
        })
    }
    return breakEvens
  }
}

extension RangeEvaluator {
  /// The team at which the net is 0: each FTE costs its loaded cost through the horizon and the parallel months.
  fileprivate func breakEvenTeam() throws(ArithmeticOverflow) -> Fraction? {
    guard isSharing, input.isStaffRecorded else { return nil }
    let months = try Fraction(Int128(assumptions.horizonMonths)).plus(assumptions.parallelMonths.fraction)
    let costOfOne = try product(assumptions.loadedCostPerYear.fraction, Fraction(1, 12), months)
    guard costOfOne > .zero else { return nil }
    let team = try base.sharedTeam.fraction.plus(try base.netOverHorizon.fraction.over(costOfOne))
    return team < .zero ? nil : team
  }
}

extension Set {
  /// The element of a set of one; nil of none or several.
  fileprivate var only: Element? { count == 1 ? first : nil }
}
