import Comparison
import Configuration
import Ledger
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

  /// A month as it was aggregated, or closed.
  private struct Month {
    let record: AggregationRecord
    let comparisons: [StackComparison]
    let plans: [MigrationPlan]
  }

  /// From what the ledger holds of all periods. A month that another version of the program closed, and that cannot be
  /// read, is left out.
  func realised(_ ledger: Ledger) throws -> [StackSavings] {
    let months = try ledger.aggregatedPeriods().compactMap { try month(of: $0, ledger) }
    var savings: [StackSavings] = []
    for stack in Set(months.flatMap { $0.comparisons.map(\.stack) }).sorted() {
      let bespoke = catalogue.environments.filter { $0.stack == stack && $0.kind == .bespoke }
      let metered = try months.compactMap { try self.metered($0, stack: stack, bespoke) }
      let promises = self.promises(for: stack, metered, months)
      if let realised = try RealisedSavings(of: metered, promises: promises) {
        savings.append(StackSavings(stack: stack, savings: realised))
      }
    }
    return savings
  }

  private func month(of record: AggregationRecord, _ ledger: Ledger) throws -> Month? {
    let stored = try ledger.comparisons(period: record.period)
    let findings = try ledger.value(forKey: AggregateStage.findingsKey(record.period))
    do {
      return Month(
        record: record, comparisons: try stored.map { try decoded(StackComparison.self, $0.body) },
        plans: try findings.flatMap { try decoded(PeriodFindings?.self, $0)?.plans } ?? [])
    } catch is DecodingError {
      return nil
    }
  }

  /// A month of a stack; nil where it had no environment.
  private func metered(
    _ month: Month, stack: StackID, _ bespoke: [CataloguedEnvironment]
  ) throws -> RealisedSavings.MeteredMonth? {
    guard let comparison = month.comparisons.first(where: { $0.stack == stack }) else { return nil }
    let first = month.record.period.firstDay
    // Rows of one environment follow each other: it is retired when its last one ended.
    let retired = Dictionary(grouping: bespoke, by: \.environment).values.count { rows in
      rows.allSatisfy { row in row.validity.to.map { $0 <= first } ?? false }
    }
    return RealisedSavings.MeteredMonth(
      period: month.record.period, isFull: month.record.days == month.record.period.days, cost: comparison.today,
      usedCost: try comparison.environments.map { try $0.used.plus($0.paidByUse) }.total(), retired: retired)
  }

  /// The promises of the plan made in the last full month before anything was retired.
  private func promises(
    for stack: StackID, _ metered: [RealisedSavings.MeteredMonth], _ months: [Month]
  ) -> [MigrationPlan.Promise] {
    let before = metered.prefix { $0.retired == 0 }.last(where: \.isFull)
    guard let baseline = months.first(where: { $0.record.period == before?.period }) else { return [] }
    return baseline.plans.first { $0.stack == stack }?.promises ?? []
  }
}
