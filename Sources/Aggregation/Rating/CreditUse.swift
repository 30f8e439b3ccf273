import Configuration
import Metering

/// Pays what usage costs with credits: those that end first are used first, none pays more than is left of it, nothing
/// falls below 0, and what is left is there next month. What is owed is told in the project's currency; a credit in
/// another one pays what it is worth on the last of its days.
///
/// A credit that names no tenant pays for all whom it matches, by what they owe; each tenant's part is a line.
struct CreditUse {
  /// Something that credits may pay.
  private struct Debt {
    let identity: ChargeLine.Identity
    let account: TenantAccount?
    let credits: [Adjustment]
    var owed: ExactDecimal
  }

  private struct Payer: Hashable {
    let tenant: TenantID
    let account: TenantAccount?
  }

  private let period: Period
  private let days: Range<CivilDate>
  private let currency: Currency
  private let exchangeRates: ExchangeRates
  private let note: ((RatingNote) -> Void)?
  private var debts: [Debt] = []

  /// `days`: those charged; `currency`: the project's.
  init(
    period: Period, days: Range<CivilDate>, currency: Currency, exchangeRates: ExchangeRates,
    note: ((RatingNote) -> Void)? = nil
  ) {
    self.period = period
    self.days = days
    self.currency = currency
    self.exchangeRates = exchangeRates
    self.note = note
  }

  /// Takes usage in, with what is taken off it and added.
  mutating func add(_ usage: RatedUsage) throws(ArithmeticOverflow) {
    guard !usage.cell.segment.adjustments.credits.isEmpty else { return }
    debts.append(
      Debt(
        identity: usage.cell.identity, account: usage.cell.segment.account,
        credits: usage.cell.segment.adjustments.credits, owed: try usage.net()))
  }

  /// Takes a minimum's line in: credits pay it that hold on all its days and name nothing that it is not of.
  mutating func add(minimum line: ChargeLine, credits: [Adjustment]) {
    guard let amount = line.amount else { return }
    let identity = line.identity
    let paying = credits.filter { credit in
      let scope = credit.scope
      return scope.resource == nil && (scope.tenant ?? identity.tenant) == identity.tenant
        && (scope.stack ?? identity.stack) == identity.stack
        && (scope.environment ?? identity.environment) == identity.environment
        && credit.validity.clamped(to: identity.days) == identity.days
    }
    debts.append(Debt(identity: identity, account: line.account, credits: paying, owed: amount))
  }

  /// The lines of the credits, in the order in which they are used.
  mutating func lines(_ credits: [Adjustment], _ balances: CreditBalances) throws -> [ChargeLine] {
    var positions: [ExactText: [Int]] = [:]
    for (index, debt) in debts.enumerated() {
      for credit in debt.credits { positions[ExactText(credit.id), default: []].append(index) }
    }
    var lines: [ChargeLine] = []
    for credit in credits {
      let left = balances.left(of: credit.id)
      guard let indices = positions[ExactText(credit.id)], !left.isZero else { continue }
      lines += try use(credit, left: left, try exchange(of: credit), on: indices)
    }
    return lines
  }

  private func exchange(of credit: Adjustment) throws(MissingExchangeRate) -> Exchange {
    try exchangeRates.exchange(
      from: credit.currency ?? currency, to: currency,
      on: credit.validity.clamped(to: days).upperBound.adding(days: -1), neededBy: credit.reference)
  }

  private mutating func use(
    _ credit: Adjustment, left: ExactDecimal, _ exchange: Exchange, on indices: [Int]
  ) throws(ArithmeticOverflow) -> [ChargeLine] {
    // What comes back to a payer is set against what the payer owes: only the difference can be paid.
    let payers = Dictionary(grouping: indices) { Payer(tenant: debts[$0].identity.tenant, account: debts[$0].account) }
      .sorted { debts[$0.value[0]].identity < debts[$1.value[0]].identity }
    var owed: [ExactDecimal] = []
    for (_, indices) in payers { owed.append(max(.zero, try indices.map { debts[$0].owed }.total())) }
    let (worth, due) = (try exchange.converted(left), try owed.total())
    // Used up, it has paid all that was left of it, and not what that comes to there and back.
    let (paid, used) = worth <= due ? (worth, left) : (due, min(left, try exchange.convertedBack(due)))
    guard let parts = try shared([paid], by: owed), let usedParts = try shared([used], by: owed) else { return [] }
    var lines: [ChargeLine] = []
    for (index, ((payer, indices), part)) in zip(payers, parts).enumerated() where !part[0].isZero {
      let conversion = exchange.conversion(of: try usedParts[index][0].negated())
      let line = try line(credit, payer, indices, part[0], conversion)
      let use = RatingNote.CreditPayment(
        credit: credit, left: worth, owedByAll: due, owed: owed[index], paid: paid, part: part[0])
      note?(.credit(use, of: line.identity))
      lines.append(line)
      try pay(part[0], on: indices)
    }
    return lines
  }

  /// Notes which debts are paid, by what is owed on each, so that the next credit does not pay them again.
  private mutating func pay(_ amount: ExactDecimal, on indices: [Int]) throws(ArithmeticOverflow) {
    let owing = indices.filter { debts[$0].owed > .zero }
    guard let parts = try shared([amount], by: owing.map { debts[$0].owed }) else { return }
    for (index, part) in zip(owing, parts) { debts[index].owed = try debts[index].owed.minus(part[0]) }
  }

  private func line(
    _ credit: Adjustment, _ payer: Payer, _ indices: [Int], _ amount: ExactDecimal,
    _ conversion: ChargeLine.Conversion?
  ) throws(ArithmeticOverflow) -> ChargeLine {
    let paid = indices.map { debts[$0].identity }
    let stacks = Set(paid.map(\.stack))
    let environments = Set(paid.map(\.environment))
    let first = paid.map(\.days.lowerBound).min() ?? period.firstDay
    let end = paid.map(\.days.upperBound).max() ?? period.endDay
    return ChargeLine(
      identity: ChargeLine.Identity(
        period: period, days: first..<end, tenant: payer.tenant,
        stack: stacks.count == 1 ? paid[0].stack : StackID(ReservedName.all),
        environment: environments.count == 1 ? paid[0].environment : EnvironmentID(ReservedName.all), version: "",
        category: .credit, item: credit.id, rule: credit.id),
      account: payer.account, quantity: .zero, meterUnit: nil, pricing: nil, amount: try amount.negated(),
      currency: currency, conversion: conversion)
  }
}
