import Configuration
import Metering

/// The usage of one segment: what a rate turns into lines.
struct UsageCell {
  /// Of the line, as far as no rate has made it: its rule is empty.
  let identity: ChargeLine.Identity
  let segment: ChargeSegment
  /// How what it is priced at becomes an amount of the project's currency.
  let exchange: Exchange
  /// In the resource's own unit.
  let quantity: ExactDecimal
  /// nil when the resource has none.
  let meterUnit: MeteringUnit?

  var resource: ResourceID { ResourceID(identity.item) }

  /// The rate, and how many of its units one of the cell's is; nil: unrated.
  var rated: (rate: Rate, ratio: Fraction)? {
    guard let rate = segment.rate, let ratio = meterUnit?.ratio(to: rate.unit) else { return nil }
    return (rate, ratio)
  }
}

/// A cell with its lines in the order of economics.md §2.2: usage at its rate or tiers, then what is taken off and
/// added.
struct RatedUsage {
  let cell: UsageCell
  /// One at least.
  let usage: [ChargeLine]
  let discount: ChargeLine?
  let markup: ChargeLine?

  /// `usage`: the lines of the cell. Each step is a line that is rounded once; unrated usage has none.
  init(_ cell: UsageCell, _ usage: [ChargeLine]) throws(ArithmeticOverflow) {
    self.cell = cell
    self.usage = usage
    let adjustments = cell.segment.adjustments
    // A cell has one rate at most, and so one currency it is priced in.
    let list = try usage.compactMap(\.pricedAmount).total()
    var off = ExactDecimal.zero
    if let adjustment = adjustments.discount, case .discount(let share) = adjustment.terms {
      off = try list.times(share).negated()
    }
    var added = ExactDecimal.zero
    if let adjustment = adjustments.markup, case .markup(let share) = adjustment.terms {
      added = try list.plus(off).times(share)
    }
    discount = try Self.line(cell, .discount, adjustments.discount, off)
    markup = try Self.line(cell, .markup, adjustments.markup, added)
  }

  /// nil where it comes to nothing, which needs no line.
  private static func line(
    _ cell: UsageCell, _ category: ChargeCategory, _ adjustment: Adjustment?,
    _ amount: ExactDecimal
  ) throws(ArithmeticOverflow) -> ChargeLine? {
    guard let adjustment, !amount.isZero else { return nil }
    return try ChargeLine(
      identity: cell.identity.with(category: category, rule: adjustment.id), account: cell.segment.account,
      quantity: .zero, meterUnit: nil, pricing: nil, priced: amount, exchange: cell.exchange)
  }

  var lines: [ChargeLine] { usage + [discount, markup].compactMap { $0 } }

  /// What the usage costs at its rates after what is taken off, in the project's currency; 0 where it is unrated.
  func contracted() throws(ArithmeticOverflow) -> ExactDecimal {
    try (usage + [discount].compactMap { $0 }).compactMap(\.amount).total()
  }

  /// What the usage costs before minimums and credits, in the project's currency.
  func net() throws(ArithmeticOverflow) -> ExactDecimal { try lines.compactMap(\.amount).total() }
}

extension ChargeLine.Identity {
  /// The identity of another line on the same days for the same usage.
  func with(category: ChargeCategory, rule: String) -> ChargeLine.Identity {
    ChargeLine.Identity(
      period: period, days: days, tenant: tenant, stack: stack, environment: environment, version: version,
      category: category, item: item, rule: rule)
  }
}
