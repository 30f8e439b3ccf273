import Comparison
import Configuration
import Metering

/// What has been saved since environments were retired, from the months that were aggregated: issue 3, item 7.
///
/// An environment is retired on the day from which the catalogue no longer has it (`valid_to`). The promise is that of
/// the plan made in the last full month before the first one was.
struct RealisedStage {
  let catalogue: Catalogue

  /// One stack's.
  struct StackSavings: Codable, Equatable {
    let stack: StackID
    let savings: RealisedSavings
  }

  /// `summaries`: of all periods, in order.
  func realised(_ summaries: [AggregateStage.PeriodSummary]) throws -> [StackSavings] {
    var savings: [StackSavings] = []
    let stacks = Set(summaries.flatMap { $0.comparisons.map(\.stack) })
    for stack in stacks.sorted() {
      let retirements = catalogue.environments.filter { $0.stack == stack && $0.kind == .bespoke }
      let metered = try summaries.compactMap { try month(of: $0, stack: stack, retirements) }
      let promises = promises(for: stack, metered, summaries)
      if let realised = try RealisedSavings(of: metered, promises: promises) {
        savings.append(StackSavings(stack: stack, savings: realised))
      }
    }
    return savings
  }

  /// A month of a stack; nil where it had no environment.
  private func month(
    of summary: AggregateStage.PeriodSummary, stack: StackID, _ bespoke: [CataloguedEnvironment]
  ) throws -> RealisedSavings.MeteredMonth? {
    guard let comparison = summary.comparisons.first(where: { $0.stack == stack }) else { return nil }
    let first = summary.period.firstDay
    // Rows of one environment follow each other: it is retired when its last one ended.
    let retired = Dictionary(grouping: bespoke, by: \.environment).values.count { rows in
      rows.allSatisfy { row in row.validity.to.map { $0 <= first } ?? false }
    }
    return RealisedSavings.MeteredMonth(
      period: summary.period, isFull: summary.days == summary.period.days, cost: comparison.today,
      usedCost: try comparison.environments.map { try $0.used.plus($0.paidByUse) }.total(), retired: retired)
  }

  /// The promises of the plan made in the last full month before anything was retired.
  private func promises(
    for stack: StackID, _ metered: [RealisedSavings.MeteredMonth], _ summaries: [AggregateStage.PeriodSummary]
  ) -> [MigrationPlan.Promise] {
    let before = metered.prefix { $0.retired == 0 }.last(where: \.isFull)
    guard let baseline = summaries.first(where: { $0.period == before?.period }) else { return [] }
    return baseline.findings.plans.first { $0.stack == stack }?.promises ?? []
  }
}
