internal import Comparison
internal import Configuration
internal import Metering

/// Question 11: whether the page can be trusted: assumptions, exclusions, data, reconciliation, method and threats, in
/// full.
enum TrustSection {
  static func section(_ input: ReportInput, _ context: SummaryContext?) -> PageSection {
    var parts: [PageSection] = [AssumptionSection.section(input, context)]
    if let context {
      parts += [UnratedSection.section(context), NotesSection.section(context)].compactMap { $0 }
    }
    parts.append(QualitySection.section(input))
    if let context { parts.append(ReconciliationPart.section(context)) }
    let evidence = context.flatMap(EvidencePart.init)
    return PageSection(
      .trust, headline: evidence?.headline ?? "What the figures rest on is below, in full.",
      howMeasured: """
        Every figure is computed once, exactly, and printed the same in every file. At the end of the page is what \
        they rest on, in full: assumptions, exclusions, data quality, reconciliation, method and threats.
        """, body: (evidence?.chart ?? .empty) + contents(parts),
      tables: (evidence?.table ?? .empty) + parts.map(\.part).joined() + MethodSection.method
        + (context.map(OutagePart.markup) ?? .empty) + (context.map(ThreatPart.markup) ?? MethodSection.threats))
  }

  /// What each part says, in a line with a link.
  private static func contents(_ parts: [PageSection]) -> Markup {
    let items = parts.map { "<li><a href=\"#\($0.id)\">\($0.question)</a> \($0.headline)</li>\n" as Markup }
    return "<ul class=\"parts\">\n\(items.joined())</ul>\n"
  }
}

/// How much of the saving is measured, from an invoice, recorded, or assumed.
struct EvidencePart: Sendable {
  let headline: Markup
  let chart: Markup
  let table: Markup

  /// nil where nothing changes or nothing is known of it.
  init?(_ context: SummaryContext) {
    guard let evidence = context.findings?.ranges.organization.evidence, !evidence.shares.isEmpty else { return nil }
    let percents = Self.percents(evidence)
    headline = """
      Of what makes the difference, \(Self.text(evidence)). Today is measured use and recorded capacity, \
      people and fees; sharing is a model.
      """
    chart =
      RowChart(
        id: "evidence-chart", title: "What the difference rests on", finding: headline,
        rows: zip(evidence.shares, percents).map { share, percent in
          .init(
            label: ComparisonWording.label(share.evidence), value: "\(percent)%",
            bars: [[.init(share.evidence == .assumed ? .idle : .used, to: Int128(percent))]])
        }
      ).markup
    let rows = evidence.steps.map { step -> [Markup] in
      [
        "\(ComparisonWording.label(step.step))", "\(ComparisonWording.label(step.evidence))",
        context.exact(step.amount),
      ]
    }
    table =
      PageTable(
        id: "evidence", caption: "Each step by what it rests on at its weakest, without its sign, in \(context.code)",
        columns: [.text("Step"), .text("Rests on"), .number("Size")], groups: [.init(rows: rows)],
        footer: zip(evidence.shares, percents).map { share, percent in
          ["All that is \(ComparisonWording.label(share.evidence))", .empty, "\(percent)%"]
        }
      ).markup
  }

  /// `62% is measured, 38% is assumed`.
  static func text(_ evidence: EvidenceGrade) -> String {
    zip(evidence.shares, percents(evidence)).filter { $1 > 0 }
      .map { share, percent in "\(percent)% is \(ComparisonWording.label(share.evidence))" }.joined(separator: ", ")
  }

  /// Whole percents that add up to 100; none where nothing changes.
  static func percents(_ evidence: EvidenceGrade) -> [Int] {
    let weights = evidence.shares.compactMap { try? ExactDecimal($0.share) }
    guard !weights.isEmpty, weights.count == evidence.shares.count,
      let percents = try? apportion(100, by: weights)
    else { return [] }
    return percents.map(Int.init)
  }
}

/// What may make the comparison wrong, found in this month's data.
enum ThreatPart {
  private static let mostNames = 12

  static func markup(_ context: SummaryContext) -> Markup {
    guard let findings = context.findings else { return MethodSection.threats }
    let rows = Threat.Kind.allCases.compactMap { row(findings.threats, of: $0) }
    guard !rows.isEmpty else { return MethodSection.threats }
    let table = PageTable(
      id: "threats", caption: "What may make the comparison of \(context.periodText) wrong",
      columns: [.text("Threat"), .text("What was found"), .list("In"), .name("Stacks"), .text("Then")],
      groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
    return "<h4>Threats found in the data</h4>\n\(table.markup)" + MethodSection.threats
  }

  /// One row for each kind, over all stacks that it was found in, with the worst of them; nil where it was not found.
  private static func row(_ threats: [Threat], of kind: Threat.Kind) -> [Markup]? {
    let found = threats.filter { $0.kind == kind }
    guard let worst = found.max(by: { ($0.share ?? .zero) < ($1.share ?? .zero) }) else { return nil }
    let subjects = Set(found.flatMap(\.subjects)).sorted { bytewise($0, precedes: $1) }
    let more: Markup = subjects.count > mostNames ? " and \(subjects.count - mostNames) more" : .empty
    return [
      "\(ThreatWording.title(kind))", "\(ThreatWording.sentence(worst))",
      .names(Array(subjects.prefix(mostNames))) + more, .names(found.map(\.stack.text)),
      "\(ThreatWording.bias(worst.bias))",
    ]
  }
}
