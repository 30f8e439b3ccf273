internal import Metering

/// What of each month is booked nowhere, so that everybody can see it: a table of the page's data quality.
enum UnmappedTable {
  static func markup(_ input: ReportInput) -> Markup {
    let periods = input.periods.map { (period: $0.period, buckets: Dictionary(uniqueKeysWithValues: buckets($0))) }
    guard periods.contains(where: { $0.buckets.values.contains { $0 != 0 } }) else { return .empty }
    func cells(_ amount: (String) -> Int128) -> [Markup] {
      names.map { .amount(amount($0), input.currency) }
    }
    let rows = periods.map { period in
      ["\(DisplayText.month(period.period))"] + cells { period.buckets[$0] ?? 0 }
    }
    let table = PageTable(
      id: "unmapped", caption: "Charges that are booked nowhere, in \(input.currency.code)",
      columns: [
        .name("Month"), .number("No tenant named"), .number("Tenant not in tenants.csv"),
        .number("Of the first, residue of conversion"),
      ],
      groups: [.init(rows: rows)],
      footer: [["All months"] + cells { name in periods.reduce(0) { $0 + ($1.buckets[name] ?? 0) } }],
      moreIn: ControlTotals.name)
    return "<h5>Charges that are booked nowhere</h5>\n\(table.markup)"
  }

  private static let names = ["unallocated", "unmapped", "conversion"]

  private static func buckets(_ period: PeriodInput) -> [(String, Int128)] {
    ControlChain.buckets(of: period).map { ($0.file, $0.minorUnits) }
  }
}
