import Configuration
import Metering

/// One step of the order: what the pools of a source gather becomes lines.
struct PoolStep {
  /// A line that is being added up: several costs may go to one.
  private struct Sum {
    let account: TenantAccount?
    let part: Allocation.Part
    let whole: SharedWhole
    let distribution: String
    var amount: ExactDecimal
    var weight: ExactDecimal?
    var note: String
  }

  private let poolDays: PoolDays
  private let configuration: ProjectConfiguration
  private var sums: [ChargeLine.Identity: Sum] = [:]
  private var costs: [ChargeLine] = []
  /// All that a distribution shares out.
  private var totals: [ExactText: ExactDecimal] = [:]
  /// What no receiver took over.
  private(set) var left: [GatheredCost] = []

  init(poolDays: PoolDays, configuration: ProjectConfiguration) {
    self.poolDays = poolDays
    self.configuration = configuration
  }

  private var period: Period { poolDays.period }

  /// Shares out what was gathered, whole by whole.
  mutating func share(_ gathered: [GatheredCost], _ weights: ReceiverWeights) throws(ArithmeticOverflow) {
    var wholes: [SharedWhole] = []
    var members: [SharedWhole: [GatheredCost]] = [:]
    for cost in try gathered.cutAlike() {
      let whole = SharedWhole(cost)
      if members[whole] == nil { wholes.append(whole) }
      members[whole, default: []].append(cost)
    }
    for whole in wholes { try share(whole, members[whole] ?? [], weights) }
  }

  private mutating func share(
    _ whole: SharedWhole, _ gathered: [GatheredCost], _ weights: ReceiverWeights
  ) throws(ArithmeticOverflow) {
    let priced = gathered.filter { $0.amount != nil }
    let amounts = priced.compactMap(\.amount)
    let shares = try PoolShares(
      of: try amounts.total(), whole, by: weights.weights(of: whole),
      bounds: configuration.pools.receivers(of: whole.pool, on: whole.segment.lowerBound),
      monthDays: period.dayCount, capacity: try priced.compactMap { $0.idle?.capacity }.total(),
      unitHeld: try unitHeld(whole))
    let isKept = whole.pool.method == .separate
    for cost in gathered where cost.isNew { costs.append(try entry(cost, note: isKept ? "" : shares.note)) }
    let parts = isKept ? [] : try shares.parts(of: amounts)
    for (index, cost) in priced.enumerated() {
      var given = ExactDecimal.zero
      for (receiver, parts) in zip(shares.receivers, parts) {
        given = try given.plus(parts[index])
        try give(parts[index], of: cost, to: receiver, whole)
      }
      try take(given, from: cost, whole, note: shares.note)
      let kept = try amounts[index].minus(given)
      if !kept.isZero { left.append(cost.with(days: cost.days, amount: kept)) }
    }
  }

  /// What a unit of the pool's resource comes to on all days of the segment on which something is held.
  private func unitHeld(_ whole: SharedWhole) throws(ArithmeticOverflow) -> ExactDecimal {
    guard whole.pool.method == .reservedShare, let resource = whole.pool.scope.resource,
      let secondsHeld = configuration.project.unit(of: resource)?.secondsHeld
    else { return .zero }
    let calendar = OrganizationCalendar(zone: configuration.project.zone)
    return try ExactDecimal(Fraction(Int128(calendar.seconds(in: whole.segment)), secondsHeld))
  }

  // MARK: - Lines

  /// The line of a cost that nobody is charged with until now.
  private func entry(_ cost: GatheredCost, note: String) throws(ArithmeticOverflow) -> ChargeLine {
    var pricing: ChargeLine.Pricing?
    // Idle capacity is valued and not bought: it is told in the project's currency alone.
    if let idle = cost.idle, let rate = idle.rate, let price = rate.pricing.unitPrice {
      pricing = ChargeLine.Pricing(unit: rate.unit, unitPrice: try idle.exchange.converted(price))
    }
    return ChargeLine(
      identity: cost.identity(cost.holder, period, rule: cost.idle?.rate.map { " at \($0.id)" } ?? ""),
      account: cost.account, quantity: cost.idle?.quantity ?? .zero, meterUnit: cost.idle?.unit, pricing: pricing,
      amount: cost.amount, currency: configuration.project.currency,
      allocation: Allocation(
        part: .cost, pool: cost.pool.name, distribution: cost.distribution(period), method: cost.pool.method.rawValue,
        note: note))
  }

  private mutating func take(
    _ amount: ExactDecimal, from cost: GatheredCost, _ whole: SharedWhole, note: String
  ) throws(ArithmeticOverflow) {
    guard !amount.isZero else { return }
    let distribution = cost.distribution(period)
    let key = ExactText(distribution)
    totals[key] = try (totals[key] ?? .zero).plus(amount)
    try add(
      amount.negated(), cost.identity(cost.holder, period, rule: ": out by \(whole.pool.method.rawValue)"),
      Sum(
        account: cost.account, part: .out, whole: whole, distribution: distribution, amount: .zero, weight: nil,
        note: note))
  }

  /// The part of a receiver, cut by the day where its account changes.
  private mutating func give(
    _ amount: ExactDecimal, of cost: GatheredCost, to receiver: PoolShares.Receiver, _ whole: SharedWhole
  ) throws(ArithmeticOverflow) {
    guard !amount.isZero else { return }
    let identity = cost.identity(receiver.tenant, period, rule: ": \(whole.pool.method.rawValue)")
    for (days, account) in accounts(of: receiver.tenant, on: cost.days) {
      try add(
        try amount.due(on: days, of: cost.days), identity.on(days),
        Sum(
          account: account, part: .received, whole: whole, distribution: cost.distribution(period), amount: .zero,
          weight: receiver.weight, note: receiver.note))
    }
  }

  private mutating func add(
    _ amount: ExactDecimal, _ identity: ChargeLine.Identity, _ new: Sum
  ) throws(ArithmeticOverflow) {
    var sum = sums[identity] ?? new
    sum.amount = try sum.amount.plus(amount)
    sums[identity] = sum
  }

  private func accounts(
    of tenant: TenantID, on days: Range<CivilDate>
  ) -> [(days: Range<CivilDate>, account: TenantAccount?)] {
    var accounts: [(days: Range<CivilDate>, account: TenantAccount?)] = []
    for day in days {
      let account = configuration.catalogue.tenant(tenant, on: day)?.account
      if let last = accounts.last, last.account == account {
        accounts[accounts.count - 1].days = last.days.lowerBound..<day.adding(days: 1)
      } else {
        accounts.append((day..<day.adding(days: 1), account))
      }
    }
    return accounts
  }

  /// The lines of the step in the order of their identities, one each.
  func lines() throws(ArithmeticOverflow) -> [ChargeLine] {
    var lines = costs
    for (identity, sum) in sums where !sum.amount.isZero {
      var share: ExactDecimal?
      if sum.part == .received, let total = totals[ExactText(sum.distribution)], !total.isZero {
        share = try ExactDecimal(sum.amount.over(total))
      }
      lines.append(
        ChargeLine(
          identity: identity, account: sum.account, quantity: .zero, meterUnit: nil, pricing: nil, amount: sum.amount,
          currency: configuration.project.currency,
          allocation: Allocation(
            part: sum.part, pool: sum.whole.pool.name, distribution: sum.distribution,
            method: sum.whole.pool.method.rawValue, basis: sum.whole.basis, weight: sum.weight, share: share,
            note: sum.note)))
    }
    return lines.sorted { $0.identity < $1.identity }
  }
}

extension ChargeLine.Identity {
  /// The same charge on some of its days.
  fileprivate func on(_ days: Range<CivilDate>) -> ChargeLine.Identity {
    ChargeLine.Identity(
      period: period, days: days, tenant: tenant, stack: stack, environment: environment, version: version,
      category: category, item: item, rule: rule, chargeClass: chargeClass)
  }
}

extension RatePricing {
  /// The price that holding capacity is priced at; nil where it is of packages.
  fileprivate var unitPrice: ExactDecimal? {
    switch self {
    case .unit(let price): price
    case .tiers(let table): table.bands[0].price
    case .packages: nil
    }
  }
}
