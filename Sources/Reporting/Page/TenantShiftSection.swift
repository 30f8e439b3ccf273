internal import Comparison
internal import Metering

/// Question 7: who would pay more on shared environments and who less, losers with the reason.
enum TenantShiftSection {
  static func section(_ context: SummaryContext) -> PageSection {
    guard let findings = context.findings else { return PageSection(.tenants, without: context.missingReason) }
    guard let organization = context.organization, organization.verdict.isOfSharing else {
      return PageSection(.tenants, without: context.nothingToShare)
    }
    let split = findings.organizationSplit
    let bills = split.tenants.sorted { $0.gain == $1.gain ? $0.tenant < $1.tenant : $0.gain > $1.gain }
    let headline = headline(bills, context)
    return PageSection(
      .tenants, headline: headline,
      howMeasured: """
        \(SplitWording(findings.splits).ofAll) Tenants add up to the totals to the cent. What a team would pay is a \
        model, so it is hatched; plus is more than today, minus is less.\(context.allStacksRemark)
        """, body: legend + chart(bills, headline, context) + relief(findings),
      tables: table(bills, split, context).markup + losers(findings, context))
  }

  private static let legend = Bar.legend([
    (.used, true, "pays less (model)"), (.people, true, "pays more (model)"),
  ])

  private static func headline(_ bills: [TenantBill], _ context: SummaryContext) -> Markup {
    let losers = bills.filter(\.loses)
    guard let worst = losers.last else {
      let less = bills.count { $0.gain > .zero }
      let all = DisplayText.counted(bills.count, "tenant", "tenants")
      let payLess = less == bills.count ? "all \(all)" : "\(DisplayText.count(less)) of \(all)"
      return "Nobody would pay more, and \(payLess) would pay less."
    }
    let reason: Markup = worst.reasons.first.map { ", most of it for \(ComparisonWording.label($0.kind))" } ?? .empty
    return """
      \(DisplayText.counted(losers.count, "tenant", "tenants")) of \(DisplayText.count(bills.count)) would pay more; \
      \(Markup.name(worst.tenant.text)) most, \(context.rounded(-context.cents(worst.gain)))\(reason).
      """
  }

  private static func chart(_ bills: [TenantBill], _ finding: Markup, _ context: SummaryContext) -> Markup {
    // The middle of a long list moves least.
    let half = PageTable.chartRows / 2
    let shown = bills.count <= PageTable.chartRows ? bills[...] : bills.prefix(half) + bills.suffix(half)
    let rows = shown.map { bill -> RowChart.Row in
      let change = context.unpricedUsers.amounts(bill, context.currency).change
      return RowChart.Row(
        label: bill.tenant.text, value: change.map(context.change) ?? KnownAmount.unknown,
        bars: [[.init(change ?? 0 > 0 ? .people : .used, to: change ?? 0, isModel: true)]])
    }
    return RowChart(
      id: "tenants-chart", title: "What each team would pay more or less, \(context.periodText), in \(context.code)",
      finding: finding, rows: rows
    ).markup + LeftOut.note([.init(bills.count - shown.count, "more tenant", "more tenants")], remark: " between these")
  }

  private static func table(
    _ bills: [TenantBill], _ split: OrganizationSplit, _ context: SummaryContext
  ) -> PageTable {
    let hasRelief = bills.contains { !$0.relief.isZero }
    let paying = changesWherePaying(context.shown, context.currency)
    let rows = bills.map { bill -> [Markup] in
      let only: [Markup] = paying.map { [context.signed($0[bill.tenant] ?? 0)] } ?? []
      let relief: [Markup] = hasRelief ? [context.exact(bill.relief)] : []
      return [.name(bill.tenant.text)] + sides(bill, of: nil, context) + only + relief + [
        bill.reasons.isEmpty ? .none : "\(reasons(bill, context))"
      ]
    }
    let (today, shared) = (context.cents(split.today), context.cents(split.shared))
    let all = context.organization?.sides(context.shown.comparisons)
    let sums = BothSides(
      today: KnownAmount(today, isLowerBound: all?.today.isLowerBound ?? false),
      shared: KnownAmount(shared, isLowerBound: all?.shared.isLowerBound ?? false))
    let change = shared - today
    let only: [Markup] = paying.map { [context.signed($0.values.reduce(0, +))] } ?? []
    let blank: [Markup] = hasRelief ? [.empty] : []
    return PageTable(
      id: "shift", caption: "What teams pay today and would pay shared, \(context.periodText), in \(context.code)",
      columns: [.name("Tenant"), .number("Today"), .number("Shared"), .number("Change, + more, − less")]
        + (paying == nil ? [] : [.number("Change only where it pays")])
        + (hasRelief ? [.number("Relief")] : []) + [.text("Pays more for")],
      groups: [.init(rows: rows)],
      footer: [
        [
          "All tenants", context.exact(sums.today), context.exact(sums.shared), context.signed(change),
        ] + only + blank + [.empty]
      ], moreIn: ComparisonFile.name(context.period))
  }

  /// What each tenant's bill would change by if only those stacks were shared for which it pays; nil where those are
  /// all or none.
  static func changesWherePaying(_ period: PeriodInput, _ currency: Currency) -> [TenantID: Int128]? {
    let sharing = SharingByStack(period.comparisons)
    guard sharing.isMixed, let findings = period.findings.value else { return nil }
    let stacks = Set(sharing.paying.map(\.stack))
    return findings.splits.filter { stacks.contains($0.stack) }.flatMap(\.tenants)
      .reduce(into: [:]) { $0[$1.tenant, default: 0] -= currency.minorUnits(of: $1.gain) }
  }

  /// Who pays more in a stack, though all stacks together may cost it less.
  private static func losers(_ findings: PeriodFindings, _ context: SummaryContext) -> Markup {
    let rows = findings.splits.flatMap { split in
      split.losers.map { bill -> [Markup] in
        [.name(split.stack.text), .name(bill.tenant.text)] + sides(bill, of: [split.stack], context)
          + ["\(reasons(bill, context))"]
      }
    }
    guard !rows.isEmpty else { return .empty }
    let table = PageTable(
      id: "shift-stacks", caption: "Who would pay more in a stack, \(context.periodText), in \(context.code)",
      columns: [
        .name("Stack"), .name("Tenant"), .number("Today"), .number("Shared"), .number("Change, + more"),
        .text("Pays more for"),
      ], groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
    return "<h4>Stack by stack</h4>\n\(table.markup)"
  }

  /// What a tenant pays today, would pay shared, and by how much that is more. `stacks`: of them alone; nil: of all.
  private static func sides(_ bill: TenantBill, of stacks: Set<StackID>?, _ context: SummaryContext) -> [Markup] {
    let amounts = context.unpricedUsers.amounts(bill, of: stacks, context.currency)
    return [
      context.exact(amounts.today), context.exact(amounts.shared), amounts.change.map(context.signed) ?? .notKnown,
    ]
  }

  private static func reasons(_ bill: TenantBill, _ context: SummaryContext) -> String {
    bill.reasons.map { "\(ComparisonWording.label($0.kind)) \(amount($0.amount, context))" }.joined(separator: ", ")
  }

  private static func amount(_ amount: ExactDecimal, _ context: SummaryContext) -> String {
    DisplayText.exact(context.cents(amount), context.currency)
  }

  private static func relief(_ findings: PeriodFindings) -> Markup {
    let infeasible = findings.splits.filter { if case .infeasible = $0.relief { true } else { false } }
    if !infeasible.isEmpty {
      return """
        <p class="how">No relief can be paid where sharing loses as a whole: \
        \(Markup.names(infeasible.map(\.stack.text))).</p>

        """
    }
    let isApplied = findings.splits.contains { $0.relief == .applied }
    return isApplied
      ? "<p class=\"how\">With relief, nobody pays more than today: who gains pays for it.</p>\n"
      : "<p class=\"how\">Without relief for those who would pay more: none is asked for in the project file.</p>\n"
  }
}
