package import Metering

/// Whether a period's books may still change.
package enum PeriodState: String, Sendable {
  case open
  case closing
  case closed
}

/// A charge line as the ledger keeps it: with the whole cents it is posted at.
package struct StoredChargeLine: Sendable, Hashable {
  package let line: ChargeLine
  /// Names the line for ever: from its identity, the same in every run.
  package let lineID: String
  /// In the smallest unit of the currency; nil for an unrated line, and only for one.
  package let minorUnits: Int128?

  package init(line: ChargeLine, lineID: String, minorUnits: Int128?) {
    precondition((line.amount == nil) == (minorUnits == nil), "a line is posted when it has an amount")
    self.line = line
    self.lineID = lineID
    self.minorUnits = minorUnits
  }
}

/// A stack's comparison of one period, opaque to the ledger.
package struct StoredComparison: Sendable, Hashable {
  package let stack: StackID
  /// JSON.
  package let body: String

  package init(stack: StackID, body: String) {
    self.stack = stack
    self.body = body
  }
}

/// Of which inputs a period's lines and comparisons were computed.
package struct AggregationRecord: Sendable, Hashable {
  package let period: Period
  package let state: PeriodState
  /// What "today" was.
  package let asOf: CivilDate
  /// The days charged for; the last is not included.
  package let days: Range<CivilDate>
  /// Names the inputs: the same inputs, the same id.
  package let runID: String
  /// Names the rate card by its content.
  package let rateCardVersion: String

  package init(
    period: Period, state: PeriodState, asOf: CivilDate, days: Range<CivilDate>, runID: String, rateCardVersion: String
  ) {
    self.period = period
    self.state = state
    self.asOf = asOf
    self.days = days
    self.runID = runID
    self.rateCardVersion = rateCardVersion
  }
}

/// All that one period's aggregation made.
package struct PeriodAggregate: Sendable, Hashable {
  package let record: AggregationRecord
  /// All of the record's period.
  package let lines: [StoredChargeLine]
  package let comparisons: [StoredComparison]

  package init(record: AggregationRecord, lines: [StoredChargeLine], comparisons: [StoredComparison]) {
    precondition(lines.allSatisfy { $0.line.identity.period == record.period }, "a period's lines are of the period")
    self.record = record
    self.lines = lines
    self.comparisons = comparisons
  }
}
