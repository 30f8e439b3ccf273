/// Text that others chose, as it can be shown: what it says, without what would make it look like something else.
///
///     "a\u{202E}b\u{200B}c"  →  "abc"          an accent upon accent upon accent  →  three of them
///
/// Files keep every name whole; pages and the terminal show it like this.
enum ReadableText {
  /// So many marks stand over or under one letter in the languages that have most.
  private static let marksPerLetter = 3

  /// Without what HTML forbids, what overrides or nudges the direction of text, and what is not seen at all; line ends
  /// and tabs are spaces. Joiners and the tags of a flag stay where they join something.
  static func readable(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      guard scalar.value >= 0xA0 else {
        marks = 0
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: clean.append(" ")
        case 0x00...0x1F, 0x7F...0x9F: break
        default: clean.append(scalar)
        }
        continue
      }
      if isSpaceOfLines(scalar) {
        marks = 0
        clean.append(" ")
      } else if isHidden(scalar, behind: clean.last) {
        continue
      } else if isStacked(scalar) {
        marks += 1
        if marks <= marksPerLetter { clean.append(scalar) }
      } else {
        // What joins two letters does not part a letter from its marks.
        if scalar.properties.generalCategory != .format { marks = 0 }
        clean.append(scalar)
      }
    }
    return String(clean)
  }

  /// Ends of lines and paragraphs that are no control characters.
  private static func isSpaceOfLines(_ scalar: Unicode.Scalar) -> Bool { 0x2028...0x2029 ~= scalar.value }

  /// Over, under or around the letter before, in no room of its own.
  private static func isStacked(_ scalar: Unicode.Scalar) -> Bool {
    // What chooses between the looks of a letter is a mark by its category alone.
    if scalar.properties.isVariationSelector { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    default: return false
    }
  }

  private static func isHidden(_ scalar: Unicode.Scalar, behind last: Unicode.Scalar?) -> Bool {
    switch scalar.value {
    // The joiner and its opposite: in scripts and pictures that join, and not twice.
    case 0x200C, 0x200D: return last.map { $0.value < 0x300 || 0x200C...0x200D ~= $0.value } ?? true
    // The letters of a flag's region.
    case 0xE0020...0xE007F: return last.map { $0.value != 0x1F3F4 && !(0xE0020...0xE007F ~= $0.value) } ?? true
    // Arabic and Kaithi signs that stand around the number behind them and are seen.
    case 0x0600...0x0605, 0x06DD, 0x070F, 0x0890...0x0891, 0x08E2, 0x110BD, 0x110CD: return false
    case 0xFDD0...0xFDEF: return true
    case let value where value & 0xFFFE == 0xFFFE: return true
    default: break
    }
    let properties = scalar.properties
    if properties.isVariationSelector { return last?.properties.isVariationSelector ?? true }
    return properties.generalCategory == .format || properties.isDefaultIgnorableCodePoint
  }
}
