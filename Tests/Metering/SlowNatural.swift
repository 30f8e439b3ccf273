/// A natural number of any length as its decimal digits, lowest first: slow, and plainly right. The twin that wide
/// arithmetic is held against.
struct SlowNatural: Equatable, Comparable, CustomStringConvertible {
  private(set) var digits: [Int]

  init(_ value: UInt128) { self.init(digits: String(value).reversed().compactMap(\.wholeNumberValue)) }

  private init(digits: [Int]) {
    self.digits = digits
    while self.digits.last == 0 { self.digits.removeLast() }
  }

  var isZero: Bool { digits.isEmpty }
  var isOdd: Bool { (digits.first ?? 0) % 2 == 1 }
  var description: String { isZero ? "0" : digits.reversed().map(String.init).joined() }

  static func < (left: SlowNatural, right: SlowNatural) -> Bool {
    if left.digits.count != right.digits.count { return left.digits.count < right.digits.count }
    return left.digits.reversed().lexicographicallyPrecedes(right.digits.reversed())
  }

  static func + (left: SlowNatural, right: SlowNatural) -> SlowNatural {
    var sum: [Int] = []
    var carry = 0
    for place in 0...max(left.digits.count, right.digits.count) {
      let digit = left.digit(place) + right.digit(place) + carry
      sum.append(digit % 10)
      carry = digit / 10
    }
    return SlowNatural(digits: sum)
  }

  /// `right` is not larger than `left`.
  static func - (left: SlowNatural, right: SlowNatural) -> SlowNatural {
    var difference: [Int] = []
    var borrow = 0
    for place in left.digits.indices {
      let digit = left.digit(place) - right.digit(place) - borrow
      difference.append((digit + 10) % 10)
      borrow = digit < 0 ? 1 : 0
    }
    return SlowNatural(digits: difference)
  }

  static func * (left: SlowNatural, right: SlowNatural) -> SlowNatural {
    var product = [Int](repeating: 0, count: left.digits.count + right.digits.count + 1)
    for (place, digit) in left.digits.enumerated() {
      for (other, factor) in right.digits.enumerated() { product[place + other] += digit * factor }
    }
    for place in product.indices.dropLast() {
      product[place + 1] += product[place] / 10
      product[place] %= 10
    }
    return SlowNatural(digits: product)
  }

  /// Quotient and remainder, as at school.
  func divided(by divisor: SlowNatural) -> (quotient: SlowNatural, remainder: SlowNatural) {
    var quotient: [Int] = []
    var remainder = SlowNatural(0)
    for digit in digits.reversed() {
      remainder = SlowNatural(digits: [digit] + remainder.digits)
      var count = 0
      while !(remainder < divisor) {
        remainder = remainder - divisor
        count += 1
      }
      quotient.append(count)
    }
    return (SlowNatural(digits: quotient.reversed()), remainder)
  }

  private func digit(_ place: Int) -> Int { place < digits.count ? digits[place] : 0 }
}
