package import Aggregation
package import Metering

/// How one charge line came about, from records to cents: what `stackmeter explain` shows.
package struct LineExplanation: Sendable {
  /// The usage behind a line, and where it came from.
  package struct Source: Sendable {
    /// All that was used, in `unit`; a tier's line has a part of it.
    package let quantity: ExactDecimal
    /// The resource's own; empty where it has none.
    package let unit: String
    package let days: [Day]
    /// By number.
    package let batches: [Batch]

    package init(quantity: ExactDecimal, unit: String, days: [Day], batches: [Batch]) {
      self.quantity = quantity
      self.unit = unit
      self.days = days
      self.batches = batches
    }
  }

  package struct Day: Sendable {
    package let day: CivilDate
    package let quantity: ExactDecimal

    package init(day: CivilDate, quantity: ExactDecimal) {
      self.day = day
      self.quantity = quantity
    }
  }

  /// One reading of one file, and what it gave.
  package struct Batch: Sendable {
    package let batch: Int
    package let source: String
    package let file: String
    package let format: String
    package let bytes: Int
    package let fingerprint: String
    /// Of the whole file.
    package let counts: RecordCounts
    package let quantity: ExactDecimal
    /// nil: they were not asked for.
    package let records: Records?

    package init(
      batch: Int, source: String, file: String, format: String, bytes: Int, fingerprint: String, counts: RecordCounts,
      quantity: ExactDecimal, records: Records?
    ) {
      self.batch = batch
      self.source = source
      self.file = file
      self.format = format
      self.bytes = bytes
      self.fingerprint = fingerprint
      self.counts = counts
      self.quantity = quantity
      self.records = records
    }
  }

  /// What reading a file again found.
  package struct Records: Sendable {
    package struct Range: Sendable {
      package let lines: ClosedRange<Int>
      package let bytes: Swift.Range<Int>
      package let records: Int
      package let quantity: ExactDecimal

      package init(lines: ClosedRange<Int>, bytes: Swift.Range<Int>, records: Int, quantity: ExactDecimal) {
        self.lines = lines
        self.bytes = bytes
        self.records = records
        self.quantity = quantity
      }
    }

    /// Where the file was found.
    package let file: String
    /// Why nothing is known of them; empty: it is.
    package let problem: String
    package let counted: [Range]
    package let duplicates: [Range]
    package let conflicts: [Range]

    package init(
      file: String, problem: String, counted: [Range] = [], duplicates: [Range] = [], conflicts: [Range] = []
    ) {
      self.file = file
      self.problem = problem
      self.counted = counted
      self.duplicates = duplicates
      self.conflicts = conflicts
    }
  }

  package let posted: PostedLine
  /// Of usage; nil of everything else.
  package let source: Source?
  /// What of a quantity or a fixed cost falls on the day asked for; nil: none was, or it has no days.
  package let onDay: Day?
  package let steps: [ExplanationStep]
  /// nil: the line is unrated.
  package let posting: PostingExplanation?

  package init(
    posted: PostedLine, source: Source?, onDay: Day?, steps: [ExplanationStep], posting: PostingExplanation?
  ) {
    self.posted = posted
    self.source = source
    self.onDay = onDay
    self.steps = steps
    self.posting = posting
  }
}

/// All that was asked for: the lines explained, and what the others come to.
package struct Explanation: Sendable {
  /// What was asked: `2026-10, tenant ada`.
  package let selection: String
  package let currency: Currency
  /// Of the whole selection.
  package let lineCount: Int
  package let unratedCount: Int
  package let minorUnits: Int128
  /// The largest first.
  package let lines: [LineExplanation]
  /// Whether one tenant alone is shown, who must learn nothing of others.
  package let isOfOneTenant: Bool
  /// What holds for all of it, a sentence each.
  package let notes: [String]

  package init(
    selection: String, currency: Currency, lineCount: Int, unratedCount: Int, minorUnits: Int128,
    lines: [LineExplanation], isOfOneTenant: Bool, notes: [String]
  ) {
    self.selection = selection
    self.currency = currency
    self.lineCount = lineCount
    self.unratedCount = unratedCount
    self.minorUnits = minorUnits
    self.lines = lines
    self.isOfOneTenant = isOfOneTenant
    self.notes = notes
  }
}
