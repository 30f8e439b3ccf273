import Configuration
import Metering
import Testing

@Suite("bills.csv, bill_items.csv and budgets.csv")
struct BillTests {
  private static let environments =
    "environment,stack,kind,owner\nlab,notebooks,bespoke,ada\nden,notebooks,bespoke,bob\n"
  private static let bills = "invoice,environment,period,cash_amount,effective_amount,currency,covers\n"
  private static let items = "invoice,reason,amount,currency,note,environment,period,basis\n"
  private static let budgets = "tenant,stack,month,amount,currency\n"

  private func folder(
    bills: [String] = [], items: [String]? = nil, budgets: [String]? = nil, keys: String = ""
  ) throws -> ProjectFolder {
    var files = [
      "stackmeter.json5": Sample.project(keys), "environments.csv": Self.environments,
      "bills.csv": Self.bills + bills.joined(separator: "\n"),
    ]
    files["bill_items.csv"] = items.map { Self.items + $0.joined(separator: "\n") }
    files["budgets.csv"] = budgets.map { Self.budgets + $0.joined(separator: "\n") }
    return try ProjectFolder(files)
  }

  private let september = CivilDate(dayNumber: 20_700).period

  @Test("bills with what they cover, items with the bill they are of, and budgets")
  func rows() throws {
    let folder = try folder(
      bills: ["I-1,lab,2026-09,120.50,100,USD,", "I-1,den,2026-09,-7,,USD,usage licences"],
      items: [
        "I-1,tax,20.5,USD,VAT,lab,,cash", "I-1,refund,-3,USD,an outage,den,2026-09,",
      ], budgets: ["ada,notebooks,2026-09,500,USD", "ada,,2026-09,900,USD"])
    let configuration = try ProjectConfiguration.load(folder: folder.path)
    let bills = configuration.bills.of(september)
    #expect(bills.bills.map(\.cash) == ["120.50", -7] && bills.bills.map(\.effective) == [100, nil])
    #expect(bills.bills.map(\.covers) == [[.usage, .controlPlane, .licences, .other], [.usage, .licences]])
    #expect(bills.items.map(\.environment) == ["lab", "den"] && bills.items.map(\.period) == [september, september])
    #expect(bills.items.map(\.basis) == [.cash, nil] && bills.items.map(\.amount) == ["20.5", -3])
    #expect(configuration.bills.of(september.next).isEmpty)
    #expect(configuration.budgets.map(\.stack) == ["notebooks", nil])
    #expect(configuration.budgets.map(\.amount) == [500, 900])
    #expect(configuration.project.reconciliation.tolerance == 0)
  }

  @Test("the tolerance is the project file's")
  func tolerance() throws {
    let folder = try folder(keys: "reconciliation: { tolerance: 0.05 },")
    #expect(try folder.project().reconciliation.tolerance == "0.05")
    #expect(
      try self.folder(keys: "reconciliation: { tolerance: -1 },").message()
        == #"stackmeter.json5:3:32: "tolerance" is -1; write a number from 0 to 1,000,000"#)
  }

  @Test(
    "a bill that is wrong is told with its line, and a remedy",
    arguments: [
      (",lab,2026-09,1,1,USD,", "the row has no invoice; fill it in"),
      ("I-1,lap,2026-09,1,1,USD,", #"environments.csv has no environment "lap"; did you mean "lab"?"#),
      ("I-1,lab,09/2026,1,1,USD,", #""period" is "09/2026"; write a month as 2026-10"#),
      (
        "I-1,lab,2026-09,,,USD,",
        "the row has neither cash_amount nor effective_amount; fill in one of the two at least"
      ),
      ("I-1,lab,2026-09,1.5x,,USD,", #""cash_amount" is "1.5x"; write a plain number such as 1234.50"#),
      (
        "I-1,lab,2026-09,1,1,EUR,",
        "the row is in EUR and the project in USD; write it in USD: other currencies cannot be converted yet"
      ),
      (
        "I-1,lab,2026-09,1,1,USD,licence",
        #""covers" is "licence"; did you mean "licences"?"#
      ),
    ])
  func badBill(row: String, message: String) throws {
    #expect(try folder(bills: [row]).message() == "bills.csv:2: \(message)")
  }

  @Test("an export that has a bill twice is refused")
  func repeated() throws {
    #expect(
      try folder(bills: ["I-1,lab,2026-09,1,1,USD,", "I-1,lab,2026-09,1,1,USD,"]).message() == """
        bills.csv:3: invoice "I-1" already bills "lab" for 2026-09 on line 2; remove the row that is there twice, \
        or add the two up in one
        """)
    #expect(try folder(bills: ["I-1,lab,2026-09,1,1,USD,", "I-2,lab,2026-09,1,1,USD,"]).message() == nil)
  }

  @Test(
    "an item that is wrong is told with its line, and a remedy",
    arguments: [
      ("I-7,tax,1,USD,VAT,,,", #"bills.csv has no invoice "I-7"; did you mean "I-1"?"#),
      (
        "I-1,tax,1,USD,VAT,,,",
        #"invoice "I-1" has 2 bills that this may be of; fill in environment and period to tell which"#
      ),
      (
        "I-1,tax,1,USD,VAT,lab,2026-08,",
        #"invoice "I-1" bills nothing of "lab" for 2026-08; name an environment and a month as bills.csv has them"#
      ),
      ("I-1,tax,1,USD,,lab,,", "the row has no note; fill it in"),
      (
        "I-1,vat,1,USD,VAT,lab,,",
        #""reason" is "vat"; write one of tax, support, refund, discount, credit, prepayment, late, unrated, other"#
      ),
      (
        "I-1,tax,1,USD,VAT,den,,effective",
        #"the row is of the effective amount and the bill of invoice "I-1" has none; fill in effective_amount in "#
          + "bills.csv, or leave basis empty"
      ),
    ])
  func badItem(row: String, message: String) throws {
    let bills = ["I-1,lab,2026-09,1,1,USD,", "I-1,den,2026-09,1,,USD,"]
    #expect(try folder(bills: bills, items: [row]).message() == "bill_items.csv:2: \(message)")
  }

  @Test("an item or a budget that is there twice is refused")
  func repeatedItems() throws {
    #expect(
      try folder(
        bills: ["I-1,lab,2026-09,1,1,USD,"], items: ["I-1,tax,1,USD,VAT,,,", "I-1,tax,2,USD,VAT,lab,2026-09,"]
      ).message()
        == "bill_items.csv:3: the same item is on line 2; remove the row, or tell in its note what it is")
    #expect(
      try folder(budgets: ["ada,s,2026-09,1,USD", "ada,,2026-09,1,USD", "ada,s,2026-09,2,USD"]).message()
        == #"budgets.csv:4: the budget of tenant "ada", stack "s" for 2026-09 is already on line 2; "#
        + "keep one of the two")
  }

  @Test("bills are the same wherever in the files they stand")
  func likeness() throws {
    let rows = ["I-1,lab,2026-09,1,1,USD,", "I-2,lab,2026-09,1,,USD,"]
    func bills(_ rows: [String]) throws -> Bills {
      let folder = try folder(bills: rows)
      // The folder is removed with its value, and so is kept until it is read.
      return try withExtendedLifetime(folder) { try ProjectConfiguration.load(folder: folder.path).bills }
    }
    let (one, other, third) = (try bills(rows), try bills(rows.reversed()), try bills([rows[0]]))
    #expect(one.bill(likeThoseOf: other) && !one.bill(likeThoseOf: third))
  }
}
