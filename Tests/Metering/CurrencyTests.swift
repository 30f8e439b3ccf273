import Metering
import Testing

@Suite struct CurrencyTests {
  private func currency(_ code: String) throws -> Currency { try #require(Currency(code)) }

  @Test(
    "a currency has the decimals of ISO 4217",
    arguments: [
      ("USD", 2), ("EUR", 2), ("GBP", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("KWD", 3), ("BHD", 3), ("CLF", 4),
    ])
  func exponents(code: String, exponent: Int) throws { #expect(try currency(code).exponent == exponent) }

  @Test("every active code of ISO 4217 is there, and has its decimals")
  func table() throws {
    let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(separator: " ")
      .map(String.init)
    let three = "BHD IQD JOD KWD LYD OMR TND".split(separator: " ").map(String.init)
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    var found: [Int: [String]] = [:]
    for first in letters {
      for second in letters {
        for third in letters {
          guard let currency = Currency("\(first)\(second)\(third)") else { continue }
          found[currency.exponent, default: []].append(currency.code)
        }
      }
    }
    #expect(found[0] == none && found[3] == three && found[4] == ["CLF", "UYW"])
    #expect(found.keys.sorted() == [0, 2, 3, 4] && found.values.map(\.count).reduce(0, +) == 166)
    // Not the metals, the funds of central banks without decimals, the code for tests and that for none.
    for code in ["XAU", "XDR", "XSU", "XUA", "XTS", "XXX", "ANG", "HRK", "SLL", "ZWL", "CUC"] {
      #expect(Currency(code) == nil, "\(code)")
    }
  }

  @Test(
    "a code that ISO 4217 does not list is no currency",
    arguments: ["usd", "US", "USDX", "", "XXX", "XAU", "DEM", "ABC"])
  func unknown(code: String) { #expect(Currency(code) == nil) }

  @Test("an amount is posted in whole smallest units, half away from zero")
  func minorUnits() throws {
    #expect(try currency("USD").minorUnits(of: "12.345") == 1_235)
    #expect(try currency("USD").minorUnits(of: "-12.345") == -1_235)
    #expect(try currency("USD").minorUnits(of: "12.344999999999") == 1_234)
    #expect(try currency("JPY").minorUnits(of: "0.5") == 1)
    #expect(try currency("JPY").minorUnits(of: "0.499999999999") == 0)
    #expect(try currency("KWD").minorUnits(of: "1.2345") == 1_235)
    #expect(try currency("USD").minorUnits(of: ExactDecimal(picounits: .min)) < 0)
  }

  @Test("smallest units are written with the currency's decimals")
  func text() throws {
    #expect(try currency("USD").text(minorUnits: 1_234) == "12.34")
    #expect(try currency("USD").text(minorUnits: -5) == "-0.05")
    #expect(try currency("JPY").text(minorUnits: 1_234) == "1234")
    #expect(try currency("KWD").text(minorUnits: 1) == "0.001")
    #expect(try currency("USD").smallestUnit == "0.01")
    #expect(try currency("JPY").smallestUnit == 1)
  }

  @Test("posting and writing loses nothing of a whole amount")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 11)
    for code in ["USD", "JPY", "KWD", "UYW"] {
      let currency = try currency(code)
      for _ in 0..<100 {
        let units = random.wide(bits: 60)
        let amount = try ExactDecimal.parse(currency.text(minorUnits: units).utf8).value
        #expect(currency.minorUnits(of: amount) == units, "seed 11: \(units) \(code)")
      }
    }
  }

  @Test("currencies are ordered by their codes")
  func order() throws { #expect(try currency("EUR") < currency("USD")) }
}
