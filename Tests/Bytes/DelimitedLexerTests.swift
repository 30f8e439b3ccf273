import Bytes
import Testing

@Suite("CSV by RFC 4180")
struct DelimitedLexerTests {
  /// The records of a CSV text of `columns` columns.
  private func lex(_ text: String, columns: Int) -> [LexedRecord] {
    var lexer = DelimitedLexer(.csv, columns: Array(0..<columns))
    return lexAll(Chunk(contents: utf8(text)), &lexer, slots: columns).records
  }

  private func good(_ text: String, columns: Int) -> [[String]] {
    lex(text, columns: columns).map { $0.problem == .none ? $0.texts : ["\($0.problem)"] }
  }

  @Test("every small text is read as the slow twin reads it, whatever the table held before")
  func exhaustive() {
    let alphabet = utf8("a,\"\n\r")
    var oneColumn = DelimitedLexer(.csv, columns: [0])
    var twoColumns = DelimitedLexer(.csv, columns: [0, 1])
    var oneSlot = FieldTable(slotCount: 1)
    var twoSlots = FieldTable(slotCount: 2)
    var failures: [String] = []
    forEachString(over: alphabet, upTo: 7) { bytes in
      let lines = bytes.count { $0 == UInt8(ascii: "\n") }
      let one = lexAll(Chunk(contents: bytes), &oneColumn, &oneSlot)
      let two = lexAll(Chunk(contents: bytes), &twoColumns, &twoSlots)
      let text = String(decoding: bytes, as: UTF8.self).debugDescription
      if one.records != expectedRecords(bytes, columns: 1) { failures.append("\(text) in one column: \(one.records)") }
      if two.records != expectedRecords(bytes, columns: 2) { failures.append("\(text) in two columns: \(two.records)") }
      if one.lines > lines + 1 || one.lines < lines { failures.append("\(text): \(one.lines) lines") }
    }
    #expect(failures.prefix(10) == [], "\(failures.count) texts")
  }

  @Test("records one at a time are those of a whole table")
  func oneAtATime() {
    var failures: [String] = []
    var lexer = DelimitedLexer(.csv, columns: [0, 1])
    var table = FieldTable(slotCount: 2)
    forEachString(over: utf8("a,\"\n"), upTo: 6) { bytes in
      let all = lexAll(Chunk(contents: bytes), &lexer, &table).records
      let single = lexAll(Chunk(contents: bytes), &lexer, &table, limit: 1).records
      if all != single { failures.append(String(decoding: bytes, as: UTF8.self).debugDescription) }
    }
    #expect(failures == [])
  }

  @Test("long random texts are read as the slow twin reads them")
  func random() {
    let seed: UInt64 = 0xC5A_0001
    var generator = SplitMix64(seed: seed)
    let pieces = ["a", "bcdefgh", "1234567890123456789", ",", ",", ",", "\n", "\n", "\r\n", "\"", "\"\"", "\",\"", "é"]
    for round in 0..<300 {
      let text = (0..<generator.int(0...120)).map { _ in generator.element(of: pieces) }.joined()
      let columns = generator.int(1...4)
      let found = lex(text, columns: columns)
      #expect(
        found == expectedRecords(utf8(text), columns: columns), "seed \(seed), round \(round): \(text.debugDescription)"
      )
    }
  }

  @Test("quotes hold separators, line ends and doubled quotes")
  func quoting() {
    #expect(good("a,\"b,c\"\n", columns: 2) == [["a", "b,c"]])
    #expect(good("a,\"b\nc\r\nd\"\ne,f\n", columns: 2) == [["a", "b\nc\r\nd"], ["e", "f"]])
    #expect(good("\"say \"\"yes\"\"\",\"\"\"\"\n", columns: 2) == [["say \"yes\"", "\""]])
    #expect(good("\"\",\"\"\r\n", columns: 2) == [["", ""]])
  }

  @Test("a quote inside an unquoted field is data")
  func strayQuote() {
    #expect(good("a,5\" disk\nb,\"x\"\n", columns: 2) == [["a", "5\" disk"], ["b", "x"]])
  }

  @Test("an unclosed quote costs its line and the rest of the file survives")
  func unclosedQuote() {
    let records = lex("a,\"b\nc,d\ne,\"f\"\n", columns: 2)
    // The quote of line 1 closes before f, and what follows is no separator.
    #expect(records.map(\.problem) == [.quoting, .none, .none])
    #expect(records.map(\.line) == [0, 1, 2])
    #expect(records[0].range == 0..<4)
    #expect(records[1].texts == ["c", "d"])
    #expect(good("a,\"b\nc,d\ne,f", columns: 2) == [["quoting"], ["c", "d"], ["e", "f"]])
  }

  @Test("text behind a closing quote costs the line")
  func textBehindQuote() {
    #expect(good("a,\"b\"c\nd,e\n", columns: 2) == [["quoting"], ["d", "e"]])
    #expect(good("a,\"b\" \nd,e\n", columns: 2) == [["quoting"], ["d", "e"]])
    #expect(good("a,\"b\"\rc\nd,e\n", columns: 2) == [["quoting"], ["d", "e"]])
  }

  @Test("a record with another number of fields costs itself only, with and without quotes in the file")
  func fieldCount() {
    for tail in ["", "\"y\",z\n"] {
      let rest = tail.isEmpty ? [] : [["y", "z"]]
      #expect(
        good("a\nb,c\nd,e,f\n,\n\(tail)", columns: 2) == [["fieldCount"], ["b", "c"], ["fieldCount"], ["", ""]] + rest)
    }
  }

  @Test("line ends may be CRLF, the last may lack, and empty lines are no records")
  func lineEnds() {
    #expect(good("a,b\r\n\r\n\nc,d", columns: 2) == [["a", "b"], ["c", "d"]])
    #expect(lex("a,b\r\n\r\n\nc,d", columns: 2).map(\.line) == [0, 3])
    #expect(good("a,b\r\nc,d\r", columns: 2) == [["a", "b"], ["c", "d"]])
    #expect(good("", columns: 2) == [])
    #expect(good("\r\n", columns: 1) == [])
  }

  @Test("columns nobody reads are passed over, and slots without a column are empty")
  func slots() {
    var lexer = DelimitedLexer(.csv, columns: [2, nil, 0], unreadKeys: [utf8("note")])
    let chunk = Chunk(contents: utf8("a,b,c\n\"d\"\"\",\"e\"\"\",\"f\"\"\"\n"))
    let records = lexAll(chunk, &lexer, slots: 3).records
    #expect(records.map(\.texts) == [["c", "", "a"], ["f\"", "", "d\""]])
    #expect(lexer.unreadKeys == [utf8("note")])
  }

  @Test("more records than a table holds come in several fillings, with their lines and places")
  func manyRecords() {
    for cell in ["x", "\"x\""] {
      let count = 3 * FieldTable.recordLimit + 7
      let text = (0..<count).map { "\($0),\(cell)\n" }.joined()
      let records = lex(text, columns: 2)
      #expect(records.count == count)
      #expect(records.map(\.line) == Array(0..<count))
      #expect(records.map { $0.texts[0] } == (0..<count).map { "\($0)" })
      #expect(records == expectedRecords(utf8(text), columns: 2))
    }
  }

  @Test("where the last column takes the rest, separators in it are data; quotes mean nothing in plain lines")
  func lastTakesRest() {
    let dialect = DelimitedLexer.Dialect(
      delimiter: UInt8(ascii: "|"), isQuoting: false, lastTakesRest: true, hasTrailingDelimiter: false)
    var lexer = DelimitedLexer(dialect, columns: [0, 1])
    let chunk = Chunk(contents: utf8("1|a|b|\n2|\"c\n3|\n4\n"))
    let records = lexAll(chunk, &lexer, slots: 2).records
    #expect(records.map(\.problem) == [.none, .none, .none, .fieldCount])
    #expect(records.prefix(3).map(\.texts) == [["1", "a|b|"], ["2", "\"c"], ["3", ""]])
  }

  @Test("a separator at the line's end stands for nothing where every line has one")
  func trailingDelimiter() {
    for takesRest in [false, true] {
      let dialect = DelimitedLexer.Dialect(
        delimiter: UInt8(ascii: "|"), isQuoting: false, lastTakesRest: takesRest, hasTrailingDelimiter: true)
      var lexer = DelimitedLexer(dialect, columns: [0, 1])
      let records = lexAll(Chunk(contents: utf8("1|a|\r\n2|b\n3||\n4|\n|c|\n")), &lexer, slots: 2).records
      #expect(records.map(\.problem) == [.none, .none, .none, .fieldCount, .none], "takes rest: \(takesRest)")
      #expect(
        records.filter { $0.problem == .none }.map(\.texts) == [["1", "a"], ["2", "b"], ["3", ""], ["", "c"]])
    }
  }
}

@Suite("The header of a CSV")
struct HeaderRecordTests {
  @Test("the first record of every small text is the slow twin's, with its bytes and lines")
  func exhaustive() {
    var failures: [String] = []
    forEachString(over: utf8("a,\"\n"), upTo: 7) { bytes in
      // An empty first line is a header of one empty name, and a record of nothing.
      guard let first = bytes.first, first != UInt8(ascii: "\n") else { return }
      let expected = SlowCSV.records(bytes)[0]
      let header = HeaderRecord(bytes, dialect: .csv)
      guard let fields = expected.fields, let header else {
        if (expected.fields == nil) != (header == nil) {
          failures.append(String(decoding: bytes, as: UTF8.self).debugDescription)
        }
        return
      }
      let end = min(expected.range.upperBound + 1, bytes.count)
      let lines = bytes[..<end].count { $0 == UInt8(ascii: "\n") }
      if header.fields != fields || header.byteCount != end || header.lineCount != lines {
        failures.append("\(String(decoding: bytes, as: UTF8.self).debugDescription): \(header)")
      }
    }
    #expect(failures.prefix(10) == [], "\(failures.count) texts")
  }

  @Test("a carriage return is part of a line end only")
  func carriageReturn() {
    #expect(HeaderRecord(utf8("a,\"b\"\r\nc"), dialect: .csv)?.fields == [utf8("a"), utf8("b")])
    #expect(HeaderRecord(utf8("a,b\r"), dialect: .csv)?.fields == [utf8("a"), utf8("b")])
    #expect(HeaderRecord(utf8("a,\"b\r\"\n"), dialect: .csv)?.fields == [utf8("a"), utf8("b\r")])

    #expect(HeaderRecord(utf8("\"a\"\rb,c\n"), dialect: .csv) == nil)
  }

  @Test("a byte order mark is passed over and counted")
  func byteOrderMark() {
    let header = HeaderRecord([0xEF, 0xBB, 0xBF] + utf8("\"id\",start\r\nx,y\n"), dialect: .csv)
    #expect(header?.fields == [utf8("id"), utf8("start")])
    #expect(header?.byteCount == 15)
    #expect(header?.lineCount == 1)
    #expect(HeaderRecord([0xEF, 0xBB, 0xBF], dialect: .csv) == nil)
    #expect(HeaderRecord([], dialect: .csv) == nil)
  }

  @Test("a header may span lines, and a trailing separator is no column where lines end with one")
  func dialects() {
    let spanning = HeaderRecord(utf8("a,\"b\nc\"\nd,e\n"), dialect: .csv)
    #expect(spanning?.fields == [utf8("a"), utf8("b\nc")])
    #expect(spanning?.lineCount == 2)
    let parsable = DelimitedLexer.Dialect(
      delimiter: UInt8(ascii: "|"), isQuoting: false, lastTakesRest: false, hasTrailingDelimiter: true)
    #expect(HeaderRecord(utf8("a|\"b|\nc"), dialect: parsable)?.fields == [utf8("a"), utf8("\"b")])
  }
}
