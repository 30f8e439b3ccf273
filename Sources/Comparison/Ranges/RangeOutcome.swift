package import Metering

/// What the comparison comes to with one choice of all assumptions, for a stack or for the organisation. Amounts are of
/// the days compared, unless their name says otherwise.
package struct RangeOutcome: Sendable, Equatable, Codable {
  package let today: ExactDecimal
  package let shared: ExactDecimal
  package let saving: ExactDecimal
  package let cashableSaving: ExactDecimal
  package let savingPerMonth: ExactDecimal
  package let oneTimeCost: ExactDecimal
  package let netOverHorizon: ExactDecimal
  /// nil: not within the horizon.
  package let paybackMonth: Int?
  package let cashablePaybackMonth: Int?
  package let verdict: StackComparison.Verdict

  init(_ comparison: StackComparison, months: Fraction) throws(ArithmeticOverflow) {
    today = comparison.today
    shared = comparison.shared
    saving = comparison.saving
    cashableSaving = comparison.cashableSaving
    savingPerMonth = try comparison.currency.rounded(try comparison.saving.fraction.over(months))
    oneTimeCost = comparison.oneTimeCost
    netOverHorizon = comparison.netOverHorizon
    paybackMonth = comparison.paybackMonth
    cashablePaybackMonth = comparison.cashablePaybackMonth
    verdict = comparison.verdict
  }

  init(_ comparison: OrganizationComparison, months: Fraction) throws(ArithmeticOverflow) {
    today = comparison.today
    shared = comparison.shared
    saving = comparison.saving
    cashableSaving = comparison.cashableSaving
    savingPerMonth = try comparison.currency.rounded(try comparison.saving.fraction.over(months))
    oneTimeCost = comparison.oneTimeCost
    netOverHorizon = comparison.netOverHorizon
    paybackMonth = comparison.paybackMonth
    cashablePaybackMonth = comparison.cashablePaybackMonth
    verdict = comparison.verdict
  }
}
