/// Reads `-?digits(.digits)?` of up to 6 digits before the point and 8 behind it, in picounits; nil for any other text,
/// number or not.
///
///     44353.92     44353 → 00044353 → 44,353 × 10¹²        92 → 92000000 × 10⁴
@inline(__always)
func readPlainDecimal(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
  let isNegative = unsafe text[0] == UInt8(ascii: "-")
  let start = unsafe text + (isNegative ? 1 : 0)
  let length = count &- (isNegative ? 1 : 0)
  let word = unsafe loadWord(start)
  let points = matches(word, repeated(UInt8(ascii: ".")))
  let whole = min(points == 0 ? 8 : firstMatch(points), length)
  let decimals = max(0, length &- whole &- 1)
  guard whole > 0, whole <= 6, decimals <= 8 else { return nil }
  let zeros = repeated(UInt8(ascii: "0"))
  // The whole digits behind zeros, the decimals before zeros: eight of each.
  let left = (word ^ zeros) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* whole)
  let right = unsafe (loadWord(start + whole + 1) ^ zeros) & byteMask(decimals)
  guard areDigits(left), areDigits(right) else { return nil }
  let value = eightDigits(left) &* 1_000_000_000_000 &+ eightDigits(right) &* 10_000
  return isNegative ? 0 &- Int64(truncatingIfNeeded: value) : Int64(truncatingIfNeeded: value)
}

/// Whether every byte is 0 to 9.
@inline(__always)
private func areDigits(_ word: UInt64) -> Bool {
  (((word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080 == 0
}

/// The number of eight digits, the first in the lowest byte: pairs, then fours, then eight at once.
@inline(__always)
private func eightDigits(_ digits: UInt64) -> UInt64 {
  let pairs = (digits &* 2_561) &>> 8 & 0x00FF_00FF_00FF_00FF
  let fours = (pairs &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
  return (fours &* 42_949_672_960_001) &>> 32
}
