package import Metering

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

  /// Takes the values that an object has, and the ranges of those that state one.
  private mutating func apply(_ fields: ProjectFields) throws(ConfigurationError) {
    for key in AssumptionKey.allCases {
      guard let node = fields[key.rawValue] else { continue }
      try set(key, toNode: node)
      setByProject.insert(key.rawValue)
    }
  }

  /// Sets a plain value, or the base of a range and the range.
  mutating func set(_ key: AssumptionKey, toNode node: ProjectNode) throws(ConfigurationError) {
    let range = try key.range(node)
    let value = if let range { AssumptionValue.number(range.base) } else { try key.value(node) }
    do throws(ArithmeticOverflow) {
      try set(key, to: value)
    } catch {
      throw node.error(.value(.tooLarge(name: key.rawValue, text: node.value.content.brief)))
    }
    ranges[key] = range
  }

  /// The same with one assumption set for one comparison, for all stacks, as `--set headroom=20%` says.
  /// `text`: as the project file would have it; a text needs no quotes.
  package func setting(_ name: String, to text: String) throws(ConfigurationError) -> SharingAssumptions {
    let file = "--set"
    guard let key = AssumptionKey(rawValue: name) else {
      let known = AssumptionKey.allCases.map(\.rawValue)
      throw ConfigurationError(
        file: file, .project(.unknownKey(name, known: known, suggestion: closest(to: name, among: known))))
    }
    let parsed = try? JSON5Parser.parse(Array(text.utf8), file: file)
    let value = parsed ?? JSON5Value(position: TextPosition(line: 1, column: 1), content: .string(text))
    do throws(ConfigurationError) {
      let node = ProjectNode(file: file, key: name, value: value)
      let change = AssumptionChange(key: key, value: try key.value(node))
      do throws(ArithmeticOverflow) {
        return try setting([change])
      } catch {
        throw node.error(.value(.tooLarge(name: name, text: text)))
      }
    } catch {
      // What is typed on a command line has no lines.
      throw ConfigurationError(file: file, error.problem)
    }
  }
}

extension AssumptionKey {
  /// The plain value that a node has.
  func value(_ node: ProjectNode) throws(ConfigurationError) -> AssumptionValue {
    switch form {
    case .statistic: return .statistic(try SharingAssumptions.Statistic.decode(node))
    case .units:
      var units: [ResourceID: ExactDecimal] = [:]
      for resource in try node.namedEntries() {
        units[ResourceID(resource.key)] = try resource.decimal(mayBeZero: false, upTo: 1_000_000_000)
      }
      return .units(units)
    case .share(_, let most): return .number(try node.share(upTo: most))
    case .whole(_, let range, _): return .number(Fraction(Int128(try node.wholeNumber(range))))
    case .decimal(_, let most, _), .optional(_, let most, _, _):
      return .number(try node.decimal(upTo: most).fraction)
    }
  }

  /// The range that an object states; nil where a plain value is.
  func range(_ node: ProjectNode) throws(ConfigurationError) -> AssumptionRange? {
    guard most != nil, case .object = node.value.content else { return nil }
    let fields = try node.fields(["low", "base", "high", "better", "source", "owner", "reviewed", "evidence"])
    func number(_ node: ProjectNode?) throws(ConfigurationError) -> Fraction? {
      guard let node, case .number(let number) = try value(node) else { return nil }
      return number
    }
    let base = try number(try fields.required("base", example: "base: the value that you expect")) ?? .zero
    let (low, high) = (try number(fields["low"]) ?? base, try number(fields["high"]) ?? base)
    guard low <= base, base <= high else {
      let texts = [low, base, high].map { text(of: $0) }
      throw node.error(.project(.rangeOutOfOrder(key: rawValue, low: texts[0], base: texts[1], high: texts[2])))
    }
    return AssumptionRange(
      low: low, base: base, high: high, better: try fields["better"]?.choice(of: AssumptionRange.Orientation.self),
      source: try fields["source"]?.label(), owner: try fields["owner"]?.label(),
      reviewed: try fields["reviewed"]?.date(),
      evidence: try fields["evidence"]?.choice(of: AssumptionRange.Evidence.self) ?? .assumed)
  }

  /// A number as people read it, without its measure: `12.5%`, `200,000`; `16/3`, which does not end, is `5.33`.
  package func text(of number: Fraction) -> String {
    if case .share = form { return percent(number) }
    guard let exact = try? ExactDecimal(number) else { return number.description }
    guard exact.fraction != number else { return grouped(exact.description) }
    let places = number.numerator.scaled(by: powerOfTen(2), over: number.denominator, rounding: .halfEven)
    return places.map { grouped(ExactDecimal(picounits: $0 * powerOfTen(10)).description) } ?? number.description
  }
}

extension ProjectNode {
  fileprivate func date() throws(ConfigurationError) -> CivilDate {
    let text = try text()
    guard let date = CivilDate(text) else { throw error(.table(.notADate(column: key, text: text))) }
    return date
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
