/// RFC 4180 byte by byte, with no regard for speed: what `DelimitedLexer` is tested against.
///
/// A quote opens a quoted field only at a field's beginning. A record whose quotes are not in order is its first line.
struct SlowCSV {
  struct Record: Equatable, CustomStringConvertible {
    /// nil: its quotes are not in order.
    var fields: [[UInt8]]?
    /// Where it lies, without its line end.
    let range: Range<Int>
    /// Line ends before it.
    let line: Int

    var description: String {
      let texts = fields.map { "\($0.map { String(decoding: $0, as: UTF8.self) })" } ?? "bad quotes"
      return "\(texts) at \(range), line \(line)"
    }
  }

  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var position = 0
  private var line = 0

  private init(_ bytes: [UInt8], delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
  }

  /// The records from a record's beginning on, `line` lines into the file.
  static func records(
    _ bytes: [UInt8], from start: Int = 0, line: Int = 0, delimiter: UInt8 = UInt8(ascii: ",")
  ) -> [Record] {
    var reader = SlowCSV(bytes, delimiter: delimiter)
    (reader.position, reader.line) = (start, line)
    var records: [Record] = []
    while reader.position < bytes.count {
      if let record = reader.next() { records.append(record) }
    }
    return records
  }

  private func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Whether a line end, or the end of the file, is at an index; and how long it is.
  private func lineEnd(at index: Int) -> Int? {
    switch (byte(index), byte(index + 1)) {
    case (nil, _): 0
    case (UInt8(ascii: "\n"), _): 1
    case (UInt8(ascii: "\r"), UInt8(ascii: "\n")): 2
    case (UInt8(ascii: "\r"), nil): 1
    default: nil
    }
  }

  private mutating func next() -> Record? {
    let start = position
    let firstLine = line
    if let empty = lineEnd(at: start) {
      take(upTo: start + empty)
      return nil
    }
    var fields: [[UInt8]] = []
    var index = start
    while true {
      guard let (field, end) = field(at: index) else {
        while lineEnd(at: position) == nil { position += 1 }
        let range = start..<position
        take(upTo: position + (lineEnd(at: position) ?? 0))
        return Record(fields: nil, range: range, line: firstLine)
      }
      fields.append(field)
      index = end
      if let length = lineEnd(at: index) {
        take(upTo: index + length)
        return Record(fields: fields, range: start..<index, line: firstLine)
      }
      index += 1
    }
  }

  /// A field and where it ends: at a delimiter or a line end; nil when its quotes are not in order.
  private func field(at start: Int) -> (contents: [UInt8], end: Int)? {
    var contents: [UInt8] = []
    var index = start
    guard byte(start) == UInt8(ascii: "\"") else {
      while lineEnd(at: index) == nil, bytes[index] != delimiter {
        contents.append(bytes[index])
        index += 1
      }
      return (contents, index)
    }
    index += 1
    while let next = byte(index) {
      index += 1
      if next != UInt8(ascii: "\"") {
        contents.append(next)
      } else if byte(index) == UInt8(ascii: "\"") {
        contents.append(next)
        index += 1
      } else {
        return lineEnd(at: index) != nil || byte(index) == delimiter ? (contents, index) : nil
      }
    }
    return nil
  }

  /// Goes on to `end`, and counts the lines on the way.
  private mutating func take(upTo end: Int) {
    for index in position..<end where bytes[index] == UInt8(ascii: "\n") { line += 1 }
    position = end
  }
}
