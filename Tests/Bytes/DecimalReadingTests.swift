import Bytes
import Testing

/// Numbers at the edges of the reader; all others are compared with `ExactDecimal.parse` in Tests/Ingest.
@Suite("Numbers in a log")
struct DecimalReadingTests {
  @Test("a number is read in steps of 10⁻¹², exact where it can be")
  func steps() {
    #expect(readDecimal(utf8("1.5")).picounits == 1_500_000_000_000)
    #expect(readDecimal(utf8("-0.000000000001")).picounits == -1)
    #expect(readDecimal(utf8("0.0000000000005")) == readDecimal(utf8("0.00000000000050")))
    #expect(readDecimal(utf8("0.0000000000005")).status == .rounded)
    #expect(readDecimal(utf8("")).status == .notANumber)
  }

  @Test("a number beyond 128 bits is too large, and never ends the program")
  func largest() async {
    #expect(readDecimal(utf8("170141183460469231731687303.715884105727")).picounits == .max)
    #expect(readDecimal(utf8("170141183460469231731687303.715884105728")).status == .tooLarge)
    #expect(readDecimal(utf8("340282366920938463463374607.431768211455")).status == .tooLarge)
    #expect(readDecimal(utf8("999999999999999999999999999999")).status == .tooLarge)
    await #expect(processExitsWith: .success) {
      _ = readDecimal(Array("340282366920938463463374607.4317682114559".utf8))
    }
  }

  @Test("a number in a table is the number in its field, whatever follows it")
  func neighbours() {
    var lexer = DelimitedLexer(.csv, columns: [0, nil])
    var table = FieldTable(slotCount: 1)
    for text in [
      "1", "12", "123.456", "-7", "12345678", "123456789012345678", "1e5", "0.1234567890123", ".", "-", "5.", ".5",
      "1a",
    ] {
      for behind in ["", "0", "9999999999", ".5", "e5"] {
        let chunk = Chunk(contents: utf8("\(text),\(behind)\n"))
        fill(&table, from: chunk, &lexer)
        #expect(table.decimal(0, 0) == readDecimal(utf8(text)), "\(text) before \(behind)")
        withExtendedLifetime(chunk) {}
      }
    }
  }
}
