import Metering

extension MappingRule {
  /// The rules of a Slurm source: each sets tenant and environment, or excludes; not all exclude.
  static func decodeAll(_ list: ProjectNode) throws(ConfigurationError) -> [MappingRule] {
    let elements = try list.elements()
    guard !elements.isEmpty else { throw list.error(.mapping(.noMap)) }
    var rules: [MappingRule] = []
    for element in elements { rules.append(try decode(element)) }
    guard rules.contains(where: { $0.action != .exclude }) else { throw list.error(.mapping(.everyRuleExcludes)) }
    return rules
  }

  private static func decode(_ node: ProjectNode) throws(ConfigurationError) -> MappingRule {
    let fields = try node.fields(["when", "set", "exclude"])
    let conditions = try conditions(fields["when"])
    switch (fields["set"], fields["exclude"]) {
    case (nil, nil): throw node.error(.mapping(.ruleWithoutAction))
    case (.some, .some): throw node.error(.mapping(.ruleWithBothActions))
    case (nil, let exclude?):
      guard try exclude.boolean() else { throw exclude.error(.mapping(.excludeNotTrue)) }
      return MappingRule(conditions: conditions, action: .exclude)
    case (let set?, nil):
      return MappingRule(conditions: conditions, action: .set(try templates(set)))
    }
  }

  private static func conditions(_ node: ProjectNode?) throws(ConfigurationError) -> [Condition] {
    guard let node else { return [] }
    var conditions: [Condition] = []
    for (member, value) in try node.entries() {
      guard let field = SacctField(name: member.name) else {
        throw ConfigurationError(file: node.file, at: member.position, .mapping(.unknownField(member.name)))
      }
      conditions.append(Condition(field: field.rawValue, pattern: try value.text()))
    }
    return conditions
  }

  private static func templates(_ node: ProjectNode) throws(ConfigurationError) -> [Target: Template] {
    let fields = try node.fields(Target.allCases.map(\.rawValue))
    var templates: [Target: Template] = [:]
    for target in Target.allCases {
      guard let value = fields[target.rawValue] else { continue }
      templates[target] = try Template.decode(value)
    }
    for target in [Target.tenant, .environment] where templates[target] == nil {
      throw node.error(.mapping(.ruleSetsNo(target: target.rawValue)))
    }
    return templates
  }
}

extension MappingRule.Template {
  /// Reads `hpc-{Cluster}`: `{Field}` is a field of sacct, `{{` and `}}` are braces.
  static func decode(_ node: ProjectNode) throws(ConfigurationError) -> MappingRule.Template {
    let source = try node.name()
    var pieces: [Piece] = []
    var text = ""
    var rest = source[...]
    while let character = rest.first {
      if rest.hasPrefix("{{") || rest.hasPrefix("}}") {
        text.append(character)
        rest = rest.dropFirst(2)
      } else if character == "}" {
        throw node.error(.mapping(.templateStrayBrace(source)))
      } else if character == "{" {
        guard let end = rest.firstIndex(of: "}") else { throw node.error(.mapping(.templateFieldNotClosed(source))) }
        if !text.isEmpty { pieces.append(.text(text)) }
        text = ""
        pieces.append(.field(try field(rest[..<end].dropFirst(), of: source, node)))
        rest = rest[end...].dropFirst()
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    return MappingRule.Template(pieces: pieces)
  }

  private static func field(
    _ name: Substring, of source: String, _ node: ProjectNode
  ) throws(ConfigurationError) -> String {
    guard !name.isEmpty else { throw node.error(.mapping(.templateFieldEmpty(source))) }
    guard let field = SacctField(name: name) else { throw node.error(.mapping(.unknownField(String(name)))) }
    return field.rawValue
  }
}

extension MappingProblem {
  /// A name that no field has, with the field it is closest to.
  fileprivate static func unknownField(_ name: String) -> MappingProblem {
    .unknownField(name, suggestion: closest(to: name, among: SacctField.allCases.map(\.rawValue)))
  }
}
