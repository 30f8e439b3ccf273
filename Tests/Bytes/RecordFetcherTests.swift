import Testing

@testable import Bytes

@Suite("Records read again")
struct RecordFetcherTests {
  /// Fetches the records at `offsets` of a file, as `columns` columns; nil where there is none.
  private func fetch(_ bytes: [UInt8], at offsets: [Int], columns: Int = 2) throws -> [LexedRecord?] {
    let file = try TemporaryFile(bytes)
    let fetcher = try RecordFetcher(path: file.path, isQuoting: true)
    var lexer = DelimitedLexer(.csv, columns: Array(0..<columns))
    var table = FieldTable(slotCount: columns)
    table.limit = 1
    return offsets.map { offset in
      var found: LexedRecord?
      let isThere = fetcher.withRecord(at: offset) { chunk, position in
        found = record(&lexer, chunk, position, &table, offset: offset)
      }
      return isThere ? found.map { LexedRecord(fields: $0.fields, problem: $0.problem, range: $0.range, line: 0) } : nil
    }
  }

  private func record<Lexer: RecordLexer & ~Copyable>(
    _ lexer: inout Lexer, _ chunk: Chunk, _ position: Int, _ table: inout FieldTable, offset: Int
  ) -> LexedRecord? {
    var line = 0
    _ = lexer.lex(chunk, from: position, line: &line, into: &table)
    guard table.recordCount == 1 else { return nil }
    let fields = table.problem(0) == .none ? (0..<table.slotCount).map { table.bytes(0, $0) } : []
    return LexedRecord(fields: fields, problem: table.problem(0), range: table.range(0), line: line)
  }

  @Test("every record of a file is found again by its offset, in any order")
  func offsets() throws {
    let seed: UInt64 = 0xFE7C_0001
    var generator = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    while bytes.count < 100_000 {
      let cell = String(repeating: "x", count: generator.int(0...300))
      bytes += utf8(generator.element(of: ["\(bytes.count),\(cell)\n", "\(bytes.count),\"a,\"\"\(cell)\"\r\n"]))
    }
    let records = expectedRecords(bytes, columns: 2)
    #expect(records.allSatisfy { $0.problem == .none })
    for shuffled in [records, records.reversed(), records.shuffled(using: &generator)] {
      let found = try fetch(bytes, at: shuffled.map(\.range.lowerBound))
      #expect(found.map { $0?.fields } == shuffled.map(\.fields), "seed \(seed)")
    }
  }

  /// Sizes of a window, and of the next larger one.
  private static let sizes = [4_096, 16_384, 16_388]

  @Test("a record is whole wherever a window ends in it", arguments: sizes)
  func windowEnds(size: Int) throws {
    let first = utf8("1,a\n")
    for tail in ["2,bcdef\n", "2,\"b\"\"c\"\r\n", "2,\"b,c\"\n"] {
      let length = utf8(tail).count
      for place in size - length - 2...size + 2 {
        // The first record makes the window begin at 0; the filling puts the second one over its end.
        let filling = utf8("x,") + [UInt8](repeating: UInt8(ascii: "y"), count: place - first.count - 3) + utf8("\n")
        let bytes = first + filling + utf8(tail) + utf8("3,z\n")
        let found = try fetch(bytes, at: [0, place, place + length])
        let expected = expectedRecords(bytes, columns: 2)
        #expect(
          found.map { $0?.fields } == [expected[0].fields, expected[2].fields, expected[3].fields],
          "\(tail) at \(place)")
      }
    }
  }

  @Test("a record with line ends in quotes is whole wherever a window ends in it", arguments: sizes)
  func windowEndsInQuotedLines(size: Int) throws {
    let tail = utf8("2,\"b\nc\n\"\"d\"\n")
    var wrong: [Int] = []
    for place in size - tail.count - 1...size + 1 {
      let first = utf8("1,a\nx,") + [UInt8](repeating: UInt8(ascii: "y"), count: place - 7) + utf8("\n")
      let found = try fetch(first + tail + utf8("3,z\n"), at: [0, place])
      if found[1]?.texts != ["2", "b\nc\n\"d"] { wrong.append(place) }
    }
    #expect(wrong == [])
  }

  @Test("a record of up to 1 MiB is whole, first in its window or not")
  func longRecords() throws {
    for length in [4_096, 4_097, 16_384, 16_388, 20_000, 65_540, 70_000, 300_000, ChunkReader.longestRecord - 2] {
      let long = utf8("2,") + [UInt8](repeating: UInt8(ascii: "y"), count: length - 2) + utf8("\n")
      let bytes = utf8("1,a\n") + long + utf8("3,z\n")
      let found = try fetch(bytes, at: [0, 4, 4 + long.count, 4])
      #expect(found.map { $0?.range.count } == [3, length, 3, length], "\(length) bytes")
      #expect(found[2]?.texts == ["3", "z"])
    }
  }

  @Test("the last record needs no line end, and behind the file there is none")
  func endOfFile() throws {
    let bytes = utf8("1,a\n2,b")
    #expect(try fetch(bytes, at: [4, 0, 7, 100]).map { $0?.texts } == [["2", "b"], ["1", "a"], nil, nil])
  }

  /// The records at `offsets` as they are gathered, with how many came at a time; nil when one is not there.
  private func gathered(_ bytes: [UInt8], at offsets: [Int]) throws -> (records: [[UInt8]], counts: [Int])? {
    let file = try TemporaryFile(bytes)
    let fetcher = try RecordFetcher(path: file.path, isQuoting: true)
    var records: [[UInt8]] = []
    var counts: [Int] = []
    while records.count < offsets.count {
      guard let (chunk, count) = fetcher.gather(offsets[records.count...].prefix(64)) else { return nil }
      counts.append(count)
      let all = chunk.copy(0..<chunk.count)
      for record in expectedRecords(all, columns: 2) { records.append(Array(all[record.range])) }
      #expect(records.count == counts.reduce(0, +), "as many as it says")
    }
    return (records, counts)
  }

  @Test("records are gathered whole, one behind the other, wherever they begin and however long they are")
  func gathering() throws {
    let seed: UInt64 = 0xFE7C_0002
    var generator = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    while bytes.count < 400_000 {
      // Shorter and longer than what is read at a time, and of the next sizes.
      let length = generator.element(of: [0, 3, 100, 490, 500, 505, 511, 512, 513, 2_040, 2_048, 9_000])
      let cell = String(repeating: "x", count: length + generator.int(0...3))
      bytes += utf8(generator.element(of: ["\(bytes.count),\(cell)\n", "\(bytes.count),\"a,\"\"\n\(cell)\"\r\n"]))
    }
    bytes += utf8("last,record")
    let records = expectedRecords(bytes, columns: 2)
    for _ in 0..<3 {
      let some = records.filter { _ in generator.int(0...2) > 0 } + records.suffix(1)
      let found = try gathered(bytes, at: some.map(\.range.lowerBound))
      #expect(found?.records == some.map { Array(bytes[$0.range]) }, "seed \(seed)")
      #expect(found?.counts.dropLast().allSatisfy { $0 == 64 } ?? false)
    }
  }

  @Test("long records are gathered as many at a time as there is room for, and none that is not there")
  func gatheringLongOnes() throws {
    let line = utf8("1," + String(repeating: "y", count: 700_000) + "\n")
    let bytes = Array(repeatElement(line, count: 5).joined())
    let offsets = (0..<5).map { $0 * line.count }
    let found = try gathered(bytes, at: offsets)
    #expect(found?.counts == [2, 2, 1])
    #expect(found?.records.map(\.count) == [Int](repeating: line.count - 1, count: 5))
    #expect(try gathered(bytes, at: [0, bytes.count]) == nil)
    #expect(try gathered(utf8("1,a\n"), at: [400]) == nil)
    #expect(try gathered([], at: [0]) == nil)
  }

  @Test("line ends are counted over any stretch")
  func lineEnds() throws {
    let line = utf8("0123456789\n")
    let file = try TemporaryFile(Array(repeatElement(line, count: 60_000).joined()))
    let fetcher = try RecordFetcher(path: file.path, isQuoting: false)
    #expect(fetcher.lineEnds(in: 0..<660_000) == 60_000)
    #expect(fetcher.lineEnds(in: 10..<11) == 1)
    #expect(fetcher.lineEnds(in: 0..<10) == 0)
    #expect(fetcher.lineEnds(in: 5..<5) == 0)
    #expect(fetcher.lineEnds(in: 11 * 20_000..<11 * 50_000) == 30_000)
  }

  @Test("a record read again and again stays within the memory for decoded fields")
  func scratch() throws {
    let bytes = utf8("1,\"\(String(repeating: "\"\"", count: 200))\"\n2,b\n")
    let file = try TemporaryFile(bytes)
    let fetcher = try RecordFetcher(path: file.path, isQuoting: true)
    var lexer = DelimitedLexer(.csv, columns: [0, 1])
    var table = FieldTable(slotCount: 2)
    table.limit = 1
    var isBeyond = false
    for _ in 0..<200 where !isBeyond {
      _ = fetcher.withRecord(at: 0) { chunk, position in
        _ = record(&lexer, chunk, position, &table, offset: 0)
        // The scratch area is as long as the contents can be.
        isBeyond = chunk.scratchCount > chunk.scratchStart - 300
      }
    }
    #expect(!isBeyond)
  }

  @Test("a file that is not there says why")
  func missing() {
    #expect(throws: ReadError.cannotOpen(code: 2)) { try RecordFetcher(path: "/nowhere/log.csv", isQuoting: false) }
  }
}
