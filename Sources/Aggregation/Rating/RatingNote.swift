import Configuration
import Metering

/// What rating finds on its way and no line tells: who explains a line listens to it. Nothing of it is made where
/// nobody listens.
enum RatingNote {
  /// Tiers over what is counted together, on the days of one version of the rate; quantities in the metered unit.
  struct TierUse: Sendable {
    let rate: Rate
    let table: TierTable
    /// What all count in the month, and up to where this version began and ended.
    let month: ExactDecimal
    let before: ExactDecimal
    let after: ExactDecimal
    /// What all have in each tier.
    let inTiers: [ExactDecimal]
    /// The tier that the sum stands in.
    let reached: Int
  }

  /// Packages of what is counted together.
  struct PackageUse: Sendable {
    let rate: Rate
    let package: PackagePrice
    /// How many of the rate's units one metered unit is.
    let ratio: Fraction
    /// What all count, in the metered unit.
    let sum: ExactDecimal
    /// Packages begun, with the sign of the sum.
    let count: Int128
    let amount: ExactDecimal
  }

  /// What a credit pays for one payer.
  struct CreditPayment: Sendable {
    let credit: Adjustment
    /// Of the credit, when the period began.
    let left: ExactDecimal
    let owedByAll: ExactDecimal
    let owed: ExactDecimal
    /// For all.
    let paid: ExactDecimal
    let part: ExactDecimal
  }

  case cells([UsageCell])
  case tiers(TierUse, of: [ChargeLine.Identity])
  case packages(PackageUse, of: [ChargeLine.Identity])
  /// What counts towards each minimum, by its name.
  case contracted([ExactText: ExactDecimal])
  case credit(CreditPayment, of: ChargeLine.Identity)
}
