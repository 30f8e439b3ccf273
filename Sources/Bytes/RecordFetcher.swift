import Glibc

/// Reads single records of a file again, by their offsets.
package final class RecordFetcher {
  private let descriptor: Int32
  private let size: Int
  private let isQuoting: Bool
  private let chunk = Chunk()
  /// Where records are gathered.
  private let gathered = Chunk()

  /// Bytes read at a time: enough for a record of usual length, and for neighbours.
  private static let window = 1024
  /// The same for a record alone: what is read and not wanted costs as much as what is. It grows with the records.
  private var gatheringWindow = 128

  /// Opens a file. `limit`: the bytes that are read of it at most, as if it ended there.
  package init(path: String, isQuoting: Bool, limit: Int = .max) throws(ReadError) {
    let (descriptor, size) = try openLog(path)
    self.descriptor = descriptor
    self.size = min(size, limit)
    self.isQuoting = isQuoting
  }

  deinit { close(descriptor) }

  /// Lends the chunk with the record that begins at `offset`, whole, and the record's position in it.
  ///
  /// false: there is no such record, or one longer than a record may be.
  package func withRecord<Failure: Error>(
    at offset: Int, _ body: (_ chunk: Chunk, _ position: Int) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    var window = Self.window
    if offset < chunk.fileOffset || offset >= chunk.fileOffset + chunk.count || !isWhole(offset) {
      repeat {
        guard window <= 4 * ChunkReader.longestRecord, fill(from: offset, count: window) else { return false }
        window *= 4
      } while !isWhole(offset)
    }
    // What records before were decoded to is not looked at any more.
    chunk.scratchCount = 0
    try body(chunk, offset - chunk.fileOffset)
    return true
  }

  /// Whether the record at an offset in the window ends in it.
  private func isWhole(_ offset: Int) -> Bool {
    guard chunk.fileOffset + chunk.count < size else { return true }
    let start = offset - chunk.fileOffset
    guard isQuoting && chunk.hasQuotes else {
      let end = unsafe lineEnd(chunk.base, from: start, count: chunk.count)
      return unsafe chunk.base[end - 1] == newline
    }
    let end = unsafe quotedRecordEnd(
      chunk.base, from: start, count: chunk.count, delimiter: UInt8(ascii: ","), isLast: false)
    if case .needsMore = end { return false }
    return true
  }

  /// Gathers the records that begin at some offsets, each whole and ended by a line end, one behind the other from the
  /// beginning of a chunk; and says how many there are: the first ones, as many as there is room for. The next time
  /// they are overwritten.
  ///
  /// nil: one of them is not there.
  package func gather(_ offsets: ArraySlice<Int>) -> (chunk: Chunk, count: Int)? {
    gathered.reserve(2 * ChunkReader.longestRecord)
    gathered.index = 1
    gathered.count = 0
    gathered.scratchCount = 0
    gathered.hasQuotes = false
    var count = 0
    for offset in offsets {
      switch appendRecord(at: offset) {
      case .appended: count += 1
      case .missing: return nil
      case .noRoom: return count > 0 ? (gathered, count) : nil
      }
    }
    return (gathered, count)
  }

  private enum Appending {
    case appended
    case missing
    case noRoom
  }

  private func appendRecord(at offset: Int) -> Appending {
    let start = gathered.count
    // A place is left for a line end that the file's last record may not have.
    let room = 2 * ChunkReader.longestRecord - start - 1
    var window = gatheringWindow
    while true {
      let wanted = min(window, room, size - offset)
      guard wanted > 0 else { return offset < size ? .noRoom : .missing }
      let read = unsafe pread(descriptor, gathered.base + start, wanted, off_t(offset))
      guard read > 0 else { return .missing }
      if let end = recordEnd(from: start, count: start + read, isLast: offset + read >= size) {
        gathered.count = end
        // Most records of a log are about as long.
        if window > gatheringWindow { gatheringWindow = min(4_096, (end - start + 127) / 64 * 64) }
        if unsafe gathered.base[end - 1] != newline {
          unsafe gathered.base[end] = newline
          gathered.count += 1
        }
        return .appended
      }
      guard window < room else { return start > 0 ? .noRoom : .missing }
      window *= 2
    }
  }

  /// Behind the record that was read to `start`; nil when it does not end before `count`.
  private func recordEnd(from start: Int, count: Int, isLast: Bool) -> Int? {
    if unsafe isQuoting && memchr(gathered.base + start, Int32(quotationMark), count - start) != nil {
      gathered.hasQuotes = true
      let end = unsafe quotedRecordEnd(
        gathered.base, from: start, count: count, delimiter: UInt8(ascii: ","), isLast: isLast)
      return switch end {
      case .at(let next), .malformed(let next): next
      case .needsMore: isLast ? count : nil
      }
    }
    let end = unsafe lineEnd(gathered.base, from: start, count: count)
    return unsafe isLast || gathered.base[end - 1] == newline ? end : nil
  }

  /// The hash of some bytes of the file; nil: they are not there.
  package func hash(of range: Range<Int>) -> UInt64? {
    guard range.upperBound <= size, fill(from: range.lowerBound, count: range.count), chunk.count == range.count else {
      return nil
    }
    return unsafe hashBytes(chunk.base, range.count, seed: 0)
  }

  /// Line ends of the file in a range of bytes.
  package func lineEnds(in range: Range<Int>) -> Int {
    var ends = 0
    var start = range.lowerBound
    while start < range.upperBound, fill(from: start, count: min(ChunkReader.blockSize, range.upperBound - start)) {
      ends += chunk.lineEnds(before: chunk.count)
      start += chunk.count
    }
    return ends
  }

  private func fill(from offset: Int, count: Int) -> Bool {
    chunk.reserve(count)
    chunk.fileOffset = offset
    chunk.scratchCount = 0
    chunk.index = 1
    let read = unsafe pread(descriptor, chunk.base, min(count, size - offset), off_t(offset))
    chunk.count = max(0, read)
    chunk.hasQuotes = unsafe isQuoting && memchr(chunk.base, Int32(quotationMark), chunk.count) != nil
    return read > 0
  }
}
