import Bytes
import Testing

@Suite("Keys and their numbers")
struct KeyTableTests {
  /// Lends a table filled with the records of a CSV of two columns.
  private func withTable(_ text: String, _ body: (borrowing FieldTable) -> Void) {
    var lexer = DelimitedLexer(.csv, columns: [0, 1])
    var table = FieldTable(slotCount: 2)
    let chunk = Chunk(contents: utf8(text))
    fill(&table, from: chunk, &lexer)
    body(table)
    withExtendedLifetime(chunk) {}
  }

  @Test("keys are numbered in the order they are met, and equal keys have one number and one hash")
  func numbers() {
    var keys = KeyTable(slots: [0, 1])
    var found: [Int?] = []
    withTable("a,b\nc,d\na,b\na,d\n") { table in
      let first = keys.number(of: 0, in: table)?.hash
      for record in 0..<4 { found.append(keys.number(of: record, in: table)?.number) }
      #expect(keys.number(of: 2, in: table)?.hash == first)
    }
    #expect(found == [0, 1, 0, 2])
    #expect(keys.count == 3)
    #expect(keys.fields(of: 2) == [utf8("a"), utf8("d")])
  }

  @Test("where one field ends and the next begins counts")
  func boundaries() {
    var keys = KeyTable(slots: [0, 1])
    withTable("ab,c\na,bc\nabc,\n,abc\n,\n") { table in
      #expect((0..<5).map { keys.number(of: $0, in: table)?.number } == [0, 1, 2, 3, 4])
    }
    #expect(keys.fields(of: 3) == [[], utf8("abc")])
    #expect(keys.fields(of: 4) == [[], []])
  }

  @Test("fields are keys in the order of the slots named, the others do not count")
  func slots() {
    var keys = KeyTable(slots: [1])
    withTable("a,x\nb,x\nc,y\n") { table in
      #expect((0..<3).map { keys.number(of: $0, in: table)?.number } == [0, 0, 1])
    }
    #expect(keys.fields(of: 1) == [utf8("y")])
    var turned = KeyTable(slots: [1, 0])
    withTable("a,x\n") { table in #expect(turned.number(of: 0, in: table)?.number == 0) }
    #expect(turned.fields(of: 0) == [utf8("x"), utf8("a")])
  }

  @Test("a field of 1,024 bytes is a key, a longer one none")
  func longFields() {
    var keys = KeyTable(slots: [0, 1])
    let longest = String(repeating: "k", count: KeyTable.longestField)
    withTable("\(longest),x\n\(longest)k,x\nx,\(longest)k\n\(longest),x\n") { table in
      #expect((0..<4).map { keys.number(of: $0, in: table)?.number } == [0, nil, nil, 0])
    }
    #expect(keys.fields(of: 0) == [utf8(longest), utf8("x")])
    #expect(keys.count == 1)
  }

  @Test("a key may have as many fields as a Slurm record, for a source's rules may read them all")
  func manySlots() async {
    await #expect(processExitsWith: .success) {
      let keys = KeyTable(slots: Array(0..<26))
      precondition(keys.count == 0)
    }
  }

  @Test("fields of every length are apart from those that differ in the last byte, or in zero bytes at the end")
  func padding() {
    var keys = KeyTable(slots: [0, 1])
    var expected = 0
    for length in 0...70 {
      let field = String(repeating: "k", count: length)
      for text in ["\(field),x", "\(field)\0,x", "\(field)\0\0,x", "\(field),\0x", "\(field)z,x"] {
        withTable(text + "\n") { table in #expect(keys.number(of: 0, in: table)?.number == expected, "\(length)") }
        #expect(
          keys.fields(of: expected).map { $0.count }
            == text.split(separator: ",", omittingEmptySubsequences: false).map(\.utf8.count))
        expected += 1
      }
    }
  }

  @Test("many keys keep their numbers, hashes and bytes while the table grows, and another table has the same hashes")
  func growth() {
    let count = 10_000
    let text = (0..<count).map { "t\($0 % 100),e\($0)\n" }.joined()
    var keys = KeyTable(slots: [0, 1])
    var hashes: [UInt64] = []
    for pass in 0..<2 {
      var lexer = DelimitedLexer(.csv, columns: [0, 1])
      var table = FieldTable(slotCount: 2)
      let chunk = Chunk(contents: utf8(text))
      var (position, line, key) = (0, 0, 0)
      var wrong = 0
      while position < chunk.count {
        position = next(&lexer, chunk, position, &line, &table)
        for record in 0..<table.recordCount {
          let found = keys.number(of: record, in: table)
          if pass == 0 { hashes.append(found?.hash ?? 0) }
          if found?.number != key || found?.hash != hashes[key] { wrong += 1 }
          key += 1
        }
      }
      #expect(wrong == 0)
    }
    #expect(keys.count == count)
    #expect(Set(hashes).count == count)
    #expect(keys.fields(of: 9_999) == [utf8("t99"), utf8("e9999")])
    var other = KeyTable(slots: [0, 1])
    withTable("t99,e9999\n") { table in #expect(other.number(of: 0, in: table)?.hash == hashes[9_999]) }
  }

  private func next<Lexer: RecordLexer & ~Copyable>(
    _ lexer: inout Lexer, _ chunk: Chunk, _ position: Int, _ line: inout Int, _ table: inout FieldTable
  ) -> Int {
    lexer.lex(chunk, from: position, line: &line, into: &table)
  }
}
