import Comparison
import Configuration
import Ledger
import Metering
import Reporting

/// What has been saved since environments were retired, from the months that were compared: issue 3, item 7.
///
/// An environment is retired on the day from which the catalogue no longer has it (`valid_to`). A closed month goes by
/// the catalogue it was closed with, so what it has realised stays what its file says, whatever is entered later. The
/// promise is that of the plan made in the last full month before the first was retired.
struct RealisedStage {
  let books: Books
  /// Today's, for the months that are open.
  let catalogue: Catalogue

  /// A stack of which environments are retired.
  struct StackSavings: Codable, Equatable {
    let stack: StackID
    /// nil: no full month was metered before.
    let savings: RealisedSavings?
  }

  /// A month as it was aggregated, or closed.
  struct Month {
    let period: Period
    let days: Range<CivilDate>
    let comparisons: [StackComparison]
    /// Those made in the month; none where they are not known.
    let plans: [MigrationPlan]
  }

  /// A month with the catalogue that holds for it.
  private struct CataloguedMonth {
    let month: Month
    let environments: [CataloguedEnvironment]
  }

  /// From what the ledger holds of all periods.
  func realised(_ ledger: Ledger) throws -> [StackSavings] {
    try realised(of: ledger.aggregatedPeriods().map { try month(of: $0, ledger) })
  }

  /// From months as they are reported: of an earlier state of the books, as they were then.
  func realised(of periods: [PeriodInput]) throws -> [StackSavings] {
    try realised(
      of: periods.map {
        Month(
          period: $0.period, days: $0.days, comparisons: $0.comparisons, plans: $0.findings.value?.plans ?? [])
      })
  }

  private func realised(of months: [Month]) throws -> [StackSavings] {
    let months = try months.sorted { $0.period < $1.period }.compactMap(catalogued)
    var savings: [StackSavings] = []
    for stack in Set(months.flatMap { $0.month.comparisons.map(\.stack) }).sorted() {
      let metered = try months.compactMap { try self.metered($0, stack: stack) }
      guard metered.contains(where: { $0.retired > 0 }) else { continue }
      let realised = try RealisedSavings(of: metered, promises: promises(for: stack, metered, months))
      savings.append(StackSavings(stack: stack, savings: realised))
    }
    return savings
  }

  /// What another version of the program closed, and cannot be read, is left out.
  private func month(of record: AggregationRecord, _ ledger: Ledger) throws -> Month {
    func readable<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value? {
      do {
        return try decoded(type, text)
      } catch is DecodingError {
        return nil
      }
    }
    let stored = try ledger.comparisons(period: record.period)
    let comparisons = try stored.compactMap { try readable(StackComparison.self, $0.body) }
    let findings = try ledger.value(forKey: AggregateStage.findingsKey(record.period))
      .flatMap { try readable(PeriodFindings?.self, $0) ?? nil }
    return Month(
      period: record.period, days: record.days,
      comparisons: comparisons.count == stored.count ? comparisons : [], plans: findings?.plans ?? [])
  }

  /// nil: another version of the program closed the month, and its catalogue cannot be read.
  private func catalogued(_ month: Month) throws -> CataloguedMonth? {
    do {
      return CataloguedMonth(
        month: month, environments: try books.environments(of: month.period) ?? catalogue.environments)
    } catch is ConfigurationError {
      return nil
    }
  }

  /// A month of a stack; nil where it had no environment.
  private func metered(_ catalogued: CataloguedMonth, stack: StackID) throws -> RealisedSavings.MeteredMonth? {
    let month = catalogued.month
    guard let comparison = month.comparisons.first(where: { $0.stack == stack }) else { return nil }
    let bespoke = catalogued.environments.filter { $0.stack == stack && $0.kind == .bespoke }
    let environments = Dictionary(grouping: bespoke, by: \.environment).values
    // Rows of one environment follow each other: it is retired when its last one ended.
    func retired(by day: CivilDate) -> Int {
      environments.count { rows in rows.allSatisfy { row in row.validity.to.map { $0 <= day } ?? false } }
    }
    return RealisedSavings.MeteredMonth(
      period: month.period, isFull: month.days == month.period.days, isPriced: !comparison.isUnpriced,
      cost: comparison.today,
      usedCost: try comparison.environments.map { try $0.used.plus($0.paidByUse) }.total(),
      retired: retired(by: month.period.firstDay), retiredByEnd: retired(by: month.period.endDay.adding(days: -1)))
  }

  /// The promises of the plan made in the last full month before anything was retired; nil where none was made.
  private func promises(
    for stack: StackID, _ metered: [RealisedSavings.MeteredMonth], _ months: [CataloguedMonth]
  ) -> [MigrationPlan.Promise]? {
    guard let baseline = RealisedSavings.baseline(of: metered) else { return nil }
    return months.first { $0.month.period == baseline.period }?.month.plans.first { $0.stack == stack }?.promises
  }
}

extension RealisedByStack {
  init(_ stack: RealisedStage.StackSavings) { self.init(stack: stack.stack.text, savings: stack.savings) }
}
