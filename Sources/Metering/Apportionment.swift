// From exact amounts to whole cents, once and from the top: the organisation's total, then tenants, then lines
// (economics.md §2.6). Both functions give the negative result for the negative input.

/// Splits a whole number of smallest units by weights: largest remainder, ties to the smaller key.
///
/// `weights`: in the order of their keys, none negative and one at least above 0. The parts add to the total.
package func apportion(_ total: Int128, by weights: [ExactDecimal]) throws(ArithmeticOverflow) -> [Int128] {
  precondition(weights.allSatisfy { !$0.isNegative }, "weights are not negative")
  let sum = try weights.total()
  precondition(!sum.isZero, "one weight is above 0")
  let magnitude = total.magnitude
  guard let whole = Int128(magnitude: magnitude, negative: false) else {
    throw ArithmeticOverflow("apportion", ["\(total)"])
  }
  var parts: [Int128] = []
  var remainders: [(index: Int, remainder: Fraction)] = []
  for (index, weight) in weights.enumerated() {
    // A part is no larger than the total, and fits.
    let part = whole.scaled(by: weight.picounits, over: sum.picounits, rounding: .truncating) ?? 0
    parts.append(part)
    let exact = try Fraction(whole).times(weight.over(sum))
    remainders.append((index, try exact.minus(Fraction(part))))
  }
  let left = Int(whole - parts.reduce(0, +))
  remainders.sort { $0.remainder != $1.remainder ? $0.remainder > $1.remainder : $0.index < $1.index }
  for (index, _) in remainders.prefix(left) { parts[index] += 1 }
  return total < 0 ? parts.map { -$0 } : parts
}

/// Rounds exact amounts to smallest units so that they add to `total`: each half away from zero, then the difference
/// goes, one unit each, to those whose rounding erred most the other way; ties to the smaller key.
///
/// `amounts`: of any sign, in the order of their keys.
package func tie(_ total: Int128, amounts: [ExactDecimal], currency: Currency) throws(ArithmeticOverflow) -> [Int128] {
  guard !amounts.isEmpty else {
    precondition(total == 0, "nothing adds to nothing")
    return []
  }
  var parts: [Int128] = []
  var errors: [(index: Int, error: ExactDecimal)] = []
  for (index, amount) in amounts.enumerated() {
    let part = currency.minorUnits(of: amount)
    parts.append(part)
    let (posted, overflow) = part.multipliedReportingOverflow(by: currency.smallestUnit.picounits)
    guard !overflow else { throw ArithmeticOverflow("round", [amount.description]) }
    errors.append((index, try ExactDecimal(picounits: posted).minus(amount)))
  }
  let difference = total - parts.reduce(0, +)
  // Units are taken where rounding gave too much, and given where it gave too little.
  errors.sort { left, right in
    if left.error == right.error { return left.index < right.index }
    return difference < 0 ? left.error > right.error : left.error < right.error
  }
  var remaining = difference.magnitude
  while remaining > 0 {
    for (index, _) in errors {
      guard remaining > 0 else { break }
      parts[index] += difference < 0 ? -1 : 1
      remaining -= 1
    }
  }
  return parts
}
