/// A seeded generator: the same seed, the same case (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func bool() -> Bool { Bool.random(using: &self) }

  /// A number of any size up to `bits` bits, in either sign: small ones are as likely as large ones.
  mutating func wide(bits most: Int = 127) -> Int128 {
    let bits = int(0...most)
    let magnitude = bits == 0 ? 0 : UInt128.random(in: 0...UInt128.max, using: &self) >> UInt128(128 - bits)
    return bool() ? Int128(magnitude) : -Int128(magnitude)
  }

  mutating func element<Element>(of values: [Element]) -> Element { values[int(0...values.count - 1)] }
}
