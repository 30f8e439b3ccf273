import Configuration
import Metering

/// What the lines priced in another currency lack of an invoice in that currency: a line per period and currency.
///
/// An invoice is posted in whole cents of its currency, lines are exact. Their sum is rounded to the invoice's total,
/// the total is tied to what came at each exchange rate, and each part is converted at its rate:
///
///     residue = Σ total in cents at a rate × rate − Σ amounts of the lines
///
/// So the lines of a currency, this one among them, come to exactly what the invoice comes to: in that currency to its
/// whole cents, in the project's to those cents converted. README.md has an example.
struct ConversionResidue {
  let period: Period
  /// Those charged.
  let days: Range<CivilDate>

  /// One line for each currency whose lines are not whole cents; in the order of the currencies.
  func lines(of lines: [ChargeLine]) throws(ArithmeticOverflow) -> [ChargeLine] {
    let converted = Dictionary(grouping: lines.filter { $0.conversion != nil }, by: \.pricingCurrency)
    var residues: [ChargeLine] = []
    for (currency, lines) in converted.sorted(by: { $0.key < $1.key }) {
      if let line = try line(of: lines, in: currency) { residues.append(line) }
    }
    return residues
  }

  /// What lines priced in a currency come to when they are invoiced in it: whole cents, tied to what came at each rate.
  struct Invoice {
    struct Part {
      let rate: ExactDecimal
      /// Whole cents of the currency.
      let posted: ExactDecimal
    }

    /// In the order of their rates.
    let parts: [Part]
    /// Of the lines, in the currency.
    let exact: ExactDecimal

    /// `lines`: all those priced in `currency`.
    init(of lines: [ChargeLine], in currency: Currency) throws(ArithmeticOverflow) {
      let byRate = Dictionary(grouping: lines) { $0.conversion?.rate ?? .one }.sorted { $0.key < $1.key }
      var sums: [ExactDecimal] = []
      for (_, lines) in byRate { sums.append(try lines.compactMap(\.pricedAmount).total()) }
      exact = try sums.total()
      var parts: [Part] = []
      for ((rate, _), cents) in zip(byRate, try tie(currency.minorUnits(of: exact), amounts: sums, currency: currency))
      {
        parts.append(Part(rate: rate, posted: try currency.smallestUnit.times(Fraction(cents))))
      }
      self.parts = parts
    }
  }

  /// `lines`: all those priced in `currency`, at least one.
  private func line(of lines: [ChargeLine], in currency: Currency) throws(ArithmeticOverflow) -> ChargeLine? {
    let invoice = try Invoice(of: lines, in: currency)
    var (inProjects, inCurrency) = (ExactDecimal.zero, ExactDecimal.zero)
    for part in invoice.parts {
      inCurrency = try inCurrency.plus(part.posted)
      inProjects = try inProjects.plus(part.posted.times(part.rate))
    }
    let residue = try inProjects.minus(lines.compactMap(\.amount).total())
    let priced = try inCurrency.minus(invoice.exact)
    guard let projects = lines.first?.currency, !residue.isZero || !priced.isZero else { return nil }
    return ChargeLine(
      identity: ChargeLine.Identity(
        period: period, days: days, tenant: TenantID(ReservedName.unallocated), stack: StackID(ReservedName.all),
        environment: EnvironmentID(ReservedName.all), version: "", category: .conversion, item: currency.code,
        rule: ConfigurationFile.Name.exchangeRates.rawValue),
      account: nil, quantity: .zero, meterUnit: nil, pricing: nil, amount: residue, currency: projects,
      conversion: ChargeLine.Conversion(
        currency: currency, amount: priced, rate: invoice.parts.count == 1 ? invoice.parts[0].rate : nil))
  }
}
