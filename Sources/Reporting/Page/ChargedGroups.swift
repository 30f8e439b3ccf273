internal import Metering

/// What the charges of the month come to by one of their keys: the largest first, each with its amounts and its bar.
struct ChargedGroups<Key: Hashable & Comparable & Sendable>: Sendable {
  /// Never empty.
  let groups: [LineGroup<Key>]
  let largest: LineGroup<Key>
  private let context: SummaryContext

  /// nil where the month has no line.
  init?(_ context: SummaryContext, by key: (PostedLine) -> Key) {
    groups = LineGroup.grouping(context.shown.lines, by: key).sorted { left, right in
      left.sum.minorUnits != right.sum.minorUnits
        ? left.sum.minorUnits > right.sum.minorUnits : left.key < right.key
    }
    guard let largest = groups.first else { return nil }
    self.largest = largest
    self.context = context
  }

  /// What the largest takes of all charges, in whole percent; nil where it is no share of them, as where others are
  /// given more back than they are charged.
  var largestShare: String? {
    guard largest.sum.minorUnits >= 0, largest.sum.minorUnits <= context.lines.minorUnits else { return nil }
    return DisplayText.percent(largest.sum.minorUnits, of: context.lines.minorUnits, places: 0)
  }

  /// The columns of `amounts` and of `totals`.
  static var columns: [PageTable.Column] {
    [.number("Usage"), .number("Fixed"), .number("Charged"), .number("Share")]
  }

  static var barColumn: PageTable.Column { .chart("Usage, fixed") }

  func amounts(_ group: LineGroup<Key>) -> [Markup] {
    let sum = group.sum
    return sum.parts(context.currency) + [context.amount(sum), share(sum)]
  }

  /// All groups together.
  var totals: [Markup] {
    let total = context.lines
    let parts = context.isUnpriced ? [.notKnown, .notKnown] : total.parts(context.currency)
    return parts + [context.amount(total), .empty]
  }

  private func share(_ sum: LineSum) -> Markup {
    sum.isUnpriced ? .none : context.share(sum.minorUnits, of: context.lines.minorUnits)
  }

  /// `id`: unique on the page; `title`: what is charged to whom or for what, without the amount.
  func bar(_ group: LineGroup<Key>, id: String, title: String) -> Markup {
    let sum = group.sum
    return Bar(
      id: id, title: "\(title): \(sum.isUnpriced ? KnownAmount.unknown : context.rounded(sum.minorUnits))",
      description: share(sum).plainText,
      segments: [.init(colour: .used, amount: sum.usage), .init(colour: .overhead, amount: sum.fixed)],
      lowest: lowest, scale: highest
    ).markup
  }

  /// What is taken off is drawn below zero, so that both ends are those of the parts and not of the sums.
  private var lowest: Int128 { groups.map { min(0, $0.sum.usage) + min(0, $0.sum.fixed) }.min() ?? 0 }
  private var highest: Int128 { groups.map { max(0, $0.sum.usage) + max(0, $0.sum.fixed) }.max() ?? 0 }

  static var legend: Markup { Bar.legend([(.used, false, "usage"), (.overhead, false, "fixed costs")]) }
}
