/// All that a project's folder says, read once and checked as a whole.
package struct ProjectConfiguration: Sendable, Equatable {
  package let project: Project
  package let rateCard: RateCard
  package let adjustments: Adjustments
  package let exchangeRates: ExchangeRates
  package let catalogue: Catalogue
  package let pools: CostPools
  package let bills: Bills
  /// In the order of the file.
  package let budgets: [Budget]
  /// The files it was read from, in the order of their names in `ConfigurationFile.Name`: those that are there.
  package let files: [ConfigurationFile]
  /// What is allowed and likely not meant, in the order of the files.
  package let warnings: [ConfigurationWarning]

  init(
    project: Project, rateCard: RateCard, adjustments: Adjustments = .none, exchangeRates: ExchangeRates = .none,
    catalogue: Catalogue, pools: CostPools = .none, files: [ConfigurationFile], warnings: [ConfigurationWarning] = [],
    bills: Bills = .none, budgets: [Budget] = []
  ) {
    self.project = project
    self.rateCard = rateCard
    self.adjustments = adjustments
    self.exchangeRates = exchangeRates
    self.catalogue = catalogue
    self.pools = pools
    self.files = files
    self.warnings = warnings
    self.bills = bills
    self.budgets = budgets
  }

  /// Reads and checks `stackmeter.json5`, which must be there, and the tables beside it that are there.
  package static func load(folder: String) throws(ConfigurationError) -> ProjectConfiguration {
    let folder = ConfigurationFolder(folder: folder)
    let projectFile = try folder.readProject()
    var tables: [ConfigurationFile] = []
    for name in ConfigurationFile.Name.allCases where name != .project {
      if let file = try folder.read(name) { tables.append(file) }
    }
    return try decode(projectFile, tables: tables)
  }

  /// The configuration that files describe, wherever they are from: a closed month's are kept in the ledger.
  package static func decode(
    _ projectFile: ConfigurationFile, tables: [ConfigurationFile]
  ) throws(ConfigurationError) -> ProjectConfiguration {
    let project = try Project.decode(projectFile)
    let files = [projectFile] + tables
    var (rateCard, warnings) = (RateCard.empty, [ConfigurationWarning]())
    if let file = files.first(where: { $0.name == .rates }) {
      (rateCard, warnings) = try RateCard.decode(file, project: project)
    }
    var adjustments = Adjustments.none
    if let file = files.first(where: { $0.name == .adjustments }) {
      adjustments = try Adjustments.decode(file)
    }
    var exchangeRates = ExchangeRates.none
    if let file = files.first(where: { $0.name == .exchangeRates }) {
      exchangeRates = try ExchangeRates.decode(file)
    }
    let catalogue = try Catalogue.decode(files, project: project)
    if let file = files.first(where: { $0.name == .capacity }) {
      warnings += try Capacity.warnings(file, catalogue: catalogue)
    }
    let exchange = MonthlyExchange(projects: project.currency, rates: exchangeRates)
    return ProjectConfiguration(
      project: project, rateCard: rateCard, adjustments: adjustments, exchangeRates: exchangeRates,
      catalogue: catalogue, pools: try CostPools.decode(files, project: project, catalogue: catalogue), files: files,
      warnings: warnings, bills: try Bills.decode(files, catalogue: catalogue, exchange: exchange),
      budgets: try Budget.decodeAll(files, exchange: exchange))
  }

  /// The names and bytes of the files that are there, in a fixed order: what names a run's configuration by its
  /// content. Whoever has loaded the configuration takes them from `files` instead, which are the bytes that were
  /// decoded.
  package static func contentDigestInput(
    folder: String
  ) throws(ConfigurationError) -> [(name: String, bytes: [UInt8])] {
    try ConfigurationFolder(folder: folder).readAll().map { ($0.name.rawValue, $0.bytes) }
  }
}
