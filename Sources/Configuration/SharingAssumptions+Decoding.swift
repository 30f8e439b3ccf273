import Metering

extension SharingAssumptions {
  /// The assumptions that `comparison` sets, for all stacks and for single ones; the defaults where it is absent.
  static func decode(_ node: ProjectNode?) throws(ConfigurationError) -> SharingAssumptions {
    var assumptions = SharingAssumptions()
    guard let node else { return assumptions }
    let keys = AssumptionKey.allCases.map(\.rawValue)
    let fields = try node.fields(keys + ["stacks"])
    try assumptions.apply(fields)
    guard let stacks = fields["stacks"] else { return assumptions }
    var byStack: [StackID: SharingAssumptions] = [:]
    for stack in try stacks.namedEntries() {
      var own = assumptions
      try own.apply(try stack.fields(keys))
      byStack[StackID(stack.key)] = own
    }
    assumptions.stacks = byStack
    return assumptions
  }

  /// Takes the values that an object has.
  private mutating func apply(_ fields: ProjectFields) throws(ConfigurationError) {
    for key in AssumptionKey.allCases {
      guard let node = fields[key.rawValue] else { continue }
      try set(key, to: node)
      setByProject.insert(key.rawValue)
    }
  }

  private mutating func set(_ key: AssumptionKey, to node: ProjectNode) throws(ConfigurationError) {
    switch key.form {
    case .statistic: statistic = try Statistic.decode(node)
    case .nodeSizes:
      for resource in try node.namedEntries() {
        nodeSizes[ResourceID(resource.key)] = try resource.decimal(mayBeZero: false, upTo: 1_000_000_000)
      }
    case .share(let path, let most): self[keyPath: path] = try node.share(upTo: most)
    case .whole(let path, let range, _): self[keyPath: path] = try node.wholeNumber(range)
    case .decimal(let path, let most, _): self[keyPath: path] = try node.decimal(upTo: most)
    case .optional(let path, let most, _, _): self[keyPath: path] = try node.decimal(upTo: most)
    }
  }
}

extension SharingAssumptions.Statistic {
  /// Reads `"peak"` or `{ topHours: 5 }`.
  fileprivate static func decode(_ node: ProjectNode) throws(ConfigurationError) -> SharingAssumptions.Statistic {
    switch node.value.content {
    case .string("peak"): return .peak
    case .object:
      let hours = try node.fields(["topHours"]).required("topHours", example: "topHours: 5")
      return .topHours(try hours.wholeNumber(1...8_784))
    default: throw node.error(.project(.unknownStatistic(node.value.content.brief)))
    }
  }
}
