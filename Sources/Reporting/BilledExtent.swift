import Aggregation
internal import Metering

/// How much of a month has a bill, so that what ties is not taken for all of it.
struct BilledExtent: Sendable, Equatable {
  /// Environments with a bill of the month, and those that cost something in it.
  let billed: Int
  let all: Int
  /// What is charged for those with a bill, and in all, in smallest units.
  let charged: Int128
  let chargedInAll: Int128

  /// nil where nothing of the month has a bill, or an amount is too large to add up.
  init?(_ period: PeriodInput, _ reconciliation: Reconciliation?, _ currency: Currency) {
    let rows = (reconciliation?.rows ?? []).filter { $0.chargePeriod == period.period }
    let billed = rows.filter { $0.invoice != nil }
    guard !billed.isEmpty, let charged = try? billed.map({ row in try row.charged() }).total() else { return nil }
    self.billed = billed.count
    all = rows.count
    self.charged = currency.minorUnits(of: charged)
    chargedInAll = LineSum(period.lines).minorUnits
  }

  /// `11 of 28 environments, 30% of charges`.
  var text: String {
    let environments = "\(DisplayText.count(billed)) of \(DisplayText.counted(all, "environment", "environments"))"
    guard let share else { return environments }
    return "\(environments), \(share) of charges"
  }

  /// nil where it is no share: of a sum that is not positive, or of parts that take from each other.
  private var share: String? {
    charged >= 0 && charged <= chargedInAll ? DisplayText.percent(charged, of: chargedInAll, places: 0) : nil
  }
}

extension PeriodInput {
  /// How much of the month has a bill, by cash.
  func billedExtent(_ currency: Currency) -> BilledExtent? { BilledExtent(self, review?.cash, currency) }
}
