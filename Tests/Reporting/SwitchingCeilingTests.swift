import Metering
import Testing

@testable import Comparison
@testable import Reporting

@Suite("The ceiling of what switching may cost") struct SwitchingCeilingTests {
  /// 58 switches at 10 minutes are 580; 15% of so many seconds is the most.
  private func findings(activeSeconds: Int, minutes: ExactDecimal = 10) throws -> PeriodInput {
    let measured = MeasuredSwitching(
      people: 9, peopleOnSeveral: 6, smallestGroup: 5, gapMinutes: 60, switches: 58, activeSeconds: activeSeconds,
      mostShareOfActiveTime: Fraction(15, 100),
      pairs: [.init(first: "fraud-notebooks", second: "risk-notebooks", switches: 58)], others: nil, sensitivity: [],
      filesWithoutPeople: 0)
    return try FoundOrganization(switching: ["notebooks": measured], switchMinutes: minutes).month()
  }

  private func page(_ month: PeriodInput) throws -> String {
    let input = SampleOrganization.input().with(periods: [month])
    let html = String(decoding: try SummaryPage.file(for: input).bytes, as: UTF8.self)
    return PageReader(html).text.replacing("\u{A0}", with: " ")
  }

  private let remark = "580.00 minutes at 10 each are more than 15% of active time: 450.00 count"
  private let ceiling = "In notebooks more than 7.76 minutes a switch change nothing"

  @Test("where it binds, the page, the file and the terminal say what it takes off")
  func binds() throws {
    // 3,000 minutes, of which 450 count.
    let month = try findings(activeSeconds: 180_000)
    let text = try page(month)
    #expect(text.contains(remark) && text.contains("3,000.00") && text.contains(ceiling))
    let input = SampleOrganization.input().with(periods: [month])
    let rows = try ComparisonFile.rows(month, input).filter { $0.section == .switching }
    func value(_ name: String) -> ExactDecimal? { rows.first { $0.name == name }?.value }
    #expect(value("active_time") == 3_000 && value("most_that_counts") == 450 && value("each_switch") == 10)
    #expect(value("switches_by_minutes_each") == 580 && value("lost") == 450)
    #expect(rows.first { $0.name == "lost" }?.text == remark)
    #expect(rows.first { $0.name == "most_of_active_time" }?.text == "15%")
    let findings = try #require(month.findings.value)
    let organization = try #require(month.organization)
    let terminal = ComparisonText(
      organizationName: "Example", days: month.days, scenario: nil, comparisons: month.comparisons,
      organization: organization, findings: findings)
    #expect(terminal.lines.joined(separator: " ").replacing("\u{A0}", with: " ").contains(remark))
    // The money is that of the minutes that count: the wage is 200,000 a year of 1,800 hours.
    let switching = month.comparisons.first { $0.stack == "notebooks" }?.items.first { $0.item == .switching }
    #expect(switching?.today == "833.33")
  }

  @Test("where it does not bind nothing is said, but for the longer switches that the tornado tries")
  func doesNotBind() throws {
    // 870 minutes at most: 15 a switch.
    let some = try page(try findings(activeSeconds: 348_000))
    #expect(!some.contains("are more than 15% of active time"))
    #expect(some.contains("In notebooks more than 15.00 minutes a switch change nothing"))
    let none = try page(try findings(activeSeconds: 3_600_000))
    #expect(!none.contains("are more than 15% of active time") && !none.contains("a switch change nothing"))
    // Longer switches than the ceiling lets count say so.
    #expect(try page(try findings(activeSeconds: 348_000, minutes: 23)).contains("1,334.00 minutes at 23 each"))
  }
}
