import Configuration
import Metering

/// What the one shared environment would cost besides its capacity, and what getting there costs once: economics.md
/// §1.3 and §1.4. Amounts are exact and for the days compared, unless their name says otherwise.
struct SharedEnvironment {
  private let assumptions: SharingAssumptions
  private let traits: StackTraits
  private let months: Fraction
  private let hours: Fraction
  /// Tenants that would share it.
  private let tenants: Int
  private let labour: Labour

  init(_ input: StackInput) {
    assumptions = input.assumptions
    traits = input.traits
    months = input.months
    hours = Fraction(Int128(input.hours))
    tenants = max(1, input.tenants.count)
    labour = Labour(input)
  }

  /// The fixed part, the hourly fee and the part per tenant. Where the project does not tell the fixed part, it is what
  /// the dearest environment pays today.
  func controlPlane() throws(ArithmeticOverflow) -> Fraction {
    let fixed = try assumptions.controlPlanePerMonth?.fraction.times(months) ?? traits.controlPlane.fraction
    return
      try fixed
      .plus(try assumptions.controlPlanePerHour.fraction.times(hours))
      .plus(try product(assumptions.controlPlanePerTenant.fraction, Fraction(Int128(tenants)), months))
  }

  /// One environment's licence, the dearest of today where the project does not tell it, and the part per tenant.
  func licences() throws(ArithmeticOverflow) -> Fraction {
    let fixed = try assumptions.licencePerMonth?.fraction.times(months) ?? traits.licences.fraction
    return try fixed.plus(try product(assumptions.licencePerTenant.fraction, Fraction(Int128(tenants)), months))
  }

  /// One environment instead of many: what the dearest pays today.
  func otherFixed() -> Fraction { traits.otherFixed.fraction }

  /// The staffing function in FTE: max(floor, base + perTenant × tenants).
  func team() throws(ArithmeticOverflow) -> ExactDecimal {
    let needed = try assumptions.teamBase.plus(try assumptions.teamPerTenant.times(ExactDecimal(tenants)))
    return max(assumptions.teamFloor, needed)
  }

  /// Its upgrades: those of an environment, and validating them with every tenant.
  func upgrades() throws(ArithmeticOverflow) -> Fraction { try labour.upgrades(validatedBy: tenants) }

  /// What stays of switching.
  func switching() throws(ArithmeticOverflow) -> Fraction {
    try labour.switching().times(assumptions.residualSwitching)
  }

  /// Migration of the environments that are not shared already, building the shared one, and the months in which both
  /// run. `sharedCost`: of the shared environment, all items, for the days compared.
  func oneTimeCost(sharedCost: ExactDecimal) throws(ArithmeticOverflow) -> Fraction {
    let moving = Fraction(Int128(traits.moving))
    let perMonth = try sharedCost.fraction.over(months)
    return try product(assumptions.migrationHoursPerEnvironment.fraction, moving, try labour.wage())
      .plus(assumptions.buildCost.fraction)
      .plus(try assumptions.parallelMonths.fraction.times(perMonth))
  }
}
