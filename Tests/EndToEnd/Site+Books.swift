import Foundation
import Metering
import Testing

/// The organisation of V15 (economics.md §2.5): a GPU-hour costs 1.00, so hours are dollars.
extension Site {
  static let books = [
    "stackmeter.json5": #"""
    {
      organization: "Example", currency: "USD", timeZone: "UTC",
      sources: [{ name: "events", format: "usage-events", files: ["logs/*.csv"] }],
    }

    """#,
    "rates.csv": "resource,unit,price,currency,valid_from\ngpu,GPU-hours,1.00,USD,2026-01-01\n",
    "tenants.csv": "tenant,cost_centre\nA,0010\nB,0020\n",
    "logs/01.csv": csvHeader + event("j1", "2026-01-05", "A", hours: 100) + event("j2", "2026-01-31", "B", hours: 50),
  ]

  /// February of V15.
  static let february =
    csvHeader + event("f1", "2026-02-03", "A", hours: 120) + event("f2", "2026-02-28", "B", hours: 60)

  /// What comes late for January in V15: A used 10 more, B 5 less.
  static let late = csvHeader + event("l1", "2026-01-20", "A", hours: 10) + event("l2", "2026-01-21", "B", hours: -5)

  static func event(
    _ id: String, _ day: String, _ tenant: String, environment: String = "lab", hours: Int
  ) -> String {
    "\(id),\(day)T08:00:00Z,,\(tenant),notebooks,\(environment),7,gpu,\(hours * 3_600)\n"
  }

  /// Closes a month, which must go well, and returns what was printed.
  @discardableResult
  func close(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let outcome = try Program.run(["close"] + arguments, in: path)
    #expect(outcome.code == 0 && outcome.complaints == [], "\(outcome.errors)", sourceLocation: sourceLocation)
    return outcome.output
  }

  /// The files of a month.
  func files(of period: String, _ folder: String = "reports") throws -> [String: Data] {
    try reportBytes(folder).filter { $0.key.hasSuffix("_\(period).csv") }
  }

  /// What a month is billed, per tenant and in all.
  func billed(_ period: String) throws -> [String: ExactDecimal] {
    var sums: [String: ExactDecimal] = ["total": .zero]
    for row in try table("statement_\(period).csv").rows {
      let (tenant, cost) = (try #require(row["tenant_id"]), try #require(row["billed_cost"]))
      guard !cost.isEmpty else { continue }
      for key in [tenant, "total"] {
        sums[key] = try (sums[key] ?? .zero).plus(try ExactDecimal.parse(cost.utf8).value)
      }
    }
    return sums
  }

  /// What all months bill for a month, per tenant: exact, before cents.
  func charged(for period: String) throws -> [String: ExactDecimal] {
    var sums: [String: ExactDecimal] = [:]
    for name in try reports().keys where name.hasPrefix("lines_") {
      for row in try table(name).rows where row["charge_period"] == period {
        guard let tenant = row["tenant_id"], let cost = row["rated_cost"], !cost.isEmpty else { continue }
        sums[tenant] = try (sums[tenant] ?? .zero).plus(try ExactDecimal.parse(cost.utf8).value)
      }
    }
    return sums.filter { !$0.value.isZero }
  }

  /// What the control totals tell of a month: its state and, when it is closed, the hash of its files.
  func state(of period: String) throws -> [String] {
    try table("control_totals.csv").rows
      .filter { $0["section"] == "period" && $0["billing_period"] == period }
      .flatMap { [$0["state"] ?? "?", $0["output_sha256"] ?? "?"] }
  }
}
