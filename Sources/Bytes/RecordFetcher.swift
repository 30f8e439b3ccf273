import Glibc

/// Reads single records of a file again, by their offsets.
package final class RecordFetcher {
  private let descriptor: Int32
  private let size: Int
  private let isQuoting: Bool
  private let chunk = Chunk()

  /// Bytes read at a time: enough for a record of usual length, and for neighbours.
  private static let window = 4 * 1024

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
  /// `body` lexes from there; it returns whether the record was whole in the chunk as far as it can see, and is called
  /// again with more where it was not.
  package func withRecord<Failure: Error>(
    at offset: Int, _ body: (_ chunk: Chunk, _ position: Int) throws(Failure) -> Range<Int>
  ) throws(Failure) -> Bool {
    var window = Self.window
    while true {
      let end = min(size, chunk.fileOffset + chunk.count)
      if offset < chunk.fileOffset || offset >= end || window > Self.window {
        guard fill(from: offset, count: window) else { return false }
      }
      let range = try body(chunk, offset - chunk.fileOffset)
      let isWhole = range.upperBound < chunk.count || chunk.fileOffset + chunk.count >= size
      if isWhole || window > ChunkReader.longestRecord { return true }
      // The record reaches the window's end: once more from its beginning, with a larger window.
      window = window == Self.window && offset > chunk.fileOffset ? Self.window + 1 : window * 4
    }
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
