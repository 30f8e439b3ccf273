internal import Metering

/// Who is charged: the statement of the month, one row per tenant. Usage that belongs to nobody is a row like any
/// other.
enum TenantSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    guard let charged = ChargedGroups(context, by: { $0.line.identity.tenant }) else { return nil }
    let rows = charged.groups.enumerated().map { index, group -> [Markup] in
      let title = "Charged to \(Markup.plainName(name(group)))"
      return [label(group), costCentres(group)] + charged.amounts(group) + [
        "\(DisplayText.count(group.sum.unratedLines))", charged.bar(group, id: "tenant-\(index)", title: title),
      ]
    }
    let table = PageTable(
      id: "tenants", caption: "Charges per tenant in \(context.periodText), in \(context.code)",
      columns: [.name("Tenant"), .name("Cost centre")] + ChargedGroups<TenantID>.columns
        + [.number("Lines without a price"), ChargedGroups<TenantID>.barColumn],
      groups: [.init(rows: rows)],
      footer: [
        ["All tenants", .empty] + charged.totals + [.count(context.lines.unratedLines), .empty]
      ], moreIn: StatementFile.name(context.period))
    return PageSection(
      id: "charges", question: "Who is charged what?", headline: headline(charged, context),
      howMeasured: """
        Metered usage at the rate of its day with its discounts, markups, minimums and credits, and the fixed costs of \
        an environment to its owner, in whole cents that add up. \(Markup.name(ReservedName.unallocated)) is usage \
        whose log names no tenant; nothing is spread in silence.\(pools(context))
        """,
      body: ChargedGroups<TenantID>.legend + table.markup)
  }

  /// What cost pools do, where there are any.
  private static func pools(_ context: SummaryContext) -> Markup {
    guard context.shown.lines.contains(where: { $0.line.allocation != nil }) else { return .empty }
    return """
       Cost pools hand on idle capacity and what is shared as \(AllocationFile.name(context.period)) tells line by \
      line; what nobody takes over stays under a name in parentheses or with its owner.
      """
  }

  private static func headline(_ charged: ChargedGroups<TenantID>, _ context: SummaryContext) -> Markup {
    guard !context.isUnpriced else {
      return "Nothing that was used has a price, so nobody is charged yet: \(SummaryContext.priceRemedy)."
    }
    guard charged.groups.contains(where: { $0.sum.minorUnits != 0 }) else { return "Nothing was charged." }
    let total = context.rounded(context.lines.minorUnits)
    let largest = charged.largest.sum.minorUnits
    let name = Markup.name(name(charged.largest))
    let most: Markup =
      charged.largestShare.map { "\(name) takes the largest share, \($0)" }
      ?? (largest > 0
        ? "\(name) is charged most, \(context.rounded(largest))" : "more was given back than charged, to everybody")
    // Names in parentheses are nobody's: unallocated usage, and what cost pools hold.
    let count = charged.groups.count { !$0.key.text.hasPrefix("(") }
    var result: Markup = """
      \(DisplayText.counted(count, "tenant was", "tenants were")) charged \(total); \(most).
      """
    let corrections = LineSum(context.shown.lines.filter { $0.line.isCorrection })
    if corrections.ratedLines > 0 {
      result += " Corrections of closed months are in it with \(context.exact(corrections.minorUnits))."
    }
    let nobodys = charged.groups.first { $0.key.text == ReservedName.unallocated }?.sum.minorUnits ?? 0
    if nobodys != 0 {
      result += " \(context.rounded(nobodys)) belongs to nobody yet."
    }
    return result
  }

  private static func name(_ group: LineGroup<TenantID>) -> String {
    let named = group.lines.lazy.compactMap { $0.line.account?.name }.first { !$0.isEmpty }
    return named ?? group.key.text
  }

  private static func label(_ group: LineGroup<TenantID>) -> Markup {
    let name = name(group)
    guard !name.utf8.elementsEqual(group.key.text.utf8) else { return .name(name) }
    return "\(Markup.name(name))<span class=\"id\">\(Markup.name(group.key.text))</span>"
  }

  private static func costCentres(_ group: LineGroup<TenantID>) -> Markup {
    let centres = Set(group.lines.map { ExactText($0.line.account?.costCentre ?? ReservedName.unmapped) })
    return .names(centres.filter { !$0.isEmpty }.sorted().map(\.text))
  }
}
