import Testing

@testable import Reporting

@Suite("Names as they are shown") struct ReadableTextTests {
  private func readable(_ text: String) -> [Unicode.Scalar] { Array(ReadableText.readable(text).unicodeScalars) }

  @Test("what is not seen and what turns text round is left out; ends of lines are spaces")
  func hidden() {
    let hidden = [
      0x00, 0x1B, 0x7F, 0x85, 0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060,
      0x2066, 0x2069, 0x206F, 0x3164, 0xFDD0, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFE, 0x1D173, 0xE0001, 0xE0041, 0x1FFFF,
    ].compactMap(Unicode.Scalar.init)
    #expect(hidden.count == 28)
    for scalar in hidden {
      #expect(readable("a\(Character(scalar))b") == ["a", "b"], "U+\(String(scalar.value, radix: 16))")
      #expect(readable(String(Character(scalar))) == [], "U+\(String(scalar.value, radix: 16))")
    }
    for end in ["\t", "\n", "\u{2028}", "\u{2029}"] { #expect(readable("a\(end)b") == ["a", " ", "b"]) }
  }

  @Test(
    "what languages and pictures are written with stays",
    arguments: [
      "Ångström", "A\u{30A}ngstro\u{308}m", "Việt e\u{302}\u{301}", "ที่ปรึกษา", "\u{928}\u{94D}\u{200D}\u{930}",
      "\u{645}\u{6CC}\u{200C}\u{62E}", "👩🏽‍🔬", "❤\u{FE0F}", "1\u{FE0F}\u{20E3}", "🏴\u{E0067}\u{E0062}\u{E007F}",
      "\u{5E9}\u{5DC}\u{5D5}\u{5DD}", "\u{FDFA}", "\u{F66}\u{F92}\u{FB2}\u{F74}", "漢字", "−5 % · ½", "\u{600}12",
    ])
  func kept(text: String) {
    #expect(readable(text) == Array(text.unicodeScalars))
  }

  @Test("a letter has three marks at most, whatever stands between them, and the next letter has its own")
  func marks() {
    let accents = String(repeating: "\u{301}", count: 400)
    #expect(readable("a\(accents)b\(accents)").count == 8)
    #expect(readable(accents).count == 3)
    #expect(readable("a" + String(repeating: "\u{301}\u{200B}", count: 9)).count == 4)
    #expect(readable("\u{915}" + String(repeating: "\u{301}\u{200D}", count: 9)).filter { $0 == "\u{301}" }.count == 3)
    #expect(readable("a" + String(repeating: "\u{20DD}", count: 9)).count == 4)
  }

  @Test("joiners and selectors do not pile up, and join no Latin letters")
  func joiners() {
    #expect(readable("te\u{200D}am \u{200C}x") == Array("team x".unicodeScalars))
    #expect(readable("👩" + String(repeating: "\u{200D}", count: 9) + "🔬").count == 3)
    #expect(readable("❤" + String(repeating: "\u{FE0F}", count: 9)).count == 2)
  }

  @Test("what is shown is shown the same when it is cleaned again")
  func idempotent() {
    var random = SplitMix64(seed: 14)
    let parts = [
      "a", "\u{301}", "\u{200D}", "\u{FE0F}", "\u{E0041}", "\u{1F3F4}", "\u{200B}", "\u{5D0}", " ", "\n", "\u{915}",
    ]
    for _ in 0..<500 {
      let text = (0..<12).map { _ in parts[Int(random.next() % UInt64(parts.count))] }.joined()
      let once = ReadableText.readable(text)
      #expect(Array(ReadableText.readable(once).utf8) == Array(once.utf8))
    }
  }
}
