package import Metering

/// A row of `pools.csv`: what is gathered in a cost pool on some days, and how it is shared out (economics.md §2.3).
package struct CostPool: Sendable, Hashable, ScopedRow {
  /// What is in a pool, in the order in which pools are shared out: `direct` comes before all.
  package enum Source: String, Sendable, Hashable, CaseIterable {
    /// Capacity less held demand, at its price.
    case idle
    /// What shared environments cost that is no usage and no people, or an amount a month.
    case sharedInfrastructure = "shared_infrastructure"
    /// The people who run shared environments, or an amount a month.
    case platformTeam = "platform_team"
    /// An amount a month.
    case overhead
    /// What usage of nobody comes to.
    case unallocated
  }

  /// How a pool is shared out.
  package enum Method: String, Sendable, Hashable, CaseIterable {
    /// Not at all: it stays where it is.
    case separate
    case even
    /// In proportion to what receivers are charged so far.
    case cost
    /// In proportion to what receivers used of one resource.
    case usage
    /// By percentages that add to 100.
    case fixed
    /// By weights of any sum.
    case weights
    case headcount
    /// By the units that receivers have reserved, of the capacity: what nobody reserved stays.
    case reservedShare = "reserved_share"

    /// Whether the weights are written down, so that only those who have one receive.
    package var isListed: Bool { self == .fixed || self == .weights || self == .reservedShare }
  }

  /// Of what receivers are users.
  package enum Among: String, Sendable, Hashable, CaseIterable {
    case environment, stack, organization
  }

  package let name: String
  package let source: Source
  package let method: Method
  /// What is gathered; a scope without an environment is of shared environments only. Of an amount, where it is booked.
  package let scope: UsageScope
  /// What `usage` is measured in, where the pool is not of idle capacity, which is measured in itself.
  package let measured: ResourceID?
  package let among: Among
  /// Whether only tenants with a row in `pool_receivers.csv` receive.
  package let isListed: Bool
  /// A full month's; nil: what the environments or nobody's usage cost.
  package let amountPerMonth: ExactDecimal?
  /// Whether it takes what pools of idle capacity have left.
  package let takesIdle: Bool
  /// Who holds what is new in the pool and what is left of it; nil: the reserved name of its source.
  package let owner: TenantID?
  /// Of each receiver that has none of its own.
  package let bounds: ShareBounds
  package let validity: Validity
  package let reference: String

  package init(
    name: String, source: Source, method: Method, scope: UsageScope = UsageScope(), measured: ResourceID? = nil,
    among: Among? = nil, isListed: Bool = false, amountPerMonth: ExactDecimal? = nil, takesIdle: Bool = false,
    owner: TenantID? = nil, bounds: ShareBounds = .none, validity: Validity = Validity(), reference: String
  ) {
    self.name = name
    self.source = source
    self.method = method
    self.scope = scope
    self.measured = measured
    self.among = among ?? (source == .idle && !method.isListed ? .environment : .organization)
    self.isListed = isListed || method.isListed
    self.amountPerMonth = amountPerMonth
    self.takesIdle = takesIdle
    self.owner = owner
    self.bounds = bounds
    self.validity = validity
    self.reference = reference
  }

  /// Who holds what is new in the pool and what is left of it.
  package var holder: TenantID { owner ?? TenantID(source.reservedName) }

  /// Whether all of it is shared out by the same weights at a time.
  package var isOneWhole: Bool {
    if source == .idle, method == .usage, scope.resource == nil { return false }
    return switch among {
    case .organization: true
    case .stack: scope.stack != nil || scope.environment != nil
    case .environment: scope.environment != nil
    }
  }
}

extension CostPool.Source {
  /// The category of the lines.
  package var category: ChargeCategory {
    switch self {
    case .idle: .idle
    case .sharedInfrastructure: .sharedInfrastructure
    case .platformTeam: .platformTeam
    case .overhead: .overhead
    case .unallocated: .unallocated
    }
  }

  package var reservedName: String {
    switch self {
    case .idle: ReservedName.idle
    case .sharedInfrastructure: ReservedName.sharedInfrastructure
    case .platformTeam: ReservedName.platformTeam
    case .overhead: ReservedName.overhead
    case .unallocated: ReservedName.unallocated
    }
  }

  /// The fixed costs of environments that go into the pool.
  package var takes: Set<ChargeCategory> {
    switch self {
    case .sharedInfrastructure: [.controlPlane, .licences, .otherFixed]
    case .platformTeam: [.operationsStaff]
    case .idle, .overhead, .unallocated: []
    }
  }
}

/// The least and the most that a receiver takes over of a pool.
package struct ShareBounds: Sendable, Hashable {
  package enum Limit: Sendable, Hashable {
    /// Of a full month; due by the day.
    case amount(ExactDecimal)
    /// Of what is shared out.
    case share(Fraction)
  }

  package let floor: Limit?
  package let cap: Limit?

  package init(floor: Limit? = nil, cap: Limit? = nil) {
    self.floor = floor
    self.cap = cap
  }

  package static let none = ShareBounds()

  /// These, and where they say nothing the other's.
  package func orElse(_ other: ShareBounds) -> ShareBounds {
    ShareBounds(floor: floor ?? other.floor, cap: cap ?? other.cap)
  }
}

/// A row of `pool_receivers.csv`: a tenant that receives of a pool, with its weight or bounds of its own.
package struct PoolReceiver: Sendable, Hashable {
  package let pool: String
  package let tenant: TenantID
  /// A weight, a percentage or reserved units, as the pool's method has it; 1 where it has none.
  package let weight: ExactDecimal
  package let bounds: ShareBounds
  package let validity: Validity
  package let reference: String

  package init(
    pool: String, tenant: TenantID, weight: ExactDecimal = .one, bounds: ShareBounds = .none,
    validity: Validity = Validity(), reference: String
  ) {
    self.pool = pool
    self.tenant = tenant
    self.weight = weight
    self.bounds = bounds
    self.validity = validity
    self.reference = reference
  }
}
