import Glibc
import Synchronization

/// Why a log could not be read, with the system's error number.
package enum ReadError: Error, Equatable, Sendable {
  case cannotOpen(code: Int32)
  case cannotRead(code: Int32)
  case isFolder
  /// The file became shorter while it was read.
  case truncated

  /// The system's words for it.
  package var reason: String {
    switch self {
    case .cannotOpen(let code), .cannotRead(let code): unsafe String(cString: strerror(code))
    case .isFolder: "it is a folder"
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
/// Reading is sequential and cheap; finding fields is the workers' part. The file is read up to the size it had when it
/// was opened, so that a log being appended to is cut at one place for everybody.
package final class ChunkReader: Sendable {
  /// Bytes of one read.
  package static let blockSize = 256 * 1024
  /// The longest record, in bytes; a longer one is bad.
  package static let longestRecord = 1024 * 1024

  private struct State: ~Copyable {
    let descriptor: Int32
    var offset: Int
    var carry: [UInt8] = []
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
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(code: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .cannotOpen(code: code)
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw .isFolder
    }
    size = min(Int(status.st_size), limit)
    self.format = format
    state = Mutex(State(descriptor: descriptor, offset: 0))
  }

  /// Fills the chunk with the next records; false at the end of the file.
  package func next(into chunk: Chunk) throws(ReadError) -> Bool {
    chunk.reserve(Self.longestRecord + Self.blockSize)
    return try state.withLock { state throws(ReadError) in try fill(chunk, &state) }
  }

  private func fill(_ chunk: Chunk, _ state: inout State) throws(ReadError) -> Bool {
    var count = state.carry.count
    chunk.fileOffset = state.offset - count
    for index in 0..<count { unsafe chunk.base[index] = state.carry[index] }
    state.carry.removeAll(keepingCapacity: true)
    chunk.hasQuotes = unsafe isQuoted && memchr(chunk.base, Int32(quotationMark), count) != nil
    chunk.isOverlong = false
    chunk.scratchCount = 0
    chunk.blockFingerprints.removeAll(keepingCapacity: true)
    chunk.pendingBlocks.removeAll(keepingCapacity: true)
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
    var done = 0
    while done < wanted {
      let read = unsafe pread(
        state.descriptor, chunk.base + position + done, wanted - done, off_t(state.offset + done))
      if read < 0 && errno == EINTR { continue }
      guard read >= 0 else { throw .cannotRead(code: errno) }
      guard read > 0 else { throw .truncated }
      done += read
    }
    chunk.pendingBlocks.append((block: state.nextBlock, range: position..<position + done))
    state.nextBlock += 1
    state.offset += done
    return done
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
