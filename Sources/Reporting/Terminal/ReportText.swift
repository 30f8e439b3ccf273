internal import Comparison
internal import Metering

/// The reports as a terminal shows them: `stackmeter report --show`. The headline of the summary, who is charged what,
/// and each stack as it is beside one shared environment, in the figures of the files.
package struct ReportText {
  private let input: ReportInput
  /// Cells of a line.
  private let width: Int

  /// What fits into less is no table.
  private static let narrowest = 40

  /// `width`: how many cells a line of the terminal has.
  package init(_ input: ReportInput, width: Int) {
    self.input = input
    self.width = max(Self.narrowest, width)
  }

  /// The lines, with an empty one between parts.
  package var lines: [String] {
    guard let context = SummaryContext(input) else { return wrapped("\(organization): no usage has been metered yet") }
    let parts = [headline(context), tenants(context), stacks(context), unclassified(context)]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private var organization: String { TerminalText.isolated(Markup.plainName(input.organization)) }

  private func wrapped(_ text: String) -> [String] { TerminalText.wrapped(text, to: width) }

  private func headline(_ context: SummaryContext) -> [String] {
    let sum = context.lines
    let lines = DisplayText.counted(context.shown.lines.count, "line", "lines")
    let atLeast = sum.unratedLines == 0 ? "" : "at least "
    let charged =
      sum.isUnpriced
      ? "Not priced: \(lines) without a price."
      : "Charged \(atLeast)\(DisplayText.exact(sum.minorUnits, context.currency)) in \(lines)"
        + (sum.unratedLines == 0 ? "." : ", \(DisplayText.count(sum.unratedLines)) without a price.")
    return wrapped(SummaryHeadline.sentence(context).plainText) + [""]
      + wrapped("\(organization): \(context.periodText), \(context.code), \(context.shown.stateText)")
      + wrapped(charged)
  }

  private func tenants(_ context: SummaryContext) -> [String] {
    let groups = LineGroup.grouping(context.shown.lines) { $0.line.identity.tenant }
      .sorted { left, right in
        left.sum.minorUnits == right.sum.minorUnits
          ? left.key < right.key : left.sum.minorUnits > right.sum.minorUnits
      }
    guard let largest = groups.first?.sum.minorUnits else { return [] }
    var table = TextTable([.text("tenant"), .number("charged"), .number("share")])
    for group in groups {
      table.add(
        [
          group.key.text, group.sum.text(context.currency),
          (group.sum.isUnpriced ? nil : DisplayText.percent(group.sum.minorUnits, of: context.lines.minorUnits)) ?? "–",
        ], bar: .init(amount: group.sum.minorUnits, largest: largest, block: "█"))
    }
    table.add(["all", context.lines.text(context.currency), ""])
    return table.lines(within: width)
  }

  private func unclassified(_ context: SummaryContext) -> [String] {
    context.unclassified.environments.isEmpty ? [] : wrapped(context.unclassified.sentence.plainText)
  }

  private func stacks(_ context: SummaryContext) -> [String] {
    let stacks = context.shown.comparisons
    guard !stacks.isEmpty, context.organization != nil else { return [] }
    let largest = stacks.map { max(context.cents($0.today), context.cents($0.shared)) }.max() ?? 0
    var table = TextTable([.text("stack"), .text(""), .number(context.shortRate)])
    for stack in stacks {
      guard !stack.isUnpriced else {
        table.add([stack.stack.text, "today", "not priced"])
        continue
      }
      let (today, shared) = (stack.sides.today, stack.sides.shared)
      table.add(
        [stack.stack.text, "today", today.text(context.currency)],
        bar: .init(amount: today.minorUnits, largest: largest, block: "█"))
      guard stack.verdict != .notPriced else {
        table.add(["", "shared (model)", "not priced"])
        continue
      }
      table.add(
        ["", "shared (model)", shared.text(context.currency)],
        bar: .init(amount: shared.minorUnits, largest: largest, block: "▒"))
    }
    return table.lines(within: width)
  }
}
