/// Words in a chart. They do not wrap, so names are cut to the room there is; the table has them whole.
enum ChartText {
  enum Anchor: String, Sendable {
    case start, middle, end
  }

  /// The height of a line, which labels keep from each other.
  static let line = 18

  static func markup(
    _ text: String, x: String, y: Int, anchor: Anchor = .start, classes: String = ""
  ) -> Markup {
    let kinds = [anchor == .start ? "" : anchor.rawValue, classes].filter { !$0.isEmpty }.joined(separator: " ")
    let attribute: Markup = kinds.isEmpty ? .empty : " class=\"\(kinds)\""
    return "<text x=\"\(x)\" y=\"\(y)\"\(attribute)>\(text)</text>"
  }

  /// The name as it is, or its beginning.
  /// `ems`: the room in tenths of the font's size; letters are taken as wide as they are in a wide font.
  static func fitted(_ name: String, tenths room: Int) -> String {
    let name = Markup.plainName(name)
    guard tenths(name) > room else { return name }
    var (short, used) = ("", 10)
    for character in name {
      used += width(of: character)
      guard used <= room else { break }
      short.append(character)
    }
    return short + "…"
  }

  /// How wide words are at most, in tenths of the font's size.
  static func tenths(_ text: String) -> Int { text.reduce(0) { $0 + width(of: $1) } }

  /// In tenths of the font's size.
  private static func width(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.value {
    case 0x20, 0x2E, 0x2C, 0x27, 0x69, 0x6A, 0x6C, 0x74, 0x66, 0x72, 0x2D: return 4
    case 0x4D, 0x57, 0x6D, 0x77, 0x40, 0x25: return 10
    case 0x41...0x5A: return 8
    case 0x21..<0x0900: return 6
    default: return widthOfWide(character, first)
    }
  }

  /// Scripts with wide letters, some with vowels beside them, and single characters that are whole words.
  private static func widthOfWide(_ character: Character, _ first: Unicode.Scalar) -> Int {
    switch first.value {
    case 0x0900..<0x10A0:
      return character.unicodeScalars.reduce(0) { width, scalar in
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .format: width
        default: width + 14
        }
      }
    case 0x10A0..<0x1100: return 6
    case 0x2E3A: return 20
    case 0x2E3B: return 30
    case 0xFDFD: return 80
    case 0xFDF0...0xFDFF: return 25
    case 0x12000...0x1254F: return 50
    default: return 12
    }
  }

  /// Heights for labels, each as near to where it is wanted as the others allow.
  /// `wanted`: in any order; the result is in the same order.
  static func apart(_ wanted: [Int], in room: ClosedRange<Int>) -> [Int] {
    let order = wanted.indices.sorted { wanted[$0] == wanted[$1] ? $0 < $1 : wanted[$0] < wanted[$1] }
    var heights = wanted
    // Upwards first: above what they name there is most room.
    var next = room.upperBound + line
    for index in order.reversed() {
      heights[index] = min(wanted[index], next - line)
      next = heights[index]
    }
    var last = room.lowerBound - line
    for index in order {
      heights[index] = max(heights[index], last + line)
      last = heights[index]
    }
    return heights
  }
}
