internal import Configuration
internal import Metering

/// The assumptions in full: value, range, what each rests on, whose it is, and how long ago somebody looked at it.
enum AssumptionSection {
  static func section(_ input: ReportInput, _ context: SummaryContext?) -> PageSection {
    let rows = input.assumptions.map { row -> [Markup] in
      [
        name(row.name), "\(row.value)", row.range.map { "\($0)" } ?? .none, "\(row.source)",
        row.evidence.map { "\($0)" } ?? .none, row.owner.map { .name($0) } ?? .none,
        row.reviewed.map { age($0, asOf: input.asOf) } ?? .none,
      ]
    }
    let body =
      rows.isEmpty
      ? Markup.empty
      : PageTable(
        id: "assumption-table", caption: "Assumptions of the comparison",
        columns: [
          .name("Assumption"), .text("Value"), .text("Range"), .text("Source"), .text("Rests on"), .name("Owner"),
          .text("Reviewed"),
        ], groups: [.init(rows: rows)], moreIn: context.map { ComparisonFile.name($0.period) }
      ).markup
    return PageSection(
      id: "assumptions", question: "What was assumed?",
      headline: rows.isEmpty
        ? "Nothing was assumed."
        : "\(DisplayText.counted(rows.count, "assumption", "assumptions")) went into the model; each can be changed.",
      howMeasured:
        "Set under <code>comparison</code> in the project file; what is not set there is a default, with its source.",
      body: body)
  }

  /// What it is called, above its name in the project file.
  private static func name(_ name: String) -> Markup {
    let key = name.prefix { $0 != " " }
    guard let known = AssumptionKey(rawValue: String(key)) else { return .name(name) }
    return "\(AssumptionWording.label(known))<span class=\"id\">\(Markup.name(name))</span>"
  }

  /// On the last day measured, so that it is the same on any day the page is written.
  private static func age(_ reviewed: CivilDate, asOf: CivilDate) -> Markup {
    let days = reviewed.distance(to: asOf)
    return days < 0
      ? "\(DisplayText.day(reviewed))" : "\(DisplayText.day(reviewed)), \(DisplayText.counted(days, "day", "days")) ago"
  }
}
