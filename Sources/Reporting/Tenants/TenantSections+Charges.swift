internal import Comparison
internal import Metering

// What was used, and what it cost.

extension TenantSections {
  var charges: PageSection? {
    guard let shown, !shown.lines.isEmpty else { return nil }
    let stacks = LineGroup.grouping(shown.lines.map(\.posted)) { $0.line.identity.stack }
      .sorted { left, right in
        left.sum.minorUnits == right.sum.minorUnits ? left.key < right.key : left.sum.minorUnits > right.sum.minorUnits
      }
    let hasPools = shown.lines.contains { $0.line.allocation != nil }
    let fixed = hasPools ? "fixed costs and cost pools" : "fixed costs"
    let bars = Bar.legend([(.used, false, "usage and what is taken off or added"), (.overhead, false, "\(fixed)")])
    let tables = (stacks.count > 1 ? table(of: stacks, shown) : .empty) + lines(shown, stacks.map(\.key))
    guard subject.isTeam else {
      let (gathered, handedOn) = StatementSubject.holding(shown.lines)
      return PageSection(
        id: "used", question: "What is held, and what becomes of it?",
        headline: shown.sum.isUnpriced
          ? Self.unpriced : "\(rounded(gathered)) in all, \(rounded(handedOn)) of it handed on to teams.",
        howMeasured: "Lines that are charged to no team.\(hasPools ? Self.pools : .empty)", body: bars + tables)
    }
    let parts: Markup =
      shown.sum.isUsageUnpriced
      ? "\(rounded(shown.sum.fixed)) for \(fixed), and what was used has no price yet"
      : "\(rounded(shown.sum.usage)) for what was used and \(rounded(shown.sum.fixed)) for \(fixed)"
    let headline: Markup = "\(parts)\(mostOf(stacks))."
    return PageSection(
      id: "used", question: "What did we use, and what did it cost?",
      headline: shown.sum.isUnpriced ? Self.unpriced : headline,
      howMeasured: """
        Metered usage at the rate of its day, each discount, markup, minimum and credit in a line of its own, and the \
        fixed costs of environments that this team owns.\(hasPools ? Self.pools : .empty)
        """, body: bars + tables)
  }

  private static let unpriced: Markup = "What was used has no price yet."

  /// What cost pools do, where the tenant has a part in one.
  private static let pools: Markup =
    " Cost pools hand on what is shared: what is taken over is above 0, what is handed on below."

  private func mostOf(_ stacks: [LineGroup<StackID>]) -> Markup {
    guard stacks.count > 1, let first = stacks.first, first.sum.minorUnits > 0 else { return .empty }
    return "; \(Markup.name(first.key.text)) cost most, \(rounded(first.sum.minorUnits))"
  }

  private func table(of stacks: [LineGroup<StackID>], _ shown: TenantStatement.Month) -> Markup {
    func ends(_ group: LineGroup<StackID>) -> [Int128] {
      let parts = [group.sum.usage, group.sum.fixed]
      return [parts.filter { $0 < 0 }.reduce(0, +), parts.filter { $0 > 0 }.reduce(0, +)]
    }
    let (lowest, largest) = Self.range(stacks.flatMap(ends))
    let rows = stacks.enumerated().map { index, group -> [Markup] in
      let sum = group.sum
      let bar = Bar(
        id: "stack-\(index)", title: "Charged for \(Markup.plainName(group.key.text))",
        description: sum.text(currency),
        segments: [.init(colour: .used, amount: sum.usage), .init(colour: .overhead, amount: sum.fixed)],
        lowest: lowest, scale: largest)
      return [
        .name(group.key.text)
      ] + sum.parts(currency) + [sum.isUnpriced ? "no price" : sum.markup(currency), bar.markup]
    }
    return PageTable(
      id: "stacks", caption: "Charges of \(shown.monthText) by stack, in \(currency.code)",
      columns: [.name("Stack"), .number("Usage"), .number("Fixed"), .number("Charged"), .chart("Usage, fixed")],
      groups: [.init(rows: rows)],
      footer: [
        ["All stacks"] + (shown.sum.isUnpriced ? [.notKnown, .notKnown] : shown.sum.parts(currency))
          + [shown.sum.markup(currency), .empty]
      ], moreIn: file
    ).markup
  }

  private func lines(_ shown: TenantStatement.Month, _ stacks: [StackID]) -> Markup {
    let (lowest, largest) = Self.range(shown.lines.compactMap(\.posted.minorUnits))
    let byStack = Dictionary(grouping: shown.lines.enumerated(), by: \.element.line.identity.stack)
    let groups = stacks.map { stack in
      let lines = byStack[stack] ?? []
      return PageTable.Group(
        header: "\(Markup.name(stack.text)): \(LineSum(lines.map(\.element.posted)).text(currency))",
        rows: lines.map { row($0.element, $0.offset, lowest: lowest, scale: largest) })
    }
    return PageTable(
      id: "charges", caption: "Charges of \(shown.monthText) by stack and environment, in \(currency.code)",
      columns: [
        .name("Environment"), .name("What"), .number("Quantity"), .text("Unit"), .number("Unit price"), .number("Cost"),
        .text("By"), .chart("Cost"),
      ], groups: groups,
      footer: [["In all", .empty, .empty, .empty, .empty, shown.sum.markup(currency), .empty, .empty]],
      moreIn: file
    ).markup
  }

  /// The ends of a chart that holds the amounts and 0.
  private static func range(_ amounts: [Int128]) -> (lowest: Int128, largest: Int128) {
    (min(0, amounts.min() ?? 0), max(1, amounts.max() ?? 1))
  }

  private func row(_ row: LinesFile.Row, _ index: Int, lowest: Int128, scale: Int128) -> [Markup] {
    let identity = row.line.identity
    let isFixed = identity.category.isFixedCost || identity.category.isPooled
    let amount = row.posted.minorUnits
    let place = Markup.plainName(identity.environment.text)
    let bar = Bar(
      id: "charge-\(index)", title: "\(identity.category.label) \(Markup.plainName(identity.item)) in \(place)",
      description: amount.map { DisplayText.exact($0, currency) } ?? "no price",
      segments: [.init(colour: isFixed ? .overhead : .used, amount: amount ?? 0)], lowest: lowest, scale: scale)
    return [
      Self.environment(identity.environment, identity.version),
      Self.what(identity.category, identity.item, isCorrection: row.line.isCorrection),
      row.quantity.map { "\(DisplayText.quantity($0))" } ?? .none,
      "\(row.unit ?? "")", row.line.unitPrice.map { "\(DisplayText.quantity($0))" } ?? .none,
      amount.map(exact) ?? "no price", identity.printedRule.isEmpty ? .none : .name(identity.printedRule), bar.markup,
    ]
  }
}
