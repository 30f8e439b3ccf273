/// The assumptions in full, with where each comes from.
enum AssumptionSection {
  static func section(_ input: ReportInput) -> PageSection {
    let rows = input.assumptions.map { row -> [Markup] in [.name(row.name), "\(row.value)", "\(row.source)"] }
    let body =
      rows.isEmpty
      ? Markup.empty
      : PageTable(
        id: "assumption-table", caption: "Assumptions of the comparison",
        columns: [.name("Assumption"), .text("Value"), .text("Source")], groups: [.init(rows: rows)]
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
}
