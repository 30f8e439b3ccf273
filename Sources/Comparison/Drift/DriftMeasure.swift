import Configuration
import Metering

/// What versions are measured with: releases, days and money.
struct DriftMeasure {
  let releases: [ComponentID: ReleaseHistory]
  /// The days compared; lag and support are as on the last of them.
  let days: Range<CivilDate>
  let calendar: OrganizationCalendar
  /// What each environment cost on the days.
  let costs: [StackEnvironment: ExactDecimal]
  let currency: Currency

  /// The last day compared.
  var asOf: CivilDate { days.upperBound.adding(days: -1) }

  /// The part of a stretch that lies behind the end of support of its version; empty where there is none, or where
  /// nobody listed the version. The last day of support is a day with support.
  func pastSupport(_ stretch: Installation.Stretch, of component: ComponentID) -> Range<CivilDate> {
    guard let end = releases[component]?[stretch.version]?.endOfSupport else {
      return stretch.days.lowerBound..<stretch.days.lowerBound
    }
    let first = max(stretch.days.lowerBound, end.adding(days: 1))
    return first..<max(first, stretch.days.upperBound)
  }

  /// The days compared on which an installation was past support, as stretches.
  func pastSupport(_ installation: Installation) -> [Range<CivilDate>] {
    installation.stretches.map { pastSupport($0, of: installation.component).clamped(to: days) }
      .filter { !$0.isEmpty }
  }

  /// What the contract asks for the hours behind the end of support, rounded once: those on the days compared, or all
  /// since support ended.
  func surcharge(
    on installation: Installation, sinceSupportEnded: Bool = false
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    var amount = Fraction.zero
    for stretch in installation.stretches {
      guard let rate = releases[installation.component]?[stretch.version]?.surchargePerHour else { continue }
      var past = pastSupport(stretch, of: installation.component)
      if !sinceSupportEnded { past = past.clamped(to: days) }
      guard !past.isEmpty else { continue }
      let hours = Fraction(Int128(calendar.seconds(in: past)), 3_600)
      amount = try amount.plus(try rate.fraction.times(hours))
    }
    return try currency.rounded(amount)
  }

  /// The part of an environment's cost that falls on some of the days it was there, rounded once.
  func cost(
    of environment: StackEnvironment, on exposed: Int, ofDays present: Int
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    guard exposed > 0, present > 0, let cost = costs[environment] else { return .zero }
    return try currency.rounded(try cost.fraction.times(Fraction(Int128(exposed), Int128(present))))
  }
}
