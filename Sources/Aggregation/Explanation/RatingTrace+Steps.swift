import Configuration
package import Metering

extension RatingTrace {
  /// The steps that end in a line's amount, each checked. `line`: one of `lines`.
  ///
  /// - Throws: `ExplanationDiffers` where they do not, which is a fault of the program.
  package func steps(of line: ChargeLine) throws -> [ExplanationStep] {
    let steps = try pricedSteps(line) + exchangeSteps(line)
    try check(steps, of: line)
    return steps
  }

  /// The steps that end in what the line is priced at, in the currency of the price.
  private func pricedSteps(_ line: ChargeLine) throws(ArithmeticOverflow) -> [ExplanationStep] {
    switch line.identity.category {
    case .usage: try usageSteps(line)
    case .discount, .markup: try shareSteps(line)
    case .minimum: try minimumSteps(line)
    case .credit: creditSteps(line)
    case .controlPlane, .licences, .operationsStaff, .otherFixed: try fixedSteps(line)
    case .conversion: try residueSteps(line)
    case .idle, .sharedInfrastructure, .platformTeam, .overhead, .unallocated: try allocationSteps(line)
    }
  }

  // MARK: - Usage

  private func usageSteps(_ line: ChargeLine) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let cell = cells[line.identity.ofCell], let (rate, ratio) = cell.rated, let amount = line.pricedAmount else {
      let unpriced = line.toldUnit.map { "no rate prices \(line.identity.item) in \($0), the unit that the log tells" }
      let note = unpriced ?? "no rate names \(line.identity.item) on these days"
      return [ExplanationStep(.unrated, note: note + ": it is metered and not charged, which is not free")]
    }
    switch rate.pricing {
    case .unit(let price):
      let terms = "\(rate.unit) at \(price) \(rate.currency)"
      return [ExplanationStep(.rate, rule: rule(rate, terms))] + (try priceSteps(line, rate, ratio, price, amount))
    case .tiers(let table): return try tierSteps(line, cell, rate, ratio, table, amount)
    case .packages: return try packageSteps(line, cell, rate, amount)
    }
  }

  private func rule(_ rate: Rate, _ terms: String) -> ExplanationStep.Rule {
    ExplanationStep.Rule(
      name: rate.id, reference: rate.reference, terms: terms, scope: rate.scope.text, validity: rate.validity)
  }

  /// Quantity × price; in the rate's unit where that can be written out, else with the ratio of the units in it.
  private func priceSteps(
    _ line: ChargeLine, _ rate: Rate, _ ratio: Fraction, _ price: ExactDecimal, _ amount: ExactDecimal
  ) throws(ArithmeticOverflow) -> [ExplanationStep] {
    let metered = Arithmetic.Term(line.quantity, line.meterUnit?.name ?? "")
    let priced = Arithmetic.Term(price, rate.currency.code)
    let cost = Arithmetic.Term(amount, rate.currency.code)
    guard ratio != .one else {
      return [ExplanationStep(.price, Arithmetic(.product, [metered, priced], result: cost))]
    }
    let converted = try line.quantity.times(ratio)
    guard converted.isExactly(line.quantity, times: ratio) else {
      return [ExplanationStep(.price, Arithmetic(.product, [metered, priced], ratio: ratio, result: cost))]
    }
    let inRateUnit = Arithmetic.Term(converted, rate.unit.name)
    return [
      ExplanationStep(.conversion, Arithmetic(.product, [metered], ratio: ratio, result: inRateUnit)),
      ExplanationStep(.price, Arithmetic(.product, [inRateUnit, priced], result: cost)),
    ]
  }

  private func tierSteps(
    _ line: ChargeLine, _ cell: UsageCell, _ rate: Rate, _ ratio: Fraction, _ table: TierTable, _ amount: ExactDecimal
  ) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let use = tiers[line.identity.ofCell],
      let tier = table.bands.firstIndex(where: { rate.rule(of: $0) == line.identity.rule })
    else { return [] }
    let band = table.bands[tier]
    let unit = cell.meterUnit?.name ?? ""
    let terms = "\(table.method.rawValue) tiers of \(rate.unit), \(band.text) at \(band.price) \(rate.currency)"
    let whole = try use.after.minus(use.before)
    var accumulated = ExplanationStep(
      .accumulated,
      Arithmetic(
        .sum,
        [
          Arithmetic.Term(use.before, unit, "counted before these days"),
          Arithmetic.Term(whole, unit, "on these days"),
        ], result: Arithmetic.Term(use.after, unit, "counted at their end")), note: counted(table.scope, cell))
    if table.method == .volume {
      let month = Arithmetic.Term(use.month, unit, "in the month")
      accumulated = ExplanationStep(
        .accumulated, Arithmetic(.sum, [month], result: month),
        note: counted(table.scope, cell) + "; all of it is at the price of the tier it reaches")
    }
    var steps = [ExplanationStep(.rate, rule: rule(rate, terms)), accumulated]
    if whole.isZero {
      steps.append(ExplanationStep(.share, note: "the usage comes to nothing and stands in the tier reached"))
    } else {
      steps.append(
        ExplanationStep(
          .share,
          Arithmetic(
            .share,
            [
              Arithmetic.Term(use.inTiers[tier], unit, "of these days in the tier"),
              Arithmetic.Term(cell.quantity, unit, "this usage"), Arithmetic.Term(whole, unit, "all on these days"),
            ], result: Arithmetic.Term(line.quantity, unit))))
    }
    return steps + (try priceSteps(line, rate, ratio, band.price, amount))
  }

  private func packageSteps(
    _ line: ChargeLine, _ cell: UsageCell, _ rate: Rate, _ amount: ExactDecimal
  ) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let use = packages[line.identity.ofCell] else { return [] }
    let (unit, currency) = (cell.meterUnit?.name ?? "", rate.currency.code)
    let terms = "\(use.package.price) \(currency) per package of \(use.package.size) \(rate.unit), whole ones"
    let all = Arithmetic.Term(use.sum, unit, "all counted")
    let count = Arithmetic.Term(try ExactDecimal(Fraction(use.count)), "packages")
    let cost = Arithmetic.Term(use.amount, currency, "for all")
    return [
      ExplanationStep(.rate, rule: rule(rate, terms)),
      ExplanationStep(
        .accumulated,
        Arithmetic(
          .packages, [all, Arithmetic.Term(use.package.size, rate.unit.name, "a package")], ratio: use.ratio,
          result: count), note: counted(use.package.scope, cell)),
      ExplanationStep(
        .packages,
        Arithmetic(.product, [count, Arithmetic.Term(use.package.price, currency, "a package")], result: cost)),
      ExplanationStep(
        .share,
        Arithmetic(
          .share, [cost, Arithmetic.Term(cell.quantity, unit, "this usage"), all],
          result: Arithmetic.Term(amount, currency))),
    ]
  }

  private func counted(_ scope: AccumulatorScope, _ cell: UsageCell) -> String {
    switch scope {
    case .tenant: "counted together: the month's usage of \(cell.identity.tenant)"
    case .organization: "counted together: the month's usage of all tenants"
    case .costCentre:
      if let code = cell.segment.account?.costCentre, !code.isEmpty {
        "counted together: the month's usage of all tenants of cost centre \(code)"
      } else {
        "counted together: the month's usage of \(cell.identity.tenant), which has no cost centre"
      }
    }
  }

  // MARK: - What is taken off and added

  private func shareSteps(_ line: ChargeLine) throws(ArithmeticOverflow) -> [ExplanationStep] {
    let adjustments = cells[line.identity.ofCell]?.segment.adjustments
    let isDiscount = line.identity.category == .discount
    guard let amount = line.pricedAmount, let adjustment = isDiscount ? adjustments?.discount : adjustments?.markup,
      let share = adjustment.share
    else { return [] }
    let before = lines(beside: line.identity, .usage) + (isDiscount ? [] : lines(beside: line.identity, .discount))
    var terms: [Arithmetic.Term] = []
    for line in before {
      guard let amount = line.pricedAmount else { continue }
      terms.append(Arithmetic.Term(amount, line.pricingCurrency.code, RunIdentity.lineID(line.identity)))
    }
    let currency = line.pricingCurrency.code
    let list = Arithmetic.Term(try terms.map(\.value).total(), currency, isDiscount ? "at the rates" : "discounted")
    let rule = rule(adjustment, share.percentText + (isDiscount ? " off" : " on top"))
    return [
      ExplanationStep(.list, Arithmetic(.sum, terms, result: list)),
      ExplanationStep(
        isDiscount ? .discount : .markup, rule: rule,
        Arithmetic(
          .product, [list], ratio: isDiscount ? try Fraction.zero.minus(share) : share,
          result: Arithmetic.Term(amount, currency))),
    ]
  }

  private func rule(_ adjustment: Adjustment, _ terms: String) -> ExplanationStep.Rule {
    ExplanationStep.Rule(
      name: adjustment.id, reference: adjustment.reference, terms: terms, scope: adjustment.scope.text,
      validity: adjustment.validity)
  }

  private func minimumSteps(_ line: ChargeLine) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let lacking = line.amount,
      let minimum = adjustments.minimums.first(where: { ExactText($0.id) == ExactText(line.identity.rule) }),
      case .minimum(let agreed) = minimum.terms
    else { return [] }
    let currency = line.currency.code
    let agreedIn = (minimum.currency ?? line.currency).code
    let share = Fraction(Int128(line.identity.days.count), Int128(period.dayCount))
    let agreedDue = Arithmetic.Term(try agreed.times(share), agreedIn, "due")
    let exchanged = try line.conversion?.rate.map { rate throws(ArithmeticOverflow) in
      Arithmetic(
        .product, [agreedDue, Arithmetic.Term(rate, "\(currency) for 1 \(agreedIn)")],
        result: Arithmetic.Term(try agreedDue.value.times(rate), currency, "due"))
    }
    let due = exchanged?.result ?? agreedDue
    let counts = Arithmetic.Term(
      try (contracted[ExactText(minimum.id)] ?? .zero).negated(), currency, "usage that counts, discounted")
    return [
      ExplanationStep(
        .minimum, rule: rule(minimum, "at least \(agreed) \(agreedIn) a month"),
        Arithmetic(.product, [Arithmetic.Term(agreed, agreedIn, "a month")], ratio: share, result: agreedDue),
        note: "by the day: \(line.identity.days.count) of \(period.dayCount) days")
    ] + (exchanged.map { [ExplanationStep(.exchange, $0, note: Self.exchangeNote)] } ?? []) + [
      ExplanationStep(
        .minimum, Arithmetic(.sum, [due, counts], result: Arithmetic.Term(lacking, currency, "lacking")))
    ]
  }

  private func creditSteps(_ line: ChargeLine) -> [ExplanationStep] {
    guard let payment = credits[line.identity], let amount = line.amount else { return [] }
    let currency = line.currency.code
    var terms = "a credit"
    if case .credit(let whole) = payment.credit.terms {
      terms = "a credit of \(whole) \(payment.credit.currency ?? line.currency)"
    }
    let owed = Arithmetic.Term(payment.owedByAll, currency, "owed by all whom it pays for")
    let paid = Arithmetic.Term(payment.paid, currency, "paid")
    let part = Arithmetic.Term(payment.part, currency)
    return [
      ExplanationStep(
        .credit, rule: rule(payment.credit, terms),
        Arithmetic(
          .smallest, [Arithmetic.Term(payment.left, currency, "left when the month began"), owed], result: paid),
        note: "it pays what is left of usage after what comes before it, and what it does not use is carried on"),
      ExplanationStep(
        .share,
        Arithmetic(.share, [paid, Arithmetic.Term(payment.owed, currency, "owed here"), owed], result: part)),
      ExplanationStep(
        .credit, Arithmetic(.product, [part], ratio: Fraction(-1), result: Arithmetic.Term(amount, currency))),
    ]
  }

  // MARK: - Fixed costs

  private func fixedCost(_ identity: ChargeLine.Identity) -> FixedCost? {
    catalogue.costs.first {
      $0.reference == identity.rule && $0.environment == identity.environment
        && ExactText($0.item) == ExactText(identity.item)
        && $0.category == identity.category
    }
  }

  /// What of a fixed cost's line falls on a day of it; nil of other lines.
  package func fixedCost(of line: ChargeLine, on day: CivilDate) throws(ArithmeticOverflow) -> ExactDecimal? {
    guard let cost = fixedCost(line.identity) else { return nil }
    return try due(cost, upTo: day.adding(days: 1)).minus(due(cost, upTo: day))
  }

  private func ratioDue(_ cost: FixedCost, upTo day: CivilDate) -> Fraction {
    let first = cost.validity.clamped(to: days).lowerBound
    return Fraction(Int128(first.distance(to: day)), Int128(period.dayCount))
  }

  private func due(_ cost: FixedCost, upTo day: CivilDate) throws(ArithmeticOverflow) -> ExactDecimal {
    try cost.amountPerMonth.times(ratioDue(cost, upTo: day))
  }

  private func fixedSteps(_ line: ChargeLine) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let cost = fixedCost(line.identity), let amount = line.pricedAmount else { return [] }
    let monthly = Arithmetic.Term(cost.amountPerMonth, cost.currency.code, "a month")
    func due(_ day: CivilDate) throws(ArithmeticOverflow) -> (Arithmetic, Arithmetic.Term) {
      let due = Arithmetic.Term(
        try self.due(cost, upTo: day), cost.currency.code, "due up to \(day.adding(days: -1))")
      return (Arithmetic(.product, [monthly], ratio: ratioDue(cost, upTo: day), result: due), due)
    }
    let rule = ExplanationStep.Rule(
      name: cost.item, reference: cost.reference,
      terms: "\(cost.amountPerMonth) \(cost.currency) a month"
        + (cost.fullTimeEquivalents.map { ", \($0) FTE" } ?? ""),
      scope: "environment \(cost.environment)", validity: cost.validity)
    let (upTo, end) = try due(line.identity.days.upperBound)
    let note = "by the day: \(line.identity.days.count) of \(period.dayCount) days"
    guard line.identity.days.lowerBound > cost.validity.clamped(to: days).lowerBound else {
      return [
        ExplanationStep(
          .fixedCost, rule: rule,
          Arithmetic(.product, upTo.terms, ratio: upTo.ratio, result: Arithmetic.Term(amount, cost.currency.code)),
          note: note)
      ]
    }
    let (before, begin) = try due(line.identity.days.lowerBound)
    let taken = Arithmetic.Term(try begin.value.negated(), begin.unit, begin.label)
    return [
      ExplanationStep(.fixedCost, rule: rule, upTo, note: note), ExplanationStep(.fixedCost, before),
      ExplanationStep(
        .fixedCost, Arithmetic(.sum, [end, taken], result: Arithmetic.Term(amount, cost.currency.code))),
    ]
  }
}

/// Checks that steps end in what a line charges, and that each is right.
func check(_ steps: [ExplanationStep], of line: ChargeLine) throws {
  func differs(_ explained: String) -> ExplanationDiffers {
    ExplanationDiffers(
      lineID: RunIdentity.lineID(line.identity), explained: explained,
      charged: line.amount.map { "\($0) \(line.currency)" } ?? "nothing, as it is unrated")
  }
  for arithmetic in steps.compactMap(\.arithmetic) where !(try arithmetic.holds()) {
    throw differs("\(arithmetic.result.value) where its \(arithmetic.form.rawValue) does not")
  }
  let end = steps.last?.arithmetic?.result.value
  guard end == line.amount, !steps.isEmpty else { throw differs(end.map(\.description) ?? "nothing") }
}

extension ExactDecimal {
  /// Whether this is the product, with nothing rounded away.
  fileprivate func isExactly(_ quantity: ExactDecimal, times ratio: Fraction) -> Bool {
    let left = picounits.multipliedFullWidth(by: ratio.denominator)
    let right = quantity.picounits.multipliedFullWidth(by: ratio.numerator)
    return left.high == right.high && left.low == right.low
  }
}

extension Adjustment {
  /// Of a discount or a markup.
  fileprivate var share: Fraction? {
    switch terms {
    case .discount(let share), .markup(let share): share
    case .minimum, .credit: nil
    }
  }
}

extension Fraction {
  /// `12.5%`; as a fraction where it is no decimal.
  fileprivate var percentText: String {
    guard let percent = try? times(Fraction(100)), let text = try? ExactDecimal(percent), text.fraction == percent
    else { return description }
    return "\(text)%"
  }
}
