import Glibc
import Synchronization

/// Why a log could not be read, with the system's error number.
package enum ReadError: Error, Equatable, Sendable {
  case cannotOpen(code: Int32)
  case cannotRead(code: Int32)
  case isFolder
  /// A pipe, a device, a socket.
  case notRegular
  /// The file became shorter while it was read.
  case truncated

  /// The system's words for it.
  package var reason: String {
    switch self {
    case .cannotOpen(let code), .cannotRead(let code): unsafe String(cString: strerror(code))
    case .isFolder: "it is a folder"
    case .notRegular: "it is a pipe, a device or a socket and no file"
    case .truncated: "it became shorter while it was being read"
    }
  }
}

/// Reads a file in blocks and hands it out in chunks of whole records, to any number of workers.
///
///     blocks   |·······A·······|·······B·······|···
///     records  r r r r r r r r r r r r r r r r
///     chunks   |  0          |  1            | 2     each ends behind the last record that its block completes
///
/// Where a chunk ends is found in order, by one worker at a time. Where a line end always ends a record, the block's
/// last bytes tell, and each worker reads its block by itself; where one may be data, all bytes before do, so that
/// reading is sequential. The file is read up to the size it had when it was opened, so that a log being appended to is
/// cut at one place for everybody.
package final class ChunkReader: Sendable {
  /// Bytes of one read.
  package static let blockSize = 256 * 1024
  /// The longest record, in bytes; a longer one is bad.
  package static let longestRecord = 1024 * 1024

  private struct State: ~Copyable {
    let descriptor: Int32
    /// Where the next block begins.
    var offset: Int
    /// What was read of the next chunk already; where lines are read, it is read again, from `start` on.
    var carry: [UInt8] = []
    var start = 0
    var nextIndex = 0
    var nextBlock = 0

    deinit { close(descriptor) }
  }

  /// Size of the file when it was opened, or of the part of it that is read.
  package let size: Int
  private let format: RecordFormat
  private let state: Mutex<State>

  /// Opens a file. `limit`: the bytes that are read of it at most, as if it ended there.
  package init(path: String, format: RecordFormat, limit: Int = .max) throws(ReadError) {
    let (descriptor, size) = try openLog(path)
    self.size = min(size, limit)
    self.format = format
    state = Mutex(State(descriptor: descriptor, offset: 0))
  }

  /// Fills the chunk with the next records; false at the end of the file.
  package func next(into chunk: Chunk) throws(ReadError) -> Bool {
    chunk.reserve(Self.longestRecord + Self.blockSize)
    guard !isQuoted else { return try state.withLock { state throws(ReadError) in try fill(chunk, &state) } }
    let found = try state.withLock { state throws(ReadError) in try findLines(chunk, &state) }
    guard case .toRead(let lines) = found else {
      if found == .none { begin(chunk, at: size) }
      return found == .read
    }
    begin(chunk, at: lines.start)
    try unsafe read(lines.descriptor, chunk.base, from: lines.start, count: lines.blockEnd - lines.start)
    // Behind the last block there may be lines that were read already.
    let range = lines.blockStart - lines.start..<lines.blockEnd - lines.start
    if !range.isEmpty { chunk.pendingBlocks.append((block: lines.block, range: range)) }
    chunk.count = lines.end - lines.start
    chunk.index = lines.index
    return true
  }

  /// The next chunk of lines, and the block that completes it.
  private struct Lines: Equatable {
    let descriptor: Int32
    let index: Int
    let start: Int
    let end: Int
    let block: Int
    let blockStart: Int
    let blockEnd: Int
  }

  private enum NextLines: Equatable {
    case none
    case toRead(Lines)
    /// The chunk is filled already.
    case read
  }

  /// Bytes at the end of a block in which its last line end is looked for.
  private static let tail = 4_096

  private func findLines(_ chunk: Chunk, _ state: inout State) throws(ReadError) -> NextLines {
    let blockEnd = min(size, state.offset + Self.blockSize)
    guard state.start < size else { return .none }
    var end = size
    if blockEnd < size {
      try unsafe read(state.descriptor, chunk.base, from: blockEnd - Self.tail, count: Self.tail)
      let last = lastRecordEnd(chunk, count: Self.tail, isLast: false)
      guard last > 0 else { return try fillLongLines(chunk, &state) }
      end = blockEnd - Self.tail + last
    }
    let lines = Lines(
      descriptor: state.descriptor, index: state.nextIndex, start: state.start, end: end, block: state.nextBlock,
      blockStart: state.offset, blockEnd: blockEnd)
    state.nextIndex += 1
    state.nextBlock += 1
    state.start = end
    state.offset = blockEnd
    return .toRead(lines)
  }

  /// Lines so long that a block's last bytes do not tell where one ends.
  @inline(never)
  private func fillLongLines(_ chunk: Chunk, _ state: inout State) throws(ReadError) -> NextLines {
    try unsafe read(state.descriptor, chunk.base, from: state.start, count: state.offset - state.start)
    unsafe state.carry.append(contentsOf: UnsafeBufferPointer(start: chunk.base, count: state.offset - state.start))
    let isFilled = try fill(chunk, &state)
    state.start = state.offset - state.carry.count
    state.carry.removeAll(keepingCapacity: true)
    return isFilled ? .read : .none
  }

  private func begin(_ chunk: Chunk, at offset: Int) {
    chunk.fileOffset = offset
    chunk.hasQuotes = false
    chunk.isOverlong = false
    chunk.scratchCount = 0
    chunk.blockFingerprints.removeAll(keepingCapacity: true)
    chunk.pendingBlocks.removeAll(keepingCapacity: true)
  }

  private func fill(_ chunk: Chunk, _ state: inout State) throws(ReadError) -> Bool {
    var count = state.carry.count
    begin(chunk, at: state.offset - count)
    for index in 0..<count { unsafe chunk.base[index] = state.carry[index] }
    state.carry.removeAll(keepingCapacity: true)
    chunk.hasQuotes = unsafe isQuoted && memchr(chunk.base, Int32(quotationMark), count) != nil
    while true {
      if state.offset < size && count <= Self.longestRecord {
        let read = try readBlock(at: count, of: chunk, &state)
        if isQuoted, !chunk.hasQuotes {
          chunk.hasQuotes = unsafe memchr(chunk.base + count, Int32(quotationMark), read) != nil
        }
        count += read
      }
      if count == 0 { return false }
      var end = lastRecordEnd(chunk, count: count, isLast: state.offset >= size)
      if end == 0 && count > Self.longestRecord {
        end = try cutLongRecord(chunk, &count, &state)
      }
      if end > 0 {
        chunk.count = chunk.isOverlong ? Self.longestRecord : end
        chunk.index = state.nextIndex
        state.nextIndex += 1
        unsafe state.carry.append(contentsOf: UnsafeBufferPointer(start: chunk.base + end, count: count - end))
        return true
      }
    }
  }

  private var isQuoted: Bool {
    if case .quotedFields = format { return true }
    return false
  }

  /// Reads one block to a position of the chunk's buffer. The buffer has room: nothing is read behind more than
  /// `longestRecord` bytes, so no more than that and one block is ever in it.
  private func readBlock(at position: Int, of chunk: Chunk, _ state: inout State) throws(ReadError) -> Int {
    let wanted = min(Self.blockSize, size - state.offset)
    try unsafe read(state.descriptor, chunk.base + position, from: state.offset, count: wanted)
    chunk.pendingBlocks.append((block: state.nextBlock, range: position..<position + wanted))
    state.nextBlock += 1
    state.offset += wanted
    return wanted
  }

  /// Reads `count` bytes of the file, all of them.
  private func read(
    _ descriptor: Int32, _ target: UnsafeMutablePointer<UInt8>, from offset: Int, count: Int
  ) throws(ReadError) {
    var done = 0
    while done < count {
      let read = unsafe pread(descriptor, target + done, count - done, off_t(offset + done))
      if read < 0 && errno == EINTR { continue }
      guard read >= 0 else { throw .cannotRead(code: errno) }
      guard read > 0 else { throw .truncated }
      done += read
    }
  }

  /// The position behind the last record that is complete within `count` bytes; 0 when none is.
  private func lastRecordEnd(_ chunk: Chunk, count: Int, isLast: Bool) -> Int {
    if isLast { return count }
    guard case .quotedFields(let delimiter) = format, chunk.hasQuotes else {
      var end = count
      while unsafe end > 0 && chunk.base[end - 1] != newline { end -= 1 }
      return end
    }
    var end = 0
    while end < count {
      switch unsafe quotedRecordEnd(chunk.base, from: end, count: count, delimiter: delimiter, isLast: false) {
      case .at(let next), .malformed(let next): end = next
      case .needsMore: return end
      }
    }
    return end
  }

  /// A record that is longer than a record may be: an unclosed quote costs its first line; a line that long is read to
  /// its end and only its beginning kept.
  private func cutLongRecord(_ chunk: Chunk, _ count: inout Int, _ state: inout State) throws(ReadError) -> Int {
    let firstLine = unsafe lineEnd(chunk.base, from: 0, count: count)
    if unsafe firstLine < count || chunk.base[count - 1] == newline { return firstLine }
    chunk.isOverlong = true
    while state.offset < size {
      // The blocks read so far are taken in before their bytes are overwritten.
      chunk.fingerprintBlocks()
      let read = try readBlock(at: Self.longestRecord, of: chunk, &state)
      count = Self.longestRecord + read
      let end = unsafe lineEnd(chunk.base, from: Self.longestRecord, count: count)
      if unsafe end < count || chunk.base[count - 1] == newline { return end }
    }
    return count
  }
}
