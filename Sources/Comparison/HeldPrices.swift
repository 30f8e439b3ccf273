import Configuration
import Metering

/// What holding and using units costs on some days at list prices, in the project's currency.
struct HeldPrices {
  private let project: Project
  private let rateCard: RateCard
  private let exchangeRates: ExchangeRates
  private let days: Range<CivilDate>
  /// The length of each of the days, in seconds.
  private let seconds: [Int64]

  init(
    project: Project, rateCard: RateCard, exchangeRates: ExchangeRates, calendar: OrganizationCalendar,
    days: Range<CivilDate>
  ) {
    self.project = project
    self.rateCard = rateCard
    self.exchangeRates = exchangeRates
    self.days = days
    var seconds: [Int64] = []
    var start = calendar.start(of: days.lowerBound)
    for day in days {
      let next = calendar.start(of: day.adding(days: 1))
      seconds.append(next - start)
      start = next
    }
    self.seconds = seconds
  }

  /// Days through which one rate holds, and one exchange rate.
  private struct Stretch {
    let days: Range<CivilDate>
    let rate: Rate
    /// How many of the rate's units one unit of the resource is.
    let ratio: Fraction
    let exchange: Exchange

    func cost(of quantity: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
      try exchange.converted(rate.listCost(of: quantity, ratio: ratio))
    }
  }

  /// What holding one unit through some of the days costs, those that have a rate, and the first that has none. Throws
  /// `MissingExchangeRate` where a price is in a currency that nothing converts.
  func unitCost(
    of priced: UsageSubject, on held: Range<CivilDate>
  ) throws -> (amount: ExactDecimal, unpricedFrom: CivilDate?) {
    guard let secondsHeld = project.unit(of: priced.resource)?.secondsHeld else { return (.zero, held.lowerBound) }
    var sum = ExactDecimal.zero
    var unpricedFrom: CivilDate?
    var next = held.lowerBound
    for stretch in try stretches(of: priced, on: held) {
      if next < stretch.days.lowerBound, unpricedFrom == nil { unpricedFrom = next }
      next = stretch.days.upperBound
      var known: (seconds: Int64, cost: ExactDecimal)?
      for day in stretch.days {
        let seconds = seconds(of: day)
        if known?.seconds != seconds {
          let quantity = try ExactDecimal(Fraction(Int128(seconds), secondsHeld))
          known = (seconds, try stretch.cost(of: quantity))
        }
        sum = try sum.plus(known?.cost ?? .zero)
      }
    }
    return (sum, unpricedFrom ?? (next < held.upperBound ? next : nil))
  }

  /// What the usage within capacity costs: on each day Σ min(usage, capacity) over its hours, rounded once.
  /// `held`: days through which so many units are held; `usage`: hour by hour, in the resource's own unit.
  func usedCost(
    of priced: UsageSubject, units: ExactDecimal, on held: Range<CivilDate>,
    usage: (CivilDate) -> ArraySlice<ExactDecimal>
  ) throws -> ExactDecimal {
    guard let secondsHeld = project.unit(of: priced.resource)?.secondsHeld else { return .zero }
    let inFullHour = try units.times(Fraction(3_600, secondsHeld))
    var cost = ExactDecimal.zero
    for stretch in try stretches(of: priced, on: held) {
      for day in stretch.days {
        var rest = seconds(of: day)
        var used = ExactDecimal.zero
        for quantity in usage(day) {
          // The last hour of a day on which the clock moves by half an hour is half an hour.
          let capacity = rest >= 3_600 ? inFullHour : try units.times(Fraction(Int128(rest), secondsHeld))
          rest -= 3_600
          used = try used.plus(min(quantity, capacity))
        }
        cost = try cost.plus(try stretch.cost(of: used))
      }
    }
    return cost
  }

  private func seconds(of day: CivilDate) -> Int64 { seconds[days.lowerBound.distance(to: day)] }

  /// The days that have a rate, cut where another begins.
  private func stretches(
    of priced: UsageSubject, on held: Range<CivilDate>
  ) throws(MissingExchangeRate) -> [Stretch] {
    guard let unit = project.unit(of: priced.resource) else { return [] }
    let rates = rateCard.rates(of: priced.resource, tenant: priced.tenant)
    let exchanges = Set(rates.map(\.currency)).flatMap { exchangeRates.rates(from: $0, to: project.currency) }
    let validities = rates.map(\.validity) + exchanges.map(\.validity)
    let changes = validities.flatMap { [$0.from, $0.to].compactMap { $0 } }.filter(held.contains)
    let cuts = Set(changes).union([held.lowerBound, held.upperBound]).sorted()
    var stretches: [Stretch] = []
    for (first, end) in zip(cuts, cuts.dropFirst()) {
      guard let rate = rates.mostSpecific(for: priced, on: first), let ratio = unit.ratio(to: rate.unit) else {
        continue
      }
      let exchange = try exchangeRates.exchange(
        from: rate.currency, to: project.currency, on: first, neededBy: rate.reference)
      stretches.append(Stretch(days: first..<end, rate: rate, ratio: ratio, exchange: exchange))
    }
    return stretches
  }
}
