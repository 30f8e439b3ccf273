import Metering

/// A row of `rates.csv` as it is read: a rate, or one of its tiers.
struct RateRow {
  let row: CSVRow
  /// Told in the column `rate`, or made of what the rate is for: never of the row's place, so that a row above it can
  /// come and go.
  let id: String
  let isNamed: Bool
  let resource: ResourceID
  let unit: MeteringUnit
  let price: ExactDecimal
  let currency: Currency
  let validity: Validity
  let scope: UsageScope
  let method: TierTable.Method?
  let accumulator: AccumulatorScope?
  let above: ExactDecimal
  let upTo: ExactDecimal?
  let packageSize: ExactDecimal?

  init(_ row: CSVRow, project: Project) throws(ConfigurationError) {
    self.row = row
    resource = ResourceID(try row.name("resource"))
    unit = try row.unit("unit")
    guard let metered = project.unit(of: resource) else { throw row.error(.catalogue(.noUnit(resource: resource))) }
    guard unit.isSameDimension(as: metered) else {
      throw row.error(.catalogue(.otherDimension(resource: resource, priced: unit, metered: metered)))
    }
    price = try row.amount("price")
    currency = try row.currency()
    validity = try row.validity()
    guard let from = validity.from else { throw row.error(.table(.noValue(column: "valid_from"))) }
    let environment = try row.optionalName("environment")
    let tenant = try row.optionalName("tenant")
    scope = UsageScope(
      tenant: tenant.map { TenantID($0) }, stack: try row.optionalName("stack").map { StackID($0) },
      environment: environment.map { EnvironmentID($0) }, resource: resource)
    let name = try row.optionalName("rate")
    isNamed = name != nil
    id = name ?? Self.id(of: scope, from: from)
    method =
      row["tiers"].isEmpty ? nil : try row.choice("tiers", of: TierTable.Method.allCases.map { ($0.rawValue, $0) })
    packageSize = row["package_size"].isEmpty ? nil : try row.amount("package_size")
    accumulator =
      row["tier_scope"].isEmpty
      ? nil : try row.choice("tier_scope", of: AccumulatorScope.allCases.map { ($0.rawValue, $0) })
    above = row["from_quantity"].isEmpty ? .zero : try row.amount("from_quantity")
    upTo = row["to_quantity"].isEmpty ? nil : try row.amount("to_quantity")
    try checkColumns()
  }

  /// `gpu.a100@2026-01-01 tenant=ada`: the same wherever the row stands.
  private static func id(of scope: UsageScope, from: CivilDate) -> String {
    let parts = [
      ("tenant", scope.tenant?.text), ("stack", scope.stack?.text), ("environment", scope.environment?.text),
    ].compactMap { name, value in value.map { " \(name)=\($0)" } }
    return "\(scope.resource?.text ?? "")@\(from)" + parts.joined()
  }

  private func checkColumns() throws(ConfigurationError) {
    if method != nil, packageSize != nil {
      throw row.error(.rate(.superfluous(column: "package_size", with: "a rate with tiers")))
    }
    if packageSize?.isZero == true { throw row.error(.rate(.emptyPackage)) }
    if method != nil || packageSize != nil {
      guard accumulator != nil else {
        throw row.error(
          .rate(.without(column: "tier_scope", with: method == nil ? "a rate by the package" : "a rate with tiers")))
      }
    } else if accumulator != nil {
      throw row.error(.rate(.superfluous(column: "tier_scope", with: "a rate without tiers")))
    }
    guard method == nil else { return }
    for column in ["from_quantity", "to_quantity"] where !row[column].isEmpty {
      throw row.error(.rate(.superfluous(column: column, with: "a rate without tiers")))
    }
  }
}

extension RateRow {
  /// The rows of each rate, in the order of the file by their first; those of a rate by quantity.
  static func grouped(_ rows: [RateRow]) throws(ConfigurationError) -> [[RateRow]] {
    var positions: [[UInt8]: Int] = [:]
    var groups: [[RateRow]] = []
    for row in rows {
      // Bytes tell names apart that look alike.
      let key = Array(row.id.utf8)
      guard let position = positions[key] else {
        positions[key] = groups.count
        groups.append([row])
        continue
      }
      let first = groups[position][0]
      if row.method == nil, first.method == nil {
        // Two rows without a name that say the same of the same are told as an overlap.
        guard row.isNamed || first.isNamed else {
          groups.append([row])
          continue
        }
        throw row.row.error(.rate(.repeatedName(column: "rate", row.id, otherLine: first.row.line)))
      }
      if let column = first.difference(row) {
        throw row.row.error(.rate(.tiersDiffer(rate: row.id, column: column, otherLine: first.row.line)))
      }
      groups[position].append(row)
    }
    return groups.map { $0.sorted { $0.above != $1.above ? $0.above < $1.above : $0.row.line < $1.row.line } }
  }

  /// The column in which two tiers of one rate differ and must not.
  private func difference(_ other: RateRow) -> String? {
    if resource != other.resource { return "resource" }
    if scope.tenant != other.scope.tenant { return "tenant" }
    if scope.stack != other.scope.stack { return "stack" }
    if scope.environment != other.scope.environment { return "environment" }
    if unit != other.unit { return "unit" }
    if validity.from != other.validity.from { return "valid_from" }
    if validity.to != other.validity.to { return "valid_to" }
    if method != other.method { return "tiers" }
    if accumulator != other.accumulator { return "tier_scope" }
    return nil
  }

  /// The rate of its rows. `rows`: not empty, by quantity.
  static func rate(_ rows: [RateRow]) throws(ConfigurationError) -> Rate {
    let first = rows[0]
    let firstInFile = rows.min { $0.row.line < $1.row.line } ?? first
    return Rate(
      id: first.id, resource: first.resource, unit: first.unit, pricing: try pricing(rows), currency: first.currency,
      validity: first.validity, scope: first.scope, reference: firstInFile.row.reference(in: .rates))
  }

  private static func pricing(_ rows: [RateRow]) throws(ConfigurationError) -> RatePricing {
    let first = rows[0]
    guard let accumulator = first.accumulator else { return .unit(first.price) }
    guard let method = first.method else {
      return .packages(PackagePrice(size: first.packageSize ?? .one, price: first.price, scope: accumulator))
    }
    guard first.above.isZero else { throw first.row.error(.rate(.firstTierNotFromZero(above: first.above))) }
    for row in rows {
      if let upTo = row.upTo, upTo <= row.above {
        throw row.row.error(.rate(.tierIsEmpty(above: row.above, upTo: upTo)))
      }
    }
    for (left, right) in zip(rows, rows.dropFirst()) where left.upTo != right.above {
      throw right.row.error(
        .rate(.tiersDoNotMeet(above: right.above, before: left.upTo, otherLine: left.row.line)))
    }
    if let last = rows.last, let upTo = last.upTo { throw last.row.error(.rate(.lastTierEnds(upTo: upTo))) }
    let bands = rows.map { TierTable.Band(above: $0.above, upTo: $0.upTo, price: $0.price) }
    return .tiers(TierTable(method: method, scope: accumulator, bands: bands))
  }

  /// The tiers at which more usage costs less in total. Where each unit is at its own tier's price there are none.
  static func warnings(_ rows: [RateRow], _ rate: Rate) -> [ConfigurationWarning] {
    guard case .tiers(let table) = rate.pricing, table.method == .volume else { return [] }
    return zip(rows, rows.dropFirst()).filter { $1.price < $0.price }.map { before, after in
      ConfigurationWarning(
        file: after.row.file, line: after.row.line,
        .moreCostsLess(
          rate: rate.id, above: after.above, unit: rate.unit, before: before.price, after: after.price))
    }
  }
}
