import Metering
import Testing

@testable import Ledger

@Suite("Hour vectors")
struct HourVectorCodecTests {
  private func encoded(_ hours: [DayUsage.Hour]) -> [UInt8] {
    var bytes: [UInt8] = []
    var sums = InlineArray<27, Int128>(repeating: 0)
    for hour in hours { sums[hour.hour] = hour.quantity.picounits }
    HourVectorCodec.append(sums.span, to: &bytes)
    return bytes
  }

  private func decoded(_ bytes: [UInt8]) throws(HourSums.Failure) -> (hours: [DayUsage.Hour], total: ExactDecimal) {
    var sums = HourSums()
    let total = try HourVectorCodec.add(bytes.span, to: &sums)
    return (sums.hours, total)
  }

  private func hours(_ picounits: [Int: Int128]) -> [DayUsage.Hour] {
    picounits.sorted { $0.key < $1.key }
      .map { DayUsage.Hour(hour: $0.key, quantity: ExactDecimal(picounits: $0.value)) }
  }

  @Test("are the documented bytes")
  func layout() throws {
    let bytes = encoded([
      DayUsage.Hour(hour: 0, quantity: "1.5"), DayUsage.Hour(hour: 9, quantity: "-0.25"),
      DayUsage.Hour(hour: 24, quantity: 3),
    ])
    // Two decimals: 150, −25 and 300, in zigzag 300, 49 and 600.
    #expect(bytes == [1, 2, 0x01, 0x02, 0x00, 0x01, 0xAC, 0x02, 49, 0xD8, 0x04])
    #expect(try decoded(bytes).total == "4.25")
  }

  @Test("decode to what was encoded, whatever the numbers")
  func roundTrip() throws {
    let seed: UInt64 = 20_261_001
    var random = SplitMix64(seed: seed)
    for round in 0..<2_000 {
      var numbers: [Int: Int128] = [:]
      let zeros = powerOfTen(Int.random(in: 0...14, using: &random))
      for hour in 0..<OrganizationCalendar.mostHours where Bool.random(using: &random) {
        // Divided by 32, so that 27 of them cannot overflow; a multiple of a power of ten, so that scales vary.
        let number = random.picounits() / 32 / zeros * zeros
        if number != 0 { numbers[hour] = number }
      }
      let expected = hours(numbers)
      let result = try decoded(encoded(expected))
      #expect(result.hours == expected, "seed \(seed), round \(round)")
      #expect(result.total.picounits == numbers.values.reduce(0, +), "seed \(seed), round \(round)")
    }
  }

  @Test("hold the largest and the smallest number", arguments: [Int128.max, .min, .min + 1, 1, -1])
  func extremes(number: Int128) throws {
    let expected = hours([26: number])
    #expect(try decoded(encoded(expected)).hours == expected)
  }

  @Test("hold numbers around every length of their encoding")
  func lengths() throws {
    for bits in 0..<127 {
      for offset in [-1, 0, 1] as [Int128] where (Int128(1) << Int128(bits)) + offset != 0 {
        for sign in [1, -1] as [Int128] {
          let expected = hours([3: sign * ((Int128(1) << Int128(bits)) + offset)])
          #expect(try decoded(encoded(expected)).hours == expected)
        }
      }
    }
  }

  @Test("of no hours are six bytes")
  func empty() throws {
    #expect(encoded([]) == [1, 0, 0, 0, 0, 0])
    #expect(try decoded([1, 0, 0, 0, 0, 0]).hours.isEmpty)
  }

  @Test(
    "that are damaged are refused",
    arguments: [
      ([], .tooShort), ([1, 0, 1, 0, 0], .tooShort), ([1, 0, 1, 0, 0, 0], .tooShort),
      ([1, 0, 1, 0, 0, 0, 0x80], .tooShort),
      ([2, 0, 1, 0, 0, 0, 2], .unknownVersion(2)), ([1, 13, 1, 0, 0, 0, 2], .unknownDecimals(13)),
      ([1, 0, 0, 0, 0, 8, 2], .unknownHour), ([1, 0, 1, 0, 0, 0, 2, 2], .notCanonical),
      ([1, 0, 1, 0, 0, 0, 0], .notCanonical), ([1, 0, 1, 0, 0, 0, 0x82, 0], .notCanonical),
      ([1, 1, 1, 0, 0, 0, 20], .notCanonical),
      ([1, 0, 1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 18) + [3], .numberTooLarge),
      ([1, 12, 1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 18) + [4], .numberTooLarge),
      ([1, 12, 1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 40), .numberTooLarge),
    ] as [([UInt8], HourVectorCodec.Malformed)])
  func damaged(bytes: [UInt8], expected: HourVectorCodec.Malformed) {
    #expect(throws: HourSums.Failure.malformed(expected)) { try decoded(bytes) }
  }

  @Test("never trap, whatever the bytes")
  func anyBytes() {
    let seed: UInt64 = 7
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      var bytes: [UInt8] = [1, UInt8.random(in: 0...13, using: &random)]
      for _ in 0..<Int.random(in: 0...60, using: &random) { bytes.append(.random(in: 0...255, using: &random)) }
      // What can be decoded is encoded to the same bytes: one quantity, one encoding.
      if let result = try? decoded(bytes) { #expect(encoded(result.hours) == bytes, "seed \(seed)") }
    }
  }

  @Test("add up, and say so when the sum is too large")
  func sums() throws {
    let large = hours([5: .max])
    var sums = HourSums()
    _ = try HourVectorCodec.add(encoded(large).span, to: &sums)
    _ = try HourVectorCodec.add(encoded(hours([4: 2, 5: -1])).span, to: &sums)
    #expect(sums.hours == hours([4: 2, 5: .max - 1]))
    #expect(throws: HourSums.Failure.self) { try HourVectorCodec.add(encoded(large).span, to: &sums) }
  }

  @Test("have room for the longest day")
  func longestDay() throws {
    var sums = HourSums()
    for hour in 0..<OrganizationCalendar.mostHours { try sums.add(1, toHour: hour) }
    #expect(sums.hours.count == OrganizationCalendar.mostHours)
  }
}

@Suite("Decimal text")
struct DecimalTextTests {
  @Test("is what the slow twin writes")
  func sameAsDescription() {
    let seed: UInt64 = 11
    var random = SplitMix64(seed: seed)
    var numbers: [Int128] = [0, 1, -1, .max, .min, 10, 1_000_000_000_000, -1_500_000_000_000, 999_999_999_999]
    for _ in 0..<3_000 { numbers.append(random.picounits()) }
    for number in numbers {
      let decimal = ExactDecimal(picounits: number)
      var bytes: [UInt8] = []
      DecimalText.append(decimal, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == decimal.description, "seed \(seed)")
    }
  }
}
