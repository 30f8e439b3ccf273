import Ledger
import Metering
import Reporting

/// What was read of the logs, for reports that end on a day.
enum QualityReading {
  /// `warnings`: what is likely not meant.
  ///
  /// Files whose usage is all of later days are no part of what is reported; those without usage are of no known day.
  static func quality(_ ledger: Ledger, asOf day: CivilDate, warnings: [AggregationWarning]) throws -> DataQuality {
    let all = try ledger.batches()
    let later = try laterFiles(ledger, after: day)
    let leftOut = Set(later.filter { $0.days.lowerBound > day }.map(LogFile.init))
    let batches = all.filter { !leftOut.contains(LogFile($0)) }
    var ignored: [String: Set<ExactText>] = [:]
    for batch in batches {
      ignored[batch.source.text, default: []].formUnion(batch.ignoredFields.map { ExactText(Self.ignored($0)) })
    }
    return DataQuality(
      files: batches.map {
        DataQuality.File(
          source: $0.source.text, file: $0.file, counts: $0.counts, isRejected: $0.isRejected, bytes: $0.bytes,
          fingerprint: $0.fingerprint)
      },
      later: DataQuality.LaterFiles(
        leftOut: all.count - batches.count, continuing: later.count { $0.days.lowerBound <= day }),
      quarantined: try ledger.unresolvedQuarantine().filter { !leftOut.contains(LogFile($0)) }.map {
        DataQuality.Quarantined(
          source: $0.source.text, file: $0.file, line: $0.record.line, byteOffset: $0.record.byteOffset,
          code: $0.record.code, field: $0.record.field, reason: $0.record.reason)
      },
      ignoredFields: ignored.filter { !$0.value.isEmpty }.mapValues { $0.sorted().map(\.text) },
      warnings: warnings.map(\.text))
  }

  /// What an ignored column or key is called.
  static func ignored(_ name: String) -> String { name.isEmpty ? "(without a name)" : name }

  /// The files with usage after a day; without a look at any file where no usage is.
  private static func laterFiles(_ ledger: Ledger, after day: CivilDate) throws -> [FileDays] {
    guard let usage = try ledger.usageDays(), usage.last > day else { return [] }
    return try ledger.fileDays().filter { $0.days.upperBound > day }
  }

  /// A file by its name in its source.
  private struct LogFile: Hashable {
    let source: SourceID
    /// By its bytes: two names that Swift's `String` takes for equal are two files.
    let name: [UInt8]

    init(_ batch: BatchRecord) { (source, name) = (batch.source, Array(batch.file.utf8)) }
    init(_ record: UnresolvedRecord) { (source, name) = (record.source, Array(record.file.utf8)) }
    init(_ file: FileDays) { (source, name) = (file.source, Array(file.file.utf8)) }
  }
}
