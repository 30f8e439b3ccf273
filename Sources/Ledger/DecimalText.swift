import Metering

/// Decimal text as bytes, without a String: the fast twin of `ExactDecimal.description`.
enum DecimalText {
  /// Appends the value as `description` writes it: `12`, `12.5`, `-0.000001`.
  static func append(_ decimal: ExactDecimal, to bytes: inout [UInt8]) {
    if decimal.isNegative { bytes.append(UInt8(ascii: "-")) }
    let (whole, fraction) = parts(decimal.picounits.magnitude)
    appendWhole(whole, to: &bytes)
    if fraction != 0 { appendFraction(fraction, to: &bytes) }
  }

  /// What stands before and behind the point; the latter in 10⁻¹².
  private static func parts(_ magnitude: UInt128) -> (whole: UInt128, fraction: UInt64) {
    let one = ExactDecimal.one.picounits.magnitude
    if let small = UInt64(exactly: magnitude) {
      let (whole, fraction) = small.quotientAndRemainder(dividingBy: UInt64(one))
      return (UInt128(whole), fraction)
    }
    let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: one)
    return (whole, UInt64(fraction))
  }

  private static func appendWhole(_ whole: UInt128, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = whole
    // Digits that do not fit in 64 bits come off one by one; there are at most seven.
    while rest > UInt128(UInt64.max) {
      bytes.append(digit(UInt64(rest % 10)))
      rest /= 10
    }
    var small = UInt64(rest)
    repeat {
      bytes.append(digit(small % 10))
      small /= 10
    } while small != 0
    bytes[start...].reverse()
  }

  private static func appendFraction(_ fraction: UInt64, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "."))
    var rest = fraction
    var places = ExactDecimal.places
    while rest % 10 == 0 {
      rest /= 10
      places -= 1
    }
    let start = bytes.count
    for _ in 0..<places {
      bytes.append(digit(rest % 10))
      rest /= 10
    }
    bytes[start...].reverse()
  }

  private static func digit(_ value: UInt64) -> UInt8 { UInt8(ascii: "0") + UInt8(value) }
}
