import Configuration
import Metering

extension StackInput {
  /// What the levels of its assumptions make of what was recorded: prices of capacity on both sides, and the staff of
  /// today's environments. The level of the pooled demand is not here, for the demand itself stays as measured:
  /// `CapacitySizing` takes it. What is paid by use is the same on both sides at any price.
  func atLevels() throws(ArithmeticOverflow) -> StackInput {
    let (price, staff) = (assumptions.priceLevel, assumptions.staffTodayLevel)
    guard price != .one || staff != .one else { return self }
    var unitCosts: [ResourceID: ExactDecimal] = [:]
    for (resource, cost) in sharedUnitCosts { unitCosts[resource] = try cost.times(price) }
    var environments: [EnvironmentInput] = []
    for environment in self.environments {
      var resources: [ResourceInput] = []
      for resource in environment.resources { resources.append(try resource.times(price: price)) }
      environments.append(
        environment.with(resources: resources, staff: try environment.staff.times(staff)))
    }
    return StackInput(
      stack: stack, environments: environments, sharedUnitCosts: unitCosts, hours: hours, months: months,
      currency: currency, assumptions: assumptions, switching: switching)
  }
}

extension EnvironmentInput {
  /// The same environment with some of what it holds and costs changed.
  func with(
    resources: [ResourceInput], staff: ExactDecimal? = nil, paidByUse: ExactDecimal? = nil,
    paidByUseOfTenants: [TenantAmount]? = nil
  ) -> EnvironmentInput {
    EnvironmentInput(
      environment: environment, kind: kind, owner: owner, region: region, dataClass: dataClass, keptApart: keptApart,
      retireAfter: retireAfter, wave: wave, versions: versions, tenants: tenants, resources: resources,
      paidByUse: paidByUse ?? self.paidByUse, paidByUseOfTenants: paidByUseOfTenants ?? self.paidByUseOfTenants,
      controlPlane: controlPlane, licences: licences, staff: staff ?? self.staff, otherFixed: otherFixed,
      isStaffRecorded: isStaffRecorded, unratedResources: unratedResources, otherStacks: otherStacks, share: share,
      isUsedOutsideItsDays: isUsedOutsideItsDays)
  }
}

extension ResourceInput {
  fileprivate func times(price: Fraction) throws(ArithmeticOverflow) -> ResourceInput {
    var priced: [Segment] = []
    for segment in segments {
      priced.append(
        Segment(units: segment.units, unitCost: try segment.unitCost.times(price), hours: segment.hours))
    }
    return ResourceInput(
      resource: resource, segments: priced, demand: demand, demandOfTenants: demandOfTenants,
      usedCost: try usedCost.times(price), unpricedFrom: unpricedFrom)
  }
}
