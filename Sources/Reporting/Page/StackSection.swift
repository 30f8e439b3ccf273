internal import Metering

/// What the charges were spent on: one row per stack.
enum StackSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    guard let charged = ChargedGroups(context, by: { $0.line.identity.stack }) else { return nil }
    let rows = charged.groups.enumerated().map { index, group -> [Markup] in
      let name = Markup.plainName(group.key.text)
      return [
        .name(group.key.text), "\(DisplayText.count(Set(group.lines.map(\.line.identity.environment)).count))",
        "\(DisplayText.count(Set(group.lines.map(\.line.identity.tenant)).count))",
      ] + charged.amounts(group) + [charged.bar(group, id: "stack-\(index)", title: "Charged for \(name)")]
    }
    let table = PageTable(
      id: "stacks", caption: "Charges per stack in \(context.periodText), in \(context.code)",
      columns: [.name("Stack"), .number("Environments"), .number("Tenants")] + ChargedGroups<StackID>.columns
        + [ChargedGroups<StackID>.barColumn],
      groups: [.init(rows: rows)], footer: [["All stacks", .empty, .empty] + charged.totals + [.empty]],
      moreIn: StackFile.name(context.period))
    let largest = charged.largest
    let share: Markup = charged.largestShare.map { ", \($0) of all charges" } ?? .empty
    let headline: Markup = """
      The largest stack is \(Markup.name(largest.key.text)): \
      \(context.rounded(largest.sum.minorUnits))\(share).
      """
    return PageSection(
      id: "stacks-charged", question: "What is it spent on?",
      headline: context.isUnpriced ? "Nothing that was used has a price: \(SummaryContext.priceRemedy)." : headline,
      howMeasured: """
        The same charges as per tenant, added up by stack. \(Markup.name(ReservedName.unmapped)) is usage of an \
        environment whose stack neither the log nor the catalogue tells; it is compared with nothing.
        """,
      body: ChargedGroups<StackID>.legend + table.markup)
  }
}
