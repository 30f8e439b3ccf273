import Glibc

/// Reads single records of a file again, by their offsets.
package final class RecordFetcher {
  private let descriptor: Int32
  private let size: Int
  private let isQuoting: Bool
  private let chunk = Chunk()

  /// Bytes read at a time: enough for a record of usual length, and for neighbours.
  private static let window = 1024

  /// Opens a file.
  package init(path: String, isQuoting: Bool) throws(ReadError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(code: errno) }
    size = Int(lseek(descriptor, 0, SEEK_END))
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
