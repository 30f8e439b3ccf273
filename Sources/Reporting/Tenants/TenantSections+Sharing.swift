internal import Comparison
internal import Metering

// What sharing would change.

extension TenantSections {
  var sharing: PageSection? {
    guard let shown else { return nil }
    let question: Markup = "What would sharing change for us?"
    guard let bill = statement.bill else {
      return PageSection(
        id: "sharing", question: question,
        headline: statement.versions == nil
          ? "Not known for \(shown.monthText)." : "Nothing: this team has no part in an environment that is compared.",
        howMeasured: "The comparison is of environments with capacity, costs or usage in the month.", body: .empty)
    }
    guard !shown.sum.isUnpriced else {
      return PageSection(
        id: "sharing", question: question, headline: "Not known: what was used in \(shown.monthText) has no price.",
        howMeasured: "The comparison is of what environments cost.", body: .empty)
    }
    let amounts = amounts(bill)
    let headline: Markup =
      switch amounts.change {
      case nil: "Not known: what was used in \(shown.monthText) has no price."
      case 0: "Sharing would change nothing for this team."
      case let change?:
        """
        Sharing would cost this team \(moreOrLess(change)): \(rounded(amounts.shared)) where its \
        environments cost \(amounts.today.isUnknown ? "what is not priced" : rounded(amounts.today)) today.
        """
      }
    return PageSection(
      id: "sharing", question: question, headline: headline,
      howMeasured: """
        A model, not a bill: one shared environment per stack for the same demand, its capacity split so that nobody \
        pays more for it than alone. Today is what the environments cost, with people and what stands idle, which is \
        more than what is charged.
        """, body: reasons(bill) + items(bill, shown) + stacks())
  }

  private func reasons(_ bill: TenantBill) -> Markup {
    guard !bill.reasons.isEmpty else { return .empty }
    let reasons = bill.reasons.map { reason -> Markup in
      "\(ComparisonWording.label(reason.kind)) \(exact(reason.amount))"
    }
    return "<p>What costs more: \(reasons.joined(by: ", ")).</p>\n"
  }

  private func items(_ bill: TenantBill, _ shown: TenantStatement.Month) -> Markup {
    let relief: [[Markup]] =
      bill.relief.isZero
      ? []
      : [["Relief while teams move", .empty, signed(currency.minorUnits(of: bill.relief)), .empty]]
    return PageTable(
      id: "sharing-items",
      caption: "What this team would pay on shared environments, \(shown.monthText), in \(currency.code)",
      columns: Self.sides("Cost"),
      groups: [
        .init(
          rows: bill.items.filter { !$0.today.isZero || !$0.shared.isZero }.map {
            side("\(ComparisonWording.label($0.item))", $0.today, $0.shared)
          })
      ], footer: [side("In all", amounts(bill))] + relief, moreIn: file
    ).markup
  }

  private func stacks() -> Markup {
    let stacks = statement.billsByStack.filter { !$0.bill.today.isZero || !$0.bill.shared.isZero }
    guard stacks.count > 1, let bill = statement.bill else { return .empty }
    return PageTable(
      id: "sharing-stacks", caption: "The same by stack, in \(currency.code)", columns: Self.sides("Stack"),
      groups: [.init(rows: stacks.map { side(.name($0.stack.text), amounts($0.bill, of: [$0.stack])) })],
      footer: [side("In all", amounts(bill))], moreIn: file
    ).markup
  }

  private static func sides(_ first: Markup) -> [PageTable.Column] {
    [.name(first), .number("Today"), .number("Shared (model)"), .number(change)]
  }

  private func amounts(_ bill: TenantBill, of stacks: Set<StackID>? = nil) -> BothSides {
    statement.unpricedUsers.amounts(bill, of: stacks, currency)
  }

  private func rounded(_ amount: KnownAmount) -> String {
    (amount.isLowerBound ? KnownAmount.atLeast : "") + rounded(amount.minorUnits)
  }

  private func side(_ label: Markup, _ amounts: BothSides) -> [Markup] {
    [label, amounts.today.markup(currency), amounts.shared.markup(currency), amounts.change.map(signed) ?? .notKnown]
  }

  private func side(_ label: Markup, _ today: ExactDecimal, _ shared: ExactDecimal) -> [Markup] {
    let (today, shared) = (currency.minorUnits(of: today), currency.minorUnits(of: shared))
    return [label, exact(today), exact(shared), signed(shared - today)]
  }
}
