import Testing

@testable import Reporting

@Suite("Text in a terminal") struct TerminalTextTests {
  @Test(
    "letters take a cell, ideographs and pictures two, accents and joiners none",
    arguments: [
      ("", 0), ("abc", 3), ("−1,234.50", 9), ("█▒…–", 4), ("a\u{301}\u{302}", 1), ("漢字", 4), ("ｗｉｄｅ", 8),
      ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("👩🏽‍🔬", 2), ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("🧪 lab", 6),
      ("\u{5E9}\u{5DC}\u{5D5}\u{5DD}", 4), ("\u{200E}x\u{200E}", 1), ("ä\u{A0}b", 3), ("ที่", 1),
    ])
  func width(text: String, cells: Int) {
    #expect(TerminalText.width(of: text) == cells)
  }

  @Test("what does not fit is cut between characters, with the cut shown")
  func fitted() {
    #expect(TerminalText.fitted("notebooks", to: 9) == "notebooks")
    #expect(TerminalText.fitted("notebooks", to: 8) == "noteboo…")
    // A letter of two cells is not halved.
    #expect(TerminalText.fitted("漢字漢字", to: 6) == "漢字…")
    #expect(TerminalText.fitted("a\u{301}\u{302}bc", to: 2) == "a\u{301}\u{302}…")
  }

  @Test("lines break at spaces, not between a number and its unit, and what is longer than a line is cut")
  func wrapped() {
    #expect(TerminalText.wrapped("one two three", to: 8) == ["one two", "three"])
    #expect(
      TerminalText.wrapped("cost USD\u{A0}1.25\u{A0}million a month", to: 16) == [
        "cost", "USD 1.25 million", "a month",
      ])
    #expect(TerminalText.wrapped("abcdefghij k", to: 4) == ["abcd", "efgh", "ij k"])
    #expect(TerminalText.wrapped("漢字漢字", to: 5) == ["漢字", "漢字"])
    #expect(TerminalText.wrapped("", to: 8) == [])
  }

  @Test("a name from right to left keeps its direction to itself, others stay as they are")
  func isolated() {
    #expect(TerminalText.isolated("notebooks") == "notebooks")
    #expect(TerminalText.isolated("\u{645}ai") == "\u{200E}\u{645}ai\u{200E}")
  }

  @Test("markup is printed as its words: no tags, no titles, what was escaped as it was")
  func plainText() {
    let sentence: Markup = "a \(Markup.name("<b title=\"x\">&lt;'")) <em class=\"big\">b</em> &amp; \("&#39;")"
    #expect(sentence.plainText == "a <b title=\"x\">&lt;' b & &#39;")
    let long = String(repeating: "x>", count: 50)
    #expect(("in \(Markup.name(long))." as Markup).plainText == "in \(Markup.plainName(long)).")
    #expect(("\(Markup.name("\u{5D0}")), 5" as Markup).plainText == "\u{200E}\u{5D0}\u{200E}, 5")
  }
}
