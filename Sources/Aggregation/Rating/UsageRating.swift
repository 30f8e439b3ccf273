import Configuration
import Metering

/// Prices a period's usage: at one price, or by tiers and packages that hang on what the month's usage comes to.
struct UsageRating {
  /// The project's: that of lines without a price.
  let currency: Currency
  var note: ((RatingNote) -> Void)?

  /// The lines of each cell, in the order of the cells.
  /// `cells`: in the order of their identities, so that what is shared out is so in every run alike.
  func lines(_ cells: [UsageCell]) throws(ArithmeticOverflow) -> [[ChargeLine]] {
    var lines = [[ChargeLine]](repeating: [], count: cells.count)
    var sums: [Accumulator: [Int]] = [:]
    for (index, cell) in cells.enumerated() {
      guard let (rate, ratio) = cell.rated else {
        lines[index] = [unrated(cell)]
        continue
      }
      if case .unit(let price) = rate.pricing {
        lines[index] = [try line(cell, rate, ratio, cell.quantity, price, rule: rate.id)]
      } else {
        sums[Accumulator(rate, cell), default: []].append(index)
      }
    }
    for indices in sums.values {
      guard case .packages(let package) = cells[indices[0]].segment.rate?.pricing else {
        try rateTiers(indices, cells, &lines)
        continue
      }
      try ratePackages(package, indices, cells, &lines)
    }
    return lines
  }

  private func unrated(_ cell: UsageCell) -> ChargeLine {
    ChargeLine(
      identity: cell.identity, account: cell.segment.account, quantity: cell.quantity, meterUnit: cell.meterUnit,
      pricing: nil, amount: nil, currency: currency)
  }

  private func line(
    _ cell: UsageCell, _ rate: Rate, _ ratio: Fraction, _ quantity: ExactDecimal, _ price: ExactDecimal, rule: String
  ) throws(ArithmeticOverflow) -> ChargeLine {
    try ChargeLine(
      identity: cell.identity.with(category: .usage, rule: rule), account: cell.segment.account, quantity: quantity,
      meterUnit: cell.meterUnit, pricing: ChargeLine.Pricing(unit: rate.unit, unitPrice: price),
      priced: try quantity.times(price, ratio: ratio), exchange: cell.exchange)
  }

  /// `indices`: the cells of one accumulator, whose rates follow each other in time. A price that changes within the
  /// month does not begin anew: the sum goes on, from table to table.
  private func rateTiers(
    _ indices: [Int], _ cells: [UsageCell], _ lines: inout [[ChargeLine]]
  ) throws(ArithmeticOverflow) {
    let month = try indices.map { cells[$0].quantity }.total()
    let versions = Dictionary(grouping: indices) { cells[$0].segment.rate?.validity.from }.values
      .sorted { cells[$0[0]].identity.days.lowerBound < cells[$1[0]].identity.days.lowerBound }
    var sum = ExactDecimal.zero
    for indices in versions {
      guard let (rate, ratio) = cells[indices[0]].rated, case .tiers(let table) = rate.pricing else { continue }
      let tiers = try MeteredTiers(table, ratio: ratio)
      let quantities = indices.map { cells[$0].quantity }
      let next = try sum.plus(quantities.total())
      let reached = tiers.reached(by: table.method == .volume ? month : sum)
      let inTiers =
        table.method == .volume
        ? try tiers.quantities(from: sum, to: next, reached: reached) : try tiers.quantities(from: sum, to: next)
      let parts = try shared(inTiers, by: quantities)
      note?(
        .tiers(
          RatingNote.TierUse(
            rate: rate, table: table, month: month, before: sum, after: next, inTiers: inTiers, reached: reached),
          of: indices.map { cells[$0].identity }))
      for (row, index) in indices.enumerated() {
        // Usage that comes to nothing is told all the same, in the tier where it stands.
        let parts = parts?[row] ?? []
        for (tier, band) in table.bands.enumerated() {
          let isPart = tier < parts.count && !parts[tier].isZero
          guard isPart || (tier == reached && parts.allSatisfy(\.isZero)) else { continue }
          lines[index].append(
            try line(
              cells[index], rate, ratio, isPart ? parts[tier] : quantities[row], band.price, rule: rate.rule(of: band)))
        }
      }
      sum = next
    }
  }

  /// Whole packages of all cells together, shared by usage. A line has no price of a unit: there is none.
  private func ratePackages(
    _ package: PackagePrice, _ indices: [Int], _ cells: [UsageCell], _ lines: inout [[ChargeLine]]
  ) throws(ArithmeticOverflow) {
    guard let (rate, ratio) = cells[indices[0]].rated else { return }
    let quantities = indices.map { cells[$0].quantity }
    let sum = try quantities.total()
    let magnitude = sum.isNegative ? try sum.negated() : sum
    let count = try magnitude.over(package.size).times(ratio).roundedUp
    let amount = try package.price.times(Fraction(sum.isNegative ? -count : count))
    let parts = try shared([amount], by: quantities)
    note?(
      .packages(
        RatingNote.PackageUse(
          rate: rate, package: package, ratio: ratio, sum: sum, count: sum.isNegative ? -count : count, amount: amount),
        of: indices.map { cells[$0].identity }))
    for (row, index) in indices.enumerated() {
      let cell = cells[index]
      lines[index] = [
        try ChargeLine(
          identity: cell.identity.with(category: .usage, rule: rate.id), account: cell.segment.account,
          quantity: cell.quantity, meterUnit: cell.meterUnit, pricing: nil,
          priced: parts?[row][0] ?? .zero, exchange: cell.exchange)
      ]
    }
  }
}

/// Whose usage is added up, and under which prices.
private struct Accumulator: Hashable {
  private enum Payer: Hashable {
    case tenant(TenantID)
    /// By the bytes of its code.
    case costCentre([UInt8])
    case organization
  }

  private let rateScope: UsageScope
  /// Of packages, which are begun anew where the price changes; tiers go on.
  private let version: CivilDate?
  private let scope: AccumulatorScope
  private let payer: Payer

  /// `rate`: by tiers or packages.
  init(_ rate: Rate, _ cell: UsageCell) {
    rateScope = rate.scope
    switch rate.pricing {
    case .packages(let package): (scope, version) = (package.scope, rate.validity.from)
    case .tiers(let table): (scope, version) = (table.scope, nil)
    case .unit: (scope, version) = (.organization, rate.validity.from)
    }
    let tenant = Payer.tenant(cell.identity.tenant)
    switch scope {
    case .tenant: payer = tenant
    case .organization: payer = .organization
    case .costCentre:
      let code = cell.segment.account?.costCentre ?? ""
      payer = code.isEmpty ? tenant : .costCentre(Array(code.utf8))
    }
  }
}

extension Rate {
  /// What names a tier in a line: the rate and the band.
  func rule(of band: TierTable.Band) -> String { "\(id) \(band.text)" }
}
