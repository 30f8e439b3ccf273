import Testing

struct SwiftTextTests {
  @Test(
    "Comments and what literals say are no code",
    arguments: [
      ("let a = b as! C  // as! D", "let a = b as! C  ", ""),
      (#"f("as! // x") // y"#, #"f("") "#, "as! // x"),
      (#"f("a \"b\" \\") + c"#, #"f("") + c"#, #"a "b" \"#),
      (##"f(#"a "b" \n"#) + c"##, ##"f(#""#) + c"##, #"a "b" \n"#),
      ("\"\"\"\n  SELECT \"a\" \\\n  // b\n  \"\"\" + c", "\"\"\"\n\n\n\"\"\" + c", "\n  SELECT \"a\" \n  // b\n  "),
      ("f(\"\", \"\")", "f(\"\", \"\")", ""),
    ])
  func separated(source: String, code: String, texts: String) {
    let text = SwiftText(source)
    #expect(text.code.joined(separator: "\n") == code)
    #expect(text.texts.joined(separator: "\n") == texts)
  }

  @Test("What a literal interpolates is code")
  func interpolated() {
    let text = SwiftText(#"f("a \(g((b as! C).d, "e \(try! h())")) i") // j"#)
    #expect(text.code == [#"f("\(g((b as! C).d, "\(try! h())"))") "#])
    #expect(text.texts == ["a e  i"])
    #expect(SwiftText(##"#"a \(b) \#(c)"#"##).code == [##"#"\#(c)"#"##])
  }
}
