internal import Metering

/// `index.html`: what is in the folder and where, so that a folder on a web server is enough.
enum IndexPage {
  static let name = "index.html"

  /// `files`: the names of those in the set.
  static func page(
    for input: ReportInput, files: [String], statements: [TenantStatement]
  ) throws(ReportingError) -> WrittenPage {
    let sections = [
      months(input, Set(files)), tenants(input, statements),
      others(hasOrganization: files.contains(OrganizationFile.name)),
    ].compactMap { $0 }
    let links: Markup = "<nav aria-label=\"Contents\">\n<ul>\n\(sections.map(\.link).joined())</ul>\n</nav>\n"
    let document = PageDocument(
      title: "\(Markup.plainName(input.organization)): reports", header: header(input) + links,
      main: sections.map(\.markup).joined(),
      footer: """
        <p>Run <span>\(input.runID)</span>, rate card <span>\(input.rateCardVersion)</span>. Every link is to a file \
        of this folder.</p>

        """)
    return try WrittenPage(name, document)
  }

  private static func header(_ input: ReportInput) -> Markup {
    let sentence = SummaryContext(input).map(SummaryHeadline.sentence) ?? "No usage has been metered yet."
    return """
      <p class="kicker"><strong>\(Markup.name(input.organization))</strong>: reports as of \
      \(DisplayText.day(input.asOf))</p>
      <h1>\(sentence)</h1>
      <p><a href="\(SummaryPage.name)">The summary: what it costs that every team runs its own, and what sharing would \
      change</a></p>

      """
  }

  private static func link(_ file: String, _ text: String) -> Markup { "<a href=\"\(file)\">\(text)</a>" }

  private static func months(_ input: ReportInput, _ files: Set<String>) -> PageSection? {
    guard !input.periods.isEmpty else { return nil }
    let rows = input.periods.reversed().map { period -> [Markup] in
      let sum = LineSum(period.lines)
      let names = period.published?.files.map(\.name) ?? PeriodFileKind.all.map { $0.name(period.period) }
      let links = names.filter(files.contains).map { link($0, PeriodFileKind.named($0)?.stem ?? $0) }
      return [
        "\(SummaryContext.text(of: period))", "\(period.stateText)", ReconciliationPart.word(period, input.currency),
        sum.markup(input.currency), "\(DisplayText.count(period.lines.count))",
        "\(DisplayText.count(sum.unratedLines))", "\(DisplayText.count(period.lines.count { $0.line.isCorrection }))",
        links.joined(by: ", "),
      ]
    }
    let table = PageTable(
      id: "months", caption: "Months, in \(input.currency.code)",
      columns: [
        .name("Month"), .text("State"), .text("Reconciled"), .number("Charged"), .number("Lines"),
        .number("Without a price"), .number("Corrections"), .list("Files"),
      ], groups: [.init(rows: Array(rows))], limit: .max)
    let closed = input.periods.count { $0.published != nil }
    return PageSection(
      id: "periods", question: "Which months are there?",
      headline: """
        \(DisplayText.counted(input.periods.count, "month", "months")), \(DisplayText.count(closed)) closed.
        """,
      howMeasured: """
        A closed month stays as it is, unless somebody opens it again: then who, when and why stands here. What comes \
        late for it is a correction in the open month. Reconciled is with providers' bills, n/a where none of the \
        month was read.
        """,
      body: table.markup + reopenings(input))
  }

  private static func reopenings(_ input: ReportInput) -> Markup {
    let rows = input.periods.reversed().flatMap { period in
      period.history.superseded.enumerated().map { index, closing -> [Markup] in
        [
          "\(SummaryContext.text(of: period))", "\(index + 1)", "\(String(closing.outputHash.prefix(12)))",
          "\(DisplayText.day(closing.reopenedAsOf))", .name(closing.reopenedAt), .name(closing.reopenedBy),
          .name(closing.reason),
        ]
      }
    }
    guard !rows.isEmpty else { return .empty }
    return PageTable(
      id: "reopened", caption: "Closings that do not hold any more, since the month was opened again",
      columns: [
        .name("Month"), .text("Closing"), .text("Its hash begins"), .text("Opened as of"), .text("At"), .text("By"),
        .text("Why"),
      ], groups: [.init(rows: Array(rows))], moreIn: ControlTotals.name
    ).markup
  }

  private static func tenants(_ input: ReportInput, _ statements: [TenantStatement]) -> PageSection? {
    guard !statements.isEmpty else { return nil }
    let shown = statements[0].shown
    let ordered = statements.sorted { left, right in
      let (first, second) = (left.shown?.sum.minorUnits ?? 0, right.shown?.sum.minorUnits ?? 0)
      return first == second ? left.tenant < right.tenant : first > second
    }
    func row(_ statement: TenantStatement) -> [Markup] {
      [
        .name(statement.name), .name(statement.tenant.text),
        statement.shown.map { $0.lines.isEmpty ? .none : $0.sum.markup(input.currency) } ?? .none,
        link(TenantPage.name(statement.slug), "\(statement.slug).html"),
        link(TenantFile.name(statement.slug), "\(statement.slug).csv"),
      ]
    }
    let teams = ordered.filter(\.subject.isTeam)
    let others = ordered.filter { !$0.subject.isTeam }
    let table = PageTable(
      id: "tenants", caption: "Tenants in \(shown?.monthText ?? ""), in \(input.currency.code)",
      columns: [.name("Tenant"), .name("Tenant id"), .number("Charged"), .text("Statement"), .text("Lines and days")],
      groups: [
        .init(rows: teams.map(row)), .init(header: "Held by no team", rows: others.map(row)),
      ],
      footer: [
        [
          "In all", .empty,
          LineSum(statements.flatMap { $0.shown?.lines.map(\.posted) ?? [] }).markup(input.currency), .empty,
          .empty,
        ]
      ], moreIn: TenantPagesFile.name)
    let held: Markup =
      others.isEmpty ? .empty : ", and \(DisplayText.count(others.count)) of costs that are held by no team"
    return PageSection(
      id: "statements", question: "Where is each team's statement?",
      headline: "\(DisplayText.counted(teams.count, "statement", "statements")), one a tenant\(held).",
      howMeasured: """
        A statement holds its tenant's charges alone and can be handed on as it is. \
        \(statements.count > PageTable.rowLimit ? "Here are the \(PageTable.rowLimit) largest. " : "")\
        \(link(TenantPagesFile.name, TenantPagesFile.name)) tells where every tenant's is.
        """,
      body: table.markup)
  }

  private static func others(hasOrganization: Bool) -> PageSection {
    let organization: [(String, String)] =
      hasOrganization
      ? [(OrganizationFile.name, "every month by the accounts of then and by those of today's organisation")] : []
    let files: [(String, String)] = [
      (SummaryPage.name, "leadership: one page"),
      (ControlTotals.name, "rows and sums of every file, and what stands at the foot of every table on a page"),
      (QuarantineFile.name, "every record that was not understood, by file and line"),
      (Manifest.name, "the same for programs, with what it was made from and the chain of closed months"),
      (ChecksumFile.name, "sha256sum -c SHA256SUMS checks every file"),
      (ColumnsFile.name, "what every column means"), (ImportNotes.name, "how to load the files"),
    ]
    let rows = (organization + files).map { file, about -> [Markup] in [link(file, file), "\(about)"] }
    let table = PageTable(
      id: "others", caption: "Files of the whole set", columns: [.name("File"), .text("What it is")],
      groups: [.init(rows: rows)])
    return PageSection(
      id: "files", question: "What else is here?", headline: "The totals, the checks and the notes.",
      howMeasured: "All files sum the same cents; if anything did not tie, nothing was published.", body: table.markup)
  }
}
