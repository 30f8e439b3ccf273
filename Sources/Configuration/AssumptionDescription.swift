package import Metering

/// One assumption as a report lists it: its name in the project file, its value and range as people read them, and
/// where they are from.
package struct AssumptionDescription: Sendable, Equatable {
  /// The key under `comparison`: `headroom`; of a single stack `headroom (training)`.
  package let name: String
  /// `10%`, `200,000 USD a year for each FTE`, `that of the dearest environment today`.
  package let value: String
  /// `5% to 30%`; nil where it has no range.
  package let range: String?
  /// `low favours sharing`; nil where it has no range.
  package let orientation: String?
  /// Whether the project file leaves it as it is.
  package let isDefault: Bool
  /// What the project file names as its source, `project file`, or what the default rests on: `default: an estimate`.
  package let source: String
  package let owner: String?
  package let reviewed: CivilDate?
  package let evidence: AssumptionRange.Evidence

  package init(
    name: String, value: String, range: String? = nil, orientation: String? = nil, isDefault: Bool, source: String,
    owner: String? = nil, reviewed: CivilDate? = nil, evidence: AssumptionRange.Evidence = .assumed
  ) {
    self.name = name
    self.value = value
    self.range = range
    self.orientation = orientation
    self.isDefault = isDefault
    self.source = source
    self.owner = owner
    self.reviewed = reviewed
    self.evidence = evidence
  }
}

extension SharingAssumptions {
  /// Every assumption in a fixed order, then what single stacks change, by stack.
  package func descriptions(currency: Currency) -> [AssumptionDescription] {
    var descriptions = AssumptionKey.allCases.map { description(of: $0, name: $0.rawValue, currency: currency) }
    for (stack, own) in stacks.sorted(by: { $0.key < $1.key }) {
      for key in AssumptionKey.allCases where own.isSet(key) {
        let description = own.description(of: key, name: "\(key.rawValue) (\(stack))", currency: currency)
        // What the stack has from all stacks is told above.
        if isSet(key), own.ranges[key] == ranges[key], description.value == value(of: key, currency: currency) {
          continue
        }
        descriptions.append(description)
      }
    }
    return descriptions
  }

  private func isSet(_ key: AssumptionKey) -> Bool { setByProject.contains(key.rawValue) }

  private func description(of key: AssumptionKey, name: String, currency: Currency) -> AssumptionDescription {
    // What is sure has no ends to tell.
    let range = range(of: key).flatMap { $0.low == $0.high ? nil : $0 }
    let stated = ranges[key]
    return AssumptionDescription(
      name: name, value: value(of: key, currency: currency),
      range: range.map { "\(key.text(of: $0.low)) to \(key.text(of: $0.high))" },
      orientation: range.map { _ in orientationText(of: key) }, isDefault: !isSet(key) && !isSetForOnce(key),
      source: source(of: key), owner: stated?.owner, reviewed: stated?.reviewed, evidence: evidence(of: key))
  }

  private func isSetForOnce(_ key: AssumptionKey) -> Bool { setForOnce.contains(key.rawValue) }

  private func source(of key: AssumptionKey) -> String {
    if isSetForOnce(key) { return "set for this comparison" }
    guard isSet(key) else { return "default: \(key.defaultSource)" }
    return ranges[key]?.source ?? "project file"
  }

  private func orientationText(of key: AssumptionKey) -> String {
    better(of: key).map { "\($0.rawValue) favours sharing" } ?? "hangs on the stack"
  }

  private func value(of key: AssumptionKey, currency: Currency) -> String {
    switch key.form {
    case .statistic:
      switch statistic {
      case .peak: "the highest hour"
      case .topHours(1): "the highest hour"
      case .topHours(let count): "the mean of the \(count) highest hours"
      }
    case .units(let path, let text): Self.text(of: self[keyPath: path], text)
    case .share(let path, _): percent(self[keyPath: path])
    case .whole(let path, _, let measure): measure.text(of: ExactDecimal(self[keyPath: path]), currency: currency)
    case .decimal(let path, _, let measure): measure.text(of: self[keyPath: path], currency: currency)
    case .optional(let path, _, let measure, let otherwise):
      self[keyPath: path].map { measure.text(of: $0, currency: currency) } ?? otherwise
    }
  }

  private static func text(of units: [ResourceID: ExactDecimal], _ text: AssumptionKey.UnitsText) -> String {
    if units.isEmpty { return text.none }
    let told = units.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value.description))" }
    return told.joined(separator: ", ") + text.told
  }
}

extension AssumptionKey.Measure {
  fileprivate func text(of number: ExactDecimal, currency: Currency) -> String {
    switch self {
    case .money(let rest): "\(grouped(number.description)) \(currency) \(rest)"
    case .count(let one, let many): "\(grouped(number.description)) \(number == .one ? one : many)"
    }
  }
}
