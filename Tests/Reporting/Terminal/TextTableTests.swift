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
}
