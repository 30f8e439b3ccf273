import Configuration
import Metering

/// What people's time costs, on both sides of the comparison: economics.md §1.2. Amounts are exact and for the days
/// compared.
struct Labour {
  private let assumptions: SharingAssumptions
  private let months: Fraction
  private let measured: SwitchingVolume?

  /// Productive hours of a person a year, of which the loaded cost makes the wage where the project tells none.
  private static let productiveHours: Int128 = 1_800
  private static let monthOfYear = Fraction(1, 12)
  private static let minuteOfHour = Fraction(1, 60)

  init(_ input: StackInput) {
    assumptions = input.assumptions
    months = input.months
    measured = input.switching
  }

  /// The loaded wage an hour.
  func wage() throws(ArithmeticOverflow) -> Fraction {
    if let wage = assumptions.wagePerHour { return wage.fraction }
    return try assumptions.loadedCostPerYear.fraction.times(Fraction(1, Self.productiveHours))
  }

  /// A team of so many FTE.
  func staff(_ team: ExactDecimal) throws(ArithmeticOverflow) -> Fraction {
    try product(team.fraction, assumptions.loadedCostPerYear.fraction, Self.monthOfYear, months)
  }

  /// The upgrades of one environment, each validated by so many tenants beside those who run it: none where an
  /// environment is one tenant's own.
  func upgrades(validatedBy tenants: Int = 0) throws(ArithmeticOverflow) -> Fraction {
    let validation = try assumptions.upgradeHoursPerTenant.fraction.times(Fraction(Int128(tenants)))
    let hours = try assumptions.upgradeHours.fraction.plus(validation)
    return try product(assumptions.upgradesPerYear.fraction, Self.monthOfYear, months, hours, try wage())
  }

  /// Switching between the environments of the stack: as measured, else as assumed.
  func switching() throws(ArithmeticOverflow) -> Fraction {
    if let measured {
      return try product(try measured.minutes(assumptions.switchMinutes), Self.minuteOfHour, try wage())
    }
    return try product(
      assumptions.switchesPerMonth.fraction, months, assumptions.switchMinutes.fraction, Self.minuteOfHour, try wage())
  }
}
