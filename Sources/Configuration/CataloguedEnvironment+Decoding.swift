import Metering

extension CataloguedEnvironment {
  /// The rows of `environments.csv`.
  static func decodeAll(_ file: ConfigurationFile) throws(ConfigurationError) -> [CataloguedEnvironment] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["environment", "stack", "kind", "owner"],
        optional: [
          "version", "product", "region", "data_class", "keep_apart", "retire_after", "wave", "isolation",
          "availability_target", "valid_from", "valid_to",
        ]))
    var overlaps = OverlapCheck()
    var environments: [CataloguedEnvironment] = []
    for row in table.rows {
      let environment = try decode(row)
      overlaps.add(
        row, key: [environment.environment.text], thing: "environment \(quoted(environment.environment.text))",
        validity: environment.validity)
      environments.append(environment)
    }
    try overlaps.finish()
    return environments
  }

  /// More waves than anybody plans.
  private static let waves = 1...1_000

  private static func decode(_ row: CSVRow) throws(ConfigurationError) -> CataloguedEnvironment {
    CataloguedEnvironment(
      environment: EnvironmentID(try row.name("environment")), stack: StackID(try row.name("stack")),
      kind: try row.choice("kind", of: [("bespoke", .bespoke), ("shared", .shared)]),
      owner: TenantID(try row.name("owner")), version: VersionID(try row.optionalName("version") ?? ""),
      product: try row.optionalName("product").map { ProductID($0) },
      region: try row.optionalName("region").map { RegionID($0) },
      dataClass: try row.optionalName("data_class").map { DataClassID($0) },
      keepApart: try row.optionalChoice("keep_apart", of: KeepApartReason.self),
      retireAfter: try row.date("retire_after"), wave: try row.optionalWholeNumber("wave", in: waves),
      isolation: try row.optionalLabel("isolation"), availabilityTarget: try row.optionalLabel("availability_target"),
      validity: try row.validity(), reference: row.reference(in: .environments))
  }
}
