package import Metering

/// One assumption as a report lists it: its name in the project file, its value as people read it, and where that is
/// from.
package struct AssumptionDescription: Sendable, Equatable {
  /// The key under `comparison`: `headroom`; of a single stack `headroom (training)`.
  package let name: String
  /// `10%`, `200,000 USD a year for each FTE`, `that of the dearest environment today`.
  package let value: String
  /// Whether the project file leaves it as it is.
  package let isDefault: Bool
  /// `project file`, or `default, economics.md §1.8`.
  package let source: String

  package init(name: String, value: String, isDefault: Bool, source: String) {
    self.name = name
    self.value = value
    self.isDefault = isDefault
    self.source = source
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
        if isSet(key), description.value == value(of: key, currency: currency) { continue }
        descriptions.append(description)
      }
    }
    return descriptions
  }

  private func isSet(_ key: AssumptionKey) -> Bool { setByProject.contains(key.rawValue) }

  private func description(of key: AssumptionKey, name: String, currency: Currency) -> AssumptionDescription {
    AssumptionDescription(
      name: name, value: value(of: key, currency: currency), isDefault: !isSet(key),
      source: isSet(key) ? "project file" : "default, economics.md \(key.defaultSection)")
  }

  private func value(of key: AssumptionKey, currency: Currency) -> String {
    switch key.form {
    case .statistic:
      switch statistic {
      case .peak: "the highest hour"
      case .topHours(1): "the highest hour"
      case .topHours(let count): "the mean of the \(count) highest hours"
      }
    case .nodeSizes: nodeSizesText
    case .share(let path, _): percent(self[keyPath: path])
    case .whole(let path, _, let measure): measure.text(of: ExactDecimal(self[keyPath: path]), currency: currency)
    case .decimal(let path, _, let measure): measure.text(of: self[keyPath: path], currency: currency)
    case .optional(let path, _, let measure, let otherwise):
      self[keyPath: path].map { measure.text(of: $0, currency: currency) } ?? otherwise
    }
  }

  private var nodeSizesText: String {
    if nodeSizes.isEmpty { return "1 unit a node" }
    let sizes = nodeSizes.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value.description))" }
    return sizes.joined(separator: ", ") + " units a node; 1 of every other resource"
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
