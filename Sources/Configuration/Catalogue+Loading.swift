import Metering

extension Catalogue {
  /// Reads and checks the catalogue's tables in a project's folder; a file that is not there tells nothing.
  package static func load(folder: String, project: Project) throws(ConfigurationError) -> Catalogue {
    try decode(try ConfigurationFolder(folder: folder).readAll(), project: project)
  }

  static func decode(_ files: [ConfigurationFile], project: Project) throws(ConfigurationError) -> Catalogue {
    func file(_ name: ConfigurationFile.Name) -> ConfigurationFile? { files.first { $0.name == name } }
    var environments: [CataloguedEnvironment]?
    if let file = file(.environments) { environments = try CataloguedEnvironment.decodeAll(file) }
    let known = KnownEnvironments(environments)
    var capacities: [Capacity] = []
    if let file = file(.capacity) { capacities = try Capacity.decodeAll(file, project: project, known: known) }
    var costs: [FixedCost] = []
    if let file = file(.costs) { costs = try FixedCost.decodeAll(file, known: known) }
    var tenants: [CataloguedTenant] = []
    if let file = file(.tenants) { tenants = try CataloguedTenant.decodeAll(file) }
    var components: [CataloguedComponent] = []
    if let file = file(.components) { components = try CataloguedComponent.decodeAll(file, known: known) }
    var releases: [ComponentRelease] = []
    if let file = file(.releases) { releases = try ComponentRelease.decodeAll(file, project: project) }
    return Catalogue(
      environments: environments ?? [], capacities: capacities, costs: costs, tenants: tenants, components: components,
      releases: releases)
  }
}

/// The environments that `environments.csv` describes, for the tables that name some of them.
struct KnownEnvironments {
  /// nil when there is no `environments.csv`.
  private let names: Set<EnvironmentID>?

  init(_ environments: [CataloguedEnvironment]?) { names = environments.map { Set($0.map(\.environment)) } }

  /// The row's environment, which must be known.
  func environment(of row: CSVRow) throws(ConfigurationError) -> EnvironmentID {
    let environment = EnvironmentID(try row.name("environment"))
    guard let names else { throw row.error(.catalogue(.noEnvironmentsFile(environment))) }
    guard names.contains(environment) else {
      let suggestion = closest(to: environment.text, among: names.sorted().map(\.text))
      throw row.error(.catalogue(.unknownEnvironment(environment, suggestion: suggestion)))
    }
    return environment
  }
}

extension CataloguedTenant {
  /// The rows of `tenants.csv`. A tenant without a name is called by its identifier.
  static func decodeAll(_ file: ConfigurationFile) throws(ConfigurationError) -> [CataloguedTenant] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["tenant"],
        optional: [
          "name", "business_unit", "cost_centre", "gl_account", "legal_entity", "owner", "headcount", "valid_from",
          "valid_to",
        ]))
    var overlaps = OverlapCheck()
    var tenants: [CataloguedTenant] = []
    for row in table.rows {
      let tenant = try row.name("tenant")
      let name = try row.label("name")
      let account = TenantAccount(
        name: name.isEmpty ? tenant : name, businessUnit: try row.label("business_unit"),
        costCentre: try row.label("cost_centre"), glAccount: try row.label("gl_account"),
        legalEntity: try row.label("legal_entity"), owner: try row.label("owner"))
      let validity = try row.validity()
      overlaps.add(row, key: [tenant], thing: "tenant \(quoted(tenant))", validity: validity)
      tenants.append(
        CataloguedTenant(
          tenant: TenantID(tenant), account: account,
          headcount: row["headcount"].isEmpty ? nil : try row.amount("headcount"), validity: validity,
          reference: row.reference(in: .tenants)))
    }
    try overlaps.finish()
    return tenants
  }
}
