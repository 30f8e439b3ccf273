package import Metering

/// What a month was closed with before it was opened again, closing by closing. Empty of a month that never was.
package struct PeriodHistory: Sendable, Equatable {
  /// A closing that does not hold any more, and who opened the month again, when and why: as it stands in the ledger.
  package struct Superseded: Sendable, Equatable {
    /// Its place among the events of all months.
    package let order: Int
    /// Of the files that were published then.
    package let outputHash: String
    /// What "today" was when the month was opened again.
    package let reopenedAsOf: CivilDate
    /// Wall-clock time as it was recorded then.
    package let reopenedAt: String
    package let reopenedBy: String
    package let reason: String

    package init(
      order: Int, outputHash: String, reopenedAsOf: CivilDate, reopenedAt: String, reopenedBy: String, reason: String
    ) {
      self.order = order
      self.outputHash = outputHash
      self.reopenedAsOf = reopenedAsOf
      self.reopenedAt = reopenedAt
      self.reopenedBy = reopenedBy
      self.reason = reason
    }
  }

  /// The oldest first.
  package let superseded: [Superseded]
  /// The place of the closing that holds among the events of all months; nil while the month is open.
  package let order: Int?

  package init(superseded: [Superseded], order: Int?) {
    self.superseded = superseded
    self.order = order
  }

  package static let none = PeriodHistory(superseded: [], order: nil)

  /// Which closing it is, or will be: 1 is the first.
  var closing: Int { superseded.count + 1 }

  /// `open`, or that it was closed before.
  static let reopened = "reopened"
}

extension PeriodInput {
  package func with(history: PeriodHistory) -> PeriodInput {
    PeriodInput(
      period: period, state: state, days: days, lines: lines, comparisons: comparisons, organization: organization,
      findings: findings, daily: daily, review: review, published: published, history: history)
  }

  /// The state as people read it: which closing it is, where it is not the first.
  var stateText: String {
    let words = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
    guard published != nil, history.closing > 1 else { return state }
    let number = history.closing - 2
    return "\(state) (\(words.indices.contains(number) ? "\(words[number]) closing" : "closing \(history.closing)"))"
  }
}
