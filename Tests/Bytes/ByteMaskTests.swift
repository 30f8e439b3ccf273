import Testing

@testable import Bytes

@Suite("Many bytes at once")
struct ByteMaskTests {
  @Test("64 bytes have the bits that looking at each byte gives, by both ways")
  func bits() {
    let seed: UInt64 = 0xB175_0001
    var generator = SplitMix64(seed: seed)
    for round in 0..<500 {
      // Few values, so that matches and near misses are frequent: neighbours by one bit, and by a carry.
      let values: [UInt8] = [0x2C, 0x0A, 0x2D, 0x0B, 0x00, 0x01, 0x80, 0xAC, 0x8A, 0xFF, 0x7F]
      let bytes = (0..<64).map { _ in generator.element(of: values) }
      let (first, second) = (generator.element(of: values), generator.element(of: values))
      let expected = bytes.enumerated().reduce(UInt64(0)) { bits, item in
        item.element == first || item.element == second ? bits | 1 << UInt64(item.offset) : bits
      }
      bytes.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        #expect(matchBits(start, first, second) == expected, "seed \(seed), round \(round)")
        #expect(portableMatchBits(start, first, second) == expected, "seed \(seed), round \(round)")
      }
    }
  }

  @Test("a word's matches are exact in every place, whatever stands beside them")
  func words() {
    for place in 0..<8 {
      for byte in 0...255 {
        for neighbour in [0x00, 0x01, 0x2B, 0x2C, 0x2D, 0x7F, 0x80, 0xFF] {
          var bytes = [UInt8](repeating: UInt8(neighbour), count: 8)
          bytes[place] = UInt8(byte)
          let word = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
          let expected = bytes.enumerated().reduce(UInt64(0)) { bits, item in
            item.element == 0x2C ? bits | 0x80 << UInt64(8 * item.offset) : bits
          }
          #expect(matches(word, repeated(0x2C)) == expected)
        }
      }
    }
  }
}
