import Metering

/// A value of the project file with its key and its file: gives one kind of value, or says where it is not.
struct ProjectNode {
  let file: String
  /// The key it is under; that of the list for an element of a list.
  let key: String
  let value: JSON5Value

  func error(_ problem: ConfigurationProblem) -> ConfigurationError {
    ConfigurationError(file: file, at: value.position, problem)
  }

  private func wrongKind(_ expected: ValueKind) -> ConfigurationError {
    error(.project(.wrongKind(key: key, expected: expected, found: value.content.kind)))
  }

  // MARK: Texts

  func text() throws(ConfigurationError) -> String {
    guard case .string(let text) = value.content else { throw wrongKind(.text) }
    return text
  }

  /// A text that people read or that names a path: not empty, and nothing in it breaks a line.
  func label() throws(ConfigurationError) -> String {
    let text = try text()
    if let problem = NameCheck.problem(ofLabel: text, name: key) { throw error(.value(problem)) }
    return text
  }

  /// A name of something of ours.
  func name() throws(ConfigurationError) -> String {
    let text = try text()
    if let problem = NameCheck.problem(of: text, name: key) { throw error(.value(problem)) }
    return text
  }

  /// One of the names that a type has.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    of type: Choice.Type
  ) throws(ConfigurationError) -> Choice {
    let text = try text()
    if let choice = Choice(rawValue: text) { return choice }
    let choices = Choice.allCases.map(\.rawValue)
    throw error(
      .value(
        .unknownChoice(name: key, text: text, choices: choices, suggestion: closest(to: text, among: choices))))
  }

  func zone() throws(ConfigurationError) -> ZoneRules {
    let name = try text()
    guard let zone = ZoneRules.named(name) else {
      throw error(.project(.unknownZone(name, suggestion: ZoneRules.suggestion(for: name))))
    }
    return zone
  }

  // MARK: Numbers

  func boolean() throws(ConfigurationError) -> Bool {
    guard case .boolean(let boolean) = value.content else { throw wrongKind(.boolean) }
    return boolean
  }

  /// An exact number of at most 12 decimals, with its text.
  private func number() throws(ConfigurationError) -> (value: ExactDecimal, text: String) {
    guard case .number(let text) = value.content else { throw wrongKind(.number) }
    return (try exact(text), text)
  }

  private func exact(_ text: String) throws(ConfigurationError) -> ExactDecimal {
    let parsed: ExactDecimal.Parsed
    do throws(DecimalTextError) {
      parsed = try exactDecimal(json5: text)
    } catch {
      switch error {
      case .notANumber: throw self.error(.value(.notANumber(name: key, text: text)))
      case .tooLarge: throw self.error(.value(.tooLarge(name: key, text: text)))
      }
    }
    guard !parsed.wasRounded else { throw error(.value(.tooManyDecimals(name: key, text: text))) }
    return parsed.value
  }

  func wholeNumber(_ range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    let (number, text) = try number()
    let (whole, rest) = number.picounits.quotientAndRemainder(dividingBy: ExactDecimal.one.picounits)
    guard rest == 0, let whole = Int(exactly: whole), range.contains(whole) else {
      throw error(
        .project(.notInRange(key: key, found: text, least: range.lowerBound, most: range.upperBound)))
    }
    return whole
  }

  func decimal(mayBeZero: Bool = true, upTo most: ExactDecimal) throws(ConfigurationError) -> ExactDecimal {
    let (number, text) = try number()
    guard !number.isNegative, mayBeZero || !number.isZero, number <= most else {
      throw error(.project(.notInDecimalRange(key: key, found: text, mayBeZero: mayBeZero, most: most)))
    }
    return number
  }

  /// A share as `"10%"` or `0.1`.
  func share(upTo most: Fraction) throws(ConfigurationError) -> Fraction {
    let share: Fraction
    let shown: String
    switch value.content {
    case .number(let text):
      shown = text
      share = try exact(text).fraction
    case .string(let text):
      shown = quoted(text)
      guard text.hasSuffix("%"), let number = try? ExactDecimal.parse(text.utf8.dropLast()) else {
        throw error(.project(.notAShare(key: key, found: shown)))
      }
      guard !number.wasRounded else { throw error(.value(.tooManyDecimals(name: key, text: shown))) }
      share = Fraction(number.value.picounits, 100 * ExactDecimal.one.picounits)
    default: throw error(.project(.notAShare(key: key, found: value.content.kind.rawValue)))
    }
    guard share >= .zero, share <= most else {
      throw error(.project(.shareOutOfRange(key: key, found: shown, most: most)))
    }
    return share
  }

  // MARK: Lists and objects

  /// The elements of a list.
  func elements() throws(ConfigurationError) -> [ProjectNode] {
    guard case .array(let elements) = value.content else { throw wrongKind(.list) }
    return elements.map { ProjectNode(file: file, key: key, value: $0) }
  }

  /// The entries of an object whose keys are the project's own, in order.
  func entries() throws(ConfigurationError) -> [(member: JSON5Value.Member, node: ProjectNode)] {
    guard case .object(let members) = value.content else { throw wrongKind(.object) }
    return members.map { ($0, ProjectNode(file: file, key: $0.name, value: $0.value)) }
  }

  /// The entries of an object whose keys are names of something of ours: of resources, of stacks.
  func namedEntries() throws(ConfigurationError) -> [ProjectNode] {
    var nodes: [ProjectNode] = []
    for (member, node) in try entries() {
      if let problem = NameCheck.problem(of: member.name, name: key) {
        throw ConfigurationError(file: file, at: member.position, .value(problem))
      }
      nodes.append(node)
    }
    return nodes
  }

  /// The entries of an object whose keys are known. Any other key is an error.
  func fields(_ known: [String]) throws(ConfigurationError) -> ProjectFields {
    var nodes: [String: ProjectNode] = [:]
    for (member, node) in try entries() {
      guard known.contains(member.name) else {
        let suggestion = closest(to: member.name, among: known)
        throw ConfigurationError(
          file: file, at: member.position,
          .project(.unknownKey(member.name, known: known, suggestion: suggestion)))
      }
      nodes[member.name] = node
    }
    return ProjectFields(node: self, nodes: nodes)
  }
}

extension JSON5Value.Content {
  /// What messages call it.
  var kind: ValueKind {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .text
    case .array: .list
    case .object: .object
    }
  }

  /// The value itself where it is short to say, else what kind it is.
  var brief: String {
    switch self {
    case .number(let text): text
    case .string(let text): quoted(text)
    case .boolean(let boolean): boolean ? "true" : "false"
    case .null, .array, .object: kind.rawValue
    }
  }
}
