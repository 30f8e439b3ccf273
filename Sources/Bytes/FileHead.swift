import Glibc

/// The beginning of a file: enough to see its header.
package enum FileHead {
  /// The first bytes of a file, at most as many as a record may have.
  package static func read(path: String) throws(ReadError) -> [UInt8] {
    let (descriptor, _) = try openLog(path)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: ChunkReader.longestRecord)
    var done = 0
    while done < bytes.count {
      let read = unsafe bytes.withUnsafeMutableBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe Glibc.read(descriptor, base + done, buffer.count - done)
      }
      if read < 0 && errno == EINTR { continue }
      guard read >= 0 else { throw .cannotRead(code: errno) }
      if read == 0 { break }
      done += read
    }
    bytes.removeSubrange(done...)
    return bytes
  }
}

/// The first record of a delimited file, field by field: the plain reader of one record, which the lexers are tested
/// against.
package struct HeaderRecord: Sendable, Equatable {
  package let fields: [[UInt8]]
  /// Bytes up to the end of the record, a byte order mark and the line end included.
  package let byteCount: Int
  /// Line ends up to there.
  package let lineCount: Int

  /// The record at the beginning of `head`; nil when there is none, or its quotes are not in order.
  package init?(_ head: [UInt8], dialect: DelimitedLexer.Dialect) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var position = head.starts(with: mark) ? mark.count : 0
    guard position < head.count else { return nil }
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    while position < head.count && head[position] != newline {
      if dialect.isQuoting && field.isEmpty && head[position] == quotationMark {
        guard let (contents, next) = Self.quoted(head, from: position + 1) else { return nil }
        field = contents
        position = next
        isQuoted = true
        if position < head.count, head[position] == carriageReturn { position += 1 }
        guard
          position == head.count || head[position] == newline
            || (head[position] == dialect.delimiter && position == next)
        else { return nil }
      }
      guard position < head.count, head[position] != newline else { break }
      if head[position] == dialect.delimiter {
        fields.append(field)
        field = []
        isQuoted = false
      } else {
        field.append(head[position])
      }
      position += 1
    }
    if field.last == carriageReturn, !isQuoted { field.removeLast() }
    if !(dialect.hasTrailingDelimiter && field.isEmpty) { fields.append(field) }
    self.fields = fields
    byteCount = min(position + 1, head.count)
    lineCount = head[..<byteCount].reduce(0) { $0 + ($1 == newline ? 1 : 0) }
  }

  /// The contents of a quoted field and the position behind its closing quote; nil when it is not closed.
  private static func quoted(_ bytes: [UInt8], from start: Int) -> (contents: [UInt8], next: Int)? {
    var contents: [UInt8] = []
    var position = start
    while position < bytes.count {
      if bytes[position] == quotationMark {
        guard position + 1 < bytes.count, bytes[position + 1] == quotationMark else { return (contents, position + 1) }
        position += 1
      }
      contents.append(bytes[position])
      position += 1
    }
    return nil
  }
}
