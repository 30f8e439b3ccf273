import Metering

extension Scenario {
  /// The scenarios of the project file, in the order of their names; none where it has none.
  static func decodeAll(_ node: ProjectNode?) throws(ConfigurationError) -> [Scenario] {
    var scenarios: [Scenario] = []
    for entry in try node?.namedEntries() ?? [] { scenarios.append(try decode(entry)) }
    return scenarios.sorted { bytewise($0.name, precedes: $1.name) }
  }

  private static func decode(_ node: ProjectNode) throws(ConfigurationError) -> Scenario {
    let fields = try node.fields(["platformPer", "without", "demand", "tenants", "set"])
    guard !fields.nodes.isEmpty else { throw node.error(.project(.scenarioWithoutChange(node.key))) }
    return Scenario(
      name: node.key, platformPer: try fields["platformPer"]?.choice(of: Platform.self),
      without: try tenants(fields["without"]), demand: try demand(fields["demand"]),
      tenants: try fields["tenants"]?.wholeNumber(1...10_000), changes: try changes(fields["set"]))
  }

  private static func tenants(_ node: ProjectNode?) throws(ConfigurationError) -> [TenantID] {
    guard let node else { return [] }
    var tenants: Set<TenantID> = []
    for element in try node.elements() { tenants.insert(TenantID(try element.name())) }
    guard !tenants.isEmpty else { throw node.error(.project(.emptyList(key: node.key))) }
    return tenants.sorted()
  }

  private static func demand(_ node: ProjectNode?) throws(ConfigurationError) -> Fraction {
    guard let node else { return .one }
    let demand = try node.share(upTo: Fraction(100))
    guard demand > .zero else { throw node.error(.project(.notAShare(key: node.key, found: "0"))) }
    return demand
  }

  private static func changes(_ node: ProjectNode?) throws(ConfigurationError) -> [AssumptionChange] {
    guard let node else { return [] }
    let fields = try node.fields(AssumptionKey.allCases.map(\.rawValue))
    var changes: [AssumptionChange] = []
    for key in AssumptionKey.allCases {
      guard let value = fields[key.rawValue] else { continue }
      changes.append(AssumptionChange(key: key, value: try key.value(value)))
    }
    return changes
  }
}
