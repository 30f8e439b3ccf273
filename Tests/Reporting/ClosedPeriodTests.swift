import Metering
import Testing

@testable import Reporting

@Suite("A closed month's files") struct ClosedPeriodTests {
  private let input = SampleOrganization.input()

  private func closed(_ period: PeriodInput, _ files: PeriodFiles, lines: [PostedLine]? = nil) -> PeriodInput {
    PeriodInput(
      period: period.period, state: "closed", days: period.days, lines: lines ?? period.lines,
      comparisons: period.comparisons, organization: period.organization, published: files)
  }

  /// The same lines, billed a month later as corrections.
  private func corrections(_ period: PeriodInput) -> PeriodInput {
    let billed = period.period.next
    let lines = period.lines.map { posted in
      let line = posted.line
      return PostedLine(
        line: ChargeLine(
          identity: line.identity.billed(in: billed, as: .correction), account: line.account, quantity: line.quantity,
          meterUnit: line.meterUnit, pricing: line.pricing, amount: line.amount, currency: line.currency),
        minorUnits: posted.minorUnits, lineID: posted.lineID)
    }
    return PeriodInput(
      period: billed, state: "open", days: billed.firstDay..<billed.firstDay, lines: lines, comparisons: [],
      organization: nil)
  }

  @Test("are printed byte for byte, whatever the program would write today, with what the control totals told of them")
  func published() throws {
    let period = input.periods[0]
    let then = input.with(periods: [period])
    let written = try PeriodFiles(period, of: then)
    #expect(written.outputHash.utf8.count == 64)
    let old = PeriodFiles(
      files: written.files.map { ReportFile(name: $0.name, bytes: $0.bytes + Array("old\r\n".utf8)) },
      facts: written.facts)
    let files = try ReportSet.files(for: input.with(periods: [closed(period, old)]))
    for file in old.files { #expect(files.first { $0.name == file.name } == file) }
    let totals = try #require(files.first { $0.name == ControlTotals.name })
    let text = String(decoding: totals.bytes, as: UTF8.self)
    #expect(text.contains(old.outputHash) && !text.contains(written.outputHash))
    #expect(text.contains("lines_2026-08.csv,2026-08,USD"))
  }

  @Test("must add up to the lines of the ledger, or nothing is published")
  func notTied() throws {
    let period = input.periods[0]
    let files = try PeriodFiles(period, of: input)
    let fewer = closed(period, files, lines: Array(period.lines.dropFirst()))
    #expect(throws: ReportingError.self) { try ReportSet.files(for: input.with(periods: [fewer])) }
    #expect(throws: Never.self) { try ReportSet.files(for: input.with(periods: [closed(period, files)])) }
  }

  @Test("of corrections alone: a month of which no day has come has its files and its place on the page")
  func corrections() throws {
    let (first, second) = (input.periods[1], corrections(input.periods[1]))
    let files = try ReportSet.files(for: input.with(periods: [first, second]))
    let file = try #require(files.first { $0.name == "corrections_2026-10.csv" })
    let records = readCSV(file.bytes)
    #expect(records.count == first.lines.count + 1)
    #expect(records.dropFirst().allSatisfy { $0[0] == "2026-10" && $0[1] == "2026-09" })
    let page = try #require(files.first { $0.name == SummaryPage.name })
    #expect(String(decoding: page.bytes, as: UTF8.self).contains("October 2026"))
    // Where it is all there is, the page tells of it.
    let alone = try ReportSet.files(for: input.with(periods: [second]))
    let text = String(decoding: try #require(alone.first { $0.name == SummaryPage.name }).bytes, as: UTF8.self)
    #expect(text.contains("Corrections of closed months are in it with"))
  }
}
