// Eight bytes looked at in one word (SWAR). The portable twin of SIMD compares, and fast enough for the job.

private let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

/// The byte in every place of a word.
@inline(__always)
func repeated(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

/// The highest bit of every place in which `word` has the byte that `pattern` repeats. Exact: no carry reaches a neighbour.
@inline(__always)
func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
  let difference = word ^ pattern
  return ~(((difference & lowBits) &+ lowBits) | difference | lowBits)
}

/// The place of the first match in a mask that is not 0.
@inline(__always)
func firstMatch(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }
