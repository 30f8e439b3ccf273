import Configuration
import Metering

/// What lines that are charged so far tell of who uses what, and what it comes to: what pools are weighed by.
struct ChargesSoFar {
  enum Place: Hashable {
    case organization
    case stack(StackID)
    case environment(EnvironmentID)
  }

  /// Quantities in the resource's own unit.
  private(set) var usage: [Place: [ResourceID: [TenantID: ExactDecimal]]] = [:]
  /// Without credits: what was paid before makes nothing smaller.
  private(set) var costs: [Place: [TenantID: ExactDecimal]] = [:]

  mutating func add(_ lines: [ChargeLine]) throws(ArithmeticOverflow) {
    for line in lines {
      let identity = line.identity
      for place in [.organization, .stack(identity.stack), .environment(identity.environment)] as [Place] {
        if identity.category == .usage {
          let resource = ResourceID(identity.item)
          let before = usage[place]?[resource]?[identity.tenant] ?? .zero
          usage[place, default: [:]][resource, default: [:]][identity.tenant] = try before.plus(line.quantity)
        }
        if let amount = line.amount, identity.category != .credit {
          let before = costs[place]?[identity.tenant] ?? .zero
          costs[place, default: [:]][identity.tenant] = try before.plus(amount)
        }
      }
    }
  }

  /// Who used something there.
  func users(of place: Place) -> Set<TenantID> { Set((usage[place] ?? [:]).values.flatMap(\.keys)) }
}

/// What is shared out by the same weights: a pool on some days, at one place.
struct SharedWhole: Hashable {
  let pool: CostPool
  let segment: Range<CivilDate>
  let place: ChargesSoFar.Place
  /// What usage is measured in, where the pool goes by usage.
  let resource: ResourceID?

  init(_ cost: GatheredCost) {
    pool = cost.pool
    segment = cost.segment
    place =
      switch cost.pool.among {
      case .environment: .environment(cost.environment)
      case .stack: .stack(cost.stack)
      case .organization: .organization
      }
    let own = cost.pool.source == .idle ? ResourceID(cost.item) : nil
    resource = cost.pool.method == .usage ? cost.pool.measured ?? own : nil
  }

  /// What the weights are, in words.
  var basis: String {
    let at =
      switch place {
      case .organization: ""
      case .stack(let stack): " in the stack \(stack)"
      case .environment(let environment): " in \(environment)"
      }
    return switch pool.method {
    case .separate: ""
    case .even: pool.isListed && place == .organization ? "receivers listed" : "users" + at
    case .cost: "charges so far" + at
    case .usage: "usage of \(resource?.text ?? "")" + at
    case .fixed: "percent"
    case .weights: "weight"
    case .headcount: "headcount" + (place == .organization ? "" : " of users" + at)
    case .reservedShare: "units reserved of \(pool.scope.resource?.text ?? "")"
    }
  }
}

/// Who receives of a pool, by which weights.
struct ReceiverWeights {
  let charges: ChargesSoFar
  let catalogue: Catalogue
  let pools: CostPools
  /// Who carries pools: receives of none that does not list it.
  let carriers: Set<TenantID>

  /// The weights other than 0, by tenant; those below 0 count as 0 and are told.
  func weights(of whole: SharedWhole) -> [(tenant: TenantID, weight: ExactDecimal)] {
    let pool = whole.pool
    let listed = pool.isListed ? pools.receivers(of: pool, on: whole.segment.lowerBound) : [:]
    let weights: [TenantID: ExactDecimal] =
      switch pool.method {
      case .separate: [:]
      case .even where pool.isListed && whole.place == .organization: listed.mapValues { _ in .one }
      case .even: Dictionary(charges.users(of: whole.place).map { ($0, .one) }, uniquingKeysWith: { first, _ in first })
      case .cost: charges.costs[whole.place] ?? [:]
      case .usage: whole.resource.flatMap { charges.usage[whole.place]?[$0] } ?? [:]
      case .headcount: headcounts(whole)
      case .fixed, .weights, .reservedShare: listed.mapValues(\.weight)
      }
    return weights.filter { tenant, weight in
      !weight.isZero && (pool.isListed ? listed[tenant] != nil : mayReceive(tenant, of: pool))
    }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func headcounts(_ whole: SharedWhole) -> [TenantID: ExactDecimal] {
    let users = whole.place == .organization ? nil : charges.users(of: whole.place)
    var headcounts: [TenantID: ExactDecimal] = [:]
    for row in catalogue.tenants where row.validity.contains(whole.segment.lowerBound) {
      if let headcount = row.headcount, users?.contains(row.tenant) ?? true { headcounts[row.tenant] = headcount }
    }
    return headcounts
  }

  /// Usage of nobody takes its part by what it is and by what it costs, and is no tenant to count heads or ends by.
  private func mayReceive(_ tenant: TenantID, of pool: CostPool) -> Bool {
    if tenant.text == ReservedName.unallocated {
      return pool.source != .unallocated && (pool.method == .cost || pool.method == .usage)
    }
    return !tenant.text.hasPrefix("(") && !carriers.contains(tenant)
  }
}
