import Metering

extension Capacity {
  /// The rows of `capacity.csv`.
  static func decodeAll(
    _ file: ConfigurationFile, project: Project, known: KnownEnvironments
  ) throws(ConfigurationError) -> [Capacity] {
    let table = try table(of: file)
    var overlaps = OverlapCheck()
    var capacities: [Capacity] = []
    for row in table.rows {
      let capacity = Capacity(
        environment: try known.environment(of: row), resource: try heldResource(row, project: project),
        units: try row.amount("units"), validity: try row.validity(), reference: row.reference(in: .capacity))
      overlaps.add(
        row, key: [capacity.environment.text, capacity.resource.text],
        thing: "the capacity of \(quoted(capacity.environment.text)) in \(quoted(capacity.resource.text))",
        validity: capacity.validity)
      capacities.append(capacity)
    }
    try overlaps.finish()
    return capacities
  }

  private static func table(of file: ConfigurationFile) throws(ConfigurationError) -> CSVTable {
    try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(required: ["environment", "resource", "units"], optional: ["valid_from", "valid_to"]))
  }

  /// The rows whose own days reach beyond those of their environment.
  /// `catalogue`: with what the file was decoded to.
  static func warnings(
    _ file: ConfigurationFile, catalogue: Catalogue
  ) throws(ConfigurationError) -> [ConfigurationWarning] {
    let beyond = catalogue.capacitiesBeyondEnvironments()
    guard !beyond.isEmpty else { return [] }
    let rows = try table(of: file).rows
    return beyond.map { position, day in
      let capacity = catalogue.capacities[position]
      return ConfigurationWarning(
        file: file.path, line: rows[position].line,
        .capacityBeyondEnvironment(environment: capacity.environment, resource: capacity.resource, day: day))
    }
  }

  /// The row's resource, which must be something that is held over time: GPUs are, tokens are not.
  private static func heldResource(_ row: CSVRow, project: Project) throws(ConfigurationError) -> ResourceID {
    let resource = ResourceID(try row.name("resource"))
    guard let unit = project.unit(of: resource) else { throw row.error(.catalogue(.noUnit(resource: resource))) }
    guard unit.isOverTime, unit.noun != nil else {
      throw row.error(.catalogue(.capacityWithoutTime(resource: resource, unit: unit)))
    }
    return resource
  }
}
