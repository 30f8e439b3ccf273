/// What a field tells of a number: 10⁻¹² steps, as `Metering.ExactDecimal` counts.
package struct DecimalReading: Sendable, Equatable {
  package enum Status: UInt8, Sendable {
    case exact
    /// It had more than 12 decimals and was rounded half-even.
    case rounded
    case notANumber
    case tooLarge
  }

  package let status: Status
  package let picounits: Int128

  init(_ status: Status, _ picounits: Int128 = 0) {
    self.status = status
    self.picounits = picounits
  }
}

private let powersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
  100_000_000_000,
  1_000_000_000_000,
]

/// Reads a number from bytes that are not in a chunk.
package func readDecimal(_ bytes: [UInt8]) -> DecimalReading {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return DecimalReading(.notANumber) }
    return unsafe readDecimal(start, bytes.count)
  }
}

/// Reads `-?digits(.digits)?` of up to 18 digits and 12 decimals; all other numbers are left to the exact slow path.
@inline(__always)
func readDecimal(_ text: UnsafePointer<UInt8>, _ count: Int) -> DecimalReading {
  var position = 0
  let negative = unsafe count > 0 && text[0] == UInt8(ascii: "-")
  if negative { position = 1 }
  // 18 digits and a point fit in 64 bits and in this many bytes.
  guard count > position, count &- position <= 19 else { return unsafe readLongDecimal(text, count) }
  var value: UInt64 = 0
  var point = count
  while position < count {
    let digit = unsafe text[position] &- UInt8(ascii: "0")
    if digit <= 9 {
      value = value &* 10 &+ UInt64(digit)
    } else {
      guard unsafe text[position] == UInt8(ascii: "."), point == count else {
        return unsafe readLongDecimal(text, count)
      }
      point = position
    }
    position &+= 1
  }
  let decimals = point == count ? 0 : count &- point &- 1
  guard decimals <= 12, point < count || count &- (negative ? 1 : 0) <= 18,
    count &- (negative ? 1 : 0) > (point < count ? 1 : 0)
  else { return unsafe readLongDecimal(text, count) }
  let product = value.multipliedFullWidth(by: powersOfTen[12 &- decimals])
  let picounits = Int128(truncatingIfNeeded: UInt128(product.high) << 64 | UInt128(product.low))
  return DecimalReading(.exact, negative ? 0 &- picounits : picounits)
}

/// The general case: any number of digits, exponents, rounding.
@inline(never)
private func readLongDecimal(_ text: UnsafePointer<UInt8>, _ count: Int) -> DecimalReading {
  var position = 0
  let negative = unsafe count > 0 && text[0] == UInt8(ascii: "-")
  if negative { position = 1 }
  var digits: [UInt8] = []
  var decimals = 0
  var seenPoint = false
  while position < count {
    let byte = unsafe text[position]
    if byte == UInt8(ascii: "."), !seenPoint {
      seenPoint = true
    } else if byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
      digits.append(byte - UInt8(ascii: "0"))
      if seenPoint { decimals += 1 }
    } else {
      break
    }
    position += 1
  }
  guard !digits.isEmpty else { return DecimalReading(.notANumber) }
  var exponent = 0
  if position < count {
    guard let found = unsafe readExponent(text + position, count - position) else { return DecimalReading(.notANumber) }
    exponent = found
  }
  return composeDecimal(digits.drop { $0 == 0 }, shift: 12 - decimals + exponent, negative: negative)
}

private func readExponent(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
  guard unsafe text[0] == UInt8(ascii: "e") || text[0] == UInt8(ascii: "E"), count > 1 else { return nil }
  let signed = unsafe text[1] == UInt8(ascii: "+") || text[1] == UInt8(ascii: "-")
  let first = signed ? 2 : 1
  guard count > first else { return nil }
  var value = 0
  for position in first..<count {
    let digit = unsafe text[position] &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    // A record is shorter than this many digits, so beyond it every number is 0 or too large.
    value = min(1_000_000_000, value * 10 + Int(digit))
  }
  return unsafe text[1] == UInt8(ascii: "-") ? -value : value
}

/// digits × 10^shift, rounded half-even to a whole number.
private func composeDecimal(_ digits: ArraySlice<UInt8>, shift: Int, negative: Bool) -> DecimalReading {
  guard !digits.isEmpty else { return DecimalReading(.exact, 0) }
  let kept = digits.count + shift
  guard kept <= 39 else { return DecimalReading(.tooLarge) }
  var magnitude: UInt128 = 0
  for place in 0..<max(kept, 0) {
    let digit = place < digits.count ? digits[digits.startIndex + place] : 0
    let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
    guard !overflow, !carry else { return DecimalReading(.tooLarge) }
    magnitude = sum
  }
  guard magnitude <= Int128.max.magnitude else { return DecimalReading(.tooLarge) }
  let dropped = kept < 0 ? [0] + Array(digits) : Array(digits.dropFirst(kept))
  let isRounded = dropped.contains { $0 != 0 }
  if let first = dropped.first {
    let isBeyondTie = dropped.dropFirst().contains { $0 != 0 }
    if first > 5 || (first == 5 && (isBeyondTie || magnitude & 1 == 1)) { magnitude += 1 }
  }
  guard magnitude <= Int128.max.magnitude else { return DecimalReading(.tooLarge) }
  let value = Int128(magnitude)
  return DecimalReading(isRounded ? .rounded : .exact, negative ? -value : value)
}
