package import Metering

extension Ledger {
  /// A period's charge lines in the order of their identities.
  package func chargeLines(period: Period) throws(LedgerError) -> [StoredChargeLine] {
    let statement = try database.statement(
      """
      SELECT tenant, stack, environment, version, category, item, first_day, end_day, rule, line_id,
        account_name, business_unit, cost_centre, gl_account, legal_entity,
        quantity, meter_unit, pricing_unit, unit_price, amount, currency, posted_minor_units, charge_class,
        owner, pricing_currency, pricing_amount, exchange_rate
      FROM charge_lines WHERE period = ?
      ORDER BY tenant, stack, environment, version, category, item, first_day, end_day, rule
      """)
    return try withAllocations(try lines(statement, .text(period.description), of: period), of: period)
  }

  /// The lines that a month was closed with before it was opened again, in the order of their identities. `event`: the
  /// number of that closing.
  package func reopenedLines(ofClosing event: Int, period: Period) throws(LedgerError) -> [StoredChargeLine] {
    let statement = try database.statement(
      """
      SELECT tenant, stack, environment, version, category, item, first_day, end_day, rule, line_id,
        account_name, business_unit, cost_centre, gl_account, legal_entity,
        quantity, meter_unit, pricing_unit, unit_price, amount, currency, posted_minor_units, charge_class,
        owner, pricing_currency, pricing_amount, exchange_rate
      FROM reopened_lines WHERE event = ?
      ORDER BY tenant, stack, environment, version, category, item, first_day, end_day, rule
      """)
    return try withReopenedAllocations(try lines(statement, .integer(event), of: period), ofClosing: event)
  }

  private func lines(
    _ statement: SQLiteStatement, _ key: SQLiteValue, of period: Period
  ) throws(LedgerError) -> [StoredChargeLine] {
    defer { database.putBack(statement) }
    statement.bind([key])
    var lines: [StoredChargeLine] = []
    while try statement.step() {
      guard let line = StoredChargeLine(row: statement, period: period) else {
        throw .corrupt(
          path: database.path, reason: "the charge line \(statement.text(9)) of \(period) cannot be read")
      }
      lines.append(line)
    }
    return lines
  }

  func insert(_ lines: [StoredChargeLine]) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT INTO charge_lines(
        period, tenant, stack, environment, version, category, item, first_day, end_day, rule, line_id,
        account_name, business_unit, cost_centre, gl_account, legal_entity,
        quantity, meter_unit, pricing_unit, unit_price, amount, currency, posted_minor_units, charge_class,
        owner, pricing_currency, pricing_amount, exchange_rate)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    defer { database.putBack(statement) }
    for line in lines {
      statement.bind(line.values)
      try statement.run()
    }
  }
}

extension StoredChargeLine {
  /// The values of a row, in the order of the INSERT above.
  fileprivate var values: [SQLiteValue] {
    let (identity, account) = (line.identity, line.account)
    return [
      .text(identity.period.description), .text(identity.tenant.text), .text(identity.stack.text),
      .text(identity.environment.text), .text(identity.version.text), .text(identity.category.rawValue),
      .text(identity.item), .text(identity.days.lowerBound.description), .text(identity.days.upperBound.description),
      .text(identity.rule), .text(lineID),
      .optional(account?.name), .optional(account?.businessUnit), .optional(account?.costCentre),
      .optional(account?.glAccount), .optional(account?.legalEntity),
      .text(line.quantity.description), .optional(line.meterUnit?.name), .optional(line.pricing?.unit.name),
      .optional(line.pricing?.unitPrice.description), .optional(line.amount?.description), .text(line.currency.code),
      .optional(minorUnits.map { String($0) }), .text(identity.chargeClass.rawValue),
      .optional(account?.owner), .optional(line.conversion?.currency.code),
      .optional(line.conversion?.amount.description), .optional(line.conversion?.rate?.description),
    ]
  }

  /// The line of a row, with the columns of the SELECT above; nil when a value of it cannot be read.
  fileprivate init?(row: SQLiteStatement, period: Period) {
    guard let category = ChargeCategory(rawValue: row.text(4)), let days = Self.days(row),
      let quantity = ExactDecimal(codedText: row.text(15)), let currency = Currency(row.text(20)),
      let meterUnit = Self.optional(row, 16, { MeteringUnit($0) }),
      let pricingUnit = Self.optional(row, 17, { MeteringUnit($0) }),
      let unitPrice = Self.optional(row, 18, { ExactDecimal(codedText: $0) }),
      let amount = Self.optional(row, 19, { ExactDecimal(codedText: $0) }),
      let minorUnits = Self.optional(row, 21, { Int128($0) }), let chargeClass = ChargeClass(rawValue: row.text(22)),
      let conversion = Self.conversion(row, lineCurrency: currency),
      (amount == nil) == (minorUnits == nil), amount != nil || conversion == nil
    else { return nil }
    let identity = ChargeLine.Identity(
      period: period, days: days, tenant: TenantID(row.text(0)), stack: StackID(row.text(1)),
      environment: EnvironmentID(row.text(2)), version: VersionID(row.text(3)), category: category, item: row.text(5),
      rule: row.text(8), chargeClass: chargeClass)
    var pricing: ChargeLine.Pricing?
    if let pricingUnit, let unitPrice { pricing = ChargeLine.Pricing(unit: pricingUnit, unitPrice: unitPrice) }
    let line = ChargeLine(
      identity: identity, account: Self.account(row), quantity: quantity, meterUnit: meterUnit, pricing: pricing,
      amount: amount, currency: currency, conversion: conversion)
    self.init(line: line, lineID: row.text(9), minorUnits: minorUnits)
  }

  private static func days(_ row: SQLiteStatement) -> Range<CivilDate>? {
    guard let first = CivilDate(row.text(6)), let end = CivilDate(row.text(7)), first <= end else { return nil }
    return first..<end
  }

  private static func account(_ row: SQLiteStatement) -> TenantAccount? {
    guard let name = row.optionalText(10) else { return nil }
    return TenantAccount(
      name: name, businessUnit: row.text(11), costCentre: row.text(12), glAccount: row.text(13),
      legalEntity: row.text(14), owner: row.optionalText(23) ?? "")
  }

  /// nil: a column has a text that says nothing. `.some(nil)`: the line is priced in its own currency.
  private static func conversion(_ row: SQLiteStatement, lineCurrency: Currency) -> ChargeLine.Conversion?? {
    guard let code = row.optionalText(24) else { return .some(nil) }
    guard let currency = Currency(code), currency != lineCurrency,
      let amount = row.optionalText(25).flatMap({ ExactDecimal(codedText: $0) }),
      let rate = optional(row, 26, { ExactDecimal(codedText: $0) })
    else { return nil }
    return ChargeLine.Conversion(currency: currency, amount: amount, rate: rate)
  }

  /// nil: the column has a text that says nothing. `.some(nil)`: it is NULL.
  private static func optional<Value>(
    _ row: SQLiteStatement, _ column: Int, _ read: (String) -> Value?
  ) -> Value?? {
    guard let text = row.optionalText(column) else { return .some(nil) }
    return read(text).map { .some($0) }
  }
}
