package import Metering

/// What a change of cost is due to: how much was used, at what price, and of which kinds.
///
/// With q the quantities, a the amounts and p = a ÷ q of each item in two months (0 and 1), Q the sums of all q and
/// s = q ÷ Q the shares, each item's change is taken apart at the mean of the two months:
///
///     price  = Σ (p₁ − p₀) · (q₀ + q₁) ÷ 2
///     volume = Σ (Q₁ − Q₀) · (s₀ + s₁) ÷ 2 · (p₀ + p₁) ÷ 2
///     mix    = Σ (s₁ − s₀) · (Q₀ + Q₁) ÷ 2 · (p₀ + p₁) ÷ 2
///
/// The three add to the change, and turn their signs when the months are exchanged. Of an item that was used in one of
/// the months only, the price was the same in both. Where the quantities of one of the months add up to 0 or less
/// there are no shares: what was used in one of the months only is new or ended, and of each other item the change
/// that is not of its price is of its volume. Each product is rounded once, half-even, to 10⁻¹²; mix is what is left,
/// so that the sum is exact.
package struct PriceVolumeMix: Sendable, Equatable {
  /// What was used of an item in a month and what it cost.
  package struct Use: Sendable, Equatable {
    package var quantity: ExactDecimal
    package var amount: ExactDecimal

    package init(quantity: ExactDecimal, amount: ExactDecimal) {
      self.quantity = quantity
      self.amount = amount
    }

    package static let none = Use(quantity: .zero, amount: .zero)
  }

  /// One kind of what was used, in both months.
  package struct Item: Sendable, Equatable {
    package var before = Use.none
    package var after = Use.none
    /// What it moved by as posted, in smallest units of the currency.
    package var postedChange: Int128 = 0

    package init(before: Use = .none, after: Use = .none, postedChange: Int128 = 0) {
      self.before = before
      self.after = after
      self.postedChange = postedChange
    }

    /// Whether it was used in one of the months only.
    fileprivate var isNewOrEnded: Bool { before.quantity.isZero || after.quantity.isZero }
  }

  package let volume: ExactDecimal
  package let price: ExactDecimal
  package let mix: ExactDecimal
  package let newOrEnded: ExactDecimal
  /// The same as posted: of what began or ended the items' own smallest units are known.
  package let postedNewOrEnded: Int128

  /// `items`: of one unit. Months that are too far apart for 38 digits are told as an end and a beginning.
  package init(_ items: [Item]) throws(ArithmeticOverflow) {
    do throws(ArithmeticOverflow) {
      let before = try items.map(\.before.quantity).total()
      let after = try items.map(\.after.quantity).total()
      self =
        before > .zero && after > .zero
        ? try Self(sharing: items, before: before, after: after) : try Self(itemByItem: items)
    } catch {
      let change = try items.map(\.after.amount).total().minus(items.map(\.before.amount).total())
      self.init(newOrEnded: change, posted: items.reduce(0) { $0 + $1.postedChange })
    }
  }

  private init(newOrEnded: ExactDecimal, posted: Int128) {
    (volume, price, mix) = (.zero, .zero, .zero)
    self.newOrEnded = newOrEnded
    postedNewOrEnded = posted
  }

  /// Without shares.
  private init(itemByItem items: [Item]) throws(ArithmeticOverflow) {
    var (volume, price, newOrEnded, posted) = (ExactDecimal.zero, ExactDecimal.zero, ExactDecimal.zero, Int128(0))
    for item in items {
      let change = try item.after.amount.minus(item.before.amount)
      guard !item.isNewOrEnded else {
        newOrEnded = try newOrEnded.plus(change)
        posted += item.postedChange
        continue
      }
      let repriced = try Self.repriced(item.before, at: item.after)
      let unrepriced = try Self.repriced(item.after, at: item.before)
      let ofPrice = try change.plus(repriced).minus(unrepriced).times(Fraction(1, 2))
      price = try price.plus(ofPrice)
      volume = try volume.plus(change.minus(ofPrice))
    }
    (self.volume, self.price, self.newOrEnded, postedNewOrEnded) = (volume, price, newOrEnded, posted)
    mix = .zero
  }

  /// `before`, `after`: all that was used in the two months, above 0.
  private init(
    sharing items: [Item], before quantityBefore: ExactDecimal, after quantityAfter: ExactDecimal
  ) throws(ArithmeticOverflow) {
    let amounts = (before: try items.map(\.before.amount).total(), after: try items.map(\.after.amount).total())
    let change = try amounts.after.minus(amounts.before)
    // The quantities of one month at the prices of the other.
    var (beforeAtNewPrice, afterAtOldPrice) = (ExactDecimal.zero, ExactDecimal.zero)
    var price = ExactDecimal.zero
    for item in items {
      let repriced = try Self.repriced(item.before, at: item.after)
      let unrepriced = try Self.repriced(item.after, at: item.before)
      beforeAtNewPrice = try beforeAtNewPrice.plus(repriced)
      afterAtOldPrice = try afterAtOldPrice.plus(unrepriced)
      let twice = try item.after.amount.minus(item.before.amount).plus(repriced).minus(unrepriced)
      price = try price.plus(try twice.times(Fraction(1, 2)))
    }
    // ¼ · (Q₁ − Q₀) · ((a₀ + q₀p₁) ÷ Q₀ + (a₁ + q₁p₀) ÷ Q₁), with the products of Q multiplied out.
    let before = try amounts.before.plus(beforeAtNewPrice)
    let after = try amounts.after.plus(afterAtOldPrice)
    let grown = try Self.scaled(before, by: quantityAfter, over: quantityBefore).minus(before)
    let shrunk = try Self.scaled(after, by: quantityBefore, over: quantityAfter).minus(after)
    volume = try grown.minus(shrunk).times(Fraction(1, 4))
    self.price = price
    mix = try change.minus(price).minus(volume)
    newOrEnded = .zero
    postedNewOrEnded = 0
  }

  /// What the quantity of one month costs at the price of the other; at its own where the other has none.
  private static func repriced(_ use: Use, at other: Use) throws(ArithmeticOverflow) -> ExactDecimal {
    guard !other.quantity.isZero else { return use.amount }
    return try scaled(other.amount, by: use.quantity, over: other.quantity)
  }

  /// `amount × multiplier ÷ divisor`, rounded once.
  private static func scaled(
    _ amount: ExactDecimal, by multiplier: ExactDecimal, over divisor: ExactDecimal
  ) throws(ArithmeticOverflow) -> ExactDecimal { try amount.times(multiplier.over(divisor)) }
}
