import Metering
import Testing

@Suite struct DecimalTextTests {
  private func parse(_ text: String) throws -> ExactDecimal.Parsed { try ExactDecimal.parse(Array(text.utf8)) }

  @Test("what is printed reads back to the same number, unrounded")
  func roundTrip() throws {
    let extremes: [Int128] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
    var random = SeededGenerator(seed: 7)
    for picounits in extremes + (0..<2_000).map({ _ in random.wide() }) {
      let value = ExactDecimal(picounits: picounits)
      let read = try parse(value.description)
      #expect(read.value == value, "seed 7: \(picounits)")
      #expect(!read.wasRounded, "seed 7: \(picounits)")
      #expect(try parse(value.fixed(places: 12)).value == value, "seed 7: \(picounits)")
    }
  }

  @Test("an exponent moves the point and changes nothing else")
  func exponents() throws {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<1_000 {
      let value = ExactDecimal(picounits: random.wide())
      let exponent = random.int(-30...30)
      let digits = value.picounits.magnitude.description
      let text = "\(value.isNegative ? "-" : "")\(digits)E\(exponent)"
      // The twin: the digits with the point set by hand.
      let whole = digits + String(repeating: "0", count: max(0, exponent))
      let padded = String(repeating: "0", count: max(0, 1 - exponent - whole.count)) + whole
      let split = padded.index(padded.endIndex, offsetBy: min(0, exponent))
      let plain = (value.isNegative ? "-" : "") + padded[..<split] + "." + padded[split...] + "0"
      #expect((try? parse(text)) == (try? parse(plain)), "seed 8: \(text) and \(plain)")
    }
  }

  @Test(
    "numbers are read in every way logs write them",
    arguments: [
      ("12", "12"), ("-0.5", "-0.5"), (".5", "0.5"), ("-.5", "-0.5"), ("5.", "5"), ("007.50", "7.5"), ("-0", "0"),
      ("0.000", "0"), ("1E-7", "0.0000001"), ("1e+05", "100000"), ("1e5", "100000"), ("1.5E3", "1500"),
      ("-2.5e-2", "-0.025"), ("0e999999999999999999999", "0"), ("1e-12", "0.000000000001"),
      ("170141183460469231731687303.715884105727", "170141183460469231731687303.715884105727"),
      ("-170141183460469231731687303.715884105728", "-170141183460469231731687303.715884105728"),
      ("0.00000000000000000000000000000001e32", "1"), ("100000000000000000000000000000000e-32", "1"),
    ])
  func numbers(text: String, value: String) throws {
    let read = try parse(text)
    #expect(read.value.description == value)
    #expect(!read.wasRounded)
  }

  @Test("an exponent of any length is told from a number too large by its digits")
  func longExponents() throws {
    let zeros = String(repeating: "0", count: 1_999)
    #expect(try parse("0.\(zeros)1e2000").value == 1)
    #expect(try parse("1\(zeros)0e-2000").value == 1)
    #expect(throws: DecimalTextError.tooLarge) { try parse("1e99999999999999999999999") }
    let tiny = try parse("1e-99999999999999999999999")
    #expect(tiny.value.isZero && tiny.wasRounded)
  }

  @Test(
    "more than twelve decimals are rounded half-even, and it is told",
    arguments: [
      ("0.0000000000005", "0"), ("0.0000000000015", "0.000000000002"), ("0.0000000000025", "0.000000000002"),
      ("0.00000000000050000001", "0.000000000001"), ("-0.0000000000015", "-0.000000000002"),
      ("-0.0000000000005", "0"), ("0.9999999999995", "1"), ("0.00000000000049999", "0"), ("1e-13", "0"),
      ("5e-13", "0"), ("6e-13", "0.000000000001"), ("1.0000000000001e0", "1"), ("9e-300", "0"),
    ])
  func rounded(text: String, value: String) throws {
    let read = try parse(text)
    #expect(read.value.description == value)
    #expect(read.wasRounded)
  }

  @Test("zeros behind the twelfth decimal are no rounding")
  func trailingZeros() throws {
    let read = try parse("1.5000000000000000000")
    #expect(read.value == "1.5")
    #expect(!read.wasRounded)
  }

  @Test(
    "a number with more digits than fit is too large, not wrapped",
    arguments: [
      "170141183460469231731687303.715884105728", "-170141183460469231731687303.715884105729",
      "170141183460469231731687303.7158841057275", "1e27", "-1e27", "1e1000", "999999999999999999999999999999999999999",
    ])
  func tooLarge(text: String) { #expect(throws: DecimalTextError.tooLarge) { try parse(text) } }

  @Test(
    "what is no number is refused",
    arguments: [
      "", " ", "-", "+1", ".", "-.", "1.2.3", "1,5", "1 000", " 1", "1 ", "1e", "1e+", "1e1.5", "e5", "1e5e5", "--1",
      "0x10", "NaN", "inf", "Infinity", "١", "１", "1_000", "1e 5", "1-", "\u{FEFF}1", "1\0",
    ])
  func garbage(text: String) { #expect(throws: DecimalTextError.notANumber) { try parse(text) } }

  @Test("fixed text has its places, rounds half-even and has no negative zero")
  func fixed() {
    #expect(("12.5" as ExactDecimal).fixed(places: 2) == "12.50")
    #expect(("0.125" as ExactDecimal).fixed(places: 2) == "0.12")
    #expect(("0.135" as ExactDecimal).fixed(places: 2) == "0.14")
    #expect(("-0.001" as ExactDecimal).fixed(places: 2) == "0.00")
    #expect(("-0.05" as ExactDecimal).fixed(places: 2) == "-0.05")
    #expect(("1999.5" as ExactDecimal).fixed(places: 0) == "2000")
    #expect(("-7" as ExactDecimal).fixed(places: 0) == "-7")
  }

  @Test("steps are told as decimals")
  func steps() {
    #expect(decimalText(-5, places: 2) == "-0.05")
    #expect(decimalText(0, places: 3) == "0.000")
    #expect(decimalText(1_234, places: 0) == "1234")
    #expect(decimalText(.min, places: 12) == "-170141183460469231731687303.715884105728")
  }
}
