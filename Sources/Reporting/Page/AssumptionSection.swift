internal import Comparison
internal import Configuration
internal import Metering

/// The assumptions in full: value, range, what each rests on, whose it is, and how long ago somebody looked at it.
enum AssumptionSection {
  static func section(_ input: ReportInput, _ context: SummaryContext?) -> PageSection {
    let unused = unused(input, context)
    let rows = input.assumptions.map { row -> [Markup] in
      [
        name(row.name), "\(row.value)", row.range.map { "\($0)" } ?? .none, "\(row.source)",
        unused.contains(row.name) ? "not used: measured" : evidence(row),
        row.owner.map { .name($0) } ?? .none,
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
      headline: headline(count: rows.count, unused: unused.count),
      howMeasured: """
        Set under <code>comparison</code> or <code>people</code> in the project file; what is not set there is a \
        default, with its source.
        """, body: body)
  }

  private static func headline(count: Int, unused: Int) -> Markup {
    guard count > 0 else { return "Nothing was assumed." }
    let used = "\(DisplayText.counted(count - unused, "assumption", "assumptions")) went into the model"
    guard unused > 0 else { return "\(used); each can be changed." }
    return """
      \(used); each can be changed. \(DisplayText.count(unused)) more \(unused == 1 ? "was" : "were") not used, since \
      what it supposes was measured.
      """
  }

  /// In the words of the grade above.
  private static func evidence(_ row: AssumptionRow) -> Markup {
    guard let evidence = row.evidence else { return .none }
    return "\(AssumptionRange.Evidence(rawValue: evidence).map(ComparisonWording.label) ?? evidence)"
  }

  /// Switches of the stacks in which they were measured in the month shown: there the measurement counts. What is
  /// assumed for all stacks is used as long as one is left without either.
  private static func unused(_ input: ReportInput, _ context: SummaryContext?) -> Set<String> {
    guard let context, let findings = context.findings else { return [] }
    let key = AssumptionKey.switchesPerMonth.rawValue
    let measured = Set(
      findings.switching.filter { $0.measured.switches != nil && $0.measured.activeSeconds != nil }.map(\.stack))
    let names = Set(input.assumptions.map(\.name))
    func own(_ stack: StackID) -> String { "\(key) (\(stack))" }
    let sharing = context.shown.comparisons.filter { $0.verdict.isOfSharing }.map(\.stack)
    var unused = Set(measured.map(own)).intersection(names)
    let left = sharing.filter { !measured.contains($0) && !names.contains(own($0)) }
    if left.isEmpty, !measured.isEmpty, names.contains(key) { unused.insert(key) }
    return unused
  }

  /// What is set under `people` and not under `comparison`.
  private static let peopleLabels = [
    "people.gapMinutes": "The longest gap that makes a switch",
    "people.mostShareOfActiveTime": "The most of active time that counts as lost by switching",
  ]

  /// What it is called, above its name in the project file.
  private static func name(_ name: String) -> Markup {
    if let label = peopleLabels[name] { return "\(label)<span class=\"id\">\(Markup.name(name))</span>" }
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
