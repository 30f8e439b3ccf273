import Metering

extension RatingTrace {
  /// How a line came out of a cost pool. Receivers are told as a total: what each gets is the others' business.
  func allocationSteps(_ line: ChargeLine) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let allocation = line.allocation else { return [] }
    switch allocation.part {
    case .cost: return try costSteps(line, allocation)
    case .out: return try outSteps(line, allocation)
    case .received: return try receivedSteps(line, allocation)
    }
  }

  /// What the pool costs: what is idle at its price, or an amount.
  private func costSteps(
    _ line: ChargeLine, _ allocation: Allocation
  ) throws(ArithmeticOverflow) -> [ExplanationStep] {
    var note = "the pool \(allocation.pool) of pools.csv costs this on these days"
    if !allocation.note.isEmpty { note += ": \(allocation.note)" }
    guard let amount = line.pricedAmount else {
      return [ExplanationStep(.unrated, note: note + "; it has no price, which is not free")]
    }
    let cost = Arithmetic.Term(amount, line.pricingCurrency.code)
    if let pricing = line.pricing, let unit = line.meterUnit, let ratio = unit.ratio(to: pricing.unit) {
      let priced = Arithmetic(
        .product,
        [
          Arithmetic.Term(line.quantity, unit.name, "idle"),
          Arithmetic.Term(pricing.unitPrice, line.pricingCurrency.code, "for each of \(pricing.unit)"),
        ], ratio: ratio, result: cost)
      if try priced.holds() { return [ExplanationStep(.allocation, priced, note: note)] }
    }
    return [ExplanationStep(.allocation, Arithmetic(.sum, [cost], result: cost), note: note)]
  }

  /// What is taken from who held the cost is what receivers take over.
  private func outSteps(
    _ line: ChargeLine, _ allocation: Allocation
  ) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let amount = line.amount else { return [] }
    let others = lines(of: allocation.distribution).filter {
      $0.allocation?.part == .out && $0.identity != line.identity
    }
    var terms = [
      Arithmetic.Term(try given(allocation).negated(), line.currency.code, "what receivers take over")
    ]
    if !others.isEmpty {
      let taken = try others.compactMap(\.amount).total().negated()
      terms.append(Arithmetic.Term(taken, line.currency.code, "taken from other holders"))
    }
    let result = Arithmetic.Term(amount, line.currency.code)
    return [
      ExplanationStep(.allocation, Arithmetic(.sum, terms, result: result), note: described(allocation, "taken out of"))
    ]
  }

  /// By weight; where a cap, a floor or days decide too, what is left when the others have theirs.
  private func receivedSteps(
    _ line: ChargeLine, _ allocation: Allocation
  ) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let amount = line.amount else { return [] }
    let whole = Arithmetic.Term(try given(allocation), line.currency.code, "shared out")
    let result = Arithmetic.Term(amount, line.currency.code)
    let note = described(allocation, "received from")
    if let weight = allocation.weight {
      let share = Arithmetic(
        .share,
        [
          whole, Arithmetic.Term(weight, "", "weight"),
          Arithmetic.Term(try weights(allocation), "", "weight of all receivers"),
        ], result: result)
      if try share.holds() { return [ExplanationStep(.allocation, share, note: note)] }
    }
    // A cap, a floor or an account that changes cuts what the weight alone would give.
    let others = Arithmetic.Term(try amount.minus(whole.value), line.currency.code, "on others or on other days")
    return [ExplanationStep(.allocation, Arithmetic(.sum, [whole, others], result: result), note: note)]
  }

  private func described(_ allocation: Allocation, _ verb: String) -> String {
    var text = "\(verb) the pool \(allocation.pool) of pools.csv, shared out by \(allocation.method)"
    if !allocation.basis.isEmpty { text += " (\(allocation.basis))" }
    if !allocation.note.isEmpty { text += "; \(allocation.note)" }
    return text
  }

  /// All that receivers of a distribution take over.
  private func given(_ allocation: Allocation) throws(ArithmeticOverflow) -> ExactDecimal {
    try lines(of: allocation.distribution).filter { $0.allocation?.part == .received }.compactMap(\.amount).total()
  }

  /// The weights of all receivers; one whose account changes has several lines and one weight.
  private func weights(_ allocation: Allocation) throws(ArithmeticOverflow) -> ExactDecimal {
    var weights: [TenantID: ExactDecimal] = [:]
    for line in lines(of: allocation.distribution) {
      if let weight = line.allocation?.weight { weights[line.identity.tenant] = weight }
    }
    return try weights.values.total()
  }
}
