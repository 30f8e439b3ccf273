import Metering
import Testing

@testable import Reporting

@Suite("CSV")
struct CSVWriterTests {
  private func cell(_ value: String) -> String { CSVField.text(value).encoded }

  /// V21 of economics.md §3.5.
  @Test(
    "texts that a spreadsheet could run get one apostrophe, and are quoted by RFC 4180",
    arguments: [
      ("=1+1", "'=1+1"), ("-reward", "'-reward"), ("'=x", "''=x"), ("@team", "'@team"), ("\tx", "'\tx"),
      ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("=a,b", "\"'=a,b\""), ("O'Brien", "O'Brien"),
      ("00123", "00123"), ("line1\nline2", "\"line1\nline2\""),
      // Beyond V21: the full-width signs, the carriage return, an e-mail in a formula, and spaces at the ends.
      ("\u{FF1D}1", "'\u{FF1D}1"), ("\u{FF0B}1", "'\u{FF0B}1"), ("\u{FF0D}1", "'\u{FF0D}1"),
      ("\u{FF20}1", "'\u{FF20}1"), ("\rx", "\"'\rx\""), ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
      (" x", "\" x\""), ("x ", "\"x \""), ("''", "''"), ("a-b", "a-b"), ("\r\n=1", "\"'\r\n=1\""),
    ])
  func guarded(raw: String, field: String) {
    #expect(cell(raw) == field)
  }

  @Test("numbers are never guarded: -12.34 stays a number")
  func numbersStayNumbers() throws {
    let usd = try #require(Currency("USD"))
    let column = CSVColumn<Int128>.money("amount", in: usd, "") { $0 }
    #expect(column.field(-1_234).encoded == "-12.34")
    #expect(!column.field(-1_234).isGuarded)
    #expect(column.field(0).encoded == "0.00")
  }

  @Test("control characters are dropped before the guard looks, so none can hide a formula")
  func controlsCannotHide() {
    #expect(cell("\u{0}=1") == "'=1")
    #expect(cell("\u{1}\u{1F}@x") == "'@x")
    #expect(cell("a\u{0}b\u{7F}") == "ab")
  }

  @Test("a guarded text gives its value back when one apostrophe is taken away")
  func reversible() {
    var random = SplitMix64(seed: 21)
    let alphabet: [Character] = ["'", "=", "+", "-", "@", "\t", "a", ",", "\"", "0", "\u{FF1D}"]
    for _ in 0..<2_000 {
      let value = String((0..<Int(random.next() % 6)).map { _ in alphabet[Int(random.next() % 11)] })
      let field = CSVField.text(value)
      let back = field.isGuarded ? String(field.text.dropFirst()) : field.text
      #expect(back == value, "seed 21")
      // What is left unguarded cannot be taken for a formula.
      let rest = field.text.drop { $0 == "'" }
      if !field.text.hasPrefix("'") { #expect(rest.first.map { !"=+-@\t".contains($0) } ?? true, "seed 21") }
    }
  }

  private struct Row: Sendable {
    let name: String
    let day: CivilDate?
    let at: Int64?
    let cents: Int128?
    let price: ExactDecimal?
    let count: Int?
  }

  private func columns() throws -> [CSVColumn<Row>] {
    let kwd = try #require(Currency("KWD"))
    return [
      .text("name", key: true, "") { $0.name }, .date("day", key: true, "") { $0.day }, .instant("at", "") { $0.at },
      .money("amount", in: kwd, "") { $0.cents }, .decimal("price", places: 6, "") { $0.price },
      .count("count", "") { $0.count },
    ]
  }

  @Test("every kind has its fixed form, missing is empty, lines end in CRLF, the header comes once")
  func forms() throws {
    let rows = [
      Row(name: "b", day: nil, at: nil, cents: nil, price: nil, count: nil),
      Row(name: "=a", day: CivilDate("2026-02-28"), at: 86_399, cents: -1_500, price: "0.5", count: 7),
    ]
    let output = CSVWriter(columns: try columns()).write(rows)
    #expect(
      String(decoding: output.bytes, as: UTF8.self)
        == "name,day,at,amount,price,count\r\n"
        + "'=a,2026-02-28,1970-01-01T23:59:59Z,-1.500,0.500000,7\r\n"
        + "b,,,,,\r\n")
    #expect(output.rows == 2)
    #expect(output.emptyCells == 5)
    #expect(output.guardedCells == 1)
    #expect(output.sums == ["amount": -1_500])
    #expect(output.firstDate == "1970-01-01" && output.lastDate == "2026-02-28")
  }

  @Test("rows are sorted by the bytes of their keys, in whatever order they come")
  func sorted() throws {
    let names = ["Z", "a", "é", "e\u{301}", "B", "aa", ""]
    let writer = CSVWriter(columns: try columns())
    let rows = names.map { Row(name: $0, day: nil, at: nil, cents: nil, price: nil, count: nil) }
    let expected = ["", "B", "Z", "a", "aa", "e\u{301}", "é"].map { $0 + ",,,,,\r\n" }.joined()
    var random = SplitMix64(seed: 5)
    for _ in 0..<20 {
      let output = writer.write(rows.shuffled(using: &random))
      #expect(output.bytes == Array(("name,day,at,amount,price,count\r\n" + expected).utf8), "seed 5")
    }
  }

  @Test("a small negative number that rounds to zero is written without a sign")
  func noNegativeZero() throws {
    let column = CSVColumn<ExactDecimal>.decimal("x", places: 2, "") { $0 }
    #expect(column.field("-0.001").encoded == "0.00")
  }
}
