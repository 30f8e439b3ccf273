internal import Comparison
internal import Metering

// What corrects closed months, what is behind, and what it was in other months.

extension TenantSections {
  // MARK: - Corrections

  /// Months whose corrections are told line by line: those that may still change, and the one shown.
  private var corrected: [TenantStatement.Month] {
    statement.months.reversed().filter { month in
      !month.corrections.isEmpty && (!month.isClosed || month.period == shown?.period)
    }
  }

  var corrections: PageSection? {
    guard shown != nil else { return nil }
    let question: Markup = "What corrects earlier months?"
    let months = corrected
    let sum = LineSum(months.flatMap(\.corrections).map(\.posted))
    guard !months.isEmpty else {
      let isAny = statement.months.contains { !$0.corrections.isEmpty }
      return PageSection(
        id: "corrected", question: question,
        headline: isAny ? "No corrections but in closed months." : "No corrections.",
        howMeasured: "What comes late for a closed month is billed as a correction in an open one.", body: .empty)
    }
    let places = months.map { Markup(text: $0.monthText) }.joined(by: ", ")
    let change: Markup =
      sum.isUnpriced ? "Not priced" : sum.minorUnits == 0 ? "Nothing in all" : "\(moreOrLess(sum.minorUnits))"
    let table = PageTable(
      id: "corrections", caption: "Lines that correct closed months, in \(currency.code)",
      columns: [
        .name("Environment"), .name("What"), .text("Month corrected"), .number("Quantity"), .text("Unit"),
        .number(Self.change),
      ],
      groups: months.map { month in
        let billed = LineSum(month.corrections.map(\.posted))
        return PageTable.Group(
          header: "Billed in \(month.monthText) (\(month.state)): \(signed(billed))",
          rows: month.corrections.map(correction))
      }, footer: [["In all", .empty, .empty, .empty, .empty, signed(sum)]], moreIn: file)
    return PageSection(
      id: "corrected", question: question,
      headline: "\(change) \(cause(of: months.flatMap(\.corrections))), billed in \(places).",
      howMeasured: "What a closed month comes to now less what was billed, at the rates of then.", body: table.markup)
  }

  /// What is late or mended is usage; costs and adjustments move because of it.
  private func cause(of rows: [LinesFile.Row]) -> Markup {
    let late: Markup = "for usage that came late or was mended"
    let others = LineSum(rows.filter { $0.line.identity.category != .usage }.map(\.posted))
    guard others.ratedLines > 0, others.minorUnits != 0 else { return late }
    let arePools = rows.allSatisfy { $0.line.identity.category == .usage || $0.line.identity.category.isPooled }
    return """
      \(late) and for what follows from it (\(DisplayText.signed(others.minorUnits, currency)) of it \
      \(arePools ? "in shares of cost pools" : "in other costs and adjustments"))
      """
  }

  private func correction(_ row: LinesFile.Row) -> [Markup] {
    let identity = row.line.identity
    return [
      Self.environment(identity.environment, identity.version), Self.what(identity.category, identity.item),
      "\(DisplayText.month(identity.chargePeriod))", row.quantity.map { "\(DisplayText.quantity($0))" } ?? .none,
      "\(row.unit ?? "")", row.posted.minorUnits.map(signed) ?? "no price",
    ]
  }

  // MARK: - Versions

  var versions: PageSection? {
    guard let shown else { return nil }
    return PageSection(
      id: "behind", question: "What is behind its newest version?", headline: versionHeadline(shown),
      howMeasured: """
        By components.csv and releases.csv, in environments that this team owns or uses. Days behind are from the \
        release in use to the newest one.
        """, body: statement.versions.map { $0.behind.isEmpty ? .empty : table(of: $0) } ?? .empty)
  }

  private func versionHeadline(_ shown: TenantStatement.Month) -> Markup {
    guard let versions = statement.versions else { return "Not known for \(shown.monthText)." }
    guard versions.count > 0 else { return "No software is recorded." }
    let all = DisplayText.counted(versions.count, "component", "components")
    guard versions.unlisted < versions.count else { return "Not known: releases.csv lists none of \(all)." }
    let unlisted: Markup =
      versions.unlisted == 0 ? .empty : "; \(DisplayText.count(versions.unlisted)) not listed in releases.csv"
    guard !versions.behind.isEmpty else { return "None of \(all)\(unlisted)." }
    let newer = versions.behind.count(where: \.hasNewer)
    let past = versions.behind.count(where: \.isPastSupport)
    return """
      \(DisplayText.count(newer)) of \(all) \(newer == 1 ? "is" : "are") behind the newest release, \
      \(DisplayText.count(past)) past the end of support\(unlisted).
      """
  }

  private func table(of versions: TenantVersions) -> Markup {
    PageTable(
      id: "versions", caption: "Software behind its newest release or past its support",
      columns: [
        .name("Environment"), .name("Stack"), .name("Component"), .text("Version"), .text("Newest"),
        .number("Days behind"), .text("Support"),
      ],
      groups: [
        .init(
          rows: versions.behind.map { use in
            let support: Markup =
              use.supportEnd.map { end in
                use.isPastSupport
                  ? "<span class=\"warn\">■ ended \(DisplayText.day(end))</span>" : "until \(DisplayText.day(end))"
              } ?? .none
            return [
              .name(use.environment.text), .name(use.stack.text), .name(use.component.text), .name(use.version.text),
              use.newest.map { .name($0.text) } ?? .none, use.lagDays.map { "\(DisplayText.count($0))" } ?? .none,
              support,
            ]
          })
      ], moreIn: file
    ).markup
  }

  // MARK: - Months

  var months: PageSection? {
    let months = statement.months.filter { !$0.lines.isEmpty }
    guard !months.isEmpty else { return nil }
    func row(_ label: Markup, _ state: Markup, _ lines: [LinesFile.Row]) -> [Markup] {
      let sum = LineSum(lines.map(\.posted))
      let corrections = lines.filter { $0.line.isCorrection }
      return [
        label, state,
      ] + sum.parts(currency) + [
        sum.markup(currency),
        corrections.isEmpty ? .none : signed(LineSum(corrections.map(\.posted))),
        .count(sum.unratedLines),
      ]
    }
    let table = PageTable(
      id: "months", caption: "Charges by month, in \(currency.code)",
      columns: [
        .name("Month"), .text("State"), .number("Usage"), .number("Fixed"), .number("Charged"),
        .number("Corrections in it"), .number("Lines without a price"),
      ],
      groups: [.init(rows: months.reversed().map { row("\($0.monthText)", "\($0.state)", $0.lines) })],
      footer: [row("All months", .empty, months.flatMap(\.lines))], moreIn: file)
    return PageSection(
      id: "all-months", question: "What was it in other months?",
      headline: "\(DisplayText.counted(months.count, "month", "months")) with charges.",
      howMeasured: "By the month billed: a correction counts in the month that it was found in.", body: table.markup)
  }
}
