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

/// Adds the first `count` shares, 128 at most, to the sums; false, and nothing is added, where a sum is so near to its
/// limits that it may not fit any more.
///
/// What is given up to an hour's end is rounded half-even, and each hour gets the difference, so that the parts add to
/// the whole.
package func addShares(_ shares: Span<HourShare>, count: Int, to sums: inout [Int128]) -> Bool {
  precondition(count <= min(shares.count, 128), "there are as many shares")
  return unsafe sums.withUnsafeMutableBufferPointer { sums in
    // A pass of its own: so the processor waits for many sums at once, not for one after the other.
    var near: Int64 = 0
    for index in 0..<count { near |= unsafe limitBits(shares[unchecked: index], sums) }
    guard near >= 0 else { return false }
    for index in 0..<count { unsafe add(shares[unchecked: index], sums) }
    return true
  }
}

/// Below 0 when one of the sums that a share adds to is so near to its limits that as many numbers of 64 bits as there
/// are shares may not fit any more: its two highest bits differ.
@inline(__always)
private func limitBits(_ share: HourShare, _ sums: UnsafeMutableBufferPointer<Int128>) -> Int64 {
  let cell = share.cell
  precondition(cell >= 0 && cell < sums.count, "a share is within the sums")
  guard unsafe isShort(share, sums) else {
    let hours = Int(truncatingIfNeeded: (max(0, share.seconds &- share.firstSeconds) &+ 3_599) / 3_600)
    precondition(cell &+ hours < sums.count, "a share is within the sums")
    return (cell...cell &+ hours).reduce(0) { near, cell in unsafe near | limitBits(sums[cell]) }
  }
  return unsafe limitBits(sums[cell]) | limitBits(sums[cell &+ 1]) | limitBits(sums[cell &+ 2])
    | limitBits(sums[cell &+ 3])
}

/// Whether a share is over four hours at most, and four sums are there.
@inline(__always)
private func isShort(_ share: HourShare, _ sums: UnsafeMutableBufferPointer<Int128>) -> Bool {
  share.seconds &- share.firstSeconds <= 10_800 && share.cell &+ 3 < sums.count
}

@inline(__always)
private func limitBits(_ sum: Int128) -> Int64 {
  let high = Int64(truncatingIfNeeded: sum &>> 64)
  return high ^ (high &<< 1)
}

/// Adds a share whose sums are there, and far from their limits.
@inline(__always)
private func add(_ share: HourShare, _ sums: UnsafeMutableBufferPointer<Int128>) {
  let magnitude = share.quantity.magnitude
  // A point is shared out as if it took a second.
  let length = UInt64(truncatingIfNeeded: max(1, share.seconds))
  // magnitude × elapsed ÷ length = each × elapsed + left × elapsed ÷ length: in 64 bits, and mostly nothing is left.
  let (each, left) = magnitude.quotientAndRemainder(dividingBy: length)
  guard left == 0, unsafe isShort(share, sums) else { return unsafe addByHour(share, each: each, left: left, sums) }
  // All four are added to, be it 0: how many hours there are cannot be guessed.
  let first = UInt64(truncatingIfNeeded: share.firstSeconds)
  let one = each &* min(first, length)
  let two = each &* min(first &+ 3_600, length)
  let three = each &* min(first &+ 7_200, length)
  let sign: Int128 = share.quantity < 0 ? -1 : 0
  let cell = share.cell
  unsafe sums[cell] &+= (Int128(truncatingIfNeeded: one) ^ sign) &- sign
  unsafe sums[cell &+ 1] &+= (Int128(truncatingIfNeeded: two &- one) ^ sign) &- sign
  unsafe sums[cell &+ 2] &+= (Int128(truncatingIfNeeded: three &- two) ^ sign) &- sign
  unsafe sums[cell &+ 3] &+= (Int128(truncatingIfNeeded: magnitude &- three) ^ sign) &- sign
}

/// The same for any number of hours, and with rounding.
private func addByHour(
  _ share: HourShare, each: UInt64, left: UInt64, _ sums: UnsafeMutableBufferPointer<Int128>
) {
  let magnitude = share.quantity.magnitude
  let length = UInt64(truncatingIfNeeded: max(1, share.seconds))
  var cell = share.cell
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
