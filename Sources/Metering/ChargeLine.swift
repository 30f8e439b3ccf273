/// What a charge is for.
package enum ChargeCategory: String, Sendable, Hashable, CaseIterable {
  /// Metered usage times a rate.
  case usage
  /// The fixed cost of running an environment's control plane.
  case controlPlane = "control_plane"
  /// Licences of an environment.
  case licences
  /// The people who run an environment: FTE times loaded cost.
  case operationsStaff = "operations_staff"
  /// Any other fixed monthly cost of an environment.
  case otherFixed = "other_fixed"
  /// Taken off what usage costs at its rates: a share of it.
  case discount
  /// Added to what usage costs after its discount: a share of it.
  case markup
  /// What usage lacks of the least that was agreed on.
  case minimum
  /// What a credit pays of what usage costs.
  case credit
  /// What the lines priced in another currency lack of what an invoice in that currency comes to.
  case conversion
  /// Capacity that is held and not used, and who takes it over.
  case idle
  /// What shared environments cost that is no usage and no people, and who takes it over.
  case sharedInfrastructure = "shared_infrastructure"
  /// The people who run shared environments, and who takes their cost over.
  case platformTeam = "platform_team"
  /// What is spread over tenants and is of no environment.
  case overhead
  /// What usage of nobody comes to, where somebody takes it over.
  case unallocated

  /// Whether it is due however much is used.
  package var isFixedCost: Bool {
    switch self {
    case .controlPlane, .licences, .operationsStaff, .otherFixed: true
    case .usage, .discount, .markup, .minimum, .credit, .conversion: false
    case .idle, .sharedInfrastructure, .platformTeam, .overhead, .unallocated: false
    }
  }

  /// Whether it is of a cost pool: what the pool costs, or what is moved from one tenant to others, which is 0 in sum.
  /// It tells who is charged, and nothing of what environments cost that other categories do not tell.
  package var isPooled: Bool {
    switch self {
    case .idle, .sharedInfrastructure, .platformTeam, .overhead, .unallocated: true
    case .usage, .controlPlane, .licences, .operationsStaff, .otherFixed, .discount, .markup, .minimum, .credit,
      .conversion:
      false
    }
  }

  /// Whether it changes what usage at its rates comes to, and is no quantity of anything.
  package var isAdjustment: Bool { self != .usage && !isFixedCost && !isPooled }
}

/// Whether a line corrects what was billed before (economics.md §2.5).
package enum ChargeClass: String, Sendable, Hashable, CaseIterable {
  /// Charged for the first time, in the month it is for.
  case regular
  /// The difference between what a closed month was billed and what it comes to now; FOCUS: `Correction`.
  case correction
}

/// Where a tenant's charges are booked. Codes are text: a leading zero is part of them.
/// They are compared by their bytes, as names are: accounts that look alike are two, here as in every file.
package struct TenantAccount: Sendable, Codable {
  package let name: String
  package let businessUnit: String
  package let costCentre: String
  package let glAccount: String
  package let legalEntity: String
  /// Who answers for the tenant's charges; empty when not told.
  package let owner: String

  package init(
    name: String, businessUnit: String, costCentre: String, glAccount: String, legalEntity: String, owner: String = ""
  ) {
    self.name = name
    self.businessUnit = businessUnit
    self.costCentre = costCentre
    self.glAccount = glAccount
    self.legalEntity = legalEntity
    self.owner = owner
  }
}

extension TenantAccount: Hashable {
  private var texts: [ExactText] {
    [name, businessUnit, costCentre, glAccount, legalEntity, owner].map { ExactText($0) }
  }

  package static func == (left: TenantAccount, right: TenantAccount) -> Bool { left.texts == right.texts }

  package func hash(into hasher: inout Hasher) { hasher.combine(texts) }
}

/// One rated amount: the fact that every statement, page and total is a sum of.
///
/// Usage is charged per tenant, stack, environment, version, resource and rate or tier; a fixed cost per environment
/// and cost row to the environment's owner; what is taken off or added, per what it changes. The amount is rounded
/// once, half-even, to 10⁻¹² (architecture.md, "Exact numbers").
package struct ChargeLine: Sendable, Hashable {
  /// How a usage line's amount came about: quantity × unit price, in the price's unit.
  package struct Pricing: Sendable, Hashable {
    package let unit: MeteringUnit
    /// In the currency that the line is priced in.
    package let unitPrice: ExactDecimal

    package init(unit: MeteringUnit, unitPrice: ExactDecimal) {
      self.unit = unit
      self.unitPrice = unitPrice
    }
  }

  /// The amount in the currency that it was priced in, before it became one of the line's.
  package struct Conversion: Sendable, Hashable {
    /// Another than the line's.
    package let currency: Currency
    /// In that currency; exact, as the line's amount is.
    package let amount: ExactDecimal
    /// Units of the line's currency for one of that; nil of a residue of amounts at several rates.
    package let rate: ExactDecimal?

    package init(currency: Currency, amount: ExactDecimal, rate: ExactDecimal?) {
      self.currency = currency
      self.amount = amount
      self.rate = rate
    }
  }

  /// What is charged for, for whom and when; one line has one identity. Its texts are compared by their bytes: the item
  /// of usage is a name from a log.
  package struct Identity: Sendable {
    /// The month it is billed in.
    package let period: Period
    /// The days charged for, of which the last is not included: where a rate or an owner changes, a line ends.
    /// All of one month: that of `period`, or an earlier one where the line is a correction.
    package let days: Range<CivilDate>
    package let tenant: TenantID
    package let stack: StackID
    package let environment: EnvironmentID
    package let version: VersionID
    package let category: ChargeCategory
    /// The resource of usage, of what is idle, and of a discount or markup on it; the name of the cost, minimum, credit
    /// or pool otherwise.
    package let item: String
    /// The rule that made the line: the rate with its tier, `gpu.a100@2026-01-01 (0,1000]`; the adjustment;
    /// `costs.csv:3`; the pool and its method, `people: usage`. When no rate names the resource it is empty, or tells
    /// the unit that the log tells (`rule(ofToldUnit:)`).
    package let rule: String
    package let chargeClass: ChargeClass

    package init(
      period: Period, days: Range<CivilDate>, tenant: TenantID, stack: StackID, environment: EnvironmentID,
      version: VersionID, category: ChargeCategory, item: String, rule: String, chargeClass: ChargeClass = .regular
    ) {
      self.period = period
      self.days = days
      self.tenant = tenant
      self.stack = stack
      self.environment = environment
      self.version = version
      self.category = category
      self.item = item
      self.rule = rule
      self.chargeClass = chargeClass
    }

    /// The month it is charged for, which is the month it is billed in unless it is a correction.
    package var chargePeriod: Period { days.lowerBound.period }

    /// The same charge billed in another month, or in another class.
    package func billed(in period: Period, as chargeClass: ChargeClass) -> Identity {
      Identity(
        period: period, days: days, tenant: tenant, stack: stack, environment: environment, version: version,
        category: category, item: item, rule: rule, chargeClass: chargeClass)
    }
  }

  package let identity: Identity
  /// Where the tenant's charges are booked on these days; nil when `tenants.csv` does not tell: unmapped.
  package let account: TenantAccount?
  /// In the unit that usage is metered in (`meterUnit`), in months of a fixed cost; 0 of an adjustment.
  package let quantity: ExactDecimal
  /// The unit of `quantity`; nil when the resource has none.
  package let meterUnit: MeteringUnit?
  /// nil when the line is unrated, no usage, or sold by the package.
  package let pricing: Pricing?
  /// nil when no rate names the resource: unrated, which is not free.
  package let amount: ExactDecimal?
  /// Of `amount`: the project's.
  package let currency: Currency
  /// nil: it is priced in `currency`, or unrated.
  package let conversion: Conversion?

  /// How it came out of a cost pool; nil: it is charged directly.
  package let allocation: Allocation?

  package init(
    identity: Identity, account: TenantAccount?, quantity: ExactDecimal, meterUnit: MeteringUnit?, pricing: Pricing?,
    amount: ExactDecimal?, currency: Currency, conversion: Conversion? = nil, allocation: Allocation? = nil
  ) {
    precondition(
      conversion.map { $0.currency != currency && amount != nil } ?? true, "what is converted was of another currency")
    self.identity = identity
    self.account = account
    self.quantity = quantity
    self.meterUnit = meterUnit
    self.pricing = pricing
    self.amount = amount
    self.currency = currency
    self.conversion = conversion
    self.allocation = allocation
  }

  /// A line of what is `priced` in one currency and charged in another.
  package init(
    identity: Identity, account: TenantAccount?, quantity: ExactDecimal, meterUnit: MeteringUnit?, pricing: Pricing?,
    priced: ExactDecimal, exchange: Exchange
  ) throws(ArithmeticOverflow) {
    self.init(
      identity: identity, account: account, quantity: quantity, meterUnit: meterUnit, pricing: pricing,
      amount: try exchange.converted(priced), currency: exchange.to, conversion: exchange.conversion(of: priced))
  }

  /// The currency that it is priced in.
  package var pricingCurrency: Currency { conversion?.currency ?? currency }
  /// The amount in `pricingCurrency`; nil when unrated.
  package var pricedAmount: ExactDecimal? { conversion?.amount ?? amount }

  package var isUnrated: Bool { amount == nil }
  package var isCorrection: Bool { identity.chargeClass == .correction }
}

extension ChargeLine.Identity: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    left.period == right.period && left.days == right.days && left.tenant == right.tenant && left.stack == right.stack
      && left.environment == right.environment && left.version == right.version && left.category == right.category
      && left.chargeClass == right.chargeClass && bytewiseOrder(left.item, right.item) == 0
      && bytewiseOrder(left.rule, right.rule) == 0
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(period)
    hasher.combine(days)
    hasher.combine(tenant)
    hasher.combine(stack)
    hasher.combine(environment)
    hasher.combine(version)
    hasher.combine(category)
    hasher.combine(chargeClass)
    // Equal bytes are equal texts, so their own hashes agree with the equality above.
    hasher.combine(item)
    hasher.combine(rule)
  }
}

extension ChargeLine.Identity: Comparable {
  /// Bytewise by tenant, stack, environment, version, category, item, then by days, rule and class: the order of every
  /// output.
  package static func < (left: Self, right: Self) -> Bool {
    if left.period != right.period { return left.period < right.period }
    if left.tenant != right.tenant { return left.tenant < right.tenant }
    if left.stack != right.stack { return left.stack < right.stack }
    if left.environment != right.environment { return left.environment < right.environment }
    if left.version != right.version { return left.version < right.version }
    if left.category != right.category { return bytewise(left.category.rawValue, precedes: right.category.rawValue) }
    let items = bytewiseOrder(left.item, right.item)
    if items != 0 { return items < 0 }
    if left.days.lowerBound != right.days.lowerBound { return left.days.lowerBound < right.days.lowerBound }
    if left.days.upperBound != right.days.upperBound { return left.days.upperBound < right.days.upperBound }
    let rules = bytewiseOrder(left.rule, right.rule)
    if rules != 0 { return rules < 0 }
    return left.chargeClass == .regular && right.chargeClass == .correction
  }
}
