import Configuration
import Testing

@Suite("Tables")
struct CSVTableTests {
  private static let columns = CSVTable.Columns(required: ["a", "b"], optional: ["c"])

  private func rows(_ text: String) throws -> [[String]] {
    try CSVTable(Array(text.utf8), file: "t.csv", columns: Self.columns).rows.map {
      ["\($0.line)", $0["a"], $0["b"], $0["c"]]
    }
  }

  @Test(
    "columns are found by name; rows know their lines",
    arguments: [
      ("a,b\n1,2\n", [["2", "1", "2", ""]]), ("c,b,a\r\n1,2,3\r\n", [["2", "3", "2", "1"]]), ("a,b", []),
      ("\u{FEFF}a,b\n\n\n1,2\n\r\n3,", [["4", "1", "2", ""], ["6", "3", "", ""]]),
      ("\"a\",\"b\"\n\"x,\"\"y\"\"\",\"1\r\n2\"\n3,4", [["2", "x,\"y\"", "1\r\n2", ""], ["4", "3", "4", ""]]),
      ("a,b\n é , \n", [["2", " é ", " ", ""]]),
    ])
  func reads(text: String, expected: [[String]]) throws {
    #expect(try rows(text) == expected)
  }

  @Test(
    "what is wrong is told with its line",
    arguments: [
      ("", "t.csv: the table has no header; begin with a,b,c"),
      ("\n\r\n", "t.csv: the table has no header; begin with a,b,c"),
      ("a;b\n1;2", "t.csv:1: the columns are separated by semicolons; save the table with commas"),
      ("a\tb\n1\t2", "t.csv:1: the columns are separated by tabs; save the table with commas"),
      ("\na,B\n", #"t.csv:2: unknown column "B"; did you mean "b"?"#),
      ("a,b,price\n", #"t.csv:1: unknown column "price"; remove it or name it one of a, b, c"#),
      ("a,b,a\n", #"t.csv:1: the column "a" is there twice; keep one of the two"#),
      ("a,c\n", #"t.csv:1: the column "b" is missing; add it to the header and to every row"#),
      ("a,b\n1,2,3\n", "t.csv:2: the row has 3 fields and the header has 2; put fields with commas in quotes"),
      ("a,b\n1,2\n3\n", "t.csv:3: the row has 1 fields and the header has 2; put fields with commas in quotes"),
      ("a,b\n1,\"2\n3\n", "t.csv:2: a quoted field is never closed; add the closing quote"),
      ("a,b\n1,2\"\n", "t.csv:2: a quote stands inside a field; put the field in quotes and double the quote"),
      ("a,b\n\"1\"x,2\n", "t.csv:2: a quote stands inside a field; put the field in quotes and double the quote"),
      ("a,b\n1\r2,3\n", "t.csv:2: a carriage return stands alone; end lines with LF or CRLF"),
    ])
  func rejects(text: String, message: String) {
    let error = #expect(throws: ConfigurationError.self) { try rows(text) }
    #expect(error?.description == message)
  }

  @Test("bytes that are not UTF-8 are an error where they stand")
  func notUTF8() {
    let error = #expect(throws: ConfigurationError.self) {
      try CSVTable(Array("a,b\n1".utf8) + [0xE9], file: "t.csv", columns: Self.columns)
    }
    #expect(error?.description == "t.csv:2:2: the text is not UTF-8 here; save the file as UTF-8")
  }

  @Test("fields written with quotes are read back as they were", arguments: [11, 12])
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let letters: [String] = ["a", "é", ",", "\"", "\n", "\r\n", " ", ";", "😀"]
    for _ in 0..<300 {
      let fields = (0..<2).map { _ in
        (0..<Int.random(in: 1...6, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
      }
      let row = fields.map {
        "\"" + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
      }
      let read = try rows("a,b\r\n" + row.joined(separator: ",") + "\r\nx,y")
      #expect(read.count == 2 && Array(read[0][1...2]) == fields && read[1][1] == "x", "seed \(seed): \(fields)")
    }
  }
}
