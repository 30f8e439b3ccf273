package import Metering

/// From which day to which a log file has usage, in all readings of it that count.
package struct FileDays: Sendable, Equatable {
  package let source: SourceID
  package let file: String
  package let days: ClosedRange<CivilDate>

  package init(source: SourceID, file: String, days: ClosedRange<CivilDate>) {
    self.source = source
    self.file = file
    self.days = days
  }
}

extension Ledger {
  /// The days of every file that has usage, by source and file, bytewise. Looks at every row of usage.
  package func fileDays() throws(LedgerError) -> [FileDays] {
    let statement = try database.statement(
      """
      SELECT source, file, min(first), max(last)
      FROM (SELECT batch, min(day) AS first, max(day) AS last FROM day_usage GROUP BY batch) JOIN batches USING (batch)
      GROUP BY source, file ORDER BY source, file
      """)
    defer { database.putBack(statement) }
    var files: [FileDays] = []
    while try statement.step() {
      let (first, last) = (try civilDate(statement.text(2)), try civilDate(statement.text(3)))
      files.append(FileDays(source: SourceID(statement.text(0)), file: statement.text(1), days: first...last))
    }
    return files
  }
}
