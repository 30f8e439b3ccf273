package import Metering

/// A file whose records count by other rules than those of the project file, and would come out differently by them.
package struct RulesChange: Sendable, Equatable {
  package let source: SourceID
  package let file: String
  /// What changed, as the project file calls it.
  package let keys: [String]
  /// The newest batch that was read by the rules of then.
  package let batch: Int
  /// Where the ledger and the rules differ first, and the sums of that day.
  package let series: SeriesKey
  package let day: CivilDate
  package let counted: ExactDecimal
  package let byRules: ExactDecimal

  package init(
    source: SourceID, file: String, keys: [String], batch: Int, series: SeriesKey, day: CivilDate,
    counted: ExactDecimal, byRules: ExactDecimal
  ) {
    self.source = source
    self.file = file
    self.keys = keys
    self.batch = batch
    self.series = series
    self.day = day
    self.counted = counted
    self.byRules = byRules
  }

  /// The same of a file that is told by another path.
  func told(as file: String) -> RulesChange {
    RulesChange(
      source: source, file: file, keys: keys, batch: batch, series: series, day: day, counted: counted, byRules: byRules
    )
  }
}

extension RulesChange: CustomStringConvertible {
  /// One line: the file, what changed, where it shows first, what to do.
  package var description: String {
    let names = [series.tenant.text, series.stack.text, series.environment.text, series.version.text]
    let place = names.filter { !$0.isEmpty }.joined(separator: ", ")
    let differs =
      counted == byRules ? "\(counted), by these rules in other hours" : "\(counted), by these rules \(byRules)"
    return "\(file): \(keys.joined(separator: ", ")) of the source \(source) changed since batch \(batch) was read, "
      + "and what the ledger holds of this log would come out differently "
      + "(\(series.resource) of \(place) on \(day): counted \(differs)), so nothing of it is added: "
      + "put the rules back; or move the log away from the source's files to keep what was counted; "
      + "or name a new ledger with --ledger to count all logs anew"
  }
}
