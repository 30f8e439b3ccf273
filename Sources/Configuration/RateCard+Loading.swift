import Metering

extension RateCard {
  /// Reads and checks `rates.csv` of a project's folder; without the file there are no rates.
  package static func load(folder: String, project: Project) throws(ConfigurationError) -> RateCard {
    guard let file = try ConfigurationFolder(folder: folder).read(.rates) else { return .empty }
    return try decode(file, project: project)
  }

  static func decode(_ file: ConfigurationFile, project: Project) throws(ConfigurationError) -> RateCard {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["resource", "unit", "price", "currency", "valid_from"],
        optional: ["valid_to", "environment", "tenant"]))
    var overlaps = OverlapCheck()
    var rates: [Rate] = []
    for row in table.rows {
      let rate = try rate(row, project: project)
      overlaps.add(
        row, key: [rate.resource.text, rate.environment?.text ?? "", rate.tenant?.text ?? ""],
        thing: "the price of \(quoted(rate.resource.text))", validity: Validity(from: rate.validFrom, to: rate.validTo))
      rates.append(rate)
    }
    try overlaps.finish()
    return RateCard(rates: rates)
  }

  private static func rate(_ row: CSVRow, project: Project) throws(ConfigurationError) -> Rate {
    let resource = ResourceID(try row.name("resource"))
    let unit = try row.unit("unit")
    guard let metered = project.unit(of: resource) else { throw row.error(.catalogue(.noUnit(resource: resource))) }
    guard unit.isSameDimension(as: metered) else {
      throw row.error(.catalogue(.otherDimension(resource: resource, priced: unit, metered: metered)))
    }
    let price = try row.amount("price")
    let currency = try row.currency(project.currency)
    let validity = try row.validity()
    guard let from = validity.from else { throw row.error(.table(.noValue(column: "valid_from"))) }
    return Rate(
      resource: resource, unit: unit, price: price, currency: currency, validFrom: from, validTo: validity.to,
      environment: try row.optionalName("environment").map { EnvironmentID($0) },
      tenant: try row.optionalName("tenant").map { TenantID($0) }, reference: row.reference(in: .rates))
  }
}
