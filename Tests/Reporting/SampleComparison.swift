import Comparison
import Configuration
import Metering

@testable import Reporting

extension SampleOrganization {
  static let stacks: [StackID] = ["feature-store", "notebooks", "serving", "training", "vector-search"]

  static func comparisons(days: Int, of month: Int, growth: Int) -> [StackComparison] {
    stacks.map { comparison($0, days: days, of: month, growth: growth) }
  }

  /// One stack, in whole dollars: each item in a line, the bridge in the same numbers.
  private static func comparison(_ stack: StackID, days: Int, of month: Int, growth: Int) -> StackComparison {
    let environments = environments.filter { $0.stack == stack }.sorted { $0.id < $1.id }
    let costs = environments.map { cost($0, days: days, of: month) }
    func sum(_ part: (StackComparison.EnvironmentCost) -> ExactDecimal) -> Int {
      costs.reduce(0) { $0 + Int(part($1).picounits / ExactDecimal.one.picounits) }
    }
    let tenants = Set(environments.flatMap(\.tenants)).sorted()
    let held = environments.reduce(0) { $0 + $1.gpus }
    let price = 235 * 24 * days / 100
    let capacity = held * price
    let isShared = environments.count > 1
    // The feature store's demands peak together and need a large team: sharing loses there.
    let loses = stack == "feature-store"
    let right = isShared ? held * 85 / 100 : held
    let pooled = loses ? right : isShared ? right * 72 / 100 : held
    let sharedUnits = isShared ? pooled + (loses ? 8 : 6) : held
    let shareOfMonth = { (amount: Int) in amount * days / month }
    let items: [(StackComparison.Item, Int, Int)] = [
      (.capacity, capacity, sharedUnits * price), (.paidByUse, 0, 0),
      (.controlPlane, sum(\.controlPlane), isShared ? shareOfMonth(3_573) : sum(\.controlPlane)),
      (.licences, sum(\.licences), isShared ? shareOfMonth(2_000 + 250 * tenants.count) : sum(\.licences)),
      (.staff, sum(\.staff), isShared ? shareOfMonth(loses ? 60_000 : 15_000 * (3 + tenants.count / 2)) : sum(\.staff)),
      (.otherFixed, 0, 0), (.upgrades, 0, 0),
      (.switching, isShared ? shareOfMonth(4_500) : 0, isShared ? shareOfMonth(450) : 0),
    ]
    let (today, shared) = (items.reduce(0) { $0 + $1.1 }, items.reduce(0) { $0 + $1.2 })
    func change(_ item: StackComparison.Item) -> Int {
      items.filter { $0.0 == item }.reduce(0) { $0 + $1.2 - $1.1 }
    }
    let bridge: [(StackComparison.BridgeStep, Int)] = [
      (.today, today), (.rightSize, (right - held) * price), (.poolDemand, (pooled - right) * price),
      (.isolationAndSpare, (sharedUnits - pooled) * price), (.controlPlane, change(.controlPlane)),
      (.licences, change(.licences)), (.otherFixed, 0), (.staff, change(.staff)), (.upgrades, 0),
      (.switching, change(.switching)), (.shared, shared),
    ]
    let cashable = -(change(.capacity) + change(.controlPlane) + change(.licences))
    let oneTime = isShared ? 100_000 + 40_000 * environments.count : 0
    let payback = today > shared ? (oneTime * days / month + today - shared - 1) / (today - shared) : 0
    let cashablePayback = cashable > 0 ? (oneTime * days / month + cashable - 1) / cashable : 0
    let peaks = Fraction(Int128(held * 9), 10)
    let peak = loses ? Fraction(Int128(held * 86), 100) : Fraction(Int128(held * 7), 10)
    return StackComparison(
      stack: stack, currency: usd, tenants: tenants, environments: costs,
      pooling: [
        .init(
          resource: "gpu.a100", region: nil, dataClass: nil, sumOfPeaks: peaks, pooledPeak: isShared ? peak : peaks,
          pooledPeakHour: 301, atPeak: [], diversityFactor: isShared ? try? peaks.over(peak) : .one, loadFactor: .one,
          sumOfPercentiles: peaks, pooledPercentile: peak, censored: [], heldToday: ExactDecimal(held),
          rightSized: ExactDecimal(right), pooled: ExactDecimal(pooled), shared: ExactDecimal(sharedUnits))
      ],
      items: items.map { .init(item: $0.0, today: ExactDecimal($0.1), shared: ExactDecimal($0.2)) },
      bridge: bridge.map { .init(step: $0.0, amount: ExactDecimal($0.1)) }, today: ExactDecimal(today),
      shared: ExactDecimal(shared), keptApart: .zero,
      sharedTeam: isShared ? ExactDecimal(3 + tenants.count / 2) : .zero,
      oneTimeCost: ExactDecimal(oneTime), paybackMonth: today > shared && payback <= 36 ? payback : nil,
      cashablePaybackMonth: cashable > 0 && cashablePayback <= 36 ? cashablePayback : nil, horizonMonths: 36,
      netOverHorizon: ExactDecimal((today - shared) * 36 - oneTime), cashableSaving: ExactDecimal(cashable),
      saving: ExactDecimal(today - shared),
      verdict: !isShared ? .nothingToShare : today <= shared ? .doesNotPay : payback <= 36 ? .pays : .paysTooLate,
      notes: stack == "notebooks"
        ? [.notCatalogued(["sandbox-7"]), .demandAboveCapacity("notebooks-vision", "gpu.a100", hours: 3)]
        : stack == "training" ? [.unratedUsage(["gpu.h200"])] : [])
  }

  private static func cost(_ environment: Environment, days: Int, of month: Int) -> StackComparison.EnvironmentCost {
    let capacity = environment.gpus * (235 * 24 * days / 100)
    let used = capacity * environment.busy / 100
    let isKnown = environment.owner != nil
    let (control, licences) = (isKnown ? 1_573 * days / month : 0, isKnown ? 2_000 * days / month : 0)
    let staff = isKnown ? (environment.gpus > 15 ? 21_600 : 9_400) * days / month : 0
    return StackComparison.EnvironmentCost(
      environment: environment.id, kind: environment.kind, owner: environment.owner, versions: [environment.version],
      tenants: environment.tenants, used: ExactDecimal(used), idle: ExactDecimal(capacity - used), paidByUse: .zero,
      controlPlane: ExactDecimal(control), licences: ExactDecimal(licences), staff: ExactDecimal(staff),
      otherFixed: .zero, upgrades: .zero, total: ExactDecimal(capacity + control + licences + staff))
  }
}
