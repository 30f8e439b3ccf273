import Metering

extension Adjustments {
  /// Reads and checks `adjustments.csv`.
  static func decode(_ file: ConfigurationFile) throws(ConfigurationError) -> Adjustments {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["adjustment", "kind"],
        optional: [
          "percent", "amount", "currency", "tenant", "stack", "environment", "resource", "valid_from", "valid_to",
        ]))
    var overlaps = OverlapCheck()
    var ties = TieCheck()
    var lines: [[UInt8]: Int] = [:]
    var rows: [Adjustment] = []
    for row in table.rows {
      let adjustment = try Adjustment(row)
      if let line = lines.updateValue(row.line, forKey: Array(adjustment.id.utf8)) {
        throw row.error(.rate(.repeatedName(column: "adjustment", adjustment.id, otherLine: line)))
      }
      let (scope, kind) = (adjustment.scope, adjustment.terms.kind)
      if kind != .credit {
        let names = [scope.tenant?.text, scope.stack?.text, scope.environment?.text, scope.resource?.text]
        overlaps.add(
          row, key: [kind.rawValue] + names.map { $0 ?? "" }, thing: "the \(kind) of \(scope.text)",
          validity: adjustment.validity)
      }
      // Minimums are promises of their own and credits are used one after the other; the others must not compete.
      if kind == .discount || kind == .markup {
        ties.add(
          row, group: kind.rawValue, scope: scope, validity: adjustment.validity, thing: "this \(kind)")
      }
      rows.append(adjustment)
    }
    try overlaps.finish()
    try ties.finish()
    return Adjustments(rows)
  }
}

extension Adjustment {
  fileprivate init(_ row: CSVRow) throws(ConfigurationError) {
    let id = try row.name("adjustment")
    let kind = try row.choice("kind", of: Terms.Kind.allCases.map { ($0.rawValue, $0) })
    let isShare = kind == .discount || kind == .markup
    let (needed, other) = isShare ? ("percent", "amount") : ("amount", "percent")
    guard !row[needed].isEmpty else { throw row.error(.rate(.without(column: needed, with: "a \(kind)"))) }
    guard row[other].isEmpty else { throw row.error(.rate(.superfluous(column: other, with: "a \(kind)"))) }
    // A share is of amounts in whatever currency they are; one that stands there must be one all the same.
    let currency = isShare && row["currency"].isEmpty ? nil : try row.currency()
    let number = try row.amount(needed)
    if kind == .discount, number > ExactDecimal(100) {
      throw row.error(.rate(.discountAboveAll(percent: row[needed])))
    }
    let terms: Terms =
      switch kind {
      case .discount: .discount(try Self.share(number, row))
      case .markup: .markup(try Self.share(number, row))
      case .minimum: .minimum(number)
      case .credit: .credit(number)
      }
    self.init(
      id: id, terms: terms, currency: isShare ? nil : currency,
      scope: UsageScope(
        tenant: try row.optionalName("tenant").map { TenantID($0) },
        stack: try row.optionalName("stack").map { StackID($0) },
        environment: try row.optionalName("environment").map { EnvironmentID($0) },
        resource: try row.optionalName("resource").map { ResourceID($0) }),
      validity: try row.validity(), reference: row.reference(in: .adjustments))
  }

  private static func share(_ percent: ExactDecimal, _ row: CSVRow) throws(ConfigurationError) -> Fraction {
    do throws(ArithmeticOverflow) {
      return try percent.fraction.times(Fraction(1, 100))
    } catch {
      throw row.error(.value(.tooLarge(name: "percent", text: row["percent"])))
    }
  }
}
