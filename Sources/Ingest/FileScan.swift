import Bytes
import Metering
import Synchronization

/// One pass over a file by all workers: what each of them found.
struct FileScan: Sendable {
  /// What one worker found, but for the sums, which it keeps for what is to be taken back.
  struct Part: Sendable {
    var events = EventBins()
    var rejections: [Rejection] = []
    var rejectedCount = 0
    var excludedCount = 0
    var roundedCount = 0
    var ignoredFields: [String] = []
    var fingerprints: [(block: Int, fingerprint: Fingerprint)] = []
    /// Of each chunk: its number, where it begins, how many lines it has.
    var chunks: [(index: Int, offset: Int, lines: Int)] = []
    /// Where the file's last record begins, if it has no line end.
    var unendedOffset: Int?
    var failure: ScanFailure?
  }

  private(set) var parts: [Part]
  /// Lines before the first record: the header's.
  let headerLines: Int

  /// What stops a scan.
  enum ScanFailure: Error, Equatable, Sendable {
    case read(ReadError)
    case overflow(ArithmeticOverflow)
  }

  /// Reads a whole file with some workers. The records begin behind `headerLines` lines.
  static func run<Decoder: RecordDecoder & ~Copyable>(
    _ reader: ChunkReader, workers: [FileWorker<Decoder>], headerLines: Int
  ) throws(ScanFailure) -> FileScan {
    let parts = forEachAtOnce(workers) { $0.scan(reader) }
    for part in parts {
      if let failure = part.failure { throw failure }
    }
    return FileScan(parts: parts, headerLines: headerLines)
  }

  /// Gives the events away, and forgets them: they are most of what a scan holds.
  mutating func takeEvents() -> [EventBins] {
    let events = parts.map(\.events)
    for number in parts.indices { parts[number].events = EventBins() }
    return events
  }

  /// Where the file's last record begins, if it has no line end: it may not be whole.
  var unendedOffset: Int? { parts.compactMap(\.unendedOffset).first }

  /// The fingerprint of the file that was read.
  var fingerprint: Fingerprint { combined(parts.flatMap(\.fingerprints)) }
}

/// The fingerprint of a file from those of its blocks, whoever read them.
func combined(_ blocks: [(block: Int, fingerprint: Fingerprint)]) -> Fingerprint {
  var whole = Fingerprint()
  for block in blocks.sorted(by: { $0.block < $1.block }) { whole.append(block.fingerprint) }
  return whole
}
