import Configuration
import Ingest
import Ledger
import Metering
import Testing

@Suite("Names from logs")
struct NameTests {
  private static let controls = [
    "\u{0}", "\u{1F}", "\u{7F}", "\u{80}", "\u{85}", "\u{9B}", "\u{9F}", "\u{2028}", "\u{2029}",
  ]

  @Test("what tables refuse in a name, logs refuse too: controls of both halves, and separators of lines")
  func controls() throws {
    for control in Self.controls {
      let project = try LogProject()
      // An escape where a line cannot hold it.
      let hex = String(control.unicodeScalars.first?.value ?? 0, radix: 16)
      let escape = "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      for (place, field) in ["tenant", "stack", "environment", "version", "resource"].enumerated() {
        let names = ["tenant", "stack", "environment", "version", "resource"].map { name in
          "\"\(name)\":\"\(name == field ? "a\(escape)b" : name)\""
        }
        try project.write(
          "\(place).jsonl",
          "{\"id\":\"\(place)\",\"start\":\"2026-10-01T10:00:00Z\",\(names.joined(separator: ",")),\"quantity\":1}\n")
      }
      #expect(try project.ingest().counts == RecordCounts(quarantined: 5), "\(escape)")
      #expect(
        try project.quarantine().map(\.code) == Array(repeating: "Q006", count: 5), "\(escape)")
    }
  }

  @Test("what merely looks odd is a name: accents, joiners, letters of every script, no-break spaces within")
  func odd() throws {
    for name in ["e\u{301}", "a\u{200D}b", "\u{202E}x", "日本", "a\u{A0}b", "🇩🇪", "\u{FEFF}x", "a\u{3000}b"] {
      let project = try LogProject()
      try project.write("a.csv", eventCSV(["1,2026-10-01T10:00:00Z,,\(name),e,tokens,1"]))
      #expect(try project.ingest().counts == RecordCounts(accepted: 1), "\(name.debugDescription)")
    }
  }

  @Test("the rule is one for logs and tables")
  func rule() {
    for control in Self.controls { #expect(control.unicodeScalars.allSatisfy(NameText.isControl)) }
    for other in [" ", "a", "\u{A0}", "\u{AD}", "\u{200B}", "\u{202E}", "\u{301}", "\u{FFFD}"] {
      #expect(!other.unicodeScalars.contains(where: NameText.isControl), "\(other.debugDescription)")
    }
  }
}
