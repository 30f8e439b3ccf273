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
    var isNear = false
    for index in 0..<count {
      isNear = unsafe add(shares[unchecked: index], sums, isNegative: false) || isNear
    }
    guard isNear else { return true }
    // What was added wraps around, so that taking it away leaves no trace.
    for index in 0..<count { _ = unsafe add(shares[unchecked: index], sums, isNegative: true) }
    return false
  }
}

/// Whether a sum is so near to its limits that a number of 64 bits may not fit any more: its two highest bits differ.
@inline(__always)
private func isNearLimit(_ sum: Int128) -> Bool {
  let high = Int64(truncatingIfNeeded: sum &>> 64)
  return high ^ (high &<< 1) < 0
}

/// Adds a share, or takes it away; true when a sum was near its limits.
@inline(__always)
private func add(_ share: HourShare, _ sums: UnsafeMutableBufferPointer<Int128>, isNegative: Bool) -> Bool {
  let quantity = isNegative ? 0 &- Int128(share.quantity) : Int128(share.quantity)
  var cell = share.cell
  precondition(cell >= 0 && cell < sums.count, "a share is within the sums")
  guard share.firstSeconds < share.seconds else {
    let sum = unsafe sums[cell]
    unsafe sums[cell] = sum &+ quantity
    return isNearLimit(sum)
  }
  let magnitude = share.quantity.magnitude
  let length = UInt64(truncatingIfNeeded: share.seconds)
  // magnitude × elapsed ÷ length = each × elapsed + left × elapsed ÷ length: in 64 bits, and mostly nothing is left.
  let (each, left) = magnitude.quotientAndRemainder(dividingBy: length)
  var elapsed = UInt64(truncatingIfNeeded: share.firstSeconds)
  var given: UInt64 = 0
  var isNear = false
  while true {
    precondition(cell < sums.count, "a share is within the sums")
    var due = magnitude
    if elapsed < length {
      due = each &* elapsed
      if left != 0 { due &+= roundedShare(left &* elapsed, of: length, addedTo: due) }
    }
    let part = Int128(truncatingIfNeeded: due &- given)
    let sum = unsafe sums[cell]
    unsafe sums[cell] = sum &+ (quantity < 0 ? 0 &- part : part)
    isNear = isNearLimit(sum) || isNear
    guard elapsed < length else { return isNear }
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
