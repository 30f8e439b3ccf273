import Configuration
import Testing

@Suite("JSON5")
struct JSON5ParserTests {
  /// The value of a text without its places, written in one way: numbers as they are, text between guillemets.
  private func shape(_ text: String) throws -> String { Self.shape(try JSON5Parser.parse(Array(text.utf8), file: "f")) }

  private static func shape(_ value: JSON5Value) -> String {
    switch value.content {
    case .null: "null"
    case .boolean(let boolean): "\(boolean)"
    case .number(let number): "#\(number)"
    case .string(let text): "«\(text)»"
    case .array(let elements): "[" + elements.map(shape).joined(separator: " ") + "]"
    case .object(let members): "{" + members.map { "\($0.name)=\(shape($0.value))" }.joined(separator: " ") + "}"
    }
  }

  @Test(
    "every form of the specification is read",
    arguments: [
      ("null", "null"), (" true ", "true"), ("false", "false"), ("{}", "{}"), ("[]", "[]"), ("[1,]", "[#1]"),
      ("{a:1,b:2,}", "{a=#1 b=#2}"),
      (#"{"a b":1,'c':2,$_d9:3,ümlaut:4,\u0061b:5,null:6}"#, "{a b=#1 c=#2 $_d9=#3 ümlaut=#4 ab=#5 null=#6}"),
      ("0", "#0"), ("-0.10", "#-0.10"), ("+1", "#+1"), (".5", "#.5"), ("5.", "#5."), ("1e6", "#1e6"),
      ("1E-7", "#1E-7"), ("2.5e+3", "#2.5e+3"), ("0xDEADbeef", "#0xDEADbeef"), ("-0X1F", "#-0X1F"),
      ("Infinity", "#Infinity"), ("-Infinity", "#-Infinity"), ("+NaN", "#+NaN"), ("NaN", "#NaN"), ("0x1e+", nil),
      ("[1//x\n,/* , */2]", "[#1 #2]"), ("/**/1/***/", "#1"), ("1//", "#1"),
      (#"'it''"#, nil), (#"'say "hi"'"#, #"«say "hi"»"#), (#""it's""#, "«it's»"),
      (#"'\'\"\\\/\b\f\n\r\t\v\0'"#, "«'\"\\/\u{8}\u{C}\n\r\t\u{B}\0»"), (#"'\x41\u00e9\ud83d\ude00\q'"#, "«Aé😀q»"),
      ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e'", "«abcde»"), ("'\u{2028}\u{2029}\t'", "«\u{2028}\u{2029}\t»"),
      ("\u{FEFF}\u{A0}\u{2003}\u{2028}1", "#1"), ("😀", nil), (#""😀""#, "«😀»"),
    ] as [(String, String?)])
  func reads(text: String, expected: String?) throws {
    guard let expected else {
      #expect(throws: ConfigurationError.self) { try shape(text) }
      return
    }
    #expect(try shape(text) == expected)
  }

  @Test("values and keys carry the line and the column where they begin")
  func positions() throws {
    let value = try JSON5Parser.parse(Array("// é\r\n{\n  'ä😀': [1,\n\ttrue], b: {}}".utf8), file: "f")
    guard case .object(let members) = value.content, case .array(let elements) = members[0].value.content else {
      Issue.record("an object with a list in it")
      return
    }
    #expect(value.position == TextPosition(line: 2, column: 1))
    #expect(members.map(\.position) == [TextPosition(line: 3, column: 3), TextPosition(line: 4, column: 9)])
    #expect(members[0].value.position == TextPosition(line: 3, column: 9))
    #expect(elements.map(\.position) == [TextPosition(line: 3, column: 10), TextPosition(line: 4, column: 2)])
    #expect(members[1].value.position == TextPosition(line: 4, column: 12))
  }

  @Test(
    "what is wrong is told with its place",
    arguments: [
      ("", #"f:1:1: the file holds no value; write the settings between { and }"#),
      ("// only\n", #"f:2:1: the file holds no value; write the settings between { and }"#),
      ("{a: }", #"f:1:5: expected a value and found "}"; put text in quotes"#),
      ("{\n  a: hello\n}", #"f:2:6: expected a value and found "hello"; put text in quotes"#),
      ("[1,", #"f:1:1: "[" is never closed; add the missing "]""#),
      ("{a:", #"f:1:4: expected a value and found the end of the file; put text in quotes"#),
      ("{a: 1\n", #"f:1:1: "{" is never closed; add the missing "}""#),
      ("{,}", #"f:1:2: expected a key and found ","; put a key that is not a plain word in quotes"#),
      ("{2a: 1}", #"f:1:2: expected a key and found "2a"; put a key that is not a plain word in quotes"#),
      ("{é 1}", #"f:1:4: expected ":" after the key "é" and found "1"; write key: value"#),
      ("{a: 1\n b: 2}", #"f:2:2: expected "," or "}" and found "b"; put a comma between entries"#),
      ("[1 2]", #"f:1:4: expected "," or "]" and found "2"; put a comma between entries"#),
      ("{a: 1]", #"f:1:6: expected "," or "}" and found "]"; put a comma between entries"#),
      ("{} }", #"f:1:4: found "}" after the end of the value; remove it or close later"#),
      ("{a: 'x\n'}", "f:1:5: the text is not closed on its line; add the closing quote"),
      ("'x", "f:1:1: the text is not closed on its line; add the closing quote"),
      ("1 /* x", "f:1:3: the comment is never closed; add */"),
      (#"'\1'"#, #"f:1:2: "\1" is not an escape; write \\ for a backslash"#),
      (#"'\01'"#, #"f:1:2: "\01" is not an escape; write \\ for a backslash"#),
      (#"'ab\xZZ'"#, #"f:1:4: "\xZZ" is not an escape; write \\ for a backslash"#),
      (#"'\u12'"#, #"f:1:2: "\u12'" is not an escape; write \\ for a backslash"#),
      (#"{\x61: 1}"#, #"f:1:2: "\x" is not an escape; write \\ for a backslash"#),
      (#"{\u0020: 1}"#, #"f:1:2: "\u0020" is not an escape; write \\ for a backslash"#),
      (#"'\ud83d'"#, #"f:1:2: "\ud83d" is half of a character; write both halves or the character itself"#),
      (#"'\ud83dA'"#, #"f:1:2: "\ud83d" is half of a character; write both halves or the character itself"#),
      ("01", #"f:1:1: "01" is not a number; write it like 12, 0.5, 1e6 or 0xFF"#),
      ("[1.2.3]", #"f:1:2: "1.2.3" is not a number; write it like 12, 0.5, 1e6 or 0xFF"#),
      ("5kg", #"f:1:1: "5kg" is not a number; write it like 12, 0.5, 1e6 or 0xFF"#),
      ("-", #"f:1:1: "-" is not a number; write it like 12, 0.5, 1e6 or 0xFF"#),
      ("0x", #"f:1:1: "0x" is not a number; write it like 12, 0.5, 1e6 or 0xFF"#),
      ("1e", #"f:1:1: "1e" is not a number; write it like 12, 0.5, 1e6 or 0xFF"#),
      ("{a: 1,\n 'a': 2}", #"f:2:2: the key "a" is already on line 1; keep one of the two"#),
      ("{\n  a: 'é\u{2028}', b: x}", #"f:2:15: expected a value and found "x"; put text in quotes"#),
    ])
  func rejects(text: String, message: String) {
    #expect(throws: ConfigurationError.self) { try shape(text) }
    do throws(ConfigurationError) {
      _ = try JSON5Parser.parse(Array(text.utf8), file: "f")
    } catch {
      #expect(error.description == message)
      #expect(error.kind == .invalid)
    }
  }

  @Test("brackets may be nested 64 deep and no deeper")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try shape(nested(64))
    let error = #expect(throws: ConfigurationError.self) { try shape(nested(65)) }
    #expect(error?.description == "f:1:65: brackets are nested deeper than 64; remove the extra brackets")
  }

  @Test("bytes that are not UTF-8 are an error where they stand")
  func notUTF8() {
    let error = #expect(throws: ConfigurationError.self) {
      try JSON5Parser.parse(Array("{\n// é ".utf8) + [0xFF, 0x7D], file: "f")
    }
    #expect(error?.description == "f:2:6: the text is not UTF-8 here; save the file as UTF-8")
  }

  @Test("no text breaks the parser, and every error has a place within the text and one line", arguments: [1, 2, 3])
  func damaged(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let whole =
      Array(#"{a: [1, -.5e+3, 0xF], 'b': "\u00e9\x41\n", /*c*/ _c: {d: null,}, e: 'ä' //"#.utf8) + [0x0A, 0x7D]
    let spice = Array("{}[],:'\"\\/*ux0e+-. \n\r".utf8) + [0xC3, 0xFF, 0x00]
    for _ in 0..<2_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes.remove(at: index)
        case 1: bytes[index] = spice.randomElement(using: &random) ?? 0
        default: bytes.insert(spice.randomElement(using: &random) ?? 0, at: index)
        }
      }
      do throws(ConfigurationError) {
        _ = try JSON5Parser.parse(bytes, file: "f")
      } catch {
        let line = try #require(error.line, "seed \(seed)")
        let column = try #require(error.column, "seed \(seed)")
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(line >= 1 && line <= bytes.count + 1 && column >= 1, "seed \(seed)")
        if !bytes.contains(0x0D) { #expect(line <= lines.count && column <= lines[line - 1].count + 1, "seed \(seed)") }
        #expect(!error.description.utf8.contains { $0 < 0x20 }, "seed \(seed): \(error.description)")
      }
    }
  }
}
