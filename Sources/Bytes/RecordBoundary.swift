import Glibc

/// Where the records of a log end.
package enum RecordFormat: Sendable {
  /// A record is a line.
  case lines
  /// RFC 4180: a line end inside a quoted field is data.
  case quotedFields(delimiter: UInt8)
}

/// How a record was found to end.
enum RecordEnd {
  /// Behind its line end (or at the end of the file).
  case at(Int)
  /// A quoted field is not closed, or goes on behind its closing quote. The record is bad; the next begins behind the
  /// first line end, so that a stray quote costs one line and not the rest of the file.
  case malformed(next: Int)
  /// The bytes at hand do not tell.
  case needsMore
}

/// The end of the quoted-fields record that begins at `start`, within `count` bytes.
///
/// A quote opens a quoted field only where a field begins; elsewhere it is data, as spreadsheets write `5" disk`.
func quotedRecordEnd(
  _ base: UnsafePointer<UInt8>, from start: Int, count: Int, delimiter: UInt8, isLast: Bool
) -> RecordEnd {
  var position = start
  var atFieldStart = true
  while position < count {
    let byte = unsafe base[position]
    if byte == newline { return .at(position + 1) }
    if byte == quotationMark && atFieldStart {
      guard let close = unsafe closingQuote(base, from: position + 1, count: count) else {
        return isLast ? unsafe .malformed(next: lineEnd(base, from: start, count: count)) : .needsMore
      }
      position = close + 1
      guard position < count else { return isLast ? .at(count) : .needsMore }
      let after = unsafe base[position]
      if after == carriageReturn, position + 1 >= count, !isLast { return .needsMore }
      let endsLine =
        unsafe after == newline || (after == carriageReturn && (position + 1 == count || base[position + 1] == newline))
      guard endsLine || after == delimiter else {
        let next = unsafe lineEnd(base, from: start, count: count)
        // The bad line itself may go on behind the bytes at hand.
        return unsafe isLast || base[next - 1] == newline ? .malformed(next: next) : .needsMore
      }
      atFieldStart = false
      continue
    }
    atFieldStart = byte == delimiter
    position += 1
  }
  return isLast ? .at(count) : .needsMore
}

/// The quote that closes a field whose contents begin at `start`: the first that is not doubled. nil: none within
/// `count`, or the last byte at hand is a quote that may yet be doubled by the next.
func closingQuote(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int? {
  var position = start
  while position < count, let found = unsafe memchr(base + position, Int32(quotationMark), count - position) {
    let quote = unsafe base.distance(to: found.assumingMemoryBound(to: UInt8.self))
    guard quote + 1 < count, unsafe base[quote + 1] == quotationMark else { return quote }
    position = quote + 2
  }
  return nil
}

/// The position behind the first line end from `start` on, or `count`.
func lineEnd(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
  guard start < count, let found = unsafe memchr(base + start, Int32(newline), count - start) else { return count }
  return unsafe base.distance(to: found.assumingMemoryBound(to: UInt8.self)) + 1
}
