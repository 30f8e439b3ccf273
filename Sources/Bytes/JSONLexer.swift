import Glibc

/// Finds the fields of JSON lines: one object a line, its keys in any order.
///
/// Records of one log mostly have the same keys in the same order, so the key met at a place is first compared with the
/// one the record before had there.
package struct JSONLexer: RecordLexer, ~Copyable {
  private struct Key {
    let text: [UInt8]
    /// -1: nobody reads it.
    let slot: Int
  }

  private var keys: [Key]
  /// Which key the record before had at each place.
  private var expected: [Int] = []
  private let slotCount: Int
  /// The forms of lines met, and which of them the line before had.
  private var templates: [JSONTemplate] = []
  private var lastTemplate = 0

  private static let templateLimit = 8

  /// The deepest nesting of a value that is skipped.
  private static let depthLimit = 100

  /// A lexer whose key `keys[i]` is slot `i`.
  package init(keys: [String]) {
    precondition(keys.count <= 64, "a bit tells whether a slot was seen")
    self.keys = keys.enumerated().map { Key(text: Array($1.utf8), slot: $0) }
    slotCount = keys.count
  }

  package private(set) var unreadKeys: [[UInt8]] = []

  package mutating func lex(
    _ chunk: Chunk, from position: Int, line: inout Int, into table: inout FieldTable
  ) -> Int {
    table.begin(chunk)
    if chunk.isOverlong {
      table.finish(start: 0, end: chunk.count, line: 0, problem: .tooLong)
      return chunk.count
    }
    var start = position
    while start < chunk.count && !table.isFull {
      if !templates.isEmpty {
        // Most lines have the form of the line before: all that have are read in one go.
        start = readAlike(chunk, start, templates[lastTemplate], &line, &table)
        guard start < chunk.count && !table.isFull else { break }
      }
      let (end, next) = unsafe lineEnds(chunk.base, start, chunk.count)
      if end > start {
        table.clear()
        let problem = readByTemplate(chunk, start, end, &table) ? .none : readByKey(chunk, start, end, &table)
        table.finish(start: start, end: end, line: line, problem: problem)
      }
      line += 1
      start = next
    }
    return start
  }

  /// Where the line that begins at `start` ends, without its line end and with it.
  @inline(__always)
  private func lineEnds(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> (end: Int, next: Int) {
    let next = unsafe lineEnd(base, from: start, count: count)
    var end = next
    if unsafe end > start && base[end - 1] == newline { end -= 1 }
    if unsafe end > start && base[end - 1] == carriageReturn { end -= 1 }
    return (end, next)
  }

  /// Reads lines as long as they have a form, and returns the position of the first that has not.
  private func readAlike(
    _ chunk: Chunk, _ first: Int, _ template: JSONTemplate, _ line: inout Int, _ table: inout FieldTable
  ) -> Int {
    let base = unsafe UnsafePointer(chunk.base)
    let count = chunk.count
    var start = first
    while start < count && !table.isFull {
      let (end, next) = unsafe lineEnds(base, start, count)
      guard unsafe end > start && template.read(base, start, end, into: table) else { return start }
      table.finish(start: start, end: end, line: line, problem: .none)
      line &+= 1
      start = next
    }
    return start
  }

  /// Reads a line in another form met before; false when it has none of them.
  private mutating func readByTemplate(_ chunk: Chunk, _ start: Int, _ end: Int, _ table: inout FieldTable) -> Bool {
    let base = unsafe UnsafePointer(chunk.base)
    for index in templates.indices where index != lastTemplate {
      guard unsafe templates[index].read(base, start, end, into: table) else { continue }
      lastTemplate = index
      return true
    }
    table.clear()
    return false
  }

  /// Reads a line key by key, and learns its form.
  @inline(never)
  private mutating func readByKey(
    _ chunk: Chunk, _ start: Int, _ end: Int, _ table: inout FieldTable
  ) -> FieldTable.Problem {
    var cursor = unsafe Cursor(base: chunk.base, position: start, end: end)
    let problem = unsafe readObject(chunk, &cursor, &table)
    if problem == .none, templates.count < Self.templateLimit {
      let keys = keys
      let learned = JSONTemplate(line: chunk.copy(start..<end), slotCount: slotCount) { name in
        keys.first { $0.text == name }?.slot ?? -1
      }
      if let learned { templates.append(learned) }
    }
    return problem
  }

  /// A position in one line.
  @unsafe private struct Cursor {
    let base: UnsafeMutablePointer<UInt8>
    var position: Int
    let end: Int

    /// The byte at the position; 0 at the end, which no JSON has outside a string.
    @inline(__always)
    var byte: UInt8 { unsafe position < end ? base[position] : 0 }

    @inline(__always)
    mutating func skipSpace() {
      while unsafe byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { unsafe position &+= 1 }
    }

    @inline(__always)
    mutating func take(_ expected: UInt8) -> Bool {
      guard unsafe byte == expected else { return false }
      unsafe position &+= 1
      return true
    }
  }

  private mutating func readObject(
    _ chunk: Chunk, _ cursor: inout Cursor, _ table: inout FieldTable
  ) -> FieldTable.Problem {
    unsafe cursor.skipSpace()
    guard unsafe cursor.take(UInt8(ascii: "{")) else { return .json }
    unsafe cursor.skipSpace()
    var place = 0
    var seen: UInt64 = 0
    var problem = FieldTable.Problem.none
    if unsafe !cursor.take(UInt8(ascii: "}")) {
      while true {
        guard unsafe cursor.take(quotationMark), let name = unsafe readString(chunk, &cursor) else { return .json }
        let slot = self.slot(of: name, at: place, in: chunk)
        place += 1
        unsafe cursor.skipSpace()
        guard unsafe cursor.take(UInt8(ascii: ":")) else { return .json }
        unsafe cursor.skipSpace()
        // A key that comes twice could mean either.
        if slot >= 0 {
          guard seen & 1 << UInt64(slot) == 0 else { return .json }
          seen |= 1 << UInt64(slot)
        }
        let found = unsafe readValue(chunk, &cursor, slot, &table)
        if found == .json { return .json }
        if found != .none {
          problem = found
          // Nobody reads fields below 0, so that only a slot can be nested; keys are 64 at most.
          table.nestedSlot = UInt8(slot)
        }
        unsafe cursor.skipSpace()
        if unsafe cursor.take(UInt8(ascii: ",")) {
          unsafe cursor.skipSpace()
          continue
        }
        guard unsafe cursor.take(UInt8(ascii: "}")) else { return .json }
        break
      }
    }
    unsafe cursor.skipSpace()
    return unsafe cursor.position == cursor.end ? problem : .json
  }

  /// The slot of a key; -1 for one that nobody reads.
  @inline(__always)
  private mutating func slot(of name: Range<Int>, at place: Int, in chunk: Chunk) -> Int {
    let base = unsafe UnsafePointer(chunk.base)
    if place < expected.count {
      let key = expected[place]
      if unsafe isKey(key, base, name) { return keys[key].slot }
    }
    return unsafe findSlot(of: name, at: place, base)
  }

  @inline(__always)
  private func isKey(_ key: Int, _ base: UnsafePointer<UInt8>, _ name: Range<Int>) -> Bool {
    unsafe keys[key].text.count == name.count
      && keys[key].text.withUnsafeBufferPointer { text in
        guard let start = text.baseAddress else { return true }
        return unsafe memcmp(start, base + name.lowerBound, name.count) == 0
      }
  }

  @inline(never)
  private mutating func findSlot(of name: Range<Int>, at place: Int, _ base: UnsafePointer<UInt8>) -> Int {
    var found = keys.indices.first { unsafe isKey($0, base, name) }
    if found == nil { unsafe noteUnread(base, name) }
    if found == nil && keys.count < slotCount + unreadKeyLimit {
      let text = unsafe Array(UnsafeBufferPointer(start: base + name.lowerBound, count: name.count))
      keys.append(Key(text: text, slot: -1))
      found = keys.count - 1
    }
    guard let found else { return -1 }
    if place < expected.count {
      expected[place] = found
    } else if place == expected.count && place < slotCount + unreadKeyLimit {
      expected.append(found)
    }
    return keys[found].slot
  }

  /// Remembers a key that nobody reads: of too many the first by their bytes, whatever order they come in.
  private mutating func noteUnread(_ base: UnsafePointer<UInt8>, _ name: Range<Int>) {
    let text = unsafe Array(UnsafeBufferPointer(start: base + name.lowerBound, count: name.count))
    let place = unreadKeys.firstIndex { !$0.lexicographicallyPrecedes(text) } ?? unreadKeys.count
    guard place < unreadKeyLimit, place == unreadKeys.count || unreadKeys[place] != text else { return }
    unreadKeys.insert(text, at: place)
    if unreadKeys.count > unreadKeyLimit { unreadKeys.removeLast() }
  }

  /// Reads a value; what is not absent of a slot is set.
  private func readValue(
    _ chunk: Chunk, _ cursor: inout Cursor, _ slot: Int, _ table: inout FieldTable
  ) -> FieldTable.Problem {
    let first = unsafe cursor.byte
    switch first {
    case quotationMark:
      unsafe cursor.position &+= 1
      guard let value = unsafe readString(chunk, &cursor) else { return .json }
      return set(slot, value, &table)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = unsafe cursor.position
      while isJSONNumberByte(unsafe cursor.byte) { unsafe cursor.position &+= 1 }
      return unsafe set(slot, start..<cursor.position, &table)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard unsafe skipNested(chunk, &cursor) else { return .json }
      return slot < 0 ? .none : .nestedValue
    default:
      for (word, isNull) in [("null", true), ("true", false), ("false", false)] as [(StaticString, Bool)] {
        guard unsafe takeWord(word, &cursor) else { continue }
        return isNull || slot < 0 ? .none : .nestedValue
      }
      return .json
    }
  }

  @inline(__always)
  private func set(_ slot: Int, _ value: Range<Int>, _ table: inout FieldTable) -> FieldTable.Problem {
    if slot >= 0 { table.set(slot, start: value.lowerBound, length: value.count) }
    return .none
  }

  private func takeWord(_ word: StaticString, _ cursor: inout Cursor) -> Bool {
    let length = word.utf8CodeUnitCount
    guard unsafe cursor.position + length <= cursor.end,
      unsafe memcmp(word.utf8Start, cursor.base + cursor.position, length) == 0
    else { return false }
    unsafe cursor.position += length
    return true
  }

  /// The range of a string whose opening quote was taken: in the line, or decoded in the chunk's scratch area.
  @inline(__always)
  private func readString(_ chunk: Chunk, _ cursor: inout Cursor) -> Range<Int>? {
    let start = unsafe cursor.position
    var position = start
    let quotes = repeated(quotationMark)
    let backslashes = repeated(backslash)
    while unsafe position < cursor.end {
      let word = unsafe loadWord(cursor.base + position)
      let mask = matches(word, quotes) | matches(word, backslashes)
      guard mask != 0 else {
        position &+= 8
        continue
      }
      position &+= firstMatch(mask)
      guard unsafe position < cursor.end else { return nil }
      guard unsafe cursor.base[position] == quotationMark else { return unsafe readEscaped(chunk, &cursor) }
      unsafe cursor.position = position &+ 1
      return start..<position
    }
    return nil
  }

  /// A string with escapes, decoded to scratch, from the cursor's position. Decoding never lengthens.
  @inline(never)
  private func readEscaped(_ chunk: Chunk, _ cursor: inout Cursor) -> Range<Int>? {
    let start = chunk.scratchStart + chunk.scratchCount
    var end = start
    while unsafe cursor.position < cursor.end {
      let byte = unsafe cursor.byte
      unsafe cursor.position += 1
      if byte == quotationMark {
        chunk.scratchCount = end - chunk.scratchStart
        return start..<end
      }
      guard byte == UInt8(ascii: "\\") else {
        unsafe cursor.base[end] = byte
        end += 1
        continue
      }
      guard let scalar = unsafe readEscape(&cursor) else { return nil }
      for unit in UTF8.encode(scalar).map(Array.init) ?? [] {
        unsafe cursor.base[end] = unit
        end += 1
      }
    }
    return nil
  }

  private func readEscape(_ cursor: inout Cursor) -> Unicode.Scalar? {
    let kind = unsafe cursor.byte
    unsafe cursor.position += 1
    switch kind {
    case quotationMark, UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(kind)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: return nil
    }
    guard let first = unsafe readHex(&cursor) else { return nil }
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard unsafe cursor.take(UInt8(ascii: "\\")), unsafe cursor.take(UInt8(ascii: "u")),
      let second = unsafe readHex(&cursor), (0xDC00..<0xE000).contains(second)
    else { return nil }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private func readHex(_ cursor: inout Cursor) -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = unsafe Character(Unicode.Scalar(cursor.byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
      unsafe cursor.position += 1
    }
    return value
  }

  /// Skips an object or a list that nobody reads: its brackets close in order.
  private func skipNested(_ chunk: Chunk, _ cursor: inout Cursor) -> Bool {
    var open: [UInt8] = []
    while unsafe cursor.position < cursor.end {
      let byte = unsafe cursor.byte
      unsafe cursor.position += 1
      switch byte {
      case quotationMark:
        guard unsafe readString(chunk, &cursor) != nil else { return false }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        // A bracket closes two places behind its opening one in ASCII.
        open.append(byte + 2)
        guard open.count <= Self.depthLimit else { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open.popLast() == byte else { return false }
        if open.isEmpty { return true }
      default: break
      }
    }
    return false
  }
}
