package import Metering

/// What became of the wish that nobody pays more than today: economics.md §1.7, "Cap step".
package enum TransitionRelief: Sendable, Equatable, Codable {
  /// The project does not ask for it.
  case notAsked
  /// Who would lose pays what it pays today; the others pay for it, by what they gain.
  case applied
  /// Sharing costs more than today, by this much: no split of it leaves everybody no worse off, and none is made.
  case infeasible(shortfall: ExactDecimal)

  /// The line of each tenant: below 0 for who would lose, above 0 for who pays for it; all add to 0.
  ///
  /// One pass is enough: what is over the caps is no more than what is left below them, so nobody who pays for the
  /// others is lifted above its own.
  /// `today`, `shared`: of each tenant, in whole smallest units.
  static func lines(
    today: [Int128], shared: [Int128]
  ) throws(ArithmeticOverflow) -> (lines: [Int128], shortfall: Int128) {
    let none = today.map { _ in Int128(0) }
    let shortfall = shared.reduce(0, +) - today.reduce(0, +)
    guard shortfall <= 0 else { return (none, shortfall) }
    let excess = zip(today, shared).map { max(0, $1 - $0) }
    let total = excess.reduce(0, +)
    guard total > 0 else { return (none, 0) }
    var room: [ExactDecimal] = []
    for (today, shared) in zip(today, shared) { room.append(ExactDecimal(picounits: max(0, today - shared))) }
    let paid = try apportion(total, by: room)
    return (zip(paid, excess).map { $0 - $1 }, 0)
  }
}
