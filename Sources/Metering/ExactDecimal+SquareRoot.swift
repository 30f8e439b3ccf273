extension ExactDecimal {
  /// The square root, truncated to 10⁻¹²: exact where it has no more places.
  ///
  ///     4 → 2        1.75 → 1.322875655532
  ///
  /// The value is not negative. A value that a root of 12 places is not sought of in 128 bits throws: from 3·10¹⁴ on.
  package func squareRoot() throws(ArithmeticOverflow) -> ExactDecimal {
    precondition(!isNegative, "a square root is of what is not negative")
    // √(p · 10⁻¹²) = √(p · 10¹²) · 10⁻¹²
    let (square, overflow) = picounits.magnitude.multipliedReportingOverflow(by: Self.one.picounits.magnitude)
    guard !overflow else { throw ArithmeticOverflow("√", [description]) }
    guard square > 0 else { return .zero }
    // Newton from above: it falls until it is the root, rounded down.
    var root = UInt128(1) << UInt128((square.significantBits + 1) / 2)
    while true {
      let next = (root + square / root) / 2
      guard next < root else { break }
      root = next
    }
    return ExactDecimal(picounits: Int128(root))
  }
}

extension UInt128 {
  fileprivate var significantBits: Int { bitWidth - leadingZeroBitCount }
}
