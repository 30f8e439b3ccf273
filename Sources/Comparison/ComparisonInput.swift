package import Configuration
package import Metering

/// What is measured and recorded of the environments of one stack over the days compared.
package struct StackInput: Sendable, Equatable {
  package let stack: StackID
  /// In the order of their names.
  package let environments: [EnvironmentInput]
  /// The price of holding one unit of a resource through all the days compared, for the shared environment: the sum
  /// over the days of price × hours.
  package let sharedUnitCosts: [ResourceID: ExactDecimal]
  /// Hours compared: those of the days, daylight saving included.
  package let hours: Int
  /// Months compared: a full calendar month is 1, a month in progress its share of days.
  package let months: Fraction
  package let currency: Currency
  package private(set) var assumptions: SharingAssumptions
  /// What was measured of switching; nil: the assumption stands.
  package private(set) var switching: SwitchingVolume?
  /// Who uses the stack, each once, in order. Kept, since assumptions are varied many times over the same environments.
  let tenants: [TenantID]
  /// Kept for the same reason.
  let traits: StackTraits

  package init(
    stack: StackID, environments: [EnvironmentInput], sharedUnitCosts: [ResourceID: ExactDecimal], hours: Int,
    months: Fraction, currency: Currency, assumptions: SharingAssumptions, switching: SwitchingVolume? = nil
  ) {
    self.stack = stack
    self.environments = environments
    self.sharedUnitCosts = sharedUnitCosts
    self.hours = hours
    self.months = months
    self.currency = currency
    self.assumptions = assumptions
    self.switching = switching
    tenants = Set(environments.flatMap(\.tenants)).sorted()
    traits = StackTraits(environments)
  }

  /// The same stack with other assumptions.
  package func assuming(_ assumptions: SharingAssumptions) -> StackInput {
    var input = self
    input.assumptions = assumptions
    return input
  }

  /// The same stack with what was measured of switching.
  package func with(switching: SwitchingVolume?) -> StackInput {
    var input = self
    input.switching = switching
    return input
  }
}

/// One environment of the stack.
package struct EnvironmentInput: Sendable, Equatable {
  package let environment: EnvironmentID
  /// nil when the environment is in the logs and not in the catalogue.
  package let kind: CataloguedEnvironment.Kind?
  package let owner: TenantID?
  /// Where it runs and what data it holds, which its demand must not leave; nil where not told.
  package let region: RegionID?
  package let dataClass: DataClassID?
  /// Why it is kept out of any shared environment; nil when it is not.
  package let keptApart: CataloguedEnvironment.KeepApartReason?
  /// The first day from which it costs nothing once nobody uses it; nil: any day.
  package let retireAfter: CivilDate?
  /// The wave in which it is planned to move; nil: not planned.
  package let wave: Int?
  /// The versions seen in the logs or told by the catalogue, in order.
  package let versions: [VersionID]
  /// Who used it, in order.
  package let tenants: [TenantID]
  package let resources: [ResourceInput]
  /// Rated usage of resources without a recorded capacity: paid by use, the same on both sides.
  package let paidByUse: ExactDecimal
  /// The same by tenant, in their order; adds up to `paidByUse`.
  package let paidByUseOfTenants: [TenantAmount]
  package let controlPlane: ExactDecimal
  package let licences: ExactDecimal
  package let staff: ExactDecimal
  package let otherFixed: ExactDecimal
  /// Whether `costs.csv` has a staff row for it: without any in the stack, people are left out on both sides.
  package let isStaffRecorded: Bool
  /// Resources used or held in it that no rate names on some day, so that its cost is a lower bound.
  package let unratedResources: [ResourceID]
  /// The other stacks that it is of on the days compared, in order.
  package let otherStacks: [StackID]
  /// How much of what is assumed of it as a whole counts here: 1, less where it was of another stack on some days.
  package let share: Fraction
  /// Whether it was used on days on which the catalogue, which has it on others, does not.
  package let isUsedOutsideItsDays: Bool

  package init(
    environment: EnvironmentID, kind: CataloguedEnvironment.Kind?, owner: TenantID?, region: RegionID? = nil,
    dataClass: DataClassID? = nil, keptApart: CataloguedEnvironment.KeepApartReason? = nil,
    retireAfter: CivilDate? = nil, wave: Int? = nil, versions: [VersionID],
    tenants: [TenantID], resources: [ResourceInput], paidByUse: ExactDecimal, paidByUseOfTenants: [TenantAmount],
    controlPlane: ExactDecimal, licences: ExactDecimal, staff: ExactDecimal, otherFixed: ExactDecimal,
    isStaffRecorded: Bool, unratedResources: [ResourceID], otherStacks: [StackID] = [], share: Fraction = .one,
    isUsedOutsideItsDays: Bool = false
  ) {
    self.environment = environment
    self.kind = kind
    self.owner = owner
    self.region = region
    self.dataClass = dataClass
    self.keptApart = keptApart
    self.retireAfter = retireAfter
    self.wave = wave
    self.versions = versions
    self.tenants = tenants
    self.resources = resources
    self.paidByUse = paidByUse
    self.paidByUseOfTenants = paidByUseOfTenants
    self.controlPlane = controlPlane
    self.licences = licences
    self.staff = staff
    self.otherFixed = otherFixed
    self.isStaffRecorded = isStaffRecorded
    self.unratedResources = unratedResources
    self.otherStacks = otherStacks
    self.share = share
    self.isUsedOutsideItsDays = isUsedOutsideItsDays
  }
}

/// An amount of one tenant.
package struct TenantAmount: Sendable, Equatable {
  package let tenant: TenantID
  package let amount: ExactDecimal

  package init(tenant: TenantID, amount: ExactDecimal) {
    self.tenant = tenant
    self.amount = amount
  }
}

/// One tenant's demand in each hour compared, as unit-seconds.
package struct TenantDemand: Sendable, Equatable {
  package let tenant: TenantID
  package let demand: HourlyDemand

  package init(tenant: TenantID, demand: HourlyDemand) {
    self.tenant = tenant
    self.demand = demand
  }

  package init(tenant: TenantID, unitSeconds: [ExactDecimal]) {
    self.init(tenant: tenant, demand: HourlyDemand(unitSeconds))
  }

  package var unitSeconds: [ExactDecimal] { demand.quantities }
}

/// A resource of which an environment holds capacity.
package struct ResourceInput: Sendable, Equatable {
  /// A stretch of days with one capacity: `units` held, each costing `unitCost` (the sum of price × hours) over the
  /// stretch.
  package struct Segment: Sendable, Equatable {
    package let units: ExactDecimal
    package let unitCost: ExactDecimal
    /// The hours of the stretch, as positions in `demand`.
    package let hours: Range<Int>

    package init(units: ExactDecimal, unitCost: ExactDecimal, hours: Range<Int>) {
      self.units = units
      self.unitCost = unitCost
      self.hours = hours
    }
  }

  package let resource: ResourceID
  /// In the order of their hours, without overlap.
  package let segments: [Segment]
  /// Demand in each hour compared, as unit-seconds: 7,200 is two units held through the hour. As many as there are
  /// hours.
  package let demand: [ExactDecimal]
  /// Whose demand it is, by tenant in their order: hour by hour the tenants add up to `demand`.
  package let demandOfTenants: [TenantDemand]
  /// What the demand within capacity costs at the prices of its days: the used part of the capacity's cost.
  package let usedCost: ExactDecimal
  /// The first day on which it is held without a price, which is in no cost here; nil: every day has one.
  package let unpricedFrom: CivilDate?

  package init(
    resource: ResourceID, segments: [Segment], demand: [ExactDecimal], demandOfTenants: [TenantDemand],
    usedCost: ExactDecimal, unpricedFrom: CivilDate? = nil
  ) {
    precondition(
      zip(segments, segments.dropFirst()).allSatisfy { $0.hours.upperBound <= $1.hours.lowerBound },
      "stretches of capacity ascend and do not overlap")
    precondition(
      segments.allSatisfy { $0.hours.lowerBound >= 0 && $0.hours.upperBound <= demand.count },
      "stretches of capacity lie in the hours compared")
    precondition(
      demandOfTenants.allSatisfy { $0.demand.hourCount == demand.count }, "demand is told for the same hours for all")
    self.resource = resource
    self.segments = segments
    self.demand = demand
    self.demandOfTenants = demandOfTenants
    self.usedCost = usedCost
    self.unpricedFrom = unpricedFrom
  }
}
