package import Configuration
package import Metering

/// What the environments of one stack cost today beside one shared environment for the same demand.
///
/// Amounts are whole cents: each is rounded once where it arises, and every total is a sum of them, so bridge, items
/// and environments tie exactly.
package struct StackComparison: Sendable, Equatable, Codable {
  /// What an amount is for.
  package enum Item: String, Sendable, Equatable, Codable, CaseIterable {
    case capacity
    case paidByUse = "paid_by_use"
    case controlPlane = "control_plane"
    case licences
    case staff = "operations_staff"
    case otherFixed = "other_fixed"
    case upgrades
    case switching

    /// Whether a saving of it leaves the bank account, or only frees people's time (economics.md §0, point 4).
    package var isCashable: Bool {
      switch self {
      case .capacity, .paidByUse, .controlPlane, .licences, .otherFixed: true
      case .staff, .upgrades, .switching: false
      }
    }
  }

  /// One item on both sides.
  package struct ItemPair: Sendable, Equatable, Codable {
    package let item: Item
    package let today: ExactDecimal
    package let shared: ExactDecimal

    package init(item: Item, today: ExactDecimal, shared: ExactDecimal) {
      self.item = item
      self.today = today
      self.shared = shared
    }
  }

  /// A step of the bridge from today's cost to the shared one, in the order of economics.md §1.10. What is paid by use
  /// is the same on both sides and has no step.
  package enum BridgeStep: String, Sendable, Equatable, Codable, CaseIterable {
    case today
    case rightSize = "right_size"
    case poolDemand = "pool_demand"
    case isolationAndSpare = "isolation_and_spare"
    case controlPlane = "control_plane"
    case licences
    case otherFixed = "other_fixed"
    case staff = "operations_staff"
    case upgrades
    case switching
    case shared
  }

  /// A step and its amount: a cost for the first and the last, a signed change between them.
  package struct BridgeAmount: Sendable, Equatable, Codable {
    package let step: BridgeStep
    package let amount: ExactDecimal

    package init(step: BridgeStep, amount: ExactDecimal) {
      self.step = step
      self.amount = amount
    }
  }

  /// What one environment costs today.
  package struct EnvironmentCost: Sendable, Equatable, Codable {
    package let environment: EnvironmentID
    package let kind: CataloguedEnvironment.Kind?
    package let owner: TenantID?
    package let versions: [VersionID]
    package let tenants: [TenantID]
    /// The cost of the capacity that is used, and of that which stands idle.
    package let used: ExactDecimal
    package let idle: ExactDecimal
    package let paidByUse: ExactDecimal
    package let controlPlane: ExactDecimal
    package let licences: ExactDecimal
    package let staff: ExactDecimal
    package let otherFixed: ExactDecimal
    package let upgrades: ExactDecimal
    /// The sum of all of these.
    package let total: ExactDecimal
    /// Resources used or held in it that no rate names, so that its cost is a lower bound; nil: kept by a version of
    /// the program that did not tell.
    package let unratedResources: [ResourceID]?

    package init(
      environment: EnvironmentID, kind: CataloguedEnvironment.Kind?, owner: TenantID?, versions: [VersionID],
      tenants: [TenantID], used: ExactDecimal, idle: ExactDecimal, paidByUse: ExactDecimal, controlPlane: ExactDecimal,
      licences: ExactDecimal, staff: ExactDecimal, otherFixed: ExactDecimal, upgrades: ExactDecimal,
      total: ExactDecimal, unratedResources: [ResourceID]? = nil
    ) {
      self.environment = environment
      self.kind = kind
      self.owner = owner
      self.versions = versions
      self.tenants = tenants
      self.used = used
      self.idle = idle
      self.paidByUse = paidByUse
      self.controlPlane = controlPlane
      self.licences = licences
      self.staff = staff
      self.otherFixed = otherFixed
      self.upgrades = upgrades
      self.total = total
      self.unratedResources = unratedResources
    }
  }

  /// What the comparison comes to.
  package enum Verdict: String, Sendable, Equatable, Codable {
    /// One environment or none: nothing is duplicated, and both sides are today's.
    case nothingToShare = "nothing_to_share"
    /// Something is duplicated, and capacity is held without a price: both sides are what is known of today's.
    case notPriced = "not_priced"
    /// Sharing costs less a month, and pays back within the horizon.
    case pays
    /// Sharing costs less a month, and does not earn its one-time cost within the horizon.
    case paysTooLate = "pays_too_late"
    /// Sharing costs as much or more a month.
    case doesNotPay = "does_not_pay"

    /// Whether a shared environment is compared with: otherwise both sides are today's.
    package var isOfSharing: Bool { self != .nothingToShare && self != .notPriced }
  }

  /// Something a reader must know to read the figures right.
  package enum Note: Sendable, Equatable, Codable {
    /// Nobody recorded staff for any environment: people are left out on both sides.
    case staffNotRecorded
    /// No capacity recorded for these environments: they count at what their usage costs.
    case capacityNotRecorded([EnvironmentID])
    /// Usage without a rate: today's cost is a lower bound.
    case unratedUsage([ResourceID])
    /// Not in the catalogue: owner and fixed costs are unknown.
    case notCatalogued([EnvironmentID])
    /// Demand above the recorded capacity in so many hours: a metering fault, or bursting.
    case demandAboveCapacity(EnvironmentID, ResourceID, hours: Int)
    /// No price for the shared environment: the dearest of the environments' own is taken.
    case sharedPriceMissing(ResourceID)
    /// Capacity of an environment without a price, first on this day: today's cost is a lower bound, and sharing is
    /// not judged.
    case capacityWithoutPrice(EnvironmentID, ResourceID, from: CivilDate)
    /// Of other stacks as well: counted with their part.
    case otherStacks([EnvironmentID])
    /// Used on days on which the catalogue, which has them on others, does not.
    case usedOutsideItsDays([EnvironmentID])
    /// Kept apart by decision: on both sides at today's cost.
    case keptApart([EnvironmentID])
  }

  package let stack: StackID
  package let currency: Currency
  /// Who uses the stack, in order.
  package let tenants: [TenantID]
  package let environments: [EnvironmentCost]
  package let pooling: [Pooling]
  /// All items in their order, those of amount 0 too.
  package let items: [ItemPair]
  /// All steps in their order, those of amount 0 too; the first and all changes add up to the last.
  package let bridge: [BridgeAmount]
  package let today: ExactDecimal
  package let shared: ExactDecimal
  /// What the environments that are kept apart cost: a part of both sides.
  package let keptApart: ExactDecimal
  /// Team of the shared environment in FTE; 0 where people are left out or nothing is to share.
  package let sharedTeam: ExactDecimal
  package let oneTimeCost: ExactDecimal
  /// The smallest whole month in which the savings have earned the one-time cost; nil: not within the horizon.
  package let paybackMonth: Int?
  /// The same, counting only savings that leave the bank account.
  package let cashablePaybackMonth: Int?
  package let horizonMonths: Int
  /// Savings over the horizon less the one-time cost.
  package let netOverHorizon: ExactDecimal
  package let cashableSaving: ExactDecimal
  package let saving: ExactDecimal
  package let verdict: Verdict
  package let notes: [Note]

  package init(
    stack: StackID, currency: Currency, tenants: [TenantID], environments: [EnvironmentCost], pooling: [Pooling],
    items: [ItemPair], bridge: [BridgeAmount], today: ExactDecimal, shared: ExactDecimal,
    keptApart: ExactDecimal, sharedTeam: ExactDecimal,
    oneTimeCost: ExactDecimal, paybackMonth: Int?, cashablePaybackMonth: Int?, horizonMonths: Int,
    netOverHorizon: ExactDecimal, cashableSaving: ExactDecimal, saving: ExactDecimal, verdict: Verdict, notes: [Note]
  ) {
    self.stack = stack
    self.currency = currency
    self.tenants = tenants
    self.environments = environments
    self.pooling = pooling
    self.items = items
    self.bridge = bridge
    self.today = today
    self.shared = shared
    self.keptApart = keptApart
    self.sharedTeam = sharedTeam
    self.oneTimeCost = oneTimeCost
    self.paybackMonth = paybackMonth
    self.cashablePaybackMonth = cashablePaybackMonth
    self.horizonMonths = horizonMonths
    self.netOverHorizon = netOverHorizon
    self.cashableSaving = cashableSaving
    self.saving = saving
    self.verdict = verdict
    self.notes = notes
  }
}
