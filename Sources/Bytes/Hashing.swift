// Hashing of short byte strings by folded multiplication, after wyhash (Wang Yi, public domain): every eight bytes are
// one 64 × 64 → 128-bit product whose halves are folded together. Good dispersion and no defence against an adversary:
// it finds equal keys, it proves nothing.

let hashMultiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
let hashFinal: UInt64 = 0xE703_7ED1_A0B4_28DB

@inline(__always)
func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}

/// The hash of `count` bytes; up to 7 bytes behind them are read and masked away.
@inline(__always)
func hashBytes(_ pointer: UnsafePointer<UInt8>, _ count: Int, seed: UInt64) -> UInt64 {
  var hash = seed ^ (UInt64(truncatingIfNeeded: count) &* hashFinal)
  var position = 0
  while position &+ 8 <= count {
    hash = unsafe folded(hash ^ loadWord(pointer + position), hashMultiplier) ^ hash
    position &+= 8
  }
  if position < count {
    let tail = unsafe loadWord(pointer + position, upTo: count &- position)
    hash = folded(hash ^ tail, hashMultiplier) ^ hash
  }
  return folded(hash ^ hashFinal, hashMultiplier)
}

/// Mixes a number into a hash.
package func mixHash(_ hash: UInt64, _ value: UInt64) -> UInt64 {
  folded(hash ^ hashFinal, value ^ hashMultiplier) ^ (hash &* hashMultiplier)
}

/// Mixes six numbers into one: in pairs, so that the products overlap.
package func mixHash(
  _ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64, _ fifth: UInt64, _ sixth: UInt64
) -> UInt64 {
  let one = folded(first ^ hashFinal, second ^ hashMultiplier)
  let two = folded(third ^ 0xA076_1D64_78BD_642F, fourth ^ 0x8EBC_6AF0_9C88_C6E3)
  let three = folded(fifth ^ 0x5899_65CC_7537_4CC3, sixth ^ 0x1D8E_4E27_C47D_124F)
  // Each product alone may be the same for two pairs exchanged; the numbers themselves beside it are not.
  return mixHash(mixHash(one ^ first, two ^ third &* hashMultiplier), three ^ fifth &* hashFinal)
}

/// The hash of bytes that are not in a chunk.
package func hashBytes(of bytes: [UInt8], seed: UInt64) -> UInt64 {
  let padded = bytes + [0, 0, 0, 0, 0, 0, 0, 0]
  return unsafe padded.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return 0 }
    return unsafe hashBytes(start, bytes.count, seed: seed)
  }
}

/// Eight bytes, the first in the lowest place, on every machine.
@inline(__always)
func loadWord(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
  UInt64(littleEndian: unsafe UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
}

/// Up to eight bytes: those behind `count` are 0. All eight may be read.
@inline(__always)
func loadWord(_ pointer: UnsafePointer<UInt8>, upTo count: Int) -> UInt64 {
  let word = unsafe loadWord(pointer)
  return count >= 8 ? word : word & (~0 &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count))
}

/// The lowest `count` bytes of a word, none below 0 and all from 8 on, without a branch.
@inline(__always)
func byteMask(_ count: Int) -> UInt64 {
  // Swift's smart shift gives 0 for 64 and more, which the compiler makes of a comparison and no jump.
  ~0 >> UInt64(truncatingIfNeeded: 64 &- 8 &* max(0, min(8, count)))
}

/// 128 bits that tell the contents of a file from others': not against an adversary, but against a file that changed.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  package private(set) var high: UInt64
  package private(set) var low: UInt64

  package init() {
    high = 0x2D35_8DCC_AA6C_78A5
    low = 0x8BB8_4B93_962E_ACC9
  }

  /// The fingerprint of `count` bytes: four lanes of two words each, so that the products overlap.
  init(_ pointer: UnsafePointer<UInt8>, count: Int) {
    var lanes: (UInt64, UInt64, UInt64, UInt64) = (
      0x2D35_8DCC_AA6C_78A5, 0x8BB8_4B93_962E_ACC9, 0x4B33_A62E_D433_D4A3, 0x4D5A_2DA5_1DE1_AA47
    )
    var position = 0
    while position &+ 64 <= count {
      let text = unsafe pointer + position
      lanes.0 = unsafe Self.step(lanes.0, loadWord(text), loadWord(text + 8), 0xA076_1D64_78BD_642F)
      lanes.1 = unsafe Self.step(lanes.1, loadWord(text + 16), loadWord(text + 24), 0xE703_7ED1_A0B4_28DB)
      lanes.2 = unsafe Self.step(lanes.2, loadWord(text + 32), loadWord(text + 40), 0x8EBC_6AF0_9C88_C6E3)
      lanes.3 = unsafe Self.step(lanes.3, loadWord(text + 48), loadWord(text + 56), 0x5899_65CC_7537_4CC3)
      position &+= 64
    }
    let tail = unsafe hashBytes(pointer + position, count - position, seed: UInt64(count))
    high = mixHash(mixHash(lanes.0, lanes.1), mixHash(tail, lanes.2))
    low = mixHash(mixHash(lanes.2, lanes.3), mixHash(tail ^ hashFinal, lanes.0))
  }

  /// Takes two words into a lane. The lane and the second word go in beside the product, which an unlucky word makes 0.
  @inline(__always)
  private static func step(_ lane: UInt64, _ one: UInt64, _ two: UInt64, _ constant: UInt64) -> UInt64 {
    folded(lane ^ one, two ^ constant) ^ (lane &<< 29 | lane &>> 35) ^ two
  }

  /// Takes the fingerprint of the next block in.
  package mutating func append(_ next: Fingerprint) {
    high = mixHash(high, next.high)
    low = mixHash(low ^ next.high, next.low)
  }

  /// 32 hexadecimal digits.
  package var description: String { hexadecimal(high) + hexadecimal(low) }
}

private func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
