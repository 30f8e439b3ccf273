/// A quantity to be shared out over hours of one day: whole seconds, and a quantity of 64 bits.
package struct HourShare: Sendable {
  /// The place of the first hour's sum; the next hours' follow.
  package let cell: Int
  package let quantity: Int64
  /// Seconds from the start to the first hour's end, and to the end of it all.
  package let firstSeconds: Int64
  package let seconds: Int64

  @inline(__always)
  package init(cell: Int, quantity: Int64, firstSeconds: Int64, seconds: Int64) {
    self.cell = cell
    self.quantity = quantity
    self.firstSeconds = firstSeconds
    self.seconds = seconds
  }
}

/// Adds the first `count` shares to the sums; false, and nothing is added, where a sum comes so near to its limits that
/// it may not fit any more.
///
/// What is given up to an hour's end is rounded half-even, and each hour gets the difference, so that the parts add to
/// the whole.
package func addShares(_ shares: Span<HourShare>, count: Int, to sums: inout [Int128]) -> Bool {
  precondition(count <= shares.count, "there are as many shares")
  return unsafe sums.withUnsafeMutableBufferPointer { sums in
    guard let base = sums.baseAddress else { return count == 0 }
    // Additions go to places all over the table: looked at before, they are waited for all at once. The two highest
    // bits of a sum that is far from its limits are the same.
    var differences: Int64 = 0
    for index in 0..<count {
      let share = unsafe shares[unchecked: index]
      var cell = share.cell
      var elapsed = share.firstSeconds
      while true {
        precondition(cell >= 0 && cell < sums.count, "a share is within the sums")
        let high = unsafe Int64(truncatingIfNeeded: base[cell] &>> 64)
        differences |= high ^ (high &<< 1)
        guard elapsed < share.seconds else { break }
        elapsed &+= 3_600
        cell &+= 1
      }
    }
    guard differences >= 0 else { return false }
    for index in 0..<count { unsafe add(shares[unchecked: index], base) }
    return true
  }
}

@inline(__always)
private func add(_ share: HourShare, _ sums: UnsafeMutablePointer<Int128>) {
  var cell = share.cell
  guard share.firstSeconds < share.seconds else { return unsafe sums[cell] &+= Int128(share.quantity) }
  let magnitude = share.quantity.magnitude
  let length = UInt64(truncatingIfNeeded: share.seconds)
  // magnitude × elapsed ÷ length = each × elapsed + left × elapsed ÷ length: in 64 bits, and mostly nothing is left.
  let (each, left) = magnitude.quotientAndRemainder(dividingBy: length)
  var elapsed = UInt64(truncatingIfNeeded: share.firstSeconds)
  var given: UInt64 = 0
  while true {
    var due = magnitude
    if elapsed < length {
      due = each &* elapsed
      if left != 0 { due &+= roundedShare(left &* elapsed, of: length, addedTo: due) }
    }
    let part = Int128(truncatingIfNeeded: due &- given)
    unsafe sums[cell] &+= share.quantity < 0 ? 0 &- part : part
    guard elapsed < length else { return }
    given = due
    cell &+= 1
    elapsed &+= 3_600
  }
}

/// product ÷ length, so that it and `whole` together are rounded half-even. An interval is shorter than 2³² seconds, so
/// that the product of two parts of it fits.
@inline(__always)
private func roundedShare(_ product: UInt64, of length: UInt64, addedTo whole: UInt64) -> UInt64 {
  let (quotient, remainder) = product.quotientAndRemainder(dividingBy: length)
  let rest = length &- remainder
  let isOdd = (whole &+ quotient) & 1 == 1
  return quotient &+ (remainder > rest || (remainder == rest && isOdd) ? 1 : 0)
}
