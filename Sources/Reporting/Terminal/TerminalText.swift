/// Text in the cells of a terminal: how many it takes, where it breaks, and how much of it fits.
///
/// A cell is as wide as a digit. Ideographs and pictures take two, accents and joiners none (UAX #11, as wcwidth has
/// it). Terminals do not agree on pictures that are joined; those that join them give them two.
enum TerminalText {
  /// In cells.
  static func width(of text: String) -> Int { text.reduce(0) { $0 + width(of: $1) } }

  private static func width(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    let isPicture = scalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }
    return isPicture ? 2 : scalars.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x300 else { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    // Vowels and finals of a Hangul syllable stand in the cells of its first letter.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
      0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// The text, or as much of its beginning as there is room for with `…` behind it.
  static func fitted(_ text: String, to room: Int) -> String {
    guard width(of: text) > room else { return text }
    var (short, used) = ("", 1)
    for character in text {
      used += width(of: character)
      guard used <= room else { break }
      short.append(character)
    }
    return short + "…"
  }

  /// The text in lines of at most so many cells, broken at spaces; a word that is longer than a line is cut.
  static func wrapped(_ text: String, to room: Int) -> [String] {
    var (lines, line) = ([String](), "")
    // A line does not break at the space between a number and its unit.
    for word in text.split(separator: " ") {
      if !line.isEmpty, width(of: line) + 1 + width(of: String(word)) <= room {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if width(of: line) + width(of: character) > room, !line.isEmpty {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return (line.isEmpty ? lines : lines + [line]).map { $0.replacing(DisplayText.space, with: " ") }
  }

  /// A name between two marks that take no cell, where it is written from right to left: without them, a terminal that
  /// turns such text round would turn the number beside it round too.
  static func isolated(_ name: String) -> String {
    name.unicodeScalars.contains(where: isRightToLeft) ? leftToRightMark + name + leftToRightMark : name
  }

  private static let leftToRightMark = "\u{200E}"

  /// The blocks of such scripts (UAX #9, table 4).
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}

extension Markup {
  /// What it says, for a terminal: the words without their tags, names from right to left kept to themselves.
  var plainText: String {
    var (words, name) = ("", "")
    var tag: String?
    var isName = false
    // What is interpolated is escaped, so < and > are of tags alone.
    for scalar in html.unicodeScalars {
      switch (scalar, tag) {
      case ("<", _): tag = ""
      case (">", let ended?):
        tag = nil
        isName = ended == "bdi" || ended.hasPrefix("bdi ")
        guard ended == "/bdi" else { continue }
        words += TerminalText.isolated(name)
        name = ""
      case (_, .some): tag?.unicodeScalars.append(scalar)
      case (_, nil) where isName: name.unicodeScalars.append(scalar)
      default: words.unicodeScalars.append(scalar)
      }
    }
    for (entity, character) in Self.entities { words = words.replacing(entity, with: character) }
    return words
  }

  /// `&` last, or what it was escaped for would be read again.
  private static let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
}
