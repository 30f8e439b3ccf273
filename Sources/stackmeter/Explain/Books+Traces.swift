import Aggregation
import Configuration
import Ledger
import Metering

/// A month's charges made once more, as they were made for the lines that are kept.
struct MonthTrace {
  let configuration: ProjectConfiguration
  /// The newest batch that counts; nil: all do.
  let lastBatch: Int?
  /// nil: the month has no days yet, only corrections.
  let rating: RatingTrace?
  let posting: PostingTrace
  /// By the month that is corrected.
  let corrections: [Period: CorrectionTrace]
  /// The newest batch that the corrections do not count: it was counted when the month before was closed.
  let billedBatch: Int
}

extension Books {
  /// `shown`: the lines that are explained; the months that they correct are rated again.
  func trace(
    of month: LineSelection.Month, shown: [StoredChargeLine], workspace: Workspace
  ) throws -> MonthTrace {
    let period = month.record.period
    let closing = closings[period]
    let configuration = try closing.map { try self.configuration(of: $0, as: period) } ?? workspace.configuration
    var credits = try self.credits(configuration.adjustments, before: period)
    if closing == nil {
      try checkInputs(of: month.record, workspace)
      // Open months before have taken their part of the credits.
      for record in try ledger.aggregatedPeriods() where record.period < period && closings[record.period] == nil {
        try credits.take(try ledger.chargeLines(period: record.period).map(\.line))
      }
    }
    var rating: RatingTrace?
    if !month.record.days.isEmpty {
      rating = try trace(period, month.record.days, configuration, credits, through: closing?.lastBatch)
    }
    var corrections: [Period: CorrectionTrace] = [:]
    for corrected in Set(shown.filter(\.line.isCorrection).map(\.line.identity.chargePeriod)).sorted() {
      corrections[corrected] = try correctionTrace(of: corrected, in: period, through: closing?.lastBatch)
    }
    return MonthTrace(
      configuration: configuration, lastBatch: closing?.lastBatch, rating: rating,
      posting: try PostingTrace(month.lines.map(\.line), currency: configuration.project.currency),
      corrections: corrections, billedBatch: closings.filter { $0.key < period }.values.map(\.lastBatch).max() ?? 0)
  }

  /// The figures of an open month can be explained by what they were made from, and by nothing else.
  private func checkInputs(of record: AggregationRecord, _ workspace: Workspace) throws {
    let runID = RunIdentity.runID(
      configuration: workspace.configuration.files, batches: try ledger.batches(), asOf: record.asOf,
      programVersion: Usage.version)
    guard runID == record.runID else { throw ExplainProblem.changedSince(record.period) }
  }

  private func trace(
    _ period: Period, _ days: Range<CivilDate>, _ configuration: ProjectConfiguration, _ credits: CreditBalances,
    through lastBatch: Int?
  ) throws -> RatingTrace {
    var charges = PeriodCharges(period: period, days: days, configuration: configuration, credits: credits)
    try ledger.usage(days: days, through: lastBatch, units: configuration.project.unit) { try charges.add($0) }
    return try charges.trace()
  }

  /// What a month came to, in the eyes of a later one, and what was billed of it before.
  private func correctionTrace(
    of corrected: Period, in period: Period, through lastBatch: Int?
  ) throws -> CorrectionTrace {
    let before = state.closed.filter { $0 < period }.sorted()
    guard let closed = PeriodBooks(closed: before).closing(for: corrected), let closing = closings[closed] else {
      throw StageError.closedContentDiffers(corrected, name: ConfigurationFile.Name.project.rawValue)
    }
    let configuration = try configuration(of: closing, as: corrected)
    let restated = try trace(
      corrected, corrected.days, configuration, try credits(configuration.adjustments, before: corrected),
      through: lastBatch)
    let billed = try before.flatMap { try lines($0) }.map(\.line)
    return CorrectionTrace(
      restated: restated, billed: billed.filter { $0.identity.chargePeriod == corrected })
  }
}
