import Metering

extension LogSource {
  /// The sources of the project file: at least one, no name twice.
  static func decodeAll(_ list: ProjectNode) throws(ConfigurationError) -> [LogSource] {
    let elements = try list.elements()
    guard !elements.isEmpty else { throw list.error(.project(.emptyList(key: list.key))) }
    var sources: [LogSource] = []
    var lines: [SourceID: Int] = [:]
    for element in elements {
      let source = try decode(element)
      if let first = lines.updateValue(element.value.position.line, forKey: source.name) {
        throw element.error(.project(.repeatedSource(source.name.text, firstLine: first)))
      }
      sources.append(source)
    }
    return sources
  }

  private static func decode(_ node: ProjectNode) throws(ConfigurationError) -> LogSource {
    let fields = try node.fields(["name", "format", "files", "timeZone", "map"])
    let name = try fields.required("name", example: "name: \"events\"").name()
    let format: Format = try fields.required("format", example: "format: \"usage-events\"").choice(of: Format.self)
    let files = try files(try fields.required("files", example: "files: [\"logs/*.csv\"]"))
    let zone = try fields["timeZone"]?.zone() ?? .utc
    var rules: [MappingRule] = []
    switch format {
    case .slurmSacct:
      guard let map = fields["map"] else { throw node.error(.mapping(.noMap)) }
      rules = try MappingRule.decodeAll(map)
    case .usageEvents:
      if let map = fields["map"] { throw map.error(.mapping(.mapNotForFormat(format.rawValue))) }
    }
    return LogSource(name: SourceID(name), format: format, files: files, zone: zone, rules: rules)
  }

  /// One path or pattern, or a list of them.
  private static func files(_ node: ProjectNode) throws(ConfigurationError) -> [String] {
    if case .string = node.value.content { return [try node.label()] }
    var files: [String] = []
    for element in try node.elements() { files.append(try element.label()) }
    guard !files.isEmpty else { throw node.error(.project(.emptyList(key: node.key))) }
    return files
  }
}
