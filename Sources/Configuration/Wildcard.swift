/// Whether a text matches a pattern in which `*` stands for any bytes and `?` for one.
package func wildcardMatches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
  var (patternIndex, textIndex) = (0, 0)
  var lastStar: (pattern: Int, text: Int)?
  while textIndex < text.count {
    if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
      lastStar = (patternIndex, textIndex)
      patternIndex += 1
    } else if patternIndex < pattern.count,
      pattern[patternIndex] == UInt8(ascii: "?") || pattern[patternIndex] == text[textIndex]
    {
      patternIndex += 1
      textIndex += 1
    } else if let star = lastStar {
      // The last star takes one byte more.
      lastStar = (star.pattern, star.text + 1)
      patternIndex = star.pattern + 1
      textIndex = star.text + 1
    } else {
      return false
    }
  }
  return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
}
