import Bytes

/// How a sacct file is laid out: by its header, or in the order of formats.md §4a without one.
struct SlurmLayout: Sendable, Equatable {
  let dialect: DelimitedLexer.Dialect
  let columns: [Int?]
  let ignored: [String]
  /// Bytes and lines of the header; 0 without one.
  let headerBytes: Int
  let headerLines: Int

  /// Why a header cannot be used: the required fields it lacks.
  struct MissingFields: Error, Equatable {
    let names: [String]
  }

  /// The layout of a file that begins with `head`.
  init(head: [UInt8]) throws(MissingFields) {
    let plain = Self.dialect(hasTrailingDelimiter: false, lastTakesRest: false)
    let names =
      HeaderRecord(head, dialect: plain)?.fields.map { String(decoding: $0, as: UTF8.self).lowercased() } ?? []
    let known = Dictionary(uniqueKeysWithValues: SlurmDecoder.Field.allCases.map { ($0.key, $0) })
    guard let header = HeaderRecord(head, dialect: plain), names.contains("jobid") || names.contains("jobidraw") else {
      dialect = Self.dialect(hasTrailingDelimiter: false, lastTakesRest: true)
      columns = SlurmDecoder.Field.allCases.map(\.rawValue)
      ignored = []
      headerBytes = 0
      headerLines = 0
      return
    }
    let isTrailing = names.last?.isEmpty ?? false
    let used = isTrailing ? Array(names.dropLast()) : names
    let missing = SlurmDecoder.required.filter { !used.contains($0.key) }
    guard missing.isEmpty else { throw MissingFields(names: missing.map(\.name)) }
    // The job's name may hold the separator; where it comes last it takes the rest.
    let lastTakesRest = used.last == SlurmDecoder.Field.jobName.key
    dialect = Self.dialect(hasTrailingDelimiter: isTrailing, lastTakesRest: lastTakesRest)
    columns = used.map { known[$0]?.rawValue }
    ignored = used.filter { known[$0] == nil }
    headerBytes = header.byteCount
    headerLines = header.lineCount
  }

  private static func dialect(hasTrailingDelimiter: Bool, lastTakesRest: Bool) -> DelimitedLexer.Dialect {
    DelimitedLexer.Dialect(
      delimiter: UInt8(ascii: "|"), isQuoting: false, lastTakesRest: lastTakesRest,
      hasTrailingDelimiter: hasTrailingDelimiter)
  }
}
