/// A Swift source taken apart, line by line, into what is executed and what is only said.
///
///     let greeting = "hello \(name)"  // says hello        code:  let greeting = "\(name)"
///                                                          texts: hello
///
/// An interpolation is code. Block comments are not known: the formatter's rules forbid them.
struct SwiftText {
  /// The lines without comments and without what literals say; their quotes stay.
  private(set) var code: [String] = [""]
  /// What the literals say, for each line.
  private(set) var texts: [String] = [""]

  /// A literal that is being read, and the depth of parentheses in its interpolation.
  private struct Literal {
    let hashes: Int
    let isMultiline: Bool
    /// nil: not in an interpolation.
    var depth: Int?

    var end: [Character] { Array(repeating: "\"", count: isMultiline ? 3 : 1) + hashMarks }
    var escape: [Character] { ["\\"] + hashMarks }
    private var hashMarks: [Character] { Array(repeating: "#", count: hashes) }
  }

  private var literals: [Literal] = []
  private let characters: [Character]
  private var position = 0

  init(_ source: String) {
    characters = Array(source)
    while position < characters.count {
      if let literal = literals.last, literal.depth == nil { readText(literal) } else { readCode() }
    }
  }

  private mutating func readText(_ literal: Literal) {
    if follows(literal.end) {
      addCode(literal.end)
      literals.removeLast()
    } else if follows(literal.escape + ["("]) {
      addCode(literal.escape + ["("])
      literals[literals.count - 1].depth = 1
    } else if follows(literal.escape) {
      // The character behind it too, which may be a quote; a line end stays one.
      position += literal.escape.count
      if position < characters.count { addText() }
    } else {
      addText()
    }
  }

  private mutating func readCode() {
    if follows(["/", "/"]) {
      while position < characters.count, characters[position] != "\n" { position += 1 }
    } else if let literal = opening() {
      addCode(literal.end.reversed())
      literals.append(literal)
    } else {
      switch characters[position] {
      case "(": changeDepth(by: 1)
      case ")": changeDepth(by: -1)
      default: break
      }
      addCode([characters[position]])
    }
  }

  /// Counts a parenthesis of an interpolation; the one that closes it leads back into the literal.
  private mutating func changeDepth(by change: Int) {
    guard let depth = literals.last?.depth else { return }
    literals[literals.count - 1].depth = depth + change == 0 ? nil : depth + change
  }

  /// The literal that begins here.
  private func opening() -> Literal? {
    var quote = position
    while quote < characters.count, characters[quote] == "#" { quote += 1 }
    guard quote < characters.count, characters[quote] == "\"" else { return nil }
    let isMultiline = quote + 2 < characters.count && characters[quote + 1] == "\"" && characters[quote + 2] == "\""
    return Literal(hashes: quote - position, isMultiline: isMultiline)
  }

  private func follows(_ wanted: [Character]) -> Bool {
    characters[position...].prefix(wanted.count).elementsEqual(wanted)
  }

  private mutating func addCode(_ taken: [Character]) {
    position += taken.count
    if taken == ["\n"] { endLine() } else { code[code.count - 1] += String(taken) }
  }

  private mutating func addText() {
    let character = characters[position]
    position += 1
    if character == "\n" { endLine() } else { texts[texts.count - 1].append(character) }
  }

  private mutating func endLine() {
    code.append("")
    texts.append("")
  }
}
