import Testing

@testable import Reporting

@Suite("The terminal's tables") struct TextTableTests {
  @Test("columns line up, numbers to the right, and no line ends in a space")
  func layout() {
    var table = TextTable([.text("stack"), .number("today"), .text("verdict")])
    table.add(["notebooks", "1,200.00", "pays"])
    table.add(["a", "−5.00", ""])
    #expect(
      table.lines == [
        "stack         today  verdict",
        "notebooks  1,200.00  pays",
        "a             −5.00",
      ])
  }

  @Test("a name cannot move the cursor or turn the line round")
  func hostileNames() {
    var table = TextTable([.text("tenant")])
    table.add(["\u{1B}[2Ja\u{202E}b\u{7}\nc"])
    #expect(table.lines.count == 2)
    let scalars = table.lines.joined().unicodeScalars
    #expect(scalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E })
  }

  /// Names of all widths with their amounts, and bars.
  private var table: TextTable {
    var table = TextTable([.text("tenant"), .text(""), .number("charged")])
    for (index, name) in [
      "a", "漢字漢字漢字", "a" + String(repeating: "\u{301}", count: 400), "👩🏽‍🔬 lab", "\u{5E9}\u{5DC}\u{5D5}\u{5DD}",
      String(repeating: "x", count: 64), "ｗｉｄｅ ｗｉｄｅ ｗｉｄｅ ｗｉｄｅ ｗｉｄｅ",
    ].enumerated() {
      table.add(
        [name, "today", "\(index),000.00"], bar: .init(amount: Int128(index), largest: 6, block: "█"))
    }
    return table
  }

  @Test("numbers end in one column whatever the letters before them, in any room", arguments: [40, 57, 80, 200, .max])
  func alignment(room: Int) throws {
    let lines = table.lines(within: room)
    let ends = try lines.dropFirst().map { line in
      TerminalText.width(of: String(line[..<(try #require(line.firstRange(of: ",000.00")).upperBound)]))
    }
    #expect(ends.count == 7 && Set(ends).count == 1, "\(lines)")
    #expect(lines.allSatisfy { TerminalText.width(of: $0) <= room && $0.last != " " })
  }

  @Test("room is made by shorter bars, then by shorter names, then by no bars; numbers stay")
  func narrower() {
    func shape(_ room: Int) -> (bar: Int, name: Int) {
      let lines = table.lines(within: room)
      let bar = lines.map { $0.count { $0 == "█" } }.max() ?? 0
      return (bar, lines.map { $0.prefix { $0 == "x" }.count }.max() ?? 0)
    }
    // 64 of the name, 5 and 8 of the others, 2 between columns.
    #expect(shape(200) == (30, 64) && shape(113) == (30, 64))
    #expect(shape(112) == (29, 64) && shape(91) == (8, 64))
    #expect(shape(90) == (8, 62) && shape(35) == (8, 7))
    #expect(shape(34) == (0, 16) && shape(25) == (0, 7))
    #expect(table.lines(within: 10).dropFirst().allSatisfy { $0.contains(",000.00") })
  }

  @Test("the largest bar is full, what is more than nothing is seen, what is not has none")
  func bars() {
    func text(_ amount: Int128) -> String { TextTable.Bar(amount: amount, largest: 1_000, block: "▒").text(10) }
    #expect(text(1_000) == String(repeating: "▒", count: 10) && text(1) == "▒" && text(0) == "" && text(-5) == "")
    #expect(TextTable.Bar(amount: 5, largest: 0, block: "█").text(10) == "")
  }
}
