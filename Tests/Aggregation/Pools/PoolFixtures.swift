import Configuration
import Metering

@testable import Aggregation

extension Organization {
  mutating func capacity(
    _ environment: EnvironmentID = "lab", _ units: ExactDecimal, of resource: ResourceID = "gpu", from: String? = nil,
    to: String? = nil
  ) {
    capacities.append(
      Capacity(
        environment: environment, resource: resource, units: units, validity: validity(from, to),
        reference: "capacity.csv:\(capacities.count + 2)"))
  }

  mutating func pool(
    _ source: CostPool.Source, _ method: CostPool.Method, name: String? = nil, environment: EnvironmentID? = nil,
    stack: StackID? = nil, resource: ResourceID? = nil, measured: ResourceID? = nil, among: CostPool.Among? = nil,
    isListed: Bool = false, amount: ExactDecimal? = nil, takesIdle: Bool = false, owner: TenantID? = nil,
    bounds: ShareBounds = .none, from: String? = nil, to: String? = nil
  ) {
    pools.append(
      CostPool(
        name: name ?? source.rawValue, source: source, method: method,
        scope: UsageScope(stack: stack, environment: environment, resource: resource), measured: measured,
        among: among, isListed: isListed, amountPerMonth: amount, takesIdle: takesIdle, owner: owner, bounds: bounds,
        validity: validity(from, to), reference: "pools.csv:\(pools.count + 2)"))
  }

  mutating func receiver(
    _ tenant: TenantID, of pool: String, weight: ExactDecimal = 1, bounds: ShareBounds = .none, from: String? = nil,
    to: String? = nil
  ) {
    receivers.append(
      PoolReceiver(
        pool: pool, tenant: tenant, weight: weight, bounds: bounds, validity: validity(from, to),
        reference: "pool_receivers.csv:\(receivers.count + 2)"))
  }

  /// V14: one hour of ten units at 100.00 on the first of October; A used 4 and B 2.
  static func idleExample(_ method: CostPool.Method) -> Organization {
    var organization = Organization()
    organization.rate("gpu", 100)
    organization.environment("lab", stack: "training", owner: "platform", kind: .shared)
    organization.capacity("lab", 10)
    organization.pool(.idle, method, resource: "gpu")
    return organization
  }
}

/// GPU-hours as they are metered.
func hours(_ count: Int) -> ExactDecimal { ExactDecimal(count * 3_600) }

extension Sequence<ChargeLine> {
  /// What each tenant is charged, without those who are charged 0.
  func byTenant() throws -> [TenantID: ExactDecimal] {
    var sums: [TenantID: ExactDecimal] = [:]
    for line in self {
      guard let amount = line.amount else { continue }
      sums[line.identity.tenant] = try (sums[line.identity.tenant] ?? .zero).plus(amount)
    }
    return sums.filter { !$0.value.isZero }
  }

  var pooled: [ChargeLine] { filter { $0.allocation != nil } }

  /// The sums of what is taken and given, by distribution.
  func distributions() throws -> [String: ExactDecimal] {
    var sums: [String: ExactDecimal] = [:]
    for line in self {
      guard let allocation = line.allocation, allocation.part != .cost, let amount = line.amount else { continue }
      sums[allocation.distribution] = try (sums[allocation.distribution] ?? .zero).plus(amount)
    }
    return sums
  }
}
