extension AssumptionKey {
  /// What its number counts, in one word.
  package enum Unit: Sendable, Equatable {
    /// The project's currency.
    case money
    case percent
    /// One of it, and several: `month`, `months`.
    case counted(String, String)
  }

  /// nil where it is no single number.
  package var unit: Unit? {
    switch form {
    case .statistic, .units: nil
    case .share: .percent
    case .whole(_, _, let measure), .decimal(_, _, let measure), .optional(_, _, let measure, _): measure.unit
    }
  }
}

extension AssumptionKey.Measure {
  /// The noun alone: what it is of, `a tenant` or `a year`, is in the assumption's name.
  fileprivate var unit: AssumptionKey.Unit {
    switch self {
    case .money: .money
    case .count(let one, let many): .counted(Self.noun(of: one), Self.noun(of: many))
    }
  }

  private static func noun(of words: String) -> String { String(words.prefix { $0 != " " }) }
}
