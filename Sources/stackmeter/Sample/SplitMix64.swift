/// A stream of numbers that is the same on every machine: S. Vigna's SplitMix64. For sample data, not for secrets.
struct SplitMix64 {
  private var state: UInt64

  /// The stream of this name under a seed. Streams of different names are independent of each other, so more of one
  /// thing does not change another.
  init(seed: UInt64, stream: String) {
    // FNV-1a of the name.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    state = seed ^ hash
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of the range, all of them as likely as makes no difference here.
  mutating func number(in range: ClosedRange<Int>) -> Int {
    let count = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(next().multipliedFullWidth(by: count).high)
  }

  /// True once in so many times.
  mutating func happens(onceIn times: Int) -> Bool { number(in: 1...times) == 1 }
}
