import Metering

/// A version as its numbers: what is newer has the larger numbers, whatever the day on which it came out.
///
///     v1.31.9    1, 31, 9
///     8.0.1-rc1  8, 0, 1         numbers as far as points join them
///     focal                      none: such versions are told apart by their days
struct VersionOrder: Comparable {
  /// Digits without leading zeros, so that a longer number is a larger one and none is too long.
  private let numbers: [[UInt8]]

  init(_ version: VersionID) {
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    let joined = version.text.utf8.drop { !isDigit($0) }.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
    var numbers = joined.split(separator: UInt8(ascii: ".")).map { Array($0.drop { $0 == UInt8(ascii: "0") }) }
    // 8.0 is 8: what is not written is 0.
    while numbers.count > 1, numbers.last?.isEmpty == true { numbers.removeLast() }
    self.numbers = numbers
  }

  /// The first number; nil where there is none, or none that anybody would count with.
  var major: Int? {
    guard let first = numbers.first else { return nil }
    return first.isEmpty ? 0 : decimal(first)
  }

  private func decimal(_ digits: [UInt8]) -> Int? {
    guard digits.count <= 18 else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  static func < (left: VersionOrder, right: VersionOrder) -> Bool {
    for (one, other) in zip(left.numbers, right.numbers) where one != other {
      return one.count == other.count ? one.lexicographicallyPrecedes(other) : one.count < other.count
    }
    return left.numbers.count < right.numbers.count
  }

  /// The newest by numbers, and of those with equal numbers the last by name.
  static func newest(of versions: [VersionID]) -> VersionID? {
    versions.max { left, right in
      let (one, other) = (VersionOrder(left), VersionOrder(right))
      return one == other ? left < right : one < other
    }
  }
}
