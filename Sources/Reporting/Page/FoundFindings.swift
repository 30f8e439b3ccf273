package import Comparison

/// What the comparison found in a month beside its answer, or why there is nothing of it.
package enum FoundFindings: Sendable, Equatable {
  case found(PeriodFindings)
  case missing(Reason)

  package enum Reason: Sendable, Equatable {
    /// There is no environment to compare.
    case nothingCompared
    /// A figure did not fit in the exact types: the night said which.
    case leftOut
    /// The month was closed by a version of the program that kept other findings, or none.
    case closedByAnotherVersion
  }

  package var value: PeriodFindings? {
    guard case .found(let findings) = self else { return nil }
    return findings
  }
}

/// What has been saved in a stack since environments were retired.
package struct RealisedByStack: Sendable, Equatable {
  package let stack: String
  /// nil: no full month was metered before the first was retired, so there is nothing to measure against.
  package let savings: RealisedSavings?

  package init(stack: String, savings: RealisedSavings?) {
    self.stack = stack
    self.savings = savings
  }
}
