/// Random numbers that a seed repeats.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number of any size, small ones as likely as large ones, never zero.
  mutating func picounits() -> Int128 {
    let bits = UInt128(next()) << 64 | UInt128(next())
    let value = Int128(bitPattern: bits) >> Int128(Int.random(in: 0..<127, using: &self))
    return value == 0 ? 1 : value
  }
}
