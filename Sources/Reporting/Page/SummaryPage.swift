internal import Metering

/// `summary.html`: what compute cost, what of it duplication is, what one platform would cost and when it pays. The
/// questions of economics.md §3.2, each answered by a sentence, a chart, how it was measured and the table behind it.
enum SummaryPage {
  static let name = "summary.html"

  static func page(for input: ReportInput) throws(ReportingError) -> WrittenPage {
    try WrittenPage(name, document(for: input))
  }

  static func file(for input: ReportInput) throws(ReportingError) -> ReportFile { try page(for: input).file }

  private static func document(for input: ReportInput) -> PageDocument {
    let context = SummaryContext(input)
    let sections = sections(input, context)
    let headline = SummaryHeadline(input, context)
    return PageDocument(
      title: "\(Markup.plainName(input.organization)): what compute costs\(period(context))",
      header: headline.markup + contents(sections),
      main: sections.map(\.markup).joined() + FiguresPart.markup(sections), footer: footer(input))
  }

  private static func period(_ context: SummaryContext?) -> String { context.map { ", \($0.periodText)" } ?? "" }

  private static func sections(_ input: ReportInput, _ context: SummaryContext?) -> [PageSection] {
    guard let context else { return [TrustSection.section(input, nil)] }
    return [
      SharingSection.section(context), SpendingSection.section(context), DifferenceSection.section(context),
      DemandSection.section(context), DuplicateSection.section(context), VersionSection.section(context),
      TenantShiftSection.section(context), PaybackSection.section(context), RangeSection.section(context),
      TrendSection.section(context), TrustSection.section(input, context),
    ]
  }

  private static func contents(_ sections: [PageSection]) -> Markup {
    "<nav aria-label=\"Questions\">\n<ul>\n\(sections.map(\.link).joined())</ul>\n</nav>\n"
  }

  private static func footer(_ input: ReportInput) -> Markup {
    """
    <p>Page 1 of the evidence: the exact figures are in the CSV files beside this page, their sums in \
    \(ControlTotals.name). Run <span>\(input.runID)</span>, rate card <span>\(input.rateCardVersion)</span>. The same \
    inputs give the same page, byte for byte.</p>

    """
  }
}
