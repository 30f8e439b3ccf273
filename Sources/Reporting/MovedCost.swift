internal import Aggregation
internal import Metering

/// What a movement is from and to, in smallest units of the currency; nil where nothing of the month has a price.
struct MovedCost: Sendable, Equatable {
  let previous: Int128?
  let current: Int128?

  /// nil where either is.
  var change: Int128? { previous.flatMap { previous in current.map { $0 - previous } } }

  init(previous: Int128?, current: Int128?) {
    (self.previous, self.current) = (previous, current)
  }

  /// `now`: the lines of the month that it is to; what is left of the lines without a price is the month before's.
  init(_ movement: Movement, now: LineSum, _ currency: Currency) {
    let isPreviousUnpriced = movement.previous.isZero && movement.unratedLines > now.unratedLines
    previous = isPreviousUnpriced ? nil : currency.minorUnits(of: movement.previous)
    current = now.isUnpriced ? nil : currency.minorUnits(of: movement.current)
  }
}
