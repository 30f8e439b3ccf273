import Bytes
import Comparison
import Metering
import Testing

@testable import Reporting

@Suite("Words and numbers")
struct WordingTests {
  private let usd = SampleOrganization.usd

  @Test(
    "amounts in sentences are rounded so that they can be said aloud",
    arguments: [
      (26_048_200, "USD 260,482"), (123_456_789, "USD 1.23 million"), (1_234_567_890, "USD 12.3 million"),
      (12_345_678_900, "USD 123 million"), (123_456_789_000, "USD 1.23 billion"), (99_999_999, "USD 1.00 million"),
      (1_234, "USD 12.34"), (0, "USD 0.00"), (-26_048_250, "USD −260,483"), (9_999, "USD 99.99"), (10_000, "USD 100"),
    ] as [(Int128, String)])
  func rounded(minorUnits: Int128, text: String) {
    #expect(DisplayText.rounded(minorUnits, usd).replacing("\u{A0}", with: " ") == text)
  }

  @Test("exact amounts have their thousands apart, a real minus, and the currency's own decimals")
  func exact() throws {
    #expect(DisplayText.exact(-123_456_789, usd) == "−1,234,567.89")
    #expect(DisplayText.exact(5, usd) == "0.05")
    #expect(DisplayText.exact(1_234_567, try #require(Currency("JPY"))) == "1,234,567")
    #expect(DisplayText.exact(1_234_567, try #require(Currency("KWD"))) == "1,234.567")
    #expect(DisplayText.signed(100, usd) == "+1.00" && DisplayText.signed(-100, usd) == "−1.00")
  }

  @Test("shares, ratios, quantities and months read as people write them")
  func others() {
    #expect(DisplayText.percent(114_799, of: 260_482) == "44.1%")
    #expect(DisplayText.percent(1, of: 0) == nil)
    #expect(DisplayText.change(from: 200, to: 190) == "−5.0%" && DisplayText.change(from: 200, to: 201) == "+0.5%")
    #expect(DisplayText.change(from: 0, to: 1) == nil && DisplayText.change(from: 7, to: 7) == "0.0%")
    #expect(DisplayText.decimal(Fraction(8, 7), places: 2) == "1.14")
    #expect(DisplayText.quantity("1234.5") == "1,234.5")
    #expect(DisplayText.month(Period(year: 2026, month: 2) ?? CivilDate(dayNumber: 0).period) == "February 2026")
  }

  @Test(
    "a share is rounded, but never to all of what is not all of it, nor to nothing of what is something",
    arguments: [
      (9_996, 10_000, 0, "more than 99%"), (9_900, 10_000, 0, "99%"), (10_000, 10_000, 0, "100%"),
      (4, 1_000, 0, "less than 1%"), (0, 1_000, 0, "0%"), (99_960, 100_000, 1, "more than 99.9%"),
      (24_250, 24_253, 2, "99.99%"), (24_252, 24_253, 2, "more than 99.99%"), (1, 100_000, 1, "less than 0.1%"),
      (150, 100, 0, "150%"), (-1, 100_000, 1, "0.0%"),
    ] as [(Int128, Int128, Int, String)])
  func shares(part: Int128, whole: Int128, places: Int, text: String) {
    #expect(DisplayText.percent(part, of: whole, places: places) == text)
  }

  /// The figures of V04 (economics.md §1.10).
  private func worked(
    saving: Int = 114_799, oneTime: Int = 471_366, cashable: Int = 66_949, horizon: Int = 36
  ) -> StackComparison {
    let today = 260_482
    return StackComparison(
      stack: "training", currency: usd, tenants: ["a", "b"], environments: [], pooling: [],
      items: [
        .init(item: .capacity, today: 150_000, shared: ExactDecimal(150_000 - cashable)),
        .init(
          item: .staff, today: ExactDecimal(today - 150_000),
          shared: ExactDecimal(today - 150_000 - (saving - cashable))),
      ],
      bridge: [
        .init(step: .today, amount: ExactDecimal(today)), .init(step: .poolDemand, amount: ExactDecimal(-saving)),
        .init(step: .shared, amount: ExactDecimal(today - saving)),
      ], today: ExactDecimal(today), shared: ExactDecimal(today - saving), keptApart: .zero, sharedTeam: "3.5",
      oneTimeCost: ExactDecimal(oneTime), paybackMonth: nil, cashablePaybackMonth: nil, horizonMonths: horizon,
      netOverHorizon: ExactDecimal(saving * horizon - oneTime), cashableSaving: ExactDecimal(cashable),
      saving: ExactDecimal(saving), verdict: saving > 0 ? .pays : .doesNotPay, notes: [])
  }

  private func whole(_ stack: StackComparison) throws -> OrganizationComparison {
    try OrganizationComparison(of: [stack], months: .one, currency: usd)
  }

  @Test(
    "each verdict has its own clear end of the headline",
    arguments: [
      (
        114_799, 471_366,
        ". One shared environment per stack would cost USD 145,683 a month, USD 114,799 less, and pay for itself in month 5 if all move at once."
      ),
      (
        100, 471_366,
        "; sharing would save USD 100 a month but not earn back its one-time cost of USD 471,366 within 36 months, so it does not pay here."
      ),
      (
        -53_911, 471_366,
        "; sharing does not pay here: one shared environment per stack would cost USD 314,393 a month, USD 53,911 more."
      ),
      (0, 471_366, "; sharing does not pay here: one shared environment per stack would cost the same."),
    ])
  func conclusions(saving: Int, oneTime: Int, text: String) throws {
    let conclusion = ComparisonWording.conclusion(
      try whole(worked(saving: saving, oneTime: oneTime)), rate: "a month")
    #expect(conclusion.replacing("\u{A0}", with: " ") == text)
  }

  @Test("stacks in a sentence are all named, or the largest three and how many others")
  func lists() {
    func list(_ count: Int) -> String {
      ComparisonWording.list(Array(repeating: worked(), count: count)).html.replacing("<bdi>", with: "")
        .replacing("</bdi>", with: "")
    }
    #expect(list(1) == "training" && list(2) == "training and training")
    #expect(list(4) == "training, training, training and training")
    #expect(list(6) == "training, training, training and 3 others")
  }

  @Test("cash and people's time are told apart, also when one grows while the other shrinks")
  func split() throws {
    #expect(
      try ComparisonWording.split(whole(worked(cashable: 120_000))).replacing("\u{A0}", with: " ")
        == "USD 120,000 less cash, USD 5,201 more people's time")
  }

  @Test("every note has a code, a sentence that ends, and its subjects")
  func notes() {
    let notes: [StackComparison.Note] = [
      .staffNotRecorded, .capacityNotRecorded(["e"]), .unratedUsage(["r"]), .notCatalogued(["e"]),
      .demandAboveCapacity("e", "r", hours: 1), .sharedPriceMissing("r"), .keptApart(["e"]),
      .capacityWithoutPrice("e", "r", from: CivilDate(dayNumber: 0)), .otherStacks(["e"]), .usedOutsideItsDays(["e"]),
    ]
    let told = notes.map(ComparisonNote.init)
    #expect(Set(told.map(\.code)).count == notes.count)
    #expect(told.allSatisfy { $0.subjects.isEmpty ? $0.text.hasSuffix(".") : $0.text.hasSuffix(":") })
  }

  @Test("Base64 is that of RFC 4648 §10")
  func base64Vectors() {
    let vectors = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE="]
    for (plain, coded) in vectors { #expect(base64(Array(plain.utf8)) == coded) }
    #expect(base64([0xFB, 0xFF, 0xFE]) == "+//+")
  }

  @Test("what is interpolated into markup is escaped, what is markup is not")
  func markup() {
    let name = "<a href=\"x\">'&"
    let inner: Markup = "<td>\(name)</td>"
    #expect(inner.html == "<td>&lt;a href=&quot;x&quot;&gt;&#39;&amp;</td>")
    #expect(("<tr>\(inner)</tr>" as Markup).html == "<tr>\(inner.html)</tr>")
  }

  @Test("every error is one line that names the place and a remedy")
  func errors() throws {
    let period = try #require(Period(year: 2026, month: 9))
    let errors: [ReportingError] = [
      .totalsDiffer(period, sums: [], currency: usd), .otherCurrency(where: "rates.csv:7", found: usd, expected: usd),
      .overflow(ArithmeticOverflow("+", ["1", "2"])), .pageTooLarge("summary.html", bytes: 6_000_000, limit: 5_242_880),
      .foreignFiles(folder: "/home/me", names: ["a", "b", "c", "d"]), .notAFolder("/x"),
      .readBackDiffers(file: "summary.html"), .file(.init(action: "write", path: "/x", number: 28)),
    ]
    for error in errors { #expect(!error.description.contains("\n") && !error.description.isEmpty) }
    #expect(errors[4].description.contains("a, b, c and 1 more"))
  }
}
