package import Metering

/// What the reading of one file adds to the ledger: committed whole or not at all.
package struct NewBatch: Sendable, Equatable {
  package let source: SourceID
  /// The file's path as the project's reports show it.
  package let file: String
  package let format: String
  /// The file's size, as read.
  package let bytes: Int
  /// Names the file's content: SHA-256 of its bytes, in hexadecimal.
  package let fingerprint: String
  package let counts: RecordCounts
  /// Numbers with more than 12 decimals, which were rounded.
  package let rounded: Int
  /// Too many bad lines: none of its usage counts.
  package let isRejected: Bool
  /// Columns and keys that nothing reads.
  package let ignoredFields: [String]
  /// Ascending by series and day, without repeats; empty for a rejected file.
  package let usage: [DayUsage]
  /// By day; empty for a rejected file.
  package let eventIndex: [EventIndexDay]
  package let quarantine: [QuarantinedRecord]
  /// Who was active where; nil while nothing is kept of people, and for a rejected file.
  package let activity: BatchActivity?
  /// The last record, if it counts and has no line end.
  package let unended: UnendedRecord?
  /// Records of earlier batches that were not whole: their events are known no longer. What they came to is taken back
  /// in this batch's usage.
  package let takenBack: [BookedUnendedRecord]
  /// Earlier batches whose last record turned out to be whole.
  package let ended: [Int]
  /// By which rules its records were understood; nil: not told.
  package let rules: ReadingRulesRecord?

  package init(
    source: SourceID, file: String, format: String, bytes: Int, fingerprint: String, counts: RecordCounts,
    rounded: Int = 0, isRejected: Bool = false, ignoredFields: [String] = [], usage: [DayUsage] = [],
    eventIndex: [EventIndexDay] = [], quarantine: [QuarantinedRecord] = [], activity: BatchActivity? = nil,
    unended: UnendedRecord? = nil, takenBack: [BookedUnendedRecord] = [], ended: [Int] = [],
    rules: ReadingRulesRecord? = nil
  ) {
    precondition(!isRejected || (usage.isEmpty && eventIndex.isEmpty), "a rejected file adds no usage")
    precondition(!isRejected || activity == nil, "a rejected file tells of nobody")
    precondition(
      !isRejected || (unended == nil && takenBack.isEmpty && ended.isEmpty), "a rejected file leaves all as it was")
    self.source = source
    self.file = file
    self.format = format
    self.bytes = bytes
    self.fingerprint = fingerprint
    self.counts = counts
    self.rounded = rounded
    self.isRejected = isRejected
    self.ignoredFields = ignoredFields
    self.usage = usage
    self.eventIndex = eventIndex
    self.quarantine = quarantine
    self.activity = activity
    self.unended = unended
    self.takenBack = takenBack
    self.ended = ended
    self.rules = rules
  }
}

/// What a batch adds beside its index.
package struct BatchContent: Sendable {
  let usage: EncodedUsage
  /// As `NewBatch.activity`.
  let activity: BatchActivity?

  package init(usage: EncodedUsage, activity: BatchActivity?) {
    self.usage = usage
    self.activity = activity
  }
}

/// The events of one day of a batch, or a part of them where they come in parts that follow each other: by them a later
/// reading knows them again (architecture.md, "Nothing twice").
package struct EventIndexDay: Sendable, Equatable {
  package let day: CivilDate
  /// 16 bytes an event, two little-endian 64-bit hashes: of its key, of its content. Ascending by key, then content.
  package let entries: [UInt8]

  /// Bytes of one event in `entries`.
  package static let entryBytes = 16

  package init(day: CivilDate, entries: [UInt8]) {
    precondition(entries.count.isMultiple(of: Self.entryBytes), "an event has 16 bytes")
    self.day = day
    self.entries = entries
  }
}

/// A record that could not be understood or is in conflict, kept apart with the reason.
package struct QuarantinedRecord: Sendable, Equatable {
  /// Counted from 1.
  package let line: Int
  /// Where the record begins in the file, counted from 0.
  package let byteOffset: Int
  /// Stable: `Q001`.
  package let code: String
  /// The column or key at fault; empty where it is the whole record.
  package let field: String
  package let reason: String
  /// The record as it stands in the file, cut off where it is very long.
  package let raw: [UInt8]

  package init(line: Int, byteOffset: Int, code: String, field: String, reason: String, raw: [UInt8]) {
    self.line = line
    self.byteOffset = byteOffset
    self.code = code
    self.field = field
    self.reason = reason
    self.raw = raw
  }
}
