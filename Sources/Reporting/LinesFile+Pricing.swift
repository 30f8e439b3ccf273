internal import Metering

// What a line was priced in, where that is another currency, and who answers for it.

extension LinesFile {
  static var pricing: [CSVColumn<Row>] {
    [
      .text("pricing_currency", "ISO 4217 code of the currency priced in; empty when unrated.") {
        $0.line.isUnrated ? nil : $0.line.pricingCurrency.code
      },
      .decimal("fx_rate", places: 12, "Units of `currency` for one of `pricing_currency`; empty where several held.") {
        $0.line.isUnrated ? nil : $0.line.conversion.map { $0.rate } ?? .one
      },
      .decimal("pricing_unit_price", places: 9, "Price of one unit in `pricing_currency`.") {
        $0.line.pricing?.unitPrice
      },
      .decimal("pricing_amount", places: 12, "The exact cost in `pricing_currency`: rated_cost = this × fx_rate.") {
        $0.line.pricedAmount
      },
    ]
  }

  static var booking: [CSVColumn<Row>] {
    [
      .text("business_unit", "Business unit in tenants.csv on these days; (unmapped) when not listed.") {
        $0.line.account.map(\.businessUnit) ?? ReservedName.unmapped
      },
      .text("owner", "Who answers for the tenant in tenants.csv on these days; (unmapped) when not listed.") {
        $0.line.account.map(\.owner) ?? ReservedName.unmapped
      },
    ]
  }
}

extension ChargeLine {
  /// In the line's own currency, whatever it was priced in; nil of what several exchange rates held for. A price is far
  /// below what a decimal holds.
  var unitPrice: ExactDecimal? {
    guard let price = pricing?.unitPrice, let conversion else { return pricing?.unitPrice }
    return conversion.rate.flatMap { try? price.times($0) }
  }
}
