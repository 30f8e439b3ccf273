internal import Comparison
internal import Metering

/// The reports as a terminal shows them: `stackmeter report --show`. The headline of the summary, who is charged what,
/// and each stack as it is beside one shared environment, in the figures of the files.
package struct ReportText {
  private let input: ReportInput

  package init(_ input: ReportInput) { self.input = input }

  /// The lines, with an empty one between parts.
  package var lines: [String] {
    guard let context = SummaryContext(input) else {
      return ["\(Markup.plainName(input.organization)): no usage has been metered yet"]
    }
    let parts = [headline(context), tenants(context), stacks(context)]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private func headline(_ context: SummaryContext) -> [String] {
    let sum = context.lines
    var lines = [
      "\(Markup.plainName(input.organization)): \(context.periodText), \(context.code), \(context.shown.state)",
      "Charged \(DisplayText.exact(sum.minorUnits, context.currency)) in "
        + DisplayText.counted(context.shown.lines.count, "line", "lines")
        + (sum.unratedLines == 0 ? "." : ", \(DisplayText.count(sum.unratedLines)) without a price."),
    ]
    if let organization = context.organization {
      var sentence =
        "Environments cost \(context.rounded(organization.today))\(ComparisonWording.conclusion(organization))"
      let sharing = context.shown.comparisons.filter { $0.verdict != .nothingToShare }
      if sharing.count > 1 {
        sentence += " It pays for \(sharing.count { $0.verdict == .pays }) of \(sharing.count) stacks."
      }
      lines.append(sentence)
    }
    return lines
  }

  private func tenants(_ context: SummaryContext) -> [String] {
    let groups = LineGroup.grouping(context.shown.lines) { $0.line.identity.tenant }
      .sorted { left, right in
        left.sum.minorUnits == right.sum.minorUnits
          ? left.key < right.key : left.sum.minorUnits > right.sum.minorUnits
      }
    guard let largest = groups.first?.sum.minorUnits else { return [] }
    var table = TextTable([.text("tenant"), .number("charged"), .number("share"), .text("")])
    for group in groups {
      table.add([
        group.key.text, group.sum.billed.map { DisplayText.exact($0, context.currency) } ?? "no price",
        DisplayText.percent(group.sum.minorUnits, of: context.lines.minorUnits) ?? "–",
        Self.bar(group.sum.minorUnits, of: largest, with: "█"),
      ])
    }
    table.add(["all", DisplayText.exact(context.lines.minorUnits, context.currency), "", ""])
    return table.lines
  }

  private func stacks(_ context: SummaryContext) -> [String] {
    let stacks = context.shown.comparisons
    guard !stacks.isEmpty else { return [] }
    let largest = stacks.map { max(context.cents($0.today), context.cents($0.shared)) }.max() ?? 0
    var table = TextTable([.text("stack"), .text(""), .number("a month"), .text("")])
    for stack in stacks {
      let (today, shared) = (context.cents(stack.today), context.cents(stack.shared))
      table.add([
        stack.stack.text, "today", DisplayText.exact(today, context.currency), Self.bar(today, of: largest, with: "█"),
      ])
      table.add([
        "", "shared (model)", DisplayText.exact(shared, context.currency), Self.bar(shared, of: largest, with: "▒"),
      ])
    }
    return table.lines
  }

  /// At most so many characters.
  private static let width: Int128 = 30

  /// What is more than nothing is seen.
  private static func bar(_ amount: Int128, of largest: Int128, with block: String) -> String {
    guard amount > 0, largest > 0 else { return "" }
    let length = amount.scaled(by: width, over: largest, rounding: .halfEven) ?? width
    return String(repeating: block, count: Int(max(1, min(width, length))))
  }
}
