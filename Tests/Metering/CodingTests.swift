import Foundation
import Metering
import Testing

@Suite struct CodingTests {
  private func encoded(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode([value]), as: UTF8.self)
  }

  private func decoded<Value: Decodable>(_ json: String, as type: Value.Type) throws -> Value {
    try #require(try JSONDecoder().decode([Value].self, from: Data(json.utf8)).first)
  }

  @Test("values are text in JSON, and read back equal")
  func roundTrips() throws {
    #expect(try encoded("0.1" as ExactDecimal) == #"["0.1"]"#)
    #expect(try encoded(Fraction(5, 2)) == #"["5\/2"]"#)
    #expect(try encoded("café" as TenantID) == #"["café"]"#)
    #expect(try encoded(try #require(CivilDate("2026-10-25"))) == #"["2026-10-25"]"#)
    #expect(try encoded(try #require(Period("2026-10"))) == #"["2026-10"]"#)
    #expect(try encoded(try #require(Currency("USD"))) == #"["USD"]"#)
    #expect(try decoded(#"["2026-10-25"]"#, as: CivilDate.self).description == "2026-10-25")
    #expect(try decoded(#"["2026-10"]"#, as: Period.self).description == "2026-10")
    #expect(try decoded(#"["JPY"]"#, as: Currency.self).exponent == 0)
    #expect(try decoded(#"["5/2"]"#, as: Fraction.self) == Fraction(5, 2))
    #expect(try decoded(#"["-7"]"#, as: Fraction.self) == Fraction(-7))
  }

  @Test("numbers of any size read back equal")
  func numbers() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let decimal = ExactDecimal(picounits: random.wide())
      #expect(try decoded(encoded(decimal), as: ExactDecimal.self) == decimal, "seed 5")
      let denominator = random.wide()
      let fraction = Fraction(random.wide(), denominator == 0 ? 1 : denominator)
      #expect(try decoded(encoded(fraction), as: Fraction.self) == fraction, "seed 5")
    }
    for extreme in [ExactDecimal(picounits: .min), ExactDecimal(picounits: .max)] {
      #expect(try decoded(encoded(extreme), as: ExactDecimal.self) == extreme)
    }
  }

  @Test("a name keeps its bytes through JSON")
  func names() throws {
    for name in ["caf\u{E9}", "cafe\u{301}", "a\"b\\c", "line\nbreak", "\u{0}", "😀", ""] as [EnvironmentID] {
      #expect(try decoded(encoded(name), as: EnvironmentID.self) == name)
    }
  }

  @Test("text that is no value is refused, not mended")
  func refused() {
    for text in ["0.0000000000001", "1,5", "", "NaN"] {
      #expect(throws: DecodingError.self) { try decoded(#"["\#(text)"]"#, as: ExactDecimal.self) }
    }
    for text in ["1/0", "1/-2", "1/2/3", "/2", "1/", "", "a"] {
      #expect(throws: DecodingError.self) { try decoded(#"["\#(text)"]"#, as: Fraction.self) }
    }
    #expect(throws: DecodingError.self) { try decoded(#"["2026-02-30"]"#, as: CivilDate.self) }
    #expect(throws: DecodingError.self) { try decoded(#"["2026-13"]"#, as: Period.self) }
    #expect(throws: DecodingError.self) { try decoded(#"["usd"]"#, as: Currency.self) }
    #expect(throws: DecodingError.self) { try decoded("[0.1]", as: ExactDecimal.self) }
  }
}
