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
        measured.activeSeconds.map { "\(SwitchingWording.minutes(Fraction(Int128($0), 60)))" } ?? .none,
        "\(SwitchingWording.share(measured))", stack.loss.map { "\(DisplayText.quantity($0.switchMinutes))" } ?? .none,
        SwitchingWording.minutesLost(stack).map { "\(SwitchingWording.minutes($0.lost))" } ?? .none, remark(stack),
      ]
    }
    let table = PageTable(
      id: "switches", caption: "People and their switches between environments of a stack in \(context.periodText)",
      columns: [
        .name("Stack"), .number("People"), .number("In several environments"), .number("Switches"),
        .number("Within minutes"), .number("Minutes active"), .number("Most that counts"), .number("Minutes each"),
        .number("Minutes lost"), .text("Remark"),
      ], groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
    return """
      <h4>Switching between environments</h4>
      <p class="how">Counted from pseudonyms; nothing is told of fewer people than the smallest group. Active are \
      those who switch, for 15 minutes at most after each thing they began; of that time only a share counts as lost, \
      however long a switch takes.</p>
      \(table.markup)
      """
  }

  private static func remark(_ stack: PeriodFindings.StackSwitching) -> Markup {
    let files = stack.measured.filesWithoutPeople
    let remarks = [
      SwitchingWording.remark(stack),
      files == 0 ? nil : "\(DisplayText.counted(files, "file", "files")) without people",
    ].compactMap { $0 }
    return remarks.isEmpty ? .none : "\(remarks.joined(separator: "; "))"
  }

  private static func told(_ number: Int?, _ measured: MeasuredSwitching) -> Markup {
    number.map { "\(DisplayText.count($0))" } ?? "fewer than \(measured.smallestGroup) people"
  }
}
