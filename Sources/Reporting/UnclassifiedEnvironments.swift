internal import Comparison
internal import Metering

/// The environments of a month that nobody has classified: neither log nor catalogue tells their stack. They are
/// charged like all others and compared with nothing, as two of them need not be two of the same.
struct UnclassifiedEnvironments: Sendable {
  let environments: [EnvironmentID]
  /// What is charged for them.
  let sum: LineSum
  private let currency: Currency

  /// What to do about it.
  static let remedy = "name their stacks in environments.csv, in the logs or in the map of the source"

  private static let mostNames = 5

  init(_ period: PeriodInput, _ currency: Currency) {
    let lines = period.lines.filter { posted in
      let identity = posted.line.identity
      let isUnknown = [identity.stack.text, identity.environment.text].contains(ReservedName.unmapped)
      return isUnknown && (identity.category == .usage || identity.category.isFixedCost) && !posted.line.isCorrection
    }
    environments = Set(lines.map(\.line.identity.environment)).sorted()
    sum = LineSum(lines)
    self.currency = currency
  }

  /// A sentence of them; empty where there are none.
  var sentence: Markup {
    guard !environments.isEmpty else { return .empty }
    let more: Markup =
      environments.count > Self.mostNames ? " and \(environments.count - Self.mostNames) more" : .empty
    let charged: Markup = sum.isUnpriced ? "not priced" : "\(DisplayText.rounded(sum.minorUnits, currency)) of charges"
    let environments = DisplayText.counted(environments.count, "environment", "environments")
    return """
      Not compared: \(Markup.name(ReservedName.unmapped)), \(environments) whose stack nobody tells, \(charged): \
      \(Markup.names(self.environments.prefix(Self.mostNames).map(\.text)))\(more). To have them compared, \
      \(Self.remedy).
      """
  }

  /// The same as a line of its own on a page.
  var note: Markup { environments.isEmpty ? .empty : "<p class=\"how\">\(sentence)</p>\n" }
}
