/// A currency by its ISO 4217 code, with the number of decimals its cents have.
package struct Currency: Sendable, Hashable {
  /// Three capital letters.
  package let code: String
  /// Decimals of the smallest unit: USD 2, JPY 0, KWD 3.
  package let exponent: Int

  /// A currency in use; nil for a code that ISO 4217 does not list.
  package init?(_ code: String) {
    guard Self.codes.contains(code) else { return nil }
    self.code = code
    exponent = Self.exponents[code] ?? 2
  }

  /// The smallest unit as an exact decimal: 0.01 for USD.
  package var smallestUnit: ExactDecimal { ExactDecimal(picounits: powerOfTen(ExactDecimal.places - exponent)) }

  /// A number of smallest units as text: 1234 of USD is `12.34`.
  package func text(minorUnits: Int128) -> String { decimalText(minorUnits, places: exponent) }

  /// An exact amount as a whole number of smallest units, half away from zero: what is posted (economics.md §2.6).
  package func minorUnits(of amount: ExactDecimal) -> Int128 {
    // Dividing by 1 or more cannot overflow.
    amount.picounits.scaled(by: 1, over: smallestUnit.picounits, rounding: .halfAwayFromZero) ?? 0
  }

  private static let exponents: [String: Int] = {
    var exponents: [String: Int] = [:]
    for code in "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(separator: " ") {
      exponents[String(code)] = 0
    }
    for code in "BHD IQD JOD KWD LYD OMR TND".split(separator: " ") { exponents[String(code)] = 3 }
    for code in "CLF UYW".split(separator: " ") { exponents[String(code)] = 4 }
    return exponents
  }()

  /// ISO 4217 list one: funds codes and currencies, without metals and testing codes.
  private static let codes = Set(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE \
    CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL \
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR \
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY \
    TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split(separator: " ").map(String.init))
}

extension Currency: Comparable, CustomStringConvertible {
  package static func < (left: Currency, right: Currency) -> Bool { bytewise(left.code, precedes: right.code) }
  package var description: String { code }
}
