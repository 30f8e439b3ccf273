/// Why a record is in quarantine: codes that stay the same for ever, so that people can count and search them.
package enum QuarantineCode: String, Sendable, Hashable, CaseIterable {
  case fieldCount = "Q001"
  case notJSON = "Q002"
  case fieldMissing = "Q003"
  case badTime = "Q004"
  case badNumber = "Q005"
  case badName = "Q006"
  case endsBeforeStart = "Q007"
  case tooLong = "Q008"
  case conflict = "Q009"
  case badUnit = "Q010"
  case badQuotes = "Q011"
  case recordTooLong = "Q012"
  case nestedValue = "Q013"
  case clockTimeNeverWas = "Q014"
  case badJobState = "Q015"
  case badAllocation = "Q016"
  case noRuleApplies = "Q017"

  /// What it says of the record, as README.md lists it.
  package var meaning: String {
    switch self {
    case .fieldCount: "it has another number of fields than the header"
    case .notJSON: "it is not one JSON object with each key once"
    case .fieldMissing: "a field that every event needs is missing or empty"
    case .badTime: "a time that cannot be read, has no zone, or is outside the years 2000 to 2199"
    case .badNumber: "a quantity that is no decimal, or too large"
    case .badName:
      "a name that is reserved, too long, not UTF-8, has control characters, or begins or ends with a space"
    case .endsBeforeStart: "it ends before it starts"
    case .tooLong: "it lasts longer than 400 days"
    case .conflict: "its id came before with other content; the first counts"
    case .badUnit: "a unit that is unknown, or of another dimension than the resource"
    case .badQuotes: "a quote that is not closed, or text behind a closing quote"
    case .recordTooLong: "it is longer than 1 MiB"
    case .nestedValue: "a field that is read holds a list, an object, or true or false"
    case .clockTimeNeverWas: "a time that the clocks of the source's zone never showed"
    case .badJobState: "a job state that Slurm does not document"
    case .badAllocation: "a number of cores, nodes or resources that cannot be read or is missing"
    case .noRuleApplies: "no rule of the source's `map` applies to it"
    }
  }
}

/// A record that is kept apart, before its line in the file is known.
struct Rejection: Sendable {
  let code: QuarantineCode
  let field: String
  let reason: String
  /// Bytes from the beginning of the file.
  let offset: Int
  let chunk: Int
  /// Line ends before it in its chunk.
  let lineInChunk: Int
  /// The record as it stands, its beginning where it is long.
  let raw: [UInt8]

  /// Bytes of a record that are kept.
  static let rawLimit = 2_000
  /// Rejections of a file that are kept in memory; a file with more is rejected whole.
  static let limit = 100_000
}

/// What is wrong with a record: the part of a rejection that a decoder knows.
struct Complaint: Error, Equatable, Sendable {
  let code: QuarantineCode
  let field: String
  let reason: String

  init(_ code: QuarantineCode, _ field: String, _ reason: String) {
    self.code = code
    self.field = field
    self.reason = reason
  }
}
