internal import Comparison
internal import Configuration
internal import Metering

/// Which version of a component a team runs, the worst first in both directions: the component and the team with the
/// longest time past support are in the first row and the first column, so what there is no room for is less exposed.
///
///                    risk        fraud
///     python       ■ 3.9 …     ▲ 3.10
///                   365 d       1,099 d
struct VersionMatrix: Sendable {
  /// The most exposed first.
  let uses: [VersionUse]
  let context: SummaryContext
  let finding: Markup

  /// In the order of exposure, since uses are.
  private static func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }

  var markup: Markup {
    let (components, owners) = (Self.distinct(uses.map(\.component)), Self.distinct(uses.map(\.owner)))
    let (rows, columns) = (components.prefix(GridChart.rowLimit), owners.prefix(GridChart.columnLimit))
    let chart = GridChart(
      id: "versions-chart", title: "Versions by component and team, \(context.periodText)", finding: finding,
      columns: columns.map { $0?.text ?? OwnershipGrid.nobody },
      rows: rows.map { component in row(component, Array(columns)) })
    let hidden = uses.filter { !rows.contains($0.component) || !columns.contains($0.owner) }
    let past = Set(hidden.filter { $0.daysPast > 0 }.map(\.use.environment)).count
    return chart.markup
      + LeftOut.note(
        [
          .init(components.count - rows.count, "more component", "more components"),
          .init(owners.count - columns.count, "more team", "more teams"),
        ],
        remark: past == 0
          ? hidden.allSatisfy({ $0.use.support == nil })
            ? ", of which it is not known whether they are past support" : ", nothing of theirs past its support"
          : ", with \(DisplayText.counted(past, "environment", "environments")) past support")
  }

  private func row(_ component: ComponentID, _ owners: [TenantID?]) -> GridChart.Row {
    let ofComponent = uses.filter { $0.component == component }
    let stacks = Self.distinct(ofComponent.map(\.stack))
    return GridChart.Row(
      label: component.text, detail: stacks.count == 1 ? stacks[0].text : "several stacks",
      cells: owners.map { owner in cell(ofComponent.filter { $0.owner == owner }) })
  }

  /// The most exposed of a team's, with a sign that others run beside it.
  private func cell(_ uses: [VersionUse]) -> GridChart.Cell? {
    guard let worst = uses.first else { return nil }
    let days = worst.daysPast > 0 ? worst.daysPast : worst.daysBehind
    let kind = worst.daysPast > 0 ? "past" : "late"
    let others = uses.contains { $0.use.version != worst.use.version }
    return GridChart.Cell(
      text: worst.use.version.text, detail: days > 0 ? "\(DisplayText.count(days)) d \(kind)" : "",
      shape: worst.shape, isOneOfSeveral: others)
  }
}
