import Configuration
import Metering
import Testing

@testable import Comparison
@testable import Reporting

/// Question 9 as a reader without the table meets it: every end with its value and its result, and where the answer
/// turns.
@Suite("The tornado")
struct TornadoTests {
  private func row(_ adverse: Int128, _ favourable: Int128, turn: String = "") -> TornadoChart.Row {
    TornadoChart.Row(
      label: "Months", ends: "6 → 1 months", turn: turn, adverse: adverse, favourable: favourable,
      figures: ("\(adverse)", "\(favourable)"))
  }

  private func chart(_ base: Int128, _ rows: [TornadoChart.Row]) -> PageReader {
    PageReader(
      TornadoChart(id: "c", title: "t", finding: "f", base: base, baseLabel: "as assumed: \(base)", rows: rows).markup
        .html)
  }

  @Test(
    "the line of zero is drawn where it lies among the results, with a bar that crosses it in bold, and else is not")
  func zero() throws {
    let crossing = chart(50, [row(-100, 300), row(20, 90)])
    let zero = try #require(crossing.all("line").first { $0.value("class") == "zero" })
    #expect(zero.value("x1") == "25.00%" && zero.value("x2") == "25.00%")
    let names = crossing.all("text").filter { $0.value("x") == "0" && $0.value("class")?.contains("small") == false }
    #expect(names.map { $0.value("class") } == ["halo strong", "halo"])
    let above = chart(50, [row(20, 90)])
    #expect(!above.all("line").contains { $0.value("class") == "zero" })
    #expect(above.all("line").filter { $0.value("class") == "axis" }.count == 1)
  }

  @Test("a bar reaches from the result as assumed to either end, and both ends are printed")
  func ends() {
    let page = chart(50, [row(-50, 150, turn: "turns at 3")])
    #expect(page.all("rect").map { $0.value("x") } == ["0.00%", "50.00%"])
    #expect(page.all("rect").map { $0.value("width") } == ["50.00%", "50.00%"])
    for words in ["-50", "150", "6 → 1 months", "turns at 3", "as assumed: 50"] { #expect(page.text.contains(words)) }
  }

  @Test("ends on one side of the result are both drawn from it, the shorter one over the longer one")
  func oneSided() {
    let page = chart(0, [row(100, 40)])
    #expect(page.all("rect").map { $0.value("width") } == ["100.00%", "40.00%"])
  }

  @Test("every assumption has words of its own that begin a row and end a sentence, and fit on a phone")
  func phrases() {
    let phrases = AssumptionKey.allCases.map(AssumptionWording.phrase)
    #expect(Set(phrases).count == phrases.count)
    for key in AssumptionKey.allCases {
      let (phrase, label) = (AssumptionWording.phrase(key), AssumptionWording.label(key))
      #expect(phrase.first?.isLowercase == true && label.first?.isUppercase == true)
      #expect(label.dropFirst() == phrase.dropFirst())
      #expect(ChartText.fitted(label, tenths: 215) == label, "\(label) is cut")
    }
  }

  @Test("a value is told with its unit, in a chart with as many digits as say which it is")
  func units() {
    func check(_ key: AssumptionKey, _ low: Fraction, _ high: Fraction, _ whole: String, _ short: String) {
      let (span, usd) = (AssumptionRange.Span(low, high), SampleOrganization.usd)
      #expect(AssumptionWording.amount(span, of: key, in: usd).replacing("\u{A0}", with: " ") == whole)
      #expect(AssumptionWording.shortAmount(span, of: key, in: usd).replacing("\u{A0}", with: " ") == short)
    }
    check(.parallelMonths, Fraction(71_677, 10_000), Fraction(71_677, 10_000), "7.1677 months", "7.2 months")
    check(.parallelMonths, .one, .one, "1 month", "1 month")
    check(.teamPerTenant, Fraction(48, 100), Fraction(49, 100), "0.48 to 0.49 FTE", "0.48 to 0.49 FTE")
    check(.teamFloor, Fraction(431, 100), Fraction(432, 100), "4.31 to 4.32 FTE", "4.3 FTE")
    check(.headroom, Fraction(344, 10_000), Fraction(345, 10_000), "3.44% to 3.45%", "3.4% to 3.5%")
    check(.headroom, Fraction(3, 10), Fraction(3, 10), "30%", "30%")
    check(.loadedCostPerYear, Fraction(240_000), Fraction(240_000), "240,000 USD", "240,000 USD")
    check(.migrationHoursPerEnvironment, Fraction(1_500), Fraction(1_500), "1,500 hours", "1,500 hours")
    check(.spareNodes, .one, .one, "1 node", "1 node")
    check(.upgradesPerYear, Fraction(3), Fraction(3), "3 upgrades", "3 upgrades")
  }

  @Test("the page prints both ends of every bar, in the organisation's words, and says what it does not draw")
  func onThePage() throws {
    let context = try #require(SummaryContext(try FoundOrganization().input()))
    let section = RangeSection.section(context)
    let figures = try #require(context.findings?.ranges.organization)
    let rows = figures.tornado.filter { $0.width > .zero }
    #expect(!rows.isEmpty)
    let labels = PageNumbers.labels(in: section.body.html[...])
    for row in rows.prefix(TornadoChart.rowLimit) {
      #expect(labels.contains(AssumptionWording.label(row.assumption)))
      #expect(labels.contains(context.figure(context.cents(row.adverseNet))))
      #expect(labels.contains(context.figure(context.cents(row.favourableNet))))
    }
    let left = rows.count - TornadoChart.rowLimit
    #expect(section.body.html.contains("Not drawn: \(left)\u{A0}more assumption") == (left > 0))
    // The stacks have different teams: each end is told as what it is of all of them.
    let table = PageReader(section.tables.html).text.replacing("\u{A0}", with: " ")
    #expect(table.contains("FTE, by stack") && table.contains("differs by stack"))
    #expect(labels.contains { $0.contains("→") && $0.contains("–") && $0.hasSuffix("\u{A0}FTE") })
    #expect(!labels.contains { $0.hasSuffix("…") }, "an end is cut")
    #expect(table.contains("months") && !table.contains("Breaks even"))
  }
}
