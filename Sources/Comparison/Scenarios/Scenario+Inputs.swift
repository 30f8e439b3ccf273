package import Configuration
package import Metering

extension Scenario {
  /// The stacks as the scenario has them: without the teams that stay as they are, with its demand and assumptions, and
  /// with one input for each platform. How many tenants there are is no part of it: see `TenantGrowth`.
  package func inputs(of inputs: [StackInput]) throws(ArithmeticOverflow) -> [StackInput] {
    let whole = try wholeStacks(of: inputs)
    switch platformPer {
    case nil: return whole
    case .region:
      var parts: [StackInput] = []
      for input in whole { parts.append(contentsOf: try input.byRegion()) }
      return parts
    }
  }

  /// The same before stacks are divided among platforms.
  func wholeStacks(of inputs: [StackInput]) throws(ArithmeticOverflow) -> [StackInput] {
    let left = Set(without)
    var result: [StackInput] = []
    for input in inputs {
      var environments: [EnvironmentInput] = []
      for environment in input.environments where environment.owner.map({ !left.contains($0) }) ?? true {
        environments.append(demand == .one ? environment : try environment.times(demand: demand))
      }
      result.append(
        input.with(environments: environments).assuming(try input.assumptions.setting(changes)))
    }
    return result
  }

  /// The teams to leave out that own no environment, which is most likely a slip of the keyboard.
  package func unknownTenants(in inputs: [StackInput]) -> [TenantID] {
    let owners = Set(inputs.flatMap { $0.environments.compactMap(\.owner) })
    return without.filter { !owners.contains($0) }
  }
}

extension StackInput {
  /// One input for each region, in the order of their names; environments without a region are one of their own.
  ///
  /// Switching is divided by the pairs of environments: a pair within a region is a region's, a pair across regions is
  /// nobody's, for no platform of one region ends it.
  fileprivate func byRegion() throws(ArithmeticOverflow) -> [StackInput] {
    let groups = Dictionary(grouping: environments) { $0.region ?? "" }
    let pairs = Int128(environments.count) * Int128(environments.count - 1)
    var parts: [StackInput] = []
    for (_, environments) in groups.sorted(by: { $0.key < $1.key }) {
      var assumptions = self.assumptions
      let own = Int128(environments.count) * Int128(environments.count - 1)
      let share = pairs == 0 ? Fraction.zero : Fraction(own, pairs)
      assumptions.switchesPerMonth = try assumptions.switchesPerMonth.times(share)
      parts.append(with(environments: environments).assuming(assumptions))
    }
    return parts
  }
}

extension EnvironmentInput {
  /// The same environment at another demand: what is held and what is paid by use grow with it.
  fileprivate func times(demand factor: Fraction) throws(ArithmeticOverflow) -> EnvironmentInput {
    var resources: [ResourceInput] = []
    for resource in self.resources { resources.append(try resource.times(demand: factor)) }
    var paidByUse: [TenantAmount] = []
    for part in paidByUseOfTenants {
      paidByUse.append(TenantAmount(tenant: part.tenant, amount: try part.amount.times(factor)))
    }
    return with(
      resources: resources, paidByUse: try self.paidByUse.times(factor), paidByUseOfTenants: paidByUse)
  }
}

extension ResourceInput {
  fileprivate func times(demand factor: Fraction) throws(ArithmeticOverflow) -> ResourceInput {
    var segments: [Segment] = []
    for segment in self.segments {
      segments.append(
        Segment(units: try segment.units.times(factor), unitCost: segment.unitCost, hours: segment.hours))
    }
    var tenants: [TenantDemand] = []
    for demand in demandOfTenants {
      tenants.append(TenantDemand(tenant: demand.tenant, demand: try demand.demand.times(factor)))
    }
    return ResourceInput(
      resource: resource, segments: segments, demand: try demand.times(factor), demandOfTenants: tenants,
      usedCost: try usedCost.times(factor), unpricedFrom: unpricedFrom)
  }
}

extension [ExactDecimal] {
  fileprivate func times(_ factor: Fraction) throws(ArithmeticOverflow) -> [ExactDecimal] {
    var products: [ExactDecimal] = []
    products.reserveCapacity(count)
    for number in self { products.append(try number.times(factor)) }
    return products
  }
}
