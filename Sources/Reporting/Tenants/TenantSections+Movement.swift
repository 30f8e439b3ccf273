internal import Aggregation
internal import Comparison
internal import Metering

// What changed since the month before.

extension TenantSections {
  var movement: PageSection? {
    guard let shown else { return nil }
    let question: Markup = "What changed since the month before?"
    guard let movement = statement.movement, let before = statement.before else {
      return PageSection(
        id: "changed", question: question, headline: "There is no month before \(shown.monthText) to compare with.",
        howMeasured: "A statement compares a month with the one before it.", body: .empty)
    }
    guard !shown.sum.isUnpriced, !before.sum.isUnpriced else {
      let month = shown.sum.isUnpriced ? shown.monthText : before.monthText
      return PageSection(
        id: "changed", question: question, headline: "Not known: what was used in \(month) has no price.",
        howMeasured: "A statement compares a month with the one before it.", body: .empty)
    }
    let causes = Movement.Cause.allCases.filter { cause in
      movement.stacks.contains { !$0.movement.effect(cause).isZero }
    }
    let stacks = causes.isEmpty ? .empty : table(of: movement, by: causes, before, shown)
    return PageSection(
      id: "changed", question: question, headline: headline(movement),
      howMeasured: """
        The same environment and item in both months; the largest change first.\(causes.isEmpty ? .empty : Self.causes)
        """, body: movement.rows.isEmpty ? .empty : stacks + items(movement, before, shown))
  }

  private static let causes: Markup = """
     By stack, the causes of a change add to it: more or less used in the same proportions, dearer or cheaper, used in \
    other proportions, begun or ended, and what is due however much is used.
    """

  private func headline(_ movement: TenantMovement) -> Markup {
    guard let largest = movement.moved.first, let change = largest.cost.change else {
      return movement.unpriced.isEmpty ? "Nothing changed." : "Nothing changed of what has a price."
    }
    let all: Markup = movement.change == 0 ? "Nothing changed in all" : "\(moreOrLess(movement.change)) in all"
    let item = largest.item
    return """
      \(all); the \(movement.moved.count == 1 ? "only" : "largest") change is \
      \(item.isCorrection ? "a correction of " : .empty)\(Self.words(item)) in \(Markup.name(item.environment.text)), \
      \(moreOrLess(change)).
      """
  }

  /// What an item is, in a sentence.
  private static func words(_ item: TenantMovement.Item) -> Markup {
    let label = item.category.label.lowercased()
    let name = item.item.text
    if item.category == .usage { return .name(name) }
    return name.lowercased() == label ? "\(label)" : "\(label) (\(Markup.name(name)))"
  }

  private func items(
    _ movement: TenantMovement, _ before: TenantStatement.Month, _ shown: TenantStatement.Month
  ) -> Markup {
    let unchanged = movement.unchanged
    let sum = unchanged.reduce(Int128(0)) { $0 + ($1.cost.current ?? 0) }
    let rest: [[Markup]] =
      unchanged.isEmpty
      ? []
      : [
        [
          "Unchanged", "\(DisplayText.counted(unchanged.count, "item", "items"))", exact(sum), exact(sum), signed(0),
        ]
      ]
    return PageTable(
      id: "movement", caption: "What changed from \(before.monthText) to \(shown.monthText), in \(currency.code)",
      columns: [.name("Environment"), .name("What"), .number("Then"), .number("Now"), .number(Self.change)],
      groups: [
        .init(
          rows: (movement.moved + movement.unpriced).map { row in
            [
              .name(row.item.environment.text),
              Self.what(row.item.category, row.item.item.text, isCorrection: row.item.isCorrection),
            ] + amounts(row.cost)
          }), .init(rows: rest),
      ],
      footer: [["In all", .empty, exact(movement.previous), exact(movement.current), signed(movement.change)]],
      moreIn: file
    ).markup
  }

  /// Then, now, and what lies between.
  private func amounts(_ cost: MovedCost) -> [Markup] {
    [cost.previous, cost.current].map { $0.map(exact) ?? Markup(text: KnownAmount.unknown) }
      + [cost.change.map(signed) ?? .notKnown]
  }

  /// By stack and cause: the causes that moved anything.
  private func table(
    of movement: TenantMovement, by causes: [Movement.Cause], _ before: TenantStatement.Month,
    _ shown: TenantStatement.Month
  ) -> Markup {
    func cents(_ amounts: [ExactDecimal]) -> Int128 { amounts.reduce(0) { $0 + currency.minorUnits(of: $1) } }
    func effects(_ stacks: [Movement]) -> [Markup] {
      causes.map { cause in signed(cents(stacks.map { $0.effect(cause) })) }
    }
    let all = movement.stacks.map(\.movement)
    let (then, now) = (cents(all.map(\.previous)), cents(all.map(\.current)))
    return PageTable(
      id: "movement-stacks",
      caption: "Why, by stack, from \(before.monthText) to \(shown.monthText), in \(currency.code)",
      columns: [.name("Stack"), .number("Then"), .number("Now"), .number(Self.change)]
        + causes.map { .number("\(Self.label($0))") },
      groups: [
        .init(
          rows: movement.stacks.map { stack, cost in
            [.name(stack.stack.text)] + amounts(cost)
              + (cost.change == nil ? [Markup](repeating: .notKnown, count: causes.count) : effects([stack]))
          })
      ], footer: [["In all", exact(then), exact(now), signed(now - then)] + effects(all)], moreIn: file
    ).markup
  }

  private static func label(_ cause: Movement.Cause) -> String {
    switch cause {
    case .volume: "Use"
    case .price: "Prices"
    case .mix: "Proportions"
    case .newOrEnded: "Begun or ended"
    case .fixed: "Fixed costs"
    case .adjustments: "Discounts, markups, credits"
    case .pools: "Cost pools"
    case .corrections: "Corrections"
    }
  }
}
