internal import Metering

/// What a month's lines add up to, each time by another way (economics.md §2.7): the exact sum rounded once, and the
/// posted cents by tenant, by stack and by cost centre.
enum ControlChain {
  static func sums(of period: PeriodInput, _ currency: Currency) throws(ReportingError) -> [ReportingError.FileSum] {
    [
      ReportingError.FileSum(file: "rated", minorUnits: currency.minorUnits(of: try rated(period))),
      ReportingError.FileSum(file: "by_tenant", minorUnits: sum(period) { $0.line.identity.tenant }),
      ReportingError.FileSum(file: "by_stack", minorUnits: sum(period) { $0.line.identity.stack }),
      ReportingError.FileSum(file: "by_cost_centre", minorUnits: sum(period) { $0.line.account?.costCentre }),
    ]
  }

  /// What of a month is booked nowhere: charged to nobody, to tenants that tenants.csv does not list, and as residues
  /// of conversion, which are in `unallocated` too.
  static func buckets(of period: PeriodInput) -> [(name: String, sum: LineSum)] {
    func bucket(_ name: String, _ isIn: (ChargeLine) -> Bool) -> (name: String, sum: LineSum) {
      (name, LineSum(period.lines.filter { isIn($0.line) }))
    }
    return [
      bucket("unallocated") { $0.identity.tenant.text == ReservedName.unallocated },
      bucket("unmapped") { $0.identity.tenant.text != ReservedName.unallocated && $0.account == nil },
      bucket("conversion") { $0.identity.category == .conversion },
    ]
  }

  private static func rated(_ period: PeriodInput) throws(ReportingError) -> ExactDecimal {
    do {
      return try period.lines.compactMap(\.line.amount).total()
    } catch {
      throw .overflow(error)
    }
  }

  private static func sum<Key: Hashable & Sendable>(_ period: PeriodInput, by key: (PostedLine) -> Key) -> Int128 {
    LineGroup.grouping(period.lines, by: key).reduce(0) { $0 + $1.sum.minorUnits }
  }
}
