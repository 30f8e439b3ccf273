internal import Comparison
internal import Configuration
internal import Metering

/// Question 5: who runs what twice.
enum DuplicateSection {
  static func section(_ context: SummaryContext) -> PageSection {
    guard let findings = context.findings else {
      return PageSection(.duplicates, without: context.missingReason)
    }
    let duplicates = findings.environments.duplicates
    let grid = findings.ownership
    guard !grid.cells.isEmpty else { return PageSection(.duplicates, without: "No environment is known.") }
    let headline = headline(duplicates, context)
    return PageSection(
      .duplicates, headline: headline,
      howMeasured: """
        Environments are duplicates when they are of one stack, of different owners, and have enough components in \
        common or the same product. Their duplicate cost is what they cost less what one environment for them alone \
        would. The stronger the colour, the dearer; a frame is a \
        duplicate.
        """, body: chart(grid, headline, context),
      tables: table(grid, context).markup + clusters(duplicates, context) + apart(duplicates, context))
  }

  private static func headline(_ duplicates: Duplicates, _ context: SummaryContext) -> Markup {
    guard !duplicates.clusters.isEmpty else {
      return "Nothing is run twice\(duplicates.undetermined.isEmpty ? "." : ", as far as can be told.")"
    }
    let environments = duplicates.clusters.reduce(0) { $0 + $1.members.count }
    let stacks = Set(duplicates.clusters.map(\.stack)).count
    let cost = duplicates.knownCost(context.unpricedUse, context.currency)
    let start: Markup = """
      \(DisplayText.counted(environments, "environment runs", "environments run")) what another team runs too, in \
      \(DisplayText.counted(stacks, "stack", "stacks"))
      """
    guard let cost else { return "\(start); what that costs is not known, as nothing of it is priced." }
    return cost > 0
      ? "\(start): duplication costs \(context.rounded(cost)) \(context.rate)."
      : "\(start); one for each group would cost \(context.rounded(-cost)) more, so it is no waste."
  }

  /// What the grid is spanned by, and how many more there are.
  private struct Axis {
    let stacks: [StackID]
    let owners: [TenantID?]
    let furtherStacks: Int
    let furtherOwners: Int
  }

  /// The dearest first, as many as there is room for.
  private static func axis(_ grid: OwnershipGrid, _ context: SummaryContext) -> Axis {
    var costs: (stacks: [StackID: Int128], owners: [TenantID: Int128]) = ([:], [:])
    for cell in grid.cells {
      costs.stacks[cell.stack, default: 0] += context.cents(cell.cost)
      if let owner = cell.owner { costs.owners[owner, default: 0] += context.cents(cell.cost) }
    }
    let stacks = costs.stacks.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map(\.key)
    let owners = costs.owners.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map(\.key)
    var shown: [TenantID?] = Array(owners.prefix(GridChart.columnLimit))
    if grid.cells.contains(where: { $0.owner == nil }) {
      shown = Array(shown.prefix(GridChart.columnLimit - 1)) + [nil]
    }
    return Axis(
      stacks: Array(stacks.prefix(GridChart.rowLimit)), owners: shown,
      furtherStacks: max(0, stacks.count - GridChart.rowLimit),
      furtherOwners: owners.count - shown.count { $0 != nil })
  }

  private static func chart(_ grid: OwnershipGrid, _ finding: Markup, _ context: SummaryContext) -> Markup {
    let axis = axis(grid, context)
    let largest = grid.cells.map { context.cents($0.cost) }.max() ?? 0
    let rows = axis.stacks.map { stack in
      GridChart.Row(
        label: stack.text,
        cells: axis.owners.map { owner in
          grid.cells.first { $0.stack == stack && $0.owner == owner }.map { cell in
            let cents = context.cents(cell.cost)
            return GridChart.Cell(
              text: context.figure(cell.amount(context.unpricedUse, context.currency)), detail: word(cell.finding),
              level: GridChart.level(cents, of: largest),
              isBoxed: cell.finding == .duplicate)
          }
        })
    }
    return GridChart(
      id: "duplicates-chart",
      title: "Cost of what each team runs, by stack, \(context.periodText), in \(context.code)", finding: finding,
      columns: axis.owners.map { $0?.text ?? OwnershipGrid.nobody }, rows: rows
    ).markup + leftOut(grid, axis)
  }

  private static func leftOut(_ grid: OwnershipGrid, _ axis: Axis) -> Markup {
    let hidden = grid.cells.filter { !axis.stacks.contains($0.stack) || !axis.owners.contains($0.owner) }
    let duplicates = hidden.count { $0.finding == .duplicate }
    return LeftOut.note(
      [
        .init(axis.furtherStacks, "more stack", "more stacks"), .init(axis.furtherOwners, "more team", "more teams"),
      ],
      remark: duplicates == 0
        ? ", none of them dearer"
        : ", none of them dearer, with \(DisplayText.counted(duplicates, "duplicate", "duplicates"))")
  }

  private static func word(_ finding: OwnershipGrid.Finding) -> String {
    switch finding {
    case .duplicate: "duplicate"
    case .keptApart: "kept apart"
    case .undetermined: "not known"
    case .shared: "shared"
    case .unique: "only one"
    }
  }

  private static func table(_ grid: OwnershipGrid, _ context: SummaryContext) -> PageTable {
    let groups = axis(grid, context).stacks + Set(grid.cells.map(\.stack)).sorted()
    var seen: Set<StackID> = []
    let tables = groups.filter { seen.insert($0).inserted }.map { stack in
      let cells = grid.cells.filter { $0.stack == stack }.sorted {
        let (first, second) = (context.cents($0.cost), context.cents($1.cost))
        return first == second ? ($0.owner ?? "") < ($1.owner ?? "") : first > second
      }
      return PageTable.Group(header: header(stack, cells), rows: cells.map { row($0, context) })
    }
    let sum = grid.cells.reduce(Int128(0)) { $0 + context.cents($1.cost) }
    let all = KnownAmount(sum, isLowerBound: sum == 0 && !context.unpricedUse.isEmpty)
    var footer: [[Markup]] = [["All environments", .empty, .empty, .empty, context.exact(all), .empty]]
    // What people lose between environments is of none of them.
    let switching = context.cents(context.organization?.items.first { $0.item == .switching }?.today ?? .zero)
    if switching != 0 {
      footer.append(
        ["Switching between them", .empty, .empty, .empty, context.exact(switching), .empty])
      footer.append(["All that compute cost", .empty, .empty, .empty, context.exact(sum + switching), .empty])
    }
    return PageTable(
      id: "owners", caption: "Who runs what in \(context.periodText), in \(context.code)",
      columns: [
        .name("Owner"), .name("Environments"), .text("Version"), .name("Used by"), .number("Cost"), .text("Finding"),
      ], groups: tables,
      footer: footer, moreIn: ComparisonFile.name(context.period))
  }

  private static func row(_ cell: OwnershipGrid.Cell, _ context: SummaryContext) -> [Markup] {
    let reasons = cell.reasons.map { ComparisonWording.label($0) }.joined(separator: ", ")
    return [
      .name(cell.owner?.text ?? OwnershipGrid.nobody), .names(cell.environments.map(\.text)),
      .names(cell.versions.map(\.text)), .names(cell.tenants.map(\.text)),
      context.exact(cell.amount(context.unpricedUse, context.currency)),
      "\(word(cell.finding))\(reasons.isEmpty ? "" : ": \(reasons)")",
    ]
  }

  /// `notebooks: 6 environments of 5 owners, versions 7 and 8 side by side`.
  private static func header(_ stack: StackID, _ cells: [OwnershipGrid.Cell]) -> Markup {
    let environments = cells.reduce(0) { $0 + $1.environments.count }
    let owners = Set(cells.compactMap(\.owner)).count
    let versions = Set(cells.flatMap(\.versions)).sorted()
    var result: Markup =
      "\(Markup.name(stack.text)): \(DisplayText.counted(environments, "environment", "environments"))"
    if owners > 0 { result += " of \(DisplayText.counted(owners, "owner", "owners"))" }
    if versions.count == 1 { result += ", at version \(Markup.name(versions[0].text))" }
    if versions.count > 1 {
      result += ", versions \(versions.prefix(6).map { Markup.name($0.text) }.joined(by: ", "))"
      if versions.count > 6 { result += " and \(DisplayText.count(versions.count - 6)) more" }
      result += " side by side"
    }
    return result
  }

  private static func clusters(_ duplicates: Duplicates, _ context: SummaryContext) -> Markup {
    guard !duplicates.clusters.isEmpty else { return .empty }
    let rows = duplicates.clusters.map { cluster -> [Markup] in
      let amounts = cluster.amounts(context.unpricedUse, context.currency)
      return [
        .name(cluster.stack.text), .names(cluster.members.map(\.environment.text)), context.exact(amounts.today),
        context.exact(amounts.shared), amounts.change.map { context.exact(-$0) } ?? .notKnown,
        cluster.isWeak ? "a chain: its ends have little in common" : .none,
      ]
    }
    let table = PageTable(
      id: "clusters", caption: "Groups of duplicates in \(context.periodText), in \(context.code)",
      columns: [
        .name("Stack"), .name("Environments"), .number("Today"), .number("One for them"), .number("Duplicate cost"),
        .text("Remark"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "All groups", .empty, .empty, .empty,
          duplicates.knownCost(context.unpricedUse, context.currency).map { context.exact($0) } ?? .notKnown, .empty,
        ]
      ],
      moreIn: ComparisonFile.name(context.period))
    return "<h4>What a group costs, and what one for all of it would</h4>\n\(table.markup)"
  }

  private static func apart(_ duplicates: Duplicates, _ context: SummaryContext) -> Markup {
    guard !duplicates.keptApart.isEmpty else { return .empty }
    let items = duplicates.keptApart.prefix(PageTable.rowLimit).map { kept -> Markup in
      """
      <li>\(Markup.name(kept.environment.text)) of \(Markup.name(kept.owner.text)) is kept apart by decision: \
      \(ComparisonWording.label(kept.reason)).</li>

      """
    }
    let left = duplicates.keptApart.count - items.count
    let more: Markup =
      left > 0 ? "<li>others: \(DisplayText.count(left)): see \(ComparisonFile.name(context.period))</li>\n" : .empty
    return "<h4>Kept apart</h4>\n<ul>\n\(items.joined())\(more)</ul>\n"
  }
}
