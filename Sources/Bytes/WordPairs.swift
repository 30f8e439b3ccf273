// Pairs of 64-bit words as bytes, the lowest byte first on every machine: how an event index is kept.

/// The pair at a position of packed pairs.
package func wordPair(_ index: Int, of bytes: RawSpan) -> (first: UInt64, second: UInt64) {
  precondition(index >= 0 && (index + 1) * 16 <= bytes.byteCount, "a pair is within its bytes")
  // Within the bytes by the check above; any bit pattern is a word.
  let first = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * 16, as: UInt64.self)
  let second = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * 16 + 8, as: UInt64.self)
  return (UInt64(littleEndian: first), UInt64(littleEndian: second))
}
