import Configuration
import Metering

@testable import Comparison

/// Demand in units, a row each of tenants `t00`, `t01` …
func demand(_ rows: [[Int]]) -> [TenantDemand] {
  rows.enumerated().map { TenantDemand(tenant: tenant($0), unitSeconds: unitSeconds($1)) }
}

func tenant(_ position: Int) -> TenantID { TenantID(position < 10 ? "t0\(position)" : "t\(position)") }

extension PeakGame {
  func shares(of rule: SplitRule) throws -> [Fraction] { try shares(by: rule).shares }
}

extension [[Int]] {
  /// What some rows need together, mean of the k highest hours: the slow twin.
  func cost(_ members: [Int], highest count: Int = 1) -> Fraction {
    let hours = (first ?? []).indices.map { hour in members.reduce(0) { $0 + self[$1][hour] } }.sorted(by: >)
    return Fraction(Int128(hours.prefix(count).reduce(0, +)), Int128(Swift.min(count, hours.count)))
  }
}

/// Random demand: a few hours, few different values, so that ties and idle tenants come up.
struct RandomDemand {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func rows(tenants: ClosedRange<Int>, hours: ClosedRange<Int> = 1...7) -> [[Int]] {
    let count = random.int(hours)
    let most = [1, 3, 20, 1_000].randomElement(using: &random) ?? 1
    return (0..<random.int(tenants)).map { _ in
      let isIdle = random.int(0...9) == 0
      return (0..<count).map { _ in isIdle ? 0 : random.int(0...most) }
    }
  }
}
