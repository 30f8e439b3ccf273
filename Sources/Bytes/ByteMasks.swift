// Many bytes looked at at once: 64 by SSE2 where there is one, else eight in one word (SWAR).

#if arch(x86_64)
  import _Builtin_intrinsics.intel.sse2
#endif

private let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

/// The byte in every place of a word.
@inline(__always)
func repeated(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

/// The highest bit of every place in which `word` has the byte that `pattern` repeats. Exact: no carry reaches a
/// neighbour.
@inline(__always)
func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
  let difference = word ^ pattern
  return ~(((difference & lowBits) &+ lowBits) | difference | lowBits)
}

/// The place of the first match in a mask that is not 0.
@inline(__always)
func firstMatch(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }

/// A bit for each of 64 bytes that is `first` or `second`, or of as many sixteens as `parts`. All of them may be read.
@inline(__always)
func matchBits(_ pointer: UnsafePointer<UInt8>, _ first: UInt8, _ second: UInt8, parts: Int = 4) -> UInt64 {
  #if arch(x86_64)
    let firsts = _mm_set1_epi8(CChar(bitPattern: first))
    let seconds = _mm_set1_epi8(CChar(bitPattern: second))
    var bits: UInt64 = 0
    for part in 0..<parts {
      let bytes = unsafe UnsafeRawPointer(pointer + 16 &* part).loadUnaligned(as: SIMD2<Int64>.self)
      let hits = _mm_or_si128(_mm_cmpeq_epi8(bytes, firsts), _mm_cmpeq_epi8(bytes, seconds))
      bits |= UInt64(UInt32(bitPattern: _mm_movemask_epi8(hits))) << UInt64(16 &* part)
    }
    return bits
  #else
    return unsafe portableMatchBits(pointer, first, second) & (~0 >> UInt64(64 - 16 * parts))
  #endif
}

/// How many of the next bytes are digits, points or minus signs: all that a plain number has. Sixteen at most, which
/// may be read.
@inline(__always)
func numberLength(_ pointer: UnsafePointer<UInt8>) -> Int {
  #if arch(x86_64)
    // From the minus sign to the nine there is only the slash besides them.
    let bytes = unsafe UnsafeRawPointer(pointer).loadUnaligned(as: SIMD2<Int64>.self)
    let places = _mm_sub_epi8(bytes, _mm_set1_epi8(CChar(bitPattern: UInt8(ascii: "-"))))
    let isNear = _mm_cmpeq_epi8(_mm_min_epu8(places, _mm_set1_epi8(12)), places)
    let isSlash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(CChar(bitPattern: UInt8(ascii: "/"))))
    let others = ~_mm_movemask_epi8(isNear) | _mm_movemask_epi8(isSlash) | 1 << 16
    return others.trailingZeroBitCount
  #else
    return unsafe portableNumberLength(pointer)
  #endif
}

/// `numberLength` without SSE2.
func portableNumberLength(_ pointer: UnsafePointer<UInt8>) -> Int {
  var length = 0
  while unsafe length < 16 && pointer[length] >= UInt8(ascii: "-") && pointer[length] <= UInt8(ascii: "9")
    && pointer[length] != UInt8(ascii: "/")
  { length += 1 }
  return length
}

/// Whether sixteen bytes are the same.
@inline(__always)
func areEqual(_ left: SIMD2<UInt64>, _ right: SIMD2<UInt64>) -> Bool {
  #if arch(x86_64)
    let same = _mm_cmpeq_epi8(SIMD2<Int64>(truncatingIfNeeded: left), SIMD2<Int64>(truncatingIfNeeded: right))
    return _mm_movemask_epi8(same) == 0xFFFF
  #else
    return left == right
  #endif
}

/// `matchBits` without SSE2: its twin in the tests, and its stand-in on other machines.
func portableMatchBits(_ pointer: UnsafePointer<UInt8>, _ first: UInt8, _ second: UInt8) -> UInt64 {
  let firsts = repeated(first)
  let seconds = repeated(second)
  var bits: UInt64 = 0
  for part in 0..<8 {
    let word = unsafe loadWord(pointer + 8 &* part)
    // The highest bits of the eight places, gathered in the lowest byte by one product.
    let marks = (matches(word, firsts) | matches(word, seconds)) &>> 7
    bits |= ((marks &* 0x0102_0408_1020_4080) &>> 56) &<< UInt64(8 &* part)
  }
  return bits
}
