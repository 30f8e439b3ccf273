import Metering

extension Bills {
  /// Reads and checks `bills.csv` and `bill_items.csv`, where they are.
  static func decode(
    _ files: [ConfigurationFile], catalogue: Catalogue, exchange: MonthlyExchange
  ) throws(ConfigurationError) -> Bills {
    func file(_ name: ConfigurationFile.Name) -> ConfigurationFile? { files.first { $0.name == name } }
    let known = KnownEnvironments(file(.environments) == nil ? nil : catalogue.environments)
    var bills: [Bill] = []
    if let file = file(.bills) { bills = try Bill.decodeAll(file, known: known, exchange) }
    var items: [BillItem] = []
    if let file = file(.billItems) { items = try BillItem.decodeAll(file, bills: bills, exchange) }
    return Bills(bills, items: items)
  }
}

extension Bill {
  fileprivate static func decodeAll(
    _ file: ConfigurationFile, known: KnownEnvironments, _ exchange: MonthlyExchange
  ) throws(ConfigurationError) -> [Bill] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["invoice", "environment", "period", "cash_amount", "effective_amount", "currency"],
        optional: ["covers"]))
    var lines = RepeatedRows()
    var bills: [Bill] = []
    for row in table.rows {
      let bill = try Bill(row, known: known, exchange)
      let key = [bill.invoice, bill.environment.text, bill.period.description]
      if let line = lines.add(row, key: key) {
        throw row.error(
          .bill(.repeatedBill(invoice: bill.invoice, bill.environment, bill.period, otherLine: line)))
      }
      bills.append(bill)
    }
    return bills
  }

  private init(
    _ row: CSVRow, known: KnownEnvironments, _ exchange: MonthlyExchange
  ) throws(ConfigurationError) {
    let invoice = try row.requiredLabel("invoice")
    let environment = try known.environment(of: row)
    let period = try row.period("period")
    func amount(_ column: String) throws(ConfigurationError) -> ExactDecimal? {
      try exchange.booked(try row.optionalSignedAmount(column), of: row, column: column, period: period)
    }
    let cash = try amount("cash_amount")
    let effective = try amount("effective_amount")
    guard cash != nil || effective != nil else { throw row.error(.bill(.noAmount)) }
    self.init(
      invoice: invoice, environment: environment, period: period, cash: cash, effective: effective,
      covers: try BilledKind.decode(row), reference: row.reference(in: .bills))
  }
}

extension BilledKind {
  /// The kinds in the column `covers`, with spaces between them; all but people where it is empty.
  fileprivate static func decode(_ row: CSVRow) throws(ConfigurationError) -> Set<BilledKind> {
    let words = row["covers"].split(separator: " ").map(String.init)
    guard !words.isEmpty else { return standard }
    var kinds: Set<BilledKind> = []
    for word in words {
      guard let kind = BilledKind(rawValue: word) else {
        let names = allCases.map(\.rawValue)
        throw row.error(
          .value(
            .unknownChoice(name: "covers", text: word, choices: names, suggestion: closest(to: word, among: names))))
      }
      kinds.insert(kind)
    }
    return kinds
  }
}

extension BillItem {
  fileprivate static func decodeAll(
    _ file: ConfigurationFile, bills: [Bill], _ exchange: MonthlyExchange
  ) throws(ConfigurationError) -> [BillItem] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["invoice", "reason", "amount", "currency", "note"],
        optional: ["environment", "period", "basis"]))
    var lines = RepeatedRows()
    var items: [BillItem] = []
    for row in table.rows {
      let item = try BillItem(row, bills: bills, exchange)
      let key = [
        item.invoice, item.environment.text, item.period.description, item.reason.rawValue,
        item.basis?.rawValue ?? "", item.note,
      ]
      if let line = lines.add(row, key: key) { throw row.error(.bill(.repeatedItem(otherLine: line))) }
      items.append(item)
    }
    return items
  }

  private init(_ row: CSVRow, bills: [Bill], _ exchange: MonthlyExchange) throws(ConfigurationError) {
    let bill = try Self.bill(row, bills)
    let reason = try row.choice("reason", of: Reason.allCases.map { ($0.rawValue, $0) })
    let told = try row.signedAmount("amount")
    let amount = try exchange.booked(told, of: row, column: "amount", period: bill.period) ?? told
    let basis = try row.optionalChoice("basis", of: CostBasis.self)
    if let basis, bill.amount(basis) == nil {
      throw row.error(.bill(.noSuchBasis(invoice: bill.invoice, basis: basis)))
    }
    self.init(
      invoice: bill.invoice, environment: bill.environment, period: bill.period, reason: reason, amount: amount,
      basis: basis, note: try row.requiredLabel("note"), reference: row.reference(in: .billItems))
  }

  /// The one bill that the row is of: environment and period need not be told where the invoice has only one.
  private static func bill(_ row: CSVRow, _ bills: [Bill]) throws(ConfigurationError) -> Bill {
    let invoice = try row.requiredLabel("invoice")
    let environment = try row.optionalName("environment").map { EnvironmentID($0) }
    let period = row["period"].isEmpty ? nil : try row.period("period")
    let ofInvoice = bills.filter { EnvironmentID($0.invoice) == EnvironmentID(invoice) }
    guard !ofInvoice.isEmpty else {
      let known = Set(bills.map(\.invoice)).sorted { bytewise($0, precedes: $1) }
      throw row.error(.bill(.unknownInvoice(invoice, suggestion: closest(to: invoice, among: known))))
    }
    let found = ofInvoice.filter {
      $0.environment == (environment ?? $0.environment) && $0.period == (period ?? $0.period)
    }
    guard let bill = found.first else { throw row.error(.bill(.notBilled(invoice: invoice, environment, period))) }
    guard found.count == 1 else { throw row.error(.bill(.severalBills(invoice: invoice, count: found.count))) }
    return bill
  }
}

/// Finds rows that tell of one thing twice.
struct RepeatedRows {
  private var lines: [[UInt8]: Int] = [:]

  /// The line on which the thing was told before; nil where it is new.
  mutating func add(_ row: CSVRow, key: [String]) -> Int? {
    // 0xFF is no byte of UTF-8, so two keys of equal bytes are equal part by part.
    lines.updateValue(row.line, forKey: key.reduce(into: []) { $0 += Array($1.utf8) + [0xFF] })
  }
}
