package import Metering

/// One of the answers laid side by side: issue 3, item 10. Amounts are a month's, rounded once.
package struct ScenarioOutcome: Sendable, Equatable, Codable {
  /// What the answer is about.
  package enum Kind: String, Sendable, Equatable, Codable {
    /// Everything as it is.
    case today
    /// Every environment stays and holds no more than it needs.
    case rightSized = "right_sized"
    /// One platform for each stack, as the assumptions are.
    case onePlatform = "one_platform"
    /// A scenario of the project file.
    case scenario
  }

  /// Units of a resource over all stacks; with more than one pool, of all of them.
  package struct Capacity: Sendable, Equatable, Codable {
    package let resource: ResourceID
    package internal(set) var today: ExactDecimal
    package internal(set) var shared: ExactDecimal

    package init(resource: ResourceID, today: ExactDecimal, shared: ExactDecimal) {
      self.resource = resource
      self.today = today
      self.shared = shared
    }
  }

  package let kind: Kind
  /// The scenario's name; that of the kind for the others.
  package let name: String
  /// What the environments cost as they are run today, and what the answer costs instead.
  package let todayPerMonth: ExactDecimal
  package let costPerMonth: ExactDecimal
  package let savingPerMonth: ExactDecimal
  package let cashableSavingPerMonth: ExactDecimal
  package let oneTimeCost: ExactDecimal
  /// nil: not within the horizon.
  package let paybackMonth: Int?
  package let cashablePaybackMonth: Int?
  package let netOverHorizon: ExactDecimal
  package let verdict: StackComparison.Verdict
  package let capacity: [Capacity]
  /// FTE of the shared environments; nil where nothing is shared, for today's people are recorded as a cost.
  package let team: ExactDecimal?
  /// Teams that the scenario leaves out and that own nothing.
  package let unknownTenants: [TenantID]

  init(
    kind: Kind, name: String, _ figures: ScenarioFigures, months: Fraction, currency: Currency,
    unknownTenants: [TenantID] = []
  ) throws(ArithmeticOverflow) {
    func perMonth(_ amount: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
      try currency.rounded(try amount.fraction.over(months))
    }
    self.kind = kind
    self.name = name
    let saving = try figures.today.minus(figures.shared)
    let cashable = try figures.cashableToday.minus(figures.cashableShared)
    todayPerMonth = try perMonth(figures.today)
    costPerMonth = try perMonth(figures.shared)
    // The difference of what is shown, so that the row adds up.
    savingPerMonth = try todayPerMonth.minus(costPerMonth)
    cashableSavingPerMonth = try perMonth(cashable)
    oneTimeCost = figures.oneTimeCost
    let payback = try Payback(
      saving: saving, months: months, oneTimeCost: figures.oneTimeCost, horizonMonths: figures.horizonMonths)
    let cashablePayback = try Payback(
      saving: cashable, months: months, oneTimeCost: figures.oneTimeCost, horizonMonths: figures.horizonMonths)
    paybackMonth = try payback.month()
    cashablePaybackMonth = try cashablePayback.month()
    netOverHorizon = try currency.rounded(try payback.netOverHorizon())
    verdict =
      figures.isSharing ? StackComparison.Verdict(saving: saving, paybackMonth: paybackMonth) : figures.verdictOfNone
    capacity = figures.capacity
    team = figures.isSharing && (kind == .onePlatform || kind == .scenario) ? figures.team : nil
    self.unknownTenants = unknownTenants
  }
}
