// Pairs of 64-bit words as bytes, the lowest byte first on every machine: how an event index is kept.

/// The pair at a position of packed pairs.
package func wordPair(_ index: Int, of bytes: RawSpan) -> (first: UInt64, second: UInt64) {
  precondition(index >= 0 && (index + 1) * 16 <= bytes.byteCount, "a pair is within its bytes")
  // Within the bytes by the check above; any bit pattern is a word.
  let first = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * 16, as: UInt64.self)
  let second = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * 16 + 8, as: UInt64.self)
  return (UInt64(littleEndian: first), UInt64(littleEndian: second))
}

/// The bytes of words that are to be stored, from several runs one after the other.
package func littleEndianBytes(of runs: [[UInt64]]) -> [UInt8] {
  let count = runs.reduce(0) { $0 + $1.count } * 8
  return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
    var raw = UnsafeMutableRawBufferPointer(buffer)
    for run in runs {
      unsafe run.withUnsafeBytes { words in
        unsafe raw.copyMemory(from: words)
        unsafe raw = UnsafeMutableRawBufferPointer(rebasing: raw[words.count...])
      }
    }
    used = count
    #if _endian(big)
      unsafe UnsafeMutableRawBufferPointer(buffer).withMemoryRebound(to: UInt64.self) { words in
        for index in words.indices { unsafe words[index] = words[index].littleEndian }
      }
    #endif
  }
}
