import Bytes
import Testing

@Suite("JSON lines")
struct JSONLexerTests {
  private func lex(_ text: String, keys: [String] = ["id", "n"]) -> [LexedRecord] {
    var lexer = JSONLexer(keys: keys)
    return lexAll(Chunk(contents: utf8(text)), &lexer, slots: keys.count).records
  }

  /// The values of `id` and `n` of one line; nil when it is bad.
  private func values(_ line: String) -> [String]? {
    let records = lex(line)
    guard records.count == 1, records[0].problem == .none else { return nil }
    return records[0].texts
  }

  private func problem(_ line: String) -> FieldTable.Problem? {
    let records = lex(line)
    return records.count == 1 ? records[0].problem : nil
  }

  @Test("keys come in any order, numbers and strings alike are text, null is absent")
  func values() {
    #expect(values(#"{"id":"x","n":12.5}"#) == ["x", "12.5"])
    #expect(values(#"{"n":"12.5","id":"x"}"#) == ["x", "12.5"])
    #expect(values(#"{"n":-1.5e+10,"id":7}"#) == ["7", "-1.5e+10"])
    #expect(values(#"{"n":null,"id":"x"}"#) == ["x", ""])
    #expect(values(#"{"id":"x"}"#) == ["x", ""])
    #expect(values(#"{}"#) == ["", ""])
    #expect(values(#"{"id":"","n":""}"#) == ["", ""])
  }

  @Test("spaces and tabs between all tokens mean nothing")
  func whiteSpace() {
    #expect(values(" \t{ \t\"id\" : \"x\"\t, \"n\" :\t1 } \t") == ["x", "1"])
    #expect(values(" { } ") == ["", ""])
  }

  @Test("every escape is decoded, in values and in keys")
  func escapes() {
    #expect(values(#"{"id":"a\"b\\c\/d\b\f\n\r\te"}"#) == ["a\"b\\c/d\u{8}\u{C}\n\r\te", ""])
    #expect(values(#"{"id":"\u0041\u00e9\u20AC\uFFFF"}"#) == ["Aé€\u{FFFF}", ""])
    #expect(values(#"{"\u0069d":"x","\u006e":"\u0031"}"#) == ["x", "1"])
    #expect(values(#"{"id":"\u0000"}"#) == ["\0", ""])
    // Long enough for the word-wise search, with the escape at every place of a word.
    for count in 0...20 {
      let before = String(repeating: "p", count: count)
      #expect(values("{\"id\":\"\(before)\\n\(before)\",\"n\":1}") == ["\(before)\n\(before)", "1"])
      #expect(values("{\"id\":\"\(before)\",\"n\":\"\(before)\"}") == [before, before])
    }
    for bad in [#"{"id":"\x"}"#, #"{"id":"\u12"}"#, #"{"id":"\u12G4"}"#, #"{"id":"\"}"#, #"{"id":"\u"#, #"{"id":"\"#] {
      #expect(problem(bad) == .json, "\(bad)")
    }
  }

  @Test("digits of \\u are ASCII, as JSON writes them")
  func hexDigits() {
    // U+FF11 is a full-width 1; its bytes are not digits.
    #expect(problem("{\"id\":\"\\u004\u{FF11}\"}") == .json)
  }

  @Test("a pair of surrogates is one character, a lone one is bad")
  func surrogates() {
    #expect(values(#"{"id":"\uD83D\uDE00"}"#) == ["😀", ""])
    #expect(values(#"{"id":"\ud800\udc00\uDBFF\uDFFF"}"#) == ["\u{10000}\u{10FFFF}", ""])
    for bad in [
      #"\uD83D"#, #"\uD83Dx"#, #"\uD83D\n"#, #"\uDE00"#, #"\uDE00\uD83D"#, #"\uD83D\uD83D"#, #"\uD83D\u0041"#,
    ] {
      #expect(problem("{\"id\":\"\(bad)\"}") == .json, "\(bad)")
    }
  }

  @Test("values that nobody reads are skipped, whatever they hold")
  func skipped() {
    let others = [
      #"{"a":{"b":[1,2,{"c":"}]"}]},"d":[]}"#, #"["]","\"]",{}]"#, "true", "false", "null", "-0.5e-3", #""x\ny""#,
      "[[[[]]]]",
      #"["\\"]"#,
    ]
    for other in others {
      #expect(values("{\"z\":\(other),\"id\":\"x\",\"y\":\(other),\"n\":1}") == ["x", "1"], "\(other)")
      #expect(values("{\"id\":\"x\",\"n\":1,\"z\":\(other)}") == ["x", "1"], "\(other)")
    }
    let deep = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(values("{\"z\":\(deep(100)),\"id\":\"x\",\"n\":1}") == ["x", "1"])
    #expect(problem("{\"z\":\(deep(101)),\"id\":\"x\",\"n\":1}") == .json)
  }

  @Test("a list, an object, true or false in a field that is read is told apart from bad JSON")
  func nested() {
    for value in ["[]", "{}", "true", "false", #"[1,"x"]"#, #"{"id":1}"#] {
      #expect(problem("{\"id\":\(value),\"n\":1}") == .nestedValue, "\(value)")
      #expect(problem("{\"n\":1,\"id\":\(value)}") == .nestedValue, "\(value)")
      #expect(problem("{\"id\":\(value),\"n\":1") == .json, "\(value)")
    }
  }

  @Test("a key that comes twice makes a line bad")
  func duplicateKeys() {
    #expect(problem(#"{"id":"x","id":"x"}"#) == .json)
    #expect(problem(#"{"id":"x","n":1,"\u0069d":"y"}"#) == .json)
    #expect(values(#"{"z":1,"z":2,"id":"x","n":1}"#) == ["x", "1"])
    #expect(problem(#"{"id":"","id":"x"}"#) == .json)
    #expect(problem(#"{"id":null,"id":"x"}"#) == .json)
    #expect(problem(#"{"id":"x","id":null}"#) == .json)
  }

  @Test("what is not one object in one line is bad, and the next line is read")
  func badLines() {
    for bad in [
      "x", "[]", "1", "\"id\"", "{", "}", "{\"id\"}", "{\"id\":}", "{\"id\":\"x\",}", "{,}", "{\"id\":\"x\"}}",
      "{\"id\":\"x\"} x",
      "{\"id\":\"x\"},", "{\"id\" \"x\"}", "{id:\"x\"}", "{'id':'x'}", "{\"id\":'x'}", "{\"id\":x}", "{\"id\":nul}",
      "{\"id\":nulll}",
      "{\"id\":truex}", "{\"id\":\"x\" \"n\":1}", "{\"id\":\"x", "{\"id\":\"x\"", "{\"id\":\"x\",\"n\":1",
      "{\"id\":\"x\"}{\"id\":\"y\"}",
      "{\"id\":+1}", "{\"id\":.5}", "{\"z\":[}", "{\"z\":[1,2}", "{\"z\":{]}", "{\"z\":\"", "{\"id\":\0}", "// {}",
      "{\"id\":\"x\"\0}",
    ] {
      let records = lex("{\"id\":\"a\",\"n\":1}\n\(bad)\n{\"id\":\"b\",\"n\":2}\n")
      let problems: [FieldTable.Problem] = [.none, .json, .none]
      #expect(records.map(\.problem) == problems, "\(bad)")
      #expect(records.first?.texts == ["a", "1"])
      #expect(records.last?.texts == ["b", "2"])
      #expect(records.map(\.line) == [0, 1, 2])
    }
  }

  @Test("an escape at the end of a line does not reach into the next")
  func escapeAtLineEnd() {
    for tail in [#"\"#, #"\u"#, #"\u00"#, #"\uD83D"#, #"\uD83D\"#, #"\uD83D\u"#, "abcdefgh\\"] {
      let records = lex("{\"id\":\"\(tail)\nn\",\"n\":1}\n{\"id\":\"b\",\"n\":2}\n")
      #expect(records.map(\.problem) == [.json, .json, .none], "\(tail)")
      #expect(records.last?.texts == ["b", "2"], "\(tail)")
    }
  }

  @Test("line ends may be CRLF, empty lines are no records, the last line end may lack")
  func lineEnds() {
    let records = lex("{\"id\":\"a\"}\r\n\r\n\n{\"id\":\"b\"}")
    #expect(records.map { $0.texts[0] } == ["a", "b"])
    #expect(records.map(\.line) == [0, 3])
    #expect(records.map(\.range) == [0..<10, 15..<25])
  }

  @Test("keys nobody reads are listed once, in the order of their bytes")
  func unreadKeys() {
    var lexer = JSONLexer(keys: ["id"])
    let text = #"{"id":1,"b":2,"a":{"c":1}}"# + "\n" + #"{"a":1,"\u0062":1,"id":1,"d":"x"}"# + "\n"
    _ = lexAll(Chunk(contents: utf8(text)), &lexer, slots: 1)
    #expect(lexer.unreadKeys == [utf8("a"), utf8("b"), utf8("d")])
    #expect(JSONLexer(keys: ["id"]).unreadKeys == [])
  }

  @Test("more keys than are remembered are skipped all the same")
  func manyKeys() {
    var lexer = JSONLexer(keys: ["id"])
    let text = (0..<500).map { "{\"k\($0)\":\($0),\"id\":\"x\($0)\"}\n" }.joined()
    let wide = "{" + (0..<900).map { "\"w\($0)\":1," }.joined() + "\"id\":\"wide\"}\n"
    let records = lexAll(Chunk(contents: utf8(text + wide + text)), &lexer, slots: 1).records
    let expected = (0..<500).map { "x\($0)" }
    #expect(records.map { $0.texts[0] } == expected + ["wide"] + expected)
    #expect(lexer.unreadKeys.count == 200)
  }

  @Test("what one record had does not show in the next, in whatever order their keys come")
  func random() {
    let seed: UInt64 = 0x150_0001
    var generator = SplitMix64(seed: seed)
    let keys = ["id", "start", "end", "quantity"]
    let others = ["x", "labels", "q"]
    let values = ["", "a", "long enough for two words", "é\"\\\n", "12", "😀"]
    var lexer = JSONLexer(keys: keys)
    for round in 0..<60 {
      var text = ""
      var expected: [[String]] = []
      for _ in 0..<generator.int(1...20) {
        var members: [String] = []
        var fields = [String](repeating: "", count: keys.count)
        for (slot, key) in keys.enumerated() where generator.int(0...4) > 0 {
          fields[slot] = generator.element(of: values)
          members.append("\"\(key)\":\(quoted(fields[slot], escapingAll: generator.int(0...3) == 0))")
        }
        for other in others where generator.int(0...2) == 0 { members.append("\"\(other)\":[{\"id\":\"no\"},\"]\"]") }
        members.shuffle(using: &generator)
        text += "{\(members.joined(separator: ","))}\n"
        expected.append(fields)
      }
      let records = lexAll(Chunk(contents: utf8(text)), &lexer, slots: keys.count).records
      #expect(records.map(\.texts) == expected, "seed \(seed), round \(round)")
    }
  }

  /// A JSON string; all characters of the basic plane as `\u` where `escapingAll`.
  private func quoted(_ text: String, escapingAll: Bool) -> String {
    let escaped = text.utf16.map { unit -> String in
      let hex = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
    if escapingAll { return "\"\(escaped.joined())\"" }
    let plain = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(scalar)
      }
    }
    return "\"\(plain.joined())\""
  }
}
