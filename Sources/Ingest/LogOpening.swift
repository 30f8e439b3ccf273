import Bytes
import Configuration
import Metering

/// Whoever reads the records of a log, whatever its format.
protocol LogVisitor {
  associatedtype Outcome

  /// The records begin behind `headerBytes` bytes and `headerLines` lines.
  func read<Decoder: RecordDecoder & ~Copyable>(
    _ format: RecordFormat, headerBytes: Int, headerLines: Int, makeDecoder: @escaping @Sendable () -> Decoder
  ) throws(IngestFailure) -> Outcome
}

/// Finds out from a log's name and beginning how its records are told apart and understood.
struct LogOpening {
  let source: LogSource
  let project: Project
  let calendar: OrganizationCalendar
  /// The file's path as reports show it.
  let file: String
  /// The units in which the ledger has usage of resources as it was told.
  let toldBefore: [ResourceID: Set<MeteringUnit>]

  /// Lets a visitor read the log. `head`: its first bytes, the whole header among them.
  func read<Visitor: LogVisitor>(_ head: [UInt8], with visitor: Visitor) throws(IngestFailure) -> Visitor.Outcome {
    try checkKind(head)
    switch source.format {
    case .slurmSacct:
      let layout: SlurmLayout
      do throws(SlurmLayout.MissingFields) {
        layout = try SlurmLayout(head: head)
      } catch {
        throw .headerLacks(path: file, fields: error.names)
      }
      let (source, project, calendar) = (source, project, calendar)
      return try visitor.read(.lines, headerBytes: layout.headerBytes, headerLines: layout.headerLines) {
        SlurmDecoder(layout: layout, source: source, project: project, calendar: calendar)
      }
    case .usageEvents:
      return isCSV ? try readCSV(head, visitor) : try readJSON(head, visitor)
    }
  }

  private var isCSV: Bool { file.lowercased().hasSuffix(".csv") }

  private func readCSV<Visitor: LogVisitor>(
    _ head: [UInt8], _ visitor: Visitor
  ) throws(IngestFailure) -> Visitor.Outcome {
    let (units, calendar) = (ToldUnits(project: project, toldBefore: toldBefore), calendar)
    guard let header = HeaderRecord(head, dialect: .csv) else {
      // A file without a byte is a log without events; one with bytes and no header is not a CSV.
      guard head.isEmpty else { throw .noHeader(path: file) }
      return try readJSON(head, visitor)
    }
    let columns: UsageEventColumns
    do throws(UsageEventColumns.Problem) {
      columns = try UsageEventColumns(header: header)
    } catch {
      switch error {
      case .missing(let fields): throw .headerLacks(path: file, fields: fields)
      case .repeated(let field): throw .headerRepeats(path: file, field: field)
      }
    }
    let format = RecordFormat.quotedFields(delimiter: UInt8(ascii: ","))
    return try visitor.read(format, headerBytes: header.byteCount, headerLines: header.lineCount) {
      UsageEventDecoder(
        lexer: DelimitedLexer(.csv, columns: columns.slots, unreadKeys: columns.unread), units: units,
        calendar: calendar)
    }
  }

  private func readJSON<Visitor: LogVisitor>(
    _ head: [UInt8], _ visitor: Visitor
  ) throws(IngestFailure) -> Visitor.Outcome {
    let (units, calendar) = (ToldUnits(project: project, toldBefore: toldBefore), calendar)
    // A byte order mark is no part of the first record, here as in a CSV.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return try visitor.read(.lines, headerBytes: head.starts(with: mark) ? mark.count : 0, headerLines: 0) {
      UsageEventDecoder(
        lexer: JSONLexer(keys: UsageEventField.allCases.map(\.name)), units: units, calendar: calendar)
    }
  }

  /// Whether a text begins with the mark of UTF-16, or with a character of ASCII written in it.
  private static func isUTF16(_ head: [UInt8]) -> Bool {
    guard head.count >= 2 else { return false }
    return head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) || (head[0] == 0) != (head[1] == 0)
  }

  /// Whether lines end with carriage returns. One at the end of what is written so far may be the half of a CRLF.
  private static func hasOtherLineEnds(_ head: [UInt8]) -> Bool {
    guard let first = head.firstIndex(of: UInt8(ascii: "\r")), first < head.count - 1 else { return false }
    return !head.contains(UInt8(ascii: "\n"))
  }

  /// Says of a file that it cannot be read before thousands of its records are called bad.
  private func checkKind(_ head: [UInt8]) throws(IngestFailure) {
    if head.starts(with: [0x1F, 0x8B]) { throw .compressed(path: file, program: "gzip") }
    if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { throw .compressed(path: file, program: "zstd") }
    if Self.isUTF16(head) { throw .utf16(path: file) }
    if Self.hasOtherLineEnds(head) { throw .otherLineEnds(path: file) }
    let name = file.lowercased()
    let isKnown = [".csv", ".jsonl", ".ndjson", ".json"].contains { name.hasSuffix($0) }
    guard source.format != .usageEvents || isKnown else { throw .unknownKind(path: file) }
  }
}
