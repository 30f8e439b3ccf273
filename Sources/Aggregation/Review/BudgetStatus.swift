package import Configuration
package import Ledger
package import Metering

/// A budget beside what is spent of it. Amounts are whole cents of the project's currency.
package struct BudgetStatus: Sendable, Equatable, Codable {
  package enum State: String, Sendable, Codable {
    case none, within, over
    /// What is spent is within, and what will be spent by the end of the month is not.
    case willBeOver = "will_be_over"
    /// Nothing that was used has a price, so what is spent is not known.
    case notPriced = "not_priced"
  }

  package let tenant: TenantID
  /// nil: all of the tenant's stacks that have no budget of their own in the month.
  package let stack: StackID?
  /// nil: no budget is set.
  package let budget: ExactDecimal?
  /// What is billed in the month so far, corrections of closed months included; nil where there are lines and none has
  /// a price: unknown, which is not 0.
  package let actual: ExactDecimal?
  /// What will have been billed at the end of the month (`BudgetForecast`); nil where nothing that counts has a price.
  package let forecast: ExactDecimal?

  package init(
    tenant: TenantID, stack: StackID?, budget: ExactDecimal?, actual: ExactDecimal?, forecast: ExactDecimal?
  ) {
    self.tenant = tenant
    self.stack = stack
    self.budget = budget
    self.actual = actual
    self.forecast = forecast
  }

  /// What of the budget is left; below 0 where it is overspent, nil without one and where nothing is
  /// priced.
  package func remaining() throws(ArithmeticOverflow) -> ExactDecimal? {
    guard let budget, let actual else { return nil }
    return try budget.minus(actual)
  }

  /// What of the budget will be left.
  package func remainingAtEnd() throws(ArithmeticOverflow) -> ExactDecimal? {
    guard let budget, let forecast else { return nil }
    return try budget.minus(forecast)
  }

  package var state: State {
    guard let budget else { return .none }
    if let actual, actual > budget { return .over }
    if let forecast, forecast > budget { return .willBeOver }
    return actual == nil || forecast == nil ? .notPriced : .within
  }
}

/// What a month will come to, by a rule that anybody can follow with a calculator:
///
///     usage, discounts, markups, minimums, pools   so far × days of the month ÷ days charged
///     fixed costs                                  so far + what is due by the day until the end
///     credits, corrections                         as they are so far
///
/// Credits are not continued: how much is left of them is not known to last, and without them the forecast errs on the
/// side of too much.
package struct BudgetForecast {
  private let days: Range<CivilDate>
  private let period: Period
  private let currency: Currency
  /// The fixed costs of the whole month.
  private let fixedOfMonth: [ChargeLine]

  /// `days`: those charged; `fixedOfMonth`: the lines of the whole month as far as they are due however much is used.
  package init(period: Period, days: Range<CivilDate>, fixedOfMonth: [ChargeLine], currency: Currency) {
    self.period = period
    self.days = days
    self.currency = currency
    self.fixedOfMonth = fixedOfMonth.filter { $0.identity.category.isFixedCost && !$0.isCorrection }
  }

  /// A row for each budget of the month, and for what is charged without one.
  package func rows(
    _ budgets: [Budget], lines: [StoredChargeLine]
  ) throws(ArithmeticOverflow) -> [BudgetStatus] {
    let ofMonth = budgets.filter { $0.period == period }
    let own = Set(ofMonth.map { Key(tenant: $0.tenant, stack: $0.stack) })
    func key(_ identity: ChargeLine.Identity) -> Key {
      let key = Key(tenant: identity.tenant, stack: identity.stack)
      return own.contains(key) ? key : Key(tenant: identity.tenant, stack: nil)
    }
    let charged = Dictionary(grouping: lines) { key($0.line.identity) }
    let due = Dictionary(grouping: fixedOfMonth) { key($0.identity) }
    var rows: [BudgetStatus] = []
    for key in own.union(charged.keys).union(due.keys).sorted(by: Key.precedes) {
      let lines = charged[key] ?? []
      var budget: ExactDecimal?
      for row in ofMonth where row.tenant == key.tenant && row.stack == key.stack {
        budget = try row.amount.rounded(places: currency.exponent, .halfAwayFromZero)
      }
      rows.append(
        BudgetStatus(
          tenant: key.tenant, stack: key.stack, budget: budget,
          actual: try posted(lines), forecast: try forecast(lines, due: due[key] ?? [])))
    }
    return rows
  }

  private struct Key: Hashable {
    let tenant: TenantID
    let stack: StackID?

    static func precedes(_ left: Key, _ right: Key) -> Bool {
      guard left.tenant == right.tenant else { return left.tenant < right.tenant }
      guard let stack = left.stack else { return false }
      return right.stack.map { stack < $0 } ?? true
    }
  }

  /// nil where there are lines and none has a price.
  private func posted(_ lines: [StoredChargeLine]) throws(ArithmeticOverflow) -> ExactDecimal? {
    let amounts = lines.compactMap(\.minorUnits)
    return lines.isEmpty || !amounts.isEmpty ? try currency.amount(minorUnits: amounts.reduce(0, +)) : nil
  }

  private func forecast(
    _ lines: [StoredChargeLine], due: [ChargeLine]
  ) throws(ArithmeticOverflow) -> ExactDecimal? {
    let spent = try posted(lines)
    // A month that is over comes to what is posted, to the cent.
    guard days.upperBound != period.endDay else { return spent }
    guard spent != nil || !due.isEmpty else { return nil }
    var (byUse, asItIs) = (ExactDecimal.zero, ExactDecimal.zero)
    for line in lines {
      guard let amount = line.line.amount else { continue }
      switch line.line.identity.category {
      case _ where line.line.isCorrection, .credit: asItIs = try asItIs.plus(amount)
      case let category where category.isFixedCost: continue
      default: byUse = try byUse.plus(amount)
      }
    }
    // Before the first day there is nothing to go by.
    let ratio = days.isEmpty ? Fraction.one : Fraction(Int128(period.dayCount), Int128(days.count))
    return try [byUse.times(ratio), asItIs, due.compactMap(\.amount).total()].total()
      .rounded(places: currency.exponent, .halfAwayFromZero)
  }
}
