import Glibc

/// Finds the fields of delimited records: CSV by RFC 4180, or plain lines with a separator.
@safe package struct DelimitedLexer: RecordLexer, ~Copyable {
  /// How the file separates.
  package struct Dialect: Sendable, Equatable {
    package let delimiter: UInt8
    /// Whether a quote at the beginning of a field quotes it.
    package let isQuoting: Bool
    /// Whether the last column takes the rest of the line, separators included.
    package let lastTakesRest: Bool
    /// Whether every line ends with a separator that stands for nothing (`sacct --parsable`).
    package let hasTrailingDelimiter: Bool

    package static let csv = Dialect(
      delimiter: UInt8(ascii: ","), isQuoting: true, lastTakesRest: false, hasTrailingDelimiter: false)

    package init(delimiter: UInt8, isQuoting: Bool, lastTakesRest: Bool, hasTrailingDelimiter: Bool) {
      self.delimiter = delimiter
      self.isQuoting = isQuoting
      self.lastTakesRest = lastTakesRest
      self.hasTrailingDelimiter = hasTrailingDelimiter
    }
  }

  private let dialect: Dialect
  /// The slot of each column; -1 for a column nobody reads.
  private let slots: UnsafeMutablePointer<Int>
  private let columnCount: Int
  /// Positions of separators and line ends.
  private let marks: UnsafeMutablePointer<UInt32>
  /// As many as a table's records have, if they have no more than this many columns on average.
  private static var markLimit: Int { 64 * FieldTable.recordLimit }
  /// The names of the columns that nobody reads.
  package let unreadKeys: [[UInt8]]

  /// A lexer for records whose column `i` is slot `columns[i]`, or is not read (nil).
  package init(_ dialect: Dialect, columns: [Int?], unreadKeys: [[UInt8]] = []) {
    precondition(!columns.isEmpty, "a record has columns")
    self.dialect = dialect
    self.unreadKeys = unreadKeys
    columnCount = columns.count
    // A block of 64 bytes may add as many behind the limit.
    unsafe marks = .allocate(capacity: Self.markLimit + 64 + 8)
    unsafe slots = .allocate(capacity: columns.count)
    for (column, slot) in columns.enumerated() { unsafe (slots + column).initialize(to: slot ?? -1) }
  }

  deinit {
    unsafe slots.deallocate()
    unsafe marks.deallocate()
  }

  package func lex(_ chunk: Chunk, from position: Int, line: inout Int, into table: inout FieldTable) -> Int {
    table.begin(chunk)
    if chunk.isOverlong {
      table.finish(start: 0, end: chunk.count, line: 0, problem: .tooLong)
      return chunk.count
    }
    if dialect.isQuoting && chunk.hasQuotes {
      return lexQuoted(chunk, from: position, line: &line, into: &table)
    }
    var start = position
    // A line may have its separators where nothing separates; else the records are mostly all alike.
    if !dialect.lastTakesRest && !dialect.hasTrailingDelimiter {
      start = lexAlike(chunk, from: position, line: &line, into: &table)
      if table.isFull || start == chunk.count { return start }
    }
    return lexPlain(chunk, from: start, line: &line, into: &table)
  }

  /// Records without quotes that have as many fields as the header: first the positions of all separators, without a
  /// branch for each, then the fields between them. Stops before the first other record, and returns its position.
  private func lexAlike(_ chunk: Chunk, from start: Int, line: inout Int, into table: inout FieldTable) -> Int {
    let base = unsafe UnsafePointer(chunk.base)
    let markCount = unsafe mark(base, from: start, to: chunk.count, table.limit &* columnCount)
    let (marks, slots, columnCount) = unsafe (marks, slots, columnCount)
    var recordStart = start
    var first = 0
    while first &+ columnCount <= markCount && !table.isFull {
      let row = unsafe table.nextRow
      var fieldStart = recordStart
      var isOther = false
      for column in 0..<columnCount &- 1 {
        let end = unsafe Int(truncatingIfNeeded: marks[first &+ column])
        unsafe isOther = isOther || base[end] == newline
        let slot = unsafe slots[column]
        if slot >= 0 { unsafe row[slot] = FieldTable.field(start: fieldStart, end: end) }
        fieldStart = end &+ 1
      }
      var end = unsafe Int(truncatingIfNeeded: marks[first &+ columnCount &- 1])
      if unsafe isOther || base[end] != newline || end == recordStart { return recordStart }
      let next = end &+ 1
      if unsafe base[end &- 1] == carriageReturn && end > fieldStart { end &-= 1 }
      let slot = unsafe slots[columnCount &- 1]
      if slot >= 0 { unsafe row[slot] = FieldTable.field(start: fieldStart, end: end) }
      guard end > recordStart else { return recordStart }
      table.finish(start: recordStart, end: end, line: line, problem: .none)
      line &+= 1
      recordStart = next
      first &+= columnCount
    }
    return recordStart
  }

  /// Notes the positions of separators and line ends from `start` on, about as many as are `wanted`; returns how many.
  private func mark(_ base: UnsafePointer<UInt8>, from start: Int, to count: Int, _ wanted: Int) -> Int {
    let (marks, delimiter) = unsafe (self.marks, dialect.delimiter)
    let limit = min(wanted, Self.markLimit)
    var found = 0
    var position = start
    while position < count && found < limit {
      var bits = unsafe matchBits(base + position, delimiter, newline)
      // Marks of the padding's bytes are behind the contents.
      if count &- position < 64 { bits &= ~(~0 &<< UInt64(truncatingIfNeeded: count &- position)) }
      let end = found &+ bits.nonzeroBitCount
      // Eight at a time: how many there are in 64 bytes cannot be guessed. What is too many is overwritten.
      while true {
        for offset in 0..<8 {
          unsafe marks[found &+ offset] = UInt32(truncatingIfNeeded: position &+ bits.trailingZeroBitCount)
          bits &= bits &- 1
        }
        found &+= 8
        if bits == 0 { break }
      }
      found = end
      position &+= 64
    }
    return found
  }

  /// Records without quotes: one pass over the bytes, 64 at a time, stopping at separators and line ends only.
  private func lexPlain(_ chunk: Chunk, from start: Int, line: inout Int, into table: inout FieldTable) -> Int {
    let base = unsafe chunk.base
    let count = chunk.count
    let delimiter = dialect.delimiter
    let restColumn = dialect.lastTakesRest ? columnCount - 1 : Int.max
    var recordStart = start
    var fieldStart = start
    var column = 0
    var position = start
    while position < count {
      var mask = unsafe matchBits(base + position, delimiter, newline)
      while mask != 0 {
        let found = position &+ mask.trailingZeroBitCount
        mask &= mask &- 1
        // A mark of the padding's bytes is behind the contents.
        guard found < count else { break }
        if unsafe base[found] != newline {
          if column < restColumn {
            setField(column, fieldStart, found, &table)
            column &+= 1
            fieldStart = found &+ 1
          }
          continue
        }
        unsafe endRecord(base, recordStart, &fieldStart, found, column, line, &table)
        line &+= 1
        recordStart = found &+ 1
        fieldStart = recordStart
        column = 0
        if table.isFull { return recordStart }
      }
      position &+= 64
    }
    if recordStart < count { unsafe endRecord(base, recordStart, &fieldStart, count, column, line, &table) }
    return count
  }

  @inline(__always)
  private func setField(_ column: Int, _ start: Int, _ end: Int, _ table: inout FieldTable) {
    guard column < columnCount else { return }
    let slot = unsafe slots[column]
    if slot >= 0 { table.set(slot, start: start, length: end &- start) }
  }

  /// Ends a record at its line end: the last field, the number of fields, a carriage return before it. An empty line is
  /// none.
  @inline(__always)
  private func endRecord(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ fieldStart: inout Int, _ lineEnd: Int, _ column: Int, _ line: Int,
    _ table: inout FieldTable
  ) {
    var end = lineEnd
    if unsafe end > start && base[end &- 1] == carriageReturn { end &-= 1 }
    guard end > start else { return }
    var columns = column
    if unsafe dialect.hasTrailingDelimiter && base[end &- 1] == dialect.delimiter {
      // The field behind the last separator is not one.
      if fieldStart == end { columns &-= 1 } else { setField(column, fieldStart, end &- 1, &table) }
    } else {
      setField(column, fieldStart, end, &table)
    }
    columns &+= 1
    table.finish(start: start, end: end, line: line, problem: columns == columnCount ? .none : .fieldCount)
  }

  /// Records in a chunk that has quotes somewhere: field by field.
  private func lexQuoted(_ chunk: Chunk, from start: Int, line: inout Int, into table: inout FieldTable) -> Int {
    var position = start
    while position < chunk.count && !table.isFull {
      position = unsafe lexQuotedRecord(chunk, chunk.base, from: position, line: &line, into: &table)
    }
    return position
  }

  private func lexQuotedRecord(
    _ chunk: Chunk, _ base: UnsafeMutablePointer<UInt8>, from start: Int, line: inout Int, into table: inout FieldTable
  ) -> Int {
    let count = chunk.count
    let end = unsafe quotedRecordEnd(base, from: start, count: count, delimiter: dialect.delimiter, isLast: true)
    guard case .at(let next) = end else {
      guard case .malformed(let next) = end else { return count }
      table.finish(start: start, end: unsafe trimmed(base, start, next), line: line, problem: .quoting)
      line += 1
      return next
    }
    let recordEnd = unsafe trimmed(base, start, next)
    let firstLine = line
    unsafe line += countNewlines(base, start, next)
    guard recordEnd > start else { return next }
    var column = 0
    var fieldStart = start
    while true {
      var fieldEnd = fieldStart
      if unsafe fieldStart < recordEnd && base[fieldStart] == quotationMark {
        guard let close = unsafe closingQuote(base, from: fieldStart + 1, count: recordEnd) else { break }
        unsafe setQuotedField(chunk, column, base, fieldStart + 1, close, &table)
        fieldEnd = close + 1
      } else {
        while unsafe fieldEnd < recordEnd && base[fieldEnd] != dialect.delimiter { fieldEnd += 1 }
        setField(column, fieldStart, fieldEnd, &table)
      }
      column += 1
      guard fieldEnd < recordEnd else { break }
      fieldStart = fieldEnd + 1
    }
    let problem: FieldTable.Problem = column == columnCount ? .none : .fieldCount
    table.finish(start: start, end: recordEnd, line: firstLine, problem: problem)
    return next
  }

  /// A quoted field: as it stands, or with doubled quotes made single in the chunk's scratch area.
  private func setQuotedField(
    _ chunk: Chunk, _ column: Int, _ base: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int,
    _ table: inout FieldTable
  ) {
    guard column < columnCount, unsafe slots[column] >= 0 else { return }
    guard end > start, unsafe memchr(base + start, Int32(quotationMark), end - start) != nil else {
      return setField(column, start, end, &table)
    }
    let decodedStart = chunk.scratchStart + chunk.scratchCount
    var decodedEnd = decodedStart
    var position = start
    while position < end {
      unsafe base[decodedEnd] = base[position]
      decodedEnd += 1
      position += unsafe base[position] == quotationMark ? 2 : 1
    }
    chunk.scratchCount = decodedEnd - chunk.scratchStart
    setField(column, decodedStart, decodedEnd, &table)
  }

  /// The end of a record without its line end.
  private func trimmed(_ base: UnsafePointer<UInt8>, _ start: Int, _ next: Int) -> Int {
    var end = next
    if unsafe end > start && base[end - 1] == newline { end -= 1 }
    if unsafe end > start && base[end - 1] == carriageReturn { end -= 1 }
    return end
  }

  private func countNewlines(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var newlines = 0
    for position in start..<end where unsafe base[position] == newline { newlines += 1 }
    return newlines
  }
}
