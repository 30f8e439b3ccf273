internal import Metering

/// What of each month is booked nowhere, so that everybody can see it: a table of the page's data quality.
enum UnmappedTable {
  static func markup(_ input: ReportInput) -> Markup {
    let periods = input.periods.map { (period: $0.period, buckets: buckets($0)) }
    guard periods.contains(where: { $0.buckets.values.contains { $0.minorUnits != 0 } }) else { return .empty }
    func cells(_ sum: (String) -> KnownAmount) -> [Markup] { names.map { sum($0).markup(input.currency) } }
    let rows = periods.map { period in
      ["\(DisplayText.month(period.period))"] + cells { period.buckets[$0] ?? KnownAmount(0, isLowerBound: false) }
    }
    func all(_ name: String) -> KnownAmount {
      let sums = periods.compactMap { $0.buckets[name] }
      let sum = sums.reduce(0) { $0 + $1.minorUnits }
      return KnownAmount(sum, isLowerBound: sum == 0 && sums.contains(where: \.isUnknown))
    }
    let table = PageTable(
      id: "unmapped", caption: "Charges that are booked nowhere, in \(input.currency.code)",
      columns: [
        .name("Month"), .number("No tenant named"), .number("Tenant not in tenants.csv"),
        .number("Of the first, residue of conversion"),
      ],
      groups: [.init(rows: rows)],
      footer: [["All months"] + cells(all)],
      moreIn: ControlTotals.name)
    return "<h5>Charges that are booked nowhere</h5>\n\(table.markup)"
  }

  private static let names = ["unallocated", "unmapped", "conversion"]

  private static func buckets(_ period: PeriodInput) -> [String: KnownAmount] {
    Dictionary(
      ControlChain.buckets(of: period).map { ($0.name, $0.sum.total) }, uniquingKeysWith: { first, _ in first })
  }
}
