internal import Metering

/// Who is charged: the statement of the month, one row per tenant. Usage that belongs to nobody is a row like any
/// other.
enum TenantSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    let groups = LineGroup.grouping(context.shown.lines) { $0.line.identity.tenant }
      .sorted { left, right in
        left.sum.minorUnits != right.sum.minorUnits
          ? left.sum.minorUnits > right.sum.minorUnits : left.key < right.key
      }
    guard let largest = groups.first else { return nil }
    let total = context.lines
    let scale = max(0, largest.sum.minorUnits)
    let rows = groups.enumerated().map { index, group -> [Markup] in
      let sum = group.sum
      let bar = Bar(
        id: "tenant-\(index)",
        title: "Charged to \(Markup.plainName(name(group))): \(context.rounded(sum.minorUnits))",
        description: DisplayText.percent(sum.minorUnits, of: total.minorUnits) ?? "–",
        segments: [.init(colour: .used, amount: sum.usage), .init(colour: .overhead, amount: sum.fixed)], scale: scale)
      return [
        label(group), costCentres(group), sum.isUnpriced ? .none : context.exact(sum.usage),
        sum.isUnpriced ? .none : context.exact(sum.fixed),
        context.amount(sum), context.share(sum.minorUnits, of: total.minorUnits),
        "\(DisplayText.count(sum.unratedLines))", bar.markup,
      ]
    }
    let table = PageTable(
      id: "tenants", caption: "Charges per tenant in \(context.periodText), in \(context.code)",
      columns: [
        .name("Tenant"), .name("Cost centre"), .number("Usage"), .number("Fixed"), .number("Charged"),
        .number("Share"), .number("Lines without a price"), .chart("Usage, fixed"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "All tenants", .empty, context.exact(total.usage), context.exact(total.fixed),
          context.amount(total),
          .empty, "\(DisplayText.count(total.unratedLines))", .empty,
        ]
      ], moreIn: StatementFile.name(context.period))
    return PageSection(
      id: "charges", question: "Who is charged what?", headline: headline(groups, context),
      howMeasured: """
        Metered usage at the rate of its day with its discounts, markups, minimums and credits, and the fixed costs of \
        an environment to its owner, in whole cents that add up. \(Markup.name(ReservedName.unallocated)) is usage \
        whose log names no tenant; nothing is spread in silence.\(pools(context))
        """,
      body: Bar.legend([(.used, false, "usage"), (.overhead, false, "fixed costs")]) + table.markup)
  }

  /// What cost pools do, where there are any.
  private static func pools(_ context: SummaryContext) -> Markup {
    guard context.shown.lines.contains(where: { $0.line.allocation != nil }) else { return .empty }
    return """
       Cost pools hand on idle capacity and what is shared as \(AllocationFile.name(context.period)) tells line by \
      line; what nobody takes over stays under a name in parentheses or with its owner.
      """
  }

  private static func headline(_ groups: [LineGroup<TenantID>], _ context: SummaryContext) -> Markup {
    guard !context.isUnpriced else {
      return "Nothing that was used has a price, so nobody is charged yet: \(SummaryContext.priceRemedy)."
    }
    let total = context.lines.minorUnits
    guard let largest = groups.first, let share = DisplayText.percent(largest.sum.minorUnits, of: total, places: 0)
    else { return "Nothing was charged." }
    // Names in parentheses are nobody's: unallocated usage, and what cost pools hold.
    let count = groups.count { !$0.key.text.hasPrefix("(") }
    var result: Markup = """
      \(DisplayText.counted(count, "tenant was", "tenants were")) charged \(context.rounded(total)); \
      \(Markup.name(name(largest))) takes the largest share, \(share).
      """
    let corrections = LineSum(context.shown.lines.filter { $0.line.isCorrection })
    if corrections.ratedLines > 0 {
      result += " Corrections of closed months are in it with \(context.exact(corrections.minorUnits))."
    }
    if let nobody = groups.first(where: { $0.key.text == ReservedName.unallocated }), nobody.sum.minorUnits != 0 {
      result += " \(context.rounded(nobody.sum.minorUnits)) belongs to nobody yet."
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
    let centres = Set(group.lines.map { $0.line.account?.costCentre ?? ReservedName.unmapped })
    return .names(centres.filter { !$0.isEmpty }.sorted { bytewise($0, precedes: $1) })
  }
}
