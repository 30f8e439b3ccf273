internal import Comparison
internal import Metering

/// The questions of a tenant's statement with their answers.
struct TenantSections: Sendable {
  let statement: TenantStatement
  let shown: TenantStatement.Month?

  init(_ statement: TenantStatement) {
    self.statement = statement
    shown = statement.shown
  }

  private var currency: Currency { statement.currency }

  func exact(_ minorUnits: Int128) -> Markup { .amount(minorUnits, currency) }
  func exact(_ amount: ExactDecimal) -> Markup { exact(currency.minorUnits(of: amount)) }
  func signed(_ minorUnits: Int128) -> Markup { .change(minorUnits, currency) }
  private func rounded(_ minorUnits: Int128) -> String { DisplayText.rounded(minorUnits, currency) }

  /// What was charged, and what it was the month before.
  var sentence: Markup {
    guard let shown else { return "Nothing has been charged yet." }
    guard let billed = shown.sum.billed else {
      return shown.lines.isEmpty
        ? "Nothing was charged for \(shown.monthText)." : "What was used in \(shown.monthText) has no price yet."
    }
    let start: Markup = "\(Markup.name(statement.name)) was charged \(rounded(billed)) for \(shown.monthText)"
    guard let before = statement.before, shown.isComplete, before.isComplete else { return start + "." }
    let change = billed - before.sum.minorUnits
    guard change != 0 else { return start + ", the same as the month before." }
    return start + ", \(rounded(abs(change))) \(change > 0 ? "more" : "less") than the month before."
  }

  // MARK: - What was used, and what it cost

  private struct Item: Hashable, Sendable {
    let stack: StackID
    let environment: EnvironmentID
    let category: ChargeCategory
    let item: String
  }

  private static func item(_ posted: PostedLine) -> Item {
    let identity = posted.line.identity
    return Item(
      stack: identity.stack, environment: identity.environment, category: identity.category, item: identity.item)
  }

  var charges: PageSection? {
    guard let shown, !shown.lines.isEmpty else { return nil }
    let largest = max(1, shown.lines.compactMap(\.posted.minorUnits).max() ?? 1)
    let stacks = Dictionary(grouping: shown.lines.enumerated(), by: \.element.line.identity.stack)
      .sorted { $0.key < $1.key }
    let groups = stacks.map { stack, lines in
      let sum = LineSum(lines.map(\.element.posted))
      return PageTable.Group(
        header: "\(Markup.name(stack.text)): \(exact(sum.minorUnits))",
        rows: lines.map { row($0.element, $0.offset, scale: largest) })
    }
    let hasPools = shown.lines.contains { $0.line.allocation != nil }
    let fixed = hasPools ? "fixed costs and cost pools" : "fixed costs"
    let table = PageTable(
      id: "charges", caption: "Charges of \(shown.monthText) by stack and environment, in \(currency.code)",
      columns: [
        .name("Environment"), .name("What"), .number("Quantity"), .text("Unit"), .number("Unit price"), .number("Cost"),
        .text("By"), .chart("Cost"),
      ], groups: groups,
      footer: [["In all", .empty, .empty, .empty, .empty, exact(shown.sum.minorUnits), .empty, .empty]],
      moreIn: "\(statement.slug).csv")
    return PageSection(
      id: "used", question: "What did we use, and what did it cost?",
      headline: """
        \(rounded(shown.sum.usage)) for what was used and \(rounded(shown.sum.fixed)) for \(fixed).
        """,
      howMeasured: """
        Metered usage at the rate of its day, each discount, markup, minimum and credit in a line of its own, and the \
        fixed costs of environments that this team owns.\(hasPools ? Self.pools : .empty)
        """,
      body: Bar.legend([(.used, false, "usage and what is taken off or added"), (.overhead, false, fixed)])
        + table.markup)
  }

  /// What cost pools do, where the tenant has a part in one.
  private static let pools: Markup =
    " Cost pools hand on what is shared: what this team takes over is above 0, what it hands on below."

  private func row(_ row: LinesFile.Row, _ index: Int, scale: Int128) -> [Markup] {
    let identity = row.line.identity
    let isFixed = identity.category.isFixedCost || identity.category.isPooled
    let amount = row.posted.minorUnits
    let place = Markup.plainName(identity.environment.text)
    let bar = Bar(
      id: "charge-\(index)", title: "\(identity.category.label) \(Markup.plainName(identity.item)) in \(place)",
      description: amount.map { DisplayText.exact($0, currency) } ?? "no price",
      segments: [.init(colour: isFixed ? .overhead : .used, amount: amount ?? 0)], scale: scale)
    return [
      .name(identity.environment.text), Self.what(identity),
      row.quantity.map { "\(DisplayText.quantity($0))" } ?? .none,
      "\(row.unit ?? "")", row.line.unitPrice.map { "\(DisplayText.quantity($0))" } ?? .none,
      amount.map(exact) ?? "no price", identity.rule.isEmpty ? .none : .name(identity.rule), bar.markup,
    ]
  }

  private static func what(_ identity: ChargeLine.Identity) -> Markup {
    let label = identity.category.label
    if identity.category == .usage { return .name(identity.item) }
    if identity.item.lowercased() == label.lowercased() { return "\(label)" }
    return "\(label)<span class=\"id\">\(Markup.name(identity.item))</span>"
  }

  // MARK: - Since the month before

  var movement: PageSection? {
    guard let shown, let before = statement.before else { return nil }
    var amounts: [Item: (latest: Int128, then: Int128)] = [:]
    for row in shown.lines { amounts[Self.item(row.posted), default: (0, 0)].latest += row.posted.minorUnits ?? 0 }
    for row in before.lines { amounts[Self.item(row.posted), default: (0, 0)].then += row.posted.minorUnits ?? 0 }
    let moved = amounts.filter { $0.value.latest != $0.value.then }.sorted { left, right in
      let (first, second) = (left.value.latest - left.value.then, right.value.latest - right.value.then)
      if first.magnitude != second.magnitude { return first.magnitude > second.magnitude }
      return (left.key.environment, left.key.stack, left.key.category.rawValue, left.key.item)
        < (right.key.environment, right.key.stack, right.key.category.rawValue, right.key.item)
    }
    let change = shown.sum.minorUnits - before.sum.minorUnits
    let table = PageTable(
      id: "movement", caption: "What changed from \(before.monthText) to \(shown.monthText), in \(currency.code)",
      columns: [.name("Environment"), .name("What"), .number("Then"), .number("Now"), .number("Change")],
      groups: [
        .init(
          rows: moved.map { item, amounts in
            [
              .name(item.environment.text),
              item.category == .usage ? .name(item.item) : "\(item.category.label): \(Markup.name(item.item))",
              exact(amounts.then), exact(amounts.latest), signed(amounts.latest - amounts.then),
            ]
          })
      ],
      footer: [["In all", .empty, exact(before.sum.minorUnits), exact(shown.sum.minorUnits), signed(change)]],
      moreIn: "\(statement.slug).csv")
    return PageSection(
      id: "changed", question: "What changed since the month before?", headline: movementHeadline(moved.first, change),
      howMeasured: "The same environment and item in both months; the largest change first.",
      body: moved.isEmpty ? .empty : table.markup)
  }

  private func movementHeadline(
    _ largest: (key: Item, value: (latest: Int128, then: Int128))?, _ change: Int128
  ) -> Markup {
    guard let largest else { return "Nothing changed." }
    let moved = largest.value.latest - largest.value.then
    return """
      \(DisplayText.signed(change, currency)) \(currency.code) in all; most of it \
      \(Markup.name(largest.key.item)) in \(Markup.name(largest.key.environment.text)), \
      \(DisplayText.signed(moved, currency)).
      """
  }

  // MARK: - Corrections

  var corrections: PageSection? {
    guard let shown, !shown.corrections.isEmpty else { return nil }
    let sum = LineSum(shown.corrections.map(\.posted))
    let table = PageTable(
      id: "corrections", caption: "Lines that correct closed months, in \(currency.code)",
      columns: [
        .name("Month"), .name("Environment"), .name("What"), .number("Quantity"), .text("Unit"), .number("Cost"),
      ],
      groups: [
        .init(
          rows: shown.corrections.map { row in
            let identity = row.line.identity
            return [
              "\(DisplayText.month(identity.chargePeriod))", .name(identity.environment.text), .name(identity.item),
              row.quantity.map { "\(DisplayText.quantity($0))" } ?? .none, "\(row.unit ?? "")",
              row.posted.minorUnits.map(exact) ?? "no price",
            ]
          })
      ], footer: [["In all", .empty, .empty, .empty, .empty, exact(sum.minorUnits)]],
      moreIn: "\(statement.slug).csv")
    return PageSection(
      id: "corrected", question: "What corrects earlier months?",
      headline: "\(signed(sum.minorUnits)) \(currency.code) for usage that came late or was mended.",
      howMeasured: "What a closed month comes to now less what was billed, at the rates of then.", body: table.markup)
  }

  // MARK: - Months

  var months: PageSection? {
    let months = statement.months.filter { !$0.lines.isEmpty }
    guard !months.isEmpty else { return nil }
    let table = PageTable(
      id: "months", caption: "Charges by month, in \(currency.code)",
      columns: [
        .name("Month"), .text("State"), .number("Usage"), .number("Fixed"), .number("Charged"),
        .number("Lines without a price"),
      ],
      groups: [
        .init(
          rows: months.reversed().map { month in
            [
              "\(month.monthText)", "\(month.state)", exact(month.sum.usage), exact(month.sum.fixed),
              month.sum.billed.map(exact) ?? .none, "\(DisplayText.count(month.sum.unratedLines))",
            ]
          })
      ])
    return PageSection(
      id: "all-months", question: "What was it in other months?",
      headline: "\(DisplayText.counted(months.count, "month", "months")) with charges.",
      howMeasured: "By the month billed: a correction counts in the month that it was found in.", body: table.markup)
  }
}
