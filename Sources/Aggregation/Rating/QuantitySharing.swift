import Metering

/// Shares some sums out over rows by the rows' weights, so that nothing is lost in either direction:
///
///     weights   sums: 1000  201          the rows of a column add to its sum exactly;
///     400             333 ⅓  67          where the sums add to the weights' sum, the columns of a row add
///     801             666 ⅔  134         to its weight exactly
///
/// Each part is the difference of shares that are rounded from the top, half-even, to 10⁻¹² (cumulative rounding), and
/// so within two of the last digits of its exact share. Negated weights and sums give the negated parts.
///
/// - Returns: the parts, row by row; nil where the weights add to 0, which tells nothing of shares.
func shared(
  _ sums: [ExactDecimal], by weights: [ExactDecimal]
) throws(ArithmeticOverflow) -> [[ExactDecimal]]? {
  let whole = try weights.total()
  guard !whole.isZero else { return nil }
  var sumsSoFar: [ExactDecimal] = []
  var sumSoFar = ExactDecimal.zero
  for sum in sums {
    sumSoFar = try sumSoFar.plus(sum)
    sumsSoFar.append(sumSoFar)
  }
  var above = [ExactDecimal](repeating: .zero, count: sums.count)
  var weightSoFar = ExactDecimal.zero
  var rows: [[ExactDecimal]] = []
  for weight in weights {
    weightSoFar = try weightSoFar.plus(weight)
    var (parts, before) = ([ExactDecimal](), ExactDecimal.zero)
    for (column, sum) in sumsSoFar.enumerated() {
      guard
        let picounits = sum.picounits.scaled(
          by: weightSoFar.picounits, over: whole.picounits, rounding: .halfEven)
      else { throw ArithmeticOverflow("share", [sum.description, weightSoFar.description, whole.description]) }
      // What this row and all above have of this column and all before it.
      let corner = ExactDecimal(picounits: picounits)
      let gained = try corner.minus(above[column])
      parts.append(try gained.minus(before))
      above[column] = corner
      before = gained
    }
    rows.append(parts)
  }
  return rows
}
