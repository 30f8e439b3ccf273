internal import Comparison
internal import Metering

/// How often people go from one environment of a stack to another, as far as it may be told.
enum SwitchingPart {
  static func markup(_ context: SummaryContext) -> Markup {
    guard let findings = context.findings, !findings.switching.isEmpty else { return .empty }
    let rows = findings.switching.map { stack -> [Markup] in
      let measured = stack.measured
      return [
        .name(stack.stack.text), told(measured.people, measured), told(measured.peopleOnSeveral, measured),
        told(measured.switches, measured), "\(DisplayText.count(measured.gapMinutes))",
        measured.filesWithoutPeople == 0
          ? .none : "\(DisplayText.counted(measured.filesWithoutPeople, "file", "files")) without people",
      ]
    }
    let table = PageTable(
      id: "switches", caption: "People and their switches between environments of a stack in \(context.periodText)",
      columns: [
        .name("Stack"), .number("People"), .number("In several environments"), .number("Switches"),
        .number("Within minutes"), .text("Remark"),
      ], groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
    return """
      <h4>Switching between environments</h4>
      <p class="how">Counted from pseudonyms; nothing is told of fewer people than the smallest group.</p>
      \(table.markup)
      """
  }

  private static func told(_ number: Int?, _ measured: MeasuredSwitching) -> Markup {
    number.map { "\(DisplayText.count($0))" } ?? "fewer than \(measured.smallestGroup) people"
  }
}
