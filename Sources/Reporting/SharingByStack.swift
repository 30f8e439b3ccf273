internal import Comparison
internal import Metering

/// The stacks of a month by what sharing comes to for each: where some pay and others do not, sharing all of them is
/// not the best answer, and leadership must see both answers apart.
///
/// The sums are over the stacks that pay only. What all stacks come to is `OrganizationComparison`; the two are
/// alternatives and are never added.
struct SharingByStack: Sendable {
  /// Those for which sharing pays, the largest saving first.
  let paying: [StackComparison]
  /// Those for which it costs more, or does not earn its one-time cost in time; the largest loss first.
  let losing: [StackComparison]

  /// A stack of which nothing has a price is in neither: what sharing comes to for it is not known.
  init(_ comparisons: [StackComparison]) {
    let comparisons = comparisons.filter { !$0.isUnpriced }
    func ordered(_ stacks: [StackComparison], by comesFirst: (ExactDecimal, ExactDecimal) -> Bool) -> [StackComparison]
    {
      stacks.sorted { left, right in
        left.saving != right.saving ? comesFirst(left.saving, right.saving) : left.stack < right.stack
      }
    }
    paying = ordered(comparisons.filter { $0.verdict == .pays }, by: >)
    losing = ordered(comparisons.filter { $0.verdict == .doesNotPay || $0.verdict == .paysTooLate }, by: <)
  }

  /// How many stacks have something to share.
  var count: Int { paying.count + losing.count }

  /// Whether sharing pays for some stacks and not for others.
  var isMixed: Bool { !paying.isEmpty && !losing.isEmpty }

  /// What the stacks that pay save over the days compared, in cents.
  func saving(in currency: Currency) -> Int128 { paying.reduce(0) { $0 + currency.minorUnits(of: $1.saving) } }

  /// What the stacks that pay cost as they are, in cents.
  func today(in currency: Currency) -> Int128 { paying.reduce(0) { $0 + currency.minorUnits(of: $1.today) } }

  /// What they would cost shared, in cents.
  func shared(in currency: Currency) -> Int128 { paying.reduce(0) { $0 + currency.minorUnits(of: $1.shared) } }

  /// What of their saving leaves the bank account, in cents.
  func cashableSaving(in currency: Currency) -> Int128 {
    paying.reduce(0) { $0 + currency.minorUnits(of: $1.cashableSaving) }
  }

  /// What moving the stacks that pay costs once, in cents.
  func oneTimeCost(in currency: Currency) -> Int128 {
    paying.reduce(0) { $0 + currency.minorUnits(of: $1.oneTimeCost) }
  }
}
