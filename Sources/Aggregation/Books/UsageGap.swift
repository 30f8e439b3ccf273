package import Metering

/// Months without any usage between months that have some. What is due without usage is charged for them all the same,
/// so an event whose day is wrong by years costs as many years: long gaps are told, and nobody is refused.
package struct UsageGap: Sendable, Equatable {
  package let first: Period
  package let last: Period
  package let monthCount: Int

  /// Shorter ones are holidays and repairs.
  package static let fewestMonths = 3

  /// The gaps among months that are open, in order. What was closed is what somebody looked at.
  ///
  /// `open`: without a month left out, ascending.
  package static func all(open: [Period], used: Set<Period>) -> [UsageGap] {
    var gaps: [UsageGap] = []
    var empty: [Period] = []
    for period in open {
      guard used.contains(period) else {
        empty.append(period)
        continue
      }
      if let first = empty.first, let last = empty.last, empty.count >= fewestMonths {
        gaps.append(UsageGap(first: first, last: last, monthCount: empty.count))
      }
      empty = []
    }
    return gaps
  }
}

extension UsageGap: CustomStringConvertible {
  /// One line: what is odd, and what to do.
  package var description: String {
    "no usage from \(first) to \(last): fixed costs are charged for these \(monthCount) months; "
      + "if an event is mis-dated, correct it with its opposite"
  }
}
