import Comparison
import Metering
import Testing

@testable import Reporting

@Suite("The report in the terminal") struct ReportTextTests {
  private func rows(_ input: ReportInput, _ file: String) throws -> [[String: String]] {
    let bytes = try #require(try ReportSet.files(for: input).first { $0.name == file }).bytes
    let records = readCSV(bytes)
    let header = try #require(records.first)
    return records.dropFirst().map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
  }

  /// `12345.60` as it is printed.
  private func printed(_ minorUnits: Int128) -> String { DisplayText.exact(minorUnits, SampleOrganization.usd) }

  private func minorUnits(_ amount: String) throws -> Int128 {
    try #require(Int128(amount.replacing(".", with: "")))
  }

  @Test("each tenant's amount is that of finance's statement, and both sides of each stack those of the comparison")
  func figures() throws {
    let input = SampleOrganization.input()
    let lines = ReportText(input, width: 100).lines
    var charged: [String: Int128] = [:]
    for row in try rows(input, "statement_2026-09.csv") {
      guard let amount = row["billed_cost"], !amount.isEmpty else { continue }
      charged[row["tenant_id"] ?? "", default: 0] += try minorUnits(amount)
    }
    #expect(charged.count > 5)
    for (tenant, amount) in charged {
      let line = try #require(lines.first { $0.hasPrefix(tenant + " ") })
      #expect(line.split(separator: " ").contains(Substring(printed(amount))), "\(line)")
    }
    let all = try #require(lines.first { $0.hasPrefix("all ") })
    #expect(all.hasSuffix(printed(charged.values.reduce(0, +))))
    for stack in input.periods[1].comparisons {
      let index = try #require(lines.firstIndex { $0.hasPrefix(stack.stack.text + " ") })
      #expect(lines[index].contains(" today ") && lines[index].contains(printed(minorUnits(stack.today))))
      #expect(lines[index + 1].contains("shared (model)"))
      #expect(lines[index + 1].contains(printed(minorUnits(stack.shared))))
      #expect(lines[index].contains("█") && lines[index + 1].contains("▒"))
    }
  }

  private func minorUnits(_ amount: ExactDecimal) -> Int128 { SampleOrganization.usd.minorUnits(of: amount) }

  @Test("a line is never wider than the terminal, whatever the names", arguments: [40, 41, 60, 80, 113, 200])
  func width(columns: Int) throws {
    let long = String(repeating: "x", count: 64)
    for input in [
      SampleOrganization.input(), try FoundOrganization(name: { "\($0) \(long)" }).input(),
      try FoundOrganization(name: { "漢字漢字漢字漢字漢字漢字漢字漢字👩🏽‍🔬 \($0)" }).input(),
    ] {
      let lines = ReportText(input, width: columns).lines
      let widest = lines.map { TerminalText.width(of: $0) }.max() ?? 0
      #expect(widest <= columns)
      // And the room is used.
      #expect(widest > min(columns, 80) * 2 / 3, "\(widest)")
      #expect(lines.contains { $0.contains("shared (model)") })
      #expect(columns < 80 || lines.contains { $0.contains("█") })
    }
    #expect(
      ReportText(SampleOrganization.input(), width: 0).lines == ReportText(SampleOrganization.input(), width: 40).lines)
  }

  @Test("a month in progress says so in its headline, beside its state and over its column")
  func inProgress() {
    let input = SampleOrganization.input()
    let text = ReportText(input.with(periods: [input.periods[2]]), width: 80).lines
    #expect(text.joined(separator: " ").contains("In October 2026 up to day 12 (month to date), compute cost"))
    #expect(text.contains { $0.contains("October 2026 up to day 12 (month to date), USD, open") })
    #expect(text.contains { $0.hasPrefix("stack ") && $0.hasSuffix("over 12 days") })
    #expect(!text.contains { $0.contains("a month") })
    let complete = ReportText(input.with(periods: [input.periods[1]]), width: 80).lines
    #expect(complete.contains { $0.hasPrefix("stack ") && $0.hasSuffix("a month") })
  }
}
