import Bytes
import Ledger
import Metering

/// What the ledger is told of a file's bad records: where each is, and of a conflict where the first one is.
struct QuarantineEvidence {
  let ledger: Ledger
  /// Those by which the file is read.
  let rules: ReadingRulesRecord
  let scan: FileScan
  let path: String
  let file: String
  let conflicts: [Conflict]

  /// Records kept of a file that is rejected whole: enough to see why.
  private static let keptOfRejected = 1_000

  /// Whether a file has more bad records than are kept.
  var isBeyondLimit: Bool { rejectedCount + conflicts.count > Rejection.limit }

  private var rejectedCount: Int { scan.parts.reduce(0) { $0 + $1.rejectedCount } }

  /// The records in order of their places.
  func records(isRejected: Bool) throws(LedgerError) -> [QuarantinedRecord] {
    let rejections = scan.parts.flatMap(\.rejections).sorted { $0.offset < $1.offset }
    let limit = isRejected ? Self.keptOfRejected : Int.max
    let lines = LineFinder(scan: scan, path: path)
    var records = rejections.prefix(limit).map { rejection in
      QuarantinedRecord(
        line: lines.line(chunk: rejection.chunk, lineInChunk: rejection.lineInChunk), byteOffset: rejection.offset,
        code: rejection.code.rawValue, field: rejection.field, reason: rejection.reason, raw: rejection.raw)
    }
    for conflict in conflicts.prefix(limit) {
      records.append(
        QuarantinedRecord(
          line: lines.line(ofOffset: conflict.event.place.offset), byteOffset: conflict.event.place.offset,
          code: QuarantineCode.conflict.rawValue, field: "id", reason: try reason(conflict, lines), raw: conflict.raw))
    }
    records.sort { ($0.byteOffset, $0.code) < ($1.byteOffset, $1.code) }
    return Array(records.prefix(limit))
  }

  private func reason(_ conflict: Conflict, _ lines: LineFinder) throws(LedgerError) -> String {
    let identity = excerpt(conflict.identity)
    switch conflict.event.first {
    case .inFile(let offset):
      return "\(identity) stands in line \(lines.line(ofOffset: offset)) with other content; that one counts, "
        + "this one does not"
    case .inBatch(let batch):
      // After a time zone was put right, say, an event that another log tells once more is another.
      let isByOthers = try ledger.batch(batch)?.rules.map { $0 != rules.digest } ?? false
      return "\(identity) came in \(try ledger.batchFile(batch)) (batch \(batch)"
        + (isByOthers ? ", read by other rules of stackmeter.json5" : "")
        + ") with other content; that one counts, this one does not"
    case nil:
      return "\(identity) came before with other content"
    }
  }
}

/// Tells lines of a file by what the scan counted, and by counting again within a chunk.
struct LineFinder {
  private let fetcher: RecordFetcher?
  /// Of each chunk in order: where it begins, and the lines before it.
  private let chunks: [(offset: Int, linesBefore: Int)]
  private let headerLines: Int

  init(scan: FileScan, path: String) {
    fetcher = try? RecordFetcher(path: path, isQuoting: false)
    headerLines = scan.headerLines
    var lines = 0
    chunks = scan.parts.flatMap(\.chunks).sorted { $0.index < $1.index }.map { chunk in
      defer { lines += chunk.lines + (chunk.index == 0 ? scan.headerLines : 0) }
      return (chunk.offset, lines)
    }
  }

  /// The line of a record, from 1.
  func line(chunk: Int, lineInChunk: Int) -> Int {
    chunks[chunk].linesBefore + lineInChunk + 1 + (chunk == 0 ? headerLines : 0)
  }

  /// The line of a byte, from 1.
  func line(ofOffset offset: Int) -> Int {
    var (low, high) = (0, chunks.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if chunks[middle].offset <= offset { low = middle } else { high = middle }
    }
    guard !chunks.isEmpty else { return 1 }
    return chunks[low].linesBefore + (fetcher?.lineEnds(in: chunks[low].offset..<offset) ?? 0) + 1
  }
}
