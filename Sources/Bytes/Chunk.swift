/// A stretch of a log that begins and ends with whole records, in memory of its own.
///
///     | contents: records … | padding |        scratch: decoded fields, as long as the contents at most
///     0                     count              scratchStart
///
/// One worker owns a chunk at a time: the reader fills it, the worker reads it. That is why sending it is sound.
@safe package final class Chunk: @unchecked Sendable {
  /// Bytes behind the contents that may be read, and mean nothing.
  static let padding = 256

  private(set) var base: UnsafeMutablePointer<UInt8>
  private var memory: LargeMemory
  private var capacity: Int
  /// Bytes of contents.
  package internal(set) var count = 0
  /// Where in the file the contents begin.
  package internal(set) var fileOffset = 0
  /// The chunk's number in the file, from 0.
  package internal(set) var index = 0
  /// Whether a quote occurs in it, so that separators may be data.
  var hasQuotes = false
  /// The one record in it is longer than a record may be; the contents are its beginning.
  package internal(set) var isOverlong = false
  /// The blocks that were read to fill it and are not fingerprinted yet: their bytes are still in the buffer.
  var pendingBlocks: [(block: Int, range: Range<Int>)] = []
  /// The fingerprints of the blocks that were read to fill it, by block number.
  package internal(set) var blockFingerprints: [(block: Int, fingerprint: Fingerprint)] = []
  /// Bytes of the scratch area in use.
  var scratchCount = 0

  package init() {
    memory = LargeMemory(byteCount: Self.padding)
    unsafe base = memory.base.bindMemory(to: UInt8.self, capacity: Self.padding)
    capacity = 0
  }

  /// A chunk of given contents, as if it were the first of a file.
  package convenience init(contents: [UInt8]) {
    self.init()
    reserve(contents.count)
    for (position, byte) in contents.enumerated() { unsafe base[position] = byte }
    count = contents.count
    hasQuotes = contents.contains(quotationMark)
  }

  /// Makes room for contents of `size` bytes, the padding, and scratch of the same size; what was in it is lost.
  func reserve(_ size: Int) {
    guard size > capacity else { return }
    memory = LargeMemory(byteCount: 2 * size + 2 * Self.padding)
    unsafe base = memory.base.bindMemory(to: UInt8.self, capacity: 2 * size + 2 * Self.padding)
    capacity = size
  }

  /// Where scratch begins: behind the longest contents and their padding. Fields may lie there as well.
  var scratchStart: Int { capacity + Self.padding }

  /// Fingerprints the blocks that were read to fill the chunk. The worker's part, before it asks for the next chunk.
  package func fingerprintBlocks() {
    for (block, range) in pendingBlocks {
      let fingerprint = unsafe Fingerprint(base + range.lowerBound, count: range.count)
      blockFingerprints.append((block: block, fingerprint: fingerprint))
    }
    pendingBlocks.removeAll(keepingCapacity: true)
  }

  /// The bytes of the contents from `range`, as a copy: for messages and quarantine, not for parsing.
  package func copy(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a copy is of a chunk's contents")
    return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// The last byte of the contents; nil: there are none.
  package var lastByte: UInt8? { count > 0 ? unsafe base[count - 1] : nil }

  /// Line ends before a position of the contents.
  package func lineEnds(before position: Int) -> Int {
    precondition(position >= 0 && position <= count, "a position is in the chunk's contents")
    var ends = 0
    for index in 0..<position where unsafe base[index] == newline { ends += 1 }
    return ends
  }
}

let newline = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
let quotationMark = UInt8(ascii: "\"")
