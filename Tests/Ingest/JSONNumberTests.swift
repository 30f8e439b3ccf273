import Ingest
import Ledger
import Metering
import Testing

@Suite("Numbers in JSON lines")
struct JSONNumberTests {
  private func line(_ id: Int, _ quantity: String) -> String {
    "{\"id\":\"\(id)\",\"start\":\"2026-10-01T\(id < 10 ? "0" : "")\(id):00:00Z\",\"tenant\":\"t\",\"environment\":\"e\","
      + "\"resource\":\"tokens\",\"quantity\":\(quantity)}\n"
  }

  @Test("an exponent is read exactly, whatever form the lines before it had, and the same as in a string")
  func exponents() throws {
    let numbers = [
      ("1e3", "1000"), ("1E3", "1000"), ("1e+3", "1000"), ("12.5e2", "1250"), ("-1e3", "-1000"), ("1e-3", "0.001"),
      ("0.001E3", "1"), ("1e0", "1"), ("123456789e-12", "0.000123456789"), ("1e17", "100000000000000000"), ("7", "7"),
      ("1.50", "1.5"),
    ]
    for isString in [false, true] {
      let project = try LogProject()
      let lines = numbers.enumerated().map { index, number in line(index, isString ? "\"\(number.0)\"" : number.0) }
      try project.write("a.jsonl", lines.joined())
      #expect(try project.ingest().counts == RecordCounts(accepted: numbers.count))
      let expected = numbers.enumerated().map { "2026-10-01 +\($0.offset)h t//e//tokens = \($0.element.1)" }
      #expect(try project.usage() == expected)
    }
  }

  @Test("what no JSON number begins with ends the line, and what is no number at all is a bad quantity")
  func malformed() throws {
    let project = try LogProject()
    let numbers = [".5", "+1", "NaN", "Infinity", "0x10", "1-2", "--1", "1e", "1e+", "1.2.3", "-"]
    try project.write("a.jsonl", line(0, "1") + numbers.enumerated().map { line($0.offset + 1, $0.element) }.joined())
    #expect(try project.ingest().counts == RecordCounts(quarantined: numbers.count, rejected: 1))
    #expect(Set(try project.quarantine().map(\.code)).isSubset(of: ["Q002", "Q005"]))
  }

  @Test("leading zeros and a point without decimals are the number that they plainly tell, in every form of line")
  func lenient() throws {
    let numbers = ["01", "1.", "-01.50", "00"]
    // Each alone is read key by key; behind a line of its form it is read as that was.
    for isAlone in [true, false] {
      let project = try LogProject()
      for (index, number) in numbers.enumerated() {
        try project.write("\(index).jsonl", (isAlone ? "" : line(20, "1")) + line(index, number))
      }
      try project.ingest()
      #expect(
        try project.usage().filter { !$0.contains("+20h") } == [
          "2026-10-01 +0h t//e//tokens = 1", "2026-10-01 +1h t//e//tokens = 1",
          "2026-10-01 +2h t//e//tokens = -1.5",
        ])
      #expect(try project.quarantine().isEmpty)
    }
  }
}
