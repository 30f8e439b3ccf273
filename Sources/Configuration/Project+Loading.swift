import Metering

extension Project {
  /// Reads and checks the project file of a folder.
  package static func load(fromFolder folder: String) throws(ConfigurationError) -> Project {
    try decode(try ConfigurationFolder(folder: folder).readProject())
  }

  /// Where the ledger is when the project file is silent.
  package static let standardLedgerPath = "ledger.sqlite"

  /// The project that a project file describes.
  static func decode(_ file: ConfigurationFile) throws(ConfigurationError) -> Project {
    let value = try JSON5Parser.parse(file.bytes, file: file.path)
    let fields = try ProjectNode(file: file.path, key: file.name.rawValue, value: value).fields([
      "organization", "currency", "timeZone", "sources", "resources", "ledger", "reports", "quarantine", "rememberDays",
      "comparison", "duplicates", "scenarios", "split", "people", "reconciliation",
    ])
    let reports = try ReportSettings.decode(fields["reports"])
    return Project(
      organization: try fields.required("organization", example: "organization: \"Example\"").label(),
      currency: try currency(try fields.required("currency", example: "currency: \"USD\"")),
      zone: try fields["timeZone"]?.zone() ?? .utc,
      sources: try LogSource.decodeAll(try fields.required("sources", example: "sources: [{ … }] with your logs")),
      resourceUnits: try resourceUnits(fields["resources"]),
      ledgerPath: try fields["ledger"]?.label() ?? standardLedgerPath,
      reportsPath: reports.folder, reports: reports.settings,
      quarantineLimit: try quarantineLimit(fields["quarantine"]),
      rememberDays: try fields["rememberDays"]?.wholeNumber(1...400) ?? 31,
      assumptions: try SharingAssumptions.decode(fields["comparison"]),
      duplicates: try DuplicateRules.decode(fields["duplicates"]),
      scenarios: try Scenario.decodeAll(fields["scenarios"]),
      split: try SplitSettings.decode(fields["split"]),
      people: try PeopleSettings.decode(fields["people"]),
      reconciliation: try ReconciliationSettings.decode(fields["reconciliation"]))
  }

  private static func currency(_ node: ProjectNode) throws(ConfigurationError) -> Currency {
    let code = try node.text()
    guard let currency = Currency(code) else { throw node.error(.value(.unknownCurrency(code))) }
    return currency
  }

  private static func resourceUnits(_ node: ProjectNode?) throws(ConfigurationError) -> [ResourceID: MeteringUnit] {
    guard let node else { return [:] }
    var units: [ResourceID: MeteringUnit] = [:]
    for resource in try node.namedEntries() {
      let unit = try resource.fields(["unit"]).required("unit", example: "unit: \"GB-hours\", or what it is metered in")
      let text = try unit.text()
      guard let known = MeteringUnit(text) else { throw unit.error(.value(.unknownUnit(text))) }
      units[ResourceID(resource.key)] = known
    }
    return units
  }

  private static func quarantineLimit(_ node: ProjectNode?) throws(ConfigurationError) -> QuarantineLimit {
    guard let node else { return .standard }
    let fields = try node.fields(["largestShare", "fromRecords"])
    return QuarantineLimit(
      largestShare: try fields["largestShare"]?.share(upTo: .one) ?? QuarantineLimit.standard.largestShare,
      fromRecords: try fields["fromRecords"]?.wholeNumber(1...1_000_000_000) ?? QuarantineLimit.standard.fromRecords)
  }
}

extension ValueProblem {
  /// A code that names no currency, with the currency it names in capitals if there is one.
  static func unknownCurrency(_ code: String) -> ValueProblem {
    .unknownCurrency(code, suggestion: Currency(code.uppercased())?.code)
  }
}
