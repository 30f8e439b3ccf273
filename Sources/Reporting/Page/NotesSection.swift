internal import Comparison
internal import Metering

/// What a reader must know of the comparison before using its figures.
enum NotesSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    let rows = context.shown.comparisons.flatMap { stack in
      stack.notes.map(ComparisonNote.init).map { note -> [Markup] in
        let shown = note.subjects.prefix(20).map { $0 }
        let more: Markup = note.subjects.count > 20 ? " and \(note.subjects.count - 20) more" : .empty
        return [.name(stack.stack.text), "\(note.text)", Markup.names(shown) + more]
      }
    }
    guard !rows.isEmpty else { return nil }
    let table = PageTable(
      id: "notes-table", caption: "Notes on the comparison of \(context.periodText)",
      columns: [.name("Stack"), .text("Note"), .name("About")], groups: [.init(rows: rows)],
      moreIn: ComparisonFile.name(context.period))
    return PageSection(
      id: "notes", question: "What should I know about the comparison?",
      headline: "\(DisplayText.counted(rows.count, "thing limits", "things limit")) what the comparison can tell.",
      howMeasured: "Found in the data and the catalogue of the month shown.", body: table.markup)
  }
}
