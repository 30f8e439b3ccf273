import Metering

/// The hours of a day as bytes: exact, compact, and simple enough to read from any language (README.md has the recipe).
///
///     byte 0      1, the version of this format
///     byte 1      d, how many decimals the values have: 0 to 12
///     bytes 2–5   a little-endian bit map: bit h is set when hour h has a value
///     then        per set bit, from the lowest: the value times 10^d, zigzag, as LEB128
///
/// One quantity, one encoding: d is as small as it can be, zeros are left out, and no byte could be spared.
enum HourVectorCodec {
  /// Why bytes are no hour vector.
  enum Malformed: Error, Equatable {
    case tooShort
    case unknownVersion(UInt8)
    case unknownDecimals(UInt8)
    case unknownHour
    case numberTooLarge
    /// More bytes than the bit map tells, a zero, or a number written longer than it must be.
    case notCanonical
  }

  private static let version: UInt8 = 1
  private static let headerCount = 6

  /// Appends the encoding of a day's quantities, in picounits, by hour.
  static func append(_ hours: Span<Int128>, to bytes: inout [UInt8]) {
    var decimals: UInt8 = 0
    // What one unit of the last of these decimals is, in picounits.
    var step = ExactDecimal.one.picounits
    var bitmap: UInt32 = 0
    for hour in 0..<hours.count where hours[hour] != 0 {
      precondition(hour < OrganizationCalendar.mostHours, "a day has 27 hours at most")
      bitmap |= 1 << UInt32(hour)
      while step > 1, !isMultiple(hours[hour], of: step) {
        step /= 10
        decimals += 1
      }
    }
    bytes.append(version)
    bytes.append(decimals)
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bitmap >> shift)) }
    for hour in 0..<hours.count where hours[hour] != 0 { appendNumber(quotient(hours[hour], by: step), to: &bytes) }
  }

  /// Adds the encoded hours to `sums` and returns their total.
  static func add(_ bytes: Span<UInt8>, to sums: inout HourSums) throws(HourSums.Failure) -> ExactDecimal {
    guard bytes.count >= headerCount else { throw .malformed(.tooShort) }
    guard bytes[0] == version else { throw .malformed(.unknownVersion(bytes[0])) }
    let decimals = bytes[1]
    guard decimals <= ExactDecimal.places else { throw .malformed(.unknownDecimals(decimals)) }
    var bitmap: UInt32 = 0
    for index in 0..<4 { bitmap |= UInt32(bytes[2 + index]) << UInt32(8 * index) }
    guard bitmap >> UInt32(OrganizationCalendar.mostHours) == 0 else { throw .malformed(.unknownHour) }
    let step = powerOfTen(ExactDecimal.places - Int(decimals))
    var isScaleNeeded = decimals == 0
    var position = headerCount
    var total: Int128 = 0
    while bitmap != 0 {
      let number = try number(in: bytes, at: &position)
      let (picounits, overflow) = number.multipliedReportingOverflow(by: step)
      guard !overflow else { throw .malformed(.numberTooLarge) }
      guard number != 0 else { throw .malformed(.notCanonical) }
      if !isScaleNeeded { isScaleNeeded = !isMultiple(number, of: 10) }
      total = try HourSums.sum(total, picounits)
      try sums.add(picounits, toHour: bitmap.trailingZeroBitCount)
      bitmap &= bitmap - 1
    }
    guard position == bytes.count, isScaleNeeded else { throw .malformed(.notCanonical) }
    return ExactDecimal(picounits: total)
  }
}

// MARK: - Numbers

extension HourVectorCodec {
  /// Most numbers fit in 64 bits, where dividing is several times as fast.
  private static func isMultiple(_ value: Int128, of step: Int128) -> Bool {
    if let small = Int64(exactly: value), let smallStep = Int64(exactly: step) { return small % smallStep == 0 }
    return value % step == 0
  }

  private static func quotient(_ value: Int128, by step: Int128) -> Int128 {
    if let small = Int64(exactly: value), let smallStep = Int64(exactly: step) { return Int128(small / smallStep) }
    return value / step
  }

  private static func appendNumber(_ value: Int128, to bytes: inout [UInt8]) {
    // Zigzag: 0, −1, 1, −2, … become 0, 1, 2, 3, …
    let zigzag = UInt128(bitPattern: value << 1) ^ UInt128(bitPattern: value >> 127)
    if let small = UInt64(exactly: zigzag) { appendGroups(small, to: &bytes) } else { appendGroups(zigzag, to: &bytes) }
  }

  /// LEB128: groups of seven bits, the lowest first; all but the last are marked.
  @inline(__always)
  private static func appendGroups<Word: FixedWidthInteger>(_ word: Word, to bytes: inout [UInt8]) {
    var rest = word
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private static func number(in bytes: Span<UInt8>, at position: inout Int) throws(HourSums.Failure) -> Int128 {
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    // Nine groups of seven bits fit in 64; few numbers have more.
    while shift < 63 {
      guard position < bytes.count else { throw .malformed(.tooShort) }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        guard byte != 0 || shift == 0 else { throw .malformed(.notCanonical) }
        return Int128(Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
      }
      shift += 7
    }
    position = start
    return try longNumber(in: bytes, at: &position)
  }

  private static func longNumber(in bytes: Span<UInt8>, at position: inout Int) throws(HourSums.Failure) -> Int128 {
    var value: UInt128 = 0
    var shift: UInt128 = 0
    while true {
      guard position < bytes.count else { throw .malformed(.tooShort) }
      let byte = bytes[position]
      position += 1
      let part = UInt128(byte & 0x7F)
      // The 19th group holds the last two of the 128 bits.
      guard shift < 126 || (shift == 126 && byte < 4) else { throw .malformed(.numberTooLarge) }
      value |= part << shift
      if byte < 0x80 {
        guard byte != 0 || shift == 0 else { throw .malformed(.notCanonical) }
        return Int128(bitPattern: value >> 1) ^ -Int128(bitPattern: value & 1)
      }
      shift += 7
    }
  }
}
