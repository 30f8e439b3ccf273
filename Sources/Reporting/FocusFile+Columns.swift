internal import Metering

extension FocusFile {
  /// Those of FOCUS by their names, ours behind them, and then what has come since.
  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    billing(input, period) + charge(input) + costs(input) + service + own(input) + region(input)
  }

  private static func billing(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    [
      .money(
        "BilledCost", in: input.currency, leastPlaces: 1, "What is charged, in whole cents, as billed_cost of the line."
      ) { $0.billed },
      .focus("BillingAccountId", "The legal entity in tenants.csv; the organisation where it names none.") {
        entity($0, input)
      },
      .focus("BillingAccountName", "The same.") { entity($0, input) },
      .focus("BillingCurrency", "ISO 4217 code of all amounts of the row.") { _ in input.currency.code },
      .instant("BillingPeriodEnd", "The first instant of the month after, in UTC.") { _ in
        input.calendar.start(of: period.endDay)
      },
      .instant("BillingPeriodStart", "The first instant of the month billed in the organisation's time zone, in UTC.") {
        _ in input.calendar.start(of: period.firstDay)
      },
    ]
  }

  private static func entity(_ row: Row, _ input: ReportInput) -> String {
    guard let entity = row.line.account?.legalEntity, !entity.isEmpty else { return input.organization }
    return entity
  }

  private static func charge(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .focus(
        "ChargeCategory", "Usage for usage, fixed costs and cost pools; Credit for credits; Adjustment for the rest."
      ) { $0.category },
      .focus("ChargeClass", "Correction for what corrects a closed month, else empty.") {
        $0.line.isCorrection ? "Correction" : nil
      },
      .focus("ChargeDescription", "The line in words.") { LinesFile.description(of: $0.line) },
      .focus(
        "ChargeFrequency",
        "Usage-Based for usage and what changes it, Recurring for what is due by the month, One-Time for the rest."
      ) {
        $0.terms.frequency
      },
      .instant("ChargePeriodEnd", "The first instant that is not charged, in UTC.") {
        input.calendar.start(of: $0.identity.days.upperBound)
      },
      .instant("ChargePeriodStart", key: true, "The first instant charged, in UTC.") {
        input.calendar.start(of: $0.identity.days.lowerBound)
      },
      .number(
        "ConsumedQuantity", places: ExactDecimal.places,
        "What was metered or idle, the months of a fixed cost, 1 or -1 of a cost pool but in corrections; else empty."
      ) {
        $0.consumed
      },
      .focus("ConsumedUnit", "The meter's unit, Months, or Units.") { $0.consumedUnit },
    ]
  }

  private static func costs(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .number(
        "ContractedCost", places: costPlaces,
        "PricingQuantity × ContractedUnitPrice where both are there, to the last decimal; else as BilledCost."
      ) { $0.cost },
      .number("ContractedUnitPrice", places: ExactDecimal.places, "The price in BillingCurrency; never below 0.") {
        $0.price
      },
      .money(
        "EffectiveCost", in: input.currency, leastPlaces: 1, "As BilledCost while there are no prepayments."
      ) { $0.billed },
      .focus("InvoiceId", "The invoice, where there is one: as invoice_id of the line.") { _ in nil },
      .focus("InvoiceIssuerName", "The organisation.") { _ in input.organization },
      .number("ListCost", places: costPlaces, "As ContractedCost: discounts are rows of their own.") { $0.cost },
      .number("ListUnitPrice", places: ExactDecimal.places, "As ContractedUnitPrice.") { $0.price },
      .focus("PricingCategory", "Standard where ChargeCategory is Usage, else empty.") {
        $0.sku == nil ? nil : "Standard"
      },
      .focus("PricingCurrency", "ISO 4217 code of the currency priced in.") { $0.line.pricingCurrency.code },
      .number(
        "PricingCurrencyContractedUnitPrice", places: ExactDecimal.places,
        "The price in PricingCurrency; never below 0."
      ) { $0.pricingPrice },
      .number(
        "PricingCurrencyEffectiveCost", places: ExactDecimal.places,
        "The cost in PricingCurrency, exact; as EffectiveCost where that is BillingCurrency."
      ) { $0.pricingCost },
      .number("PricingCurrencyListUnitPrice", places: ExactDecimal.places, "As PricingCurrencyContractedUnitPrice.") {
        $0.pricingPrice
      },
      .number(
        "PricingQuantity", places: quantityPlaces,
        "In PricingUnit; 1 where something is bought whole, below 0 where it is given back; else empty."
      ) { $0.quantity },
      .focus("PricingUnit", "What the price is for: GPU-Hours, GiB-Hours, Units.") { $0.unit },
      .focus("ProviderName", "The organisation.") { _ in input.organization },
      .focus("PublisherName", "The organisation.") { _ in input.organization },
    ]
  }

  private static let service: [CSVColumn<Row>] = [
    .focus(
      "ResourceId", key: true, "The environment; empty of charges that concern none: overhead, minimums, conversion."
    ) { $0.environment },
    .focus("ResourceName", "Empty: environments have no other name.") { _ in nil },
    .focus("ResourceType", "Environment, where there is one.") {
      $0.environment == nil ? nil : "Environment"
    },
    .focus("ServiceCategory", "AI and Machine Learning.") { _ in "AI and Machine Learning" },
    .focus("ServiceName", key: true, "The stack; (unmapped) where neither log nor catalogue tells.") {
      $0.identity.stack.text.isEmpty ? ReservedName.unmapped : $0.identity.stack.text
    },
    .focus("ServiceSubcategory", "AI Platforms.") { _ in "AI Platforms" },
    .focus("SkuId", key: true, "The resource of usage; kind and name of a cost; else empty.") { $0.sku },
    .focus("SkuMeter", "What is metered or bought; empty without SkuId.") {
      $0.sku == nil ? nil : $0.identity.category == .usage ? $0.identity.item : $0.identity.category.label
    },
    .focus("SkuPriceDetails", "Empty.") { _ in nil },
    .focus("SkuPriceId", "SkuId with the rate and its tier, the row of costs.csv, or the pool.") { row in
      row.sku.map { "\($0)/\(row.identity.rule)" }
    },
    .focus("SubAccountId", key: true, "Who is charged; (unallocated) where the log names nobody.") {
      $0.identity.tenant.text
    },
    .focus("SubAccountName", "The tenant's name in tenants.csv; its id where it is not listed.") { row in
      guard let name = row.line.account?.name, !name.isEmpty else { return row.identity.tenant.text }
      return name
    },
  ]

  /// Behind ours, as columns never move.
  private static func region(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .focus("RegionId", "Where the environment runs: region in environments.csv; empty where it tells none.") {
        input.regions[$0.identity.environment]
      },
      .focus("RegionName", "The same.") { input.regions[$0.identity.environment] },
    ]
  }

  private static func own(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text("x_AllocationRule", "How the cost came to the tenant: direct, or a cost pool and its method.") {
        LinesFile.allocationRule(of: $0.line)
      },
      .text("x_BusinessUnit", "Business unit in tenants.csv; (unmapped) when not listed.") {
        $0.line.account.map(\.businessUnit) ?? ReservedName.unmapped
      },
      .text("x_ChargeMonth", "The month charged for, YYYY-MM: an earlier one of a correction.") {
        $0.identity.chargePeriod.description
      },
      .text("x_ChargeType", ChargeCategory.listed) { $0.identity.category.rawValue },
      .text("x_CostCentre", "Cost centre in tenants.csv; (unmapped) when not listed.") {
        $0.line.account.map(\.costCentre) ?? ReservedName.unmapped
      },
      .text("x_Environment", "The environment.") { $0.identity.environment.text },
      .text("x_GeneralLedgerAccount", "General ledger account in tenants.csv; (unmapped) when not listed.") {
        $0.line.account.map(\.glAccount) ?? ReservedName.unmapped
      },
      .text("x_LegalEntity", "Legal entity in tenants.csv as it is written there; (unmapped) when not listed.") {
        $0.line.account.map(\.legalEntity) ?? ReservedName.unmapped
      },
      .text("x_RateCardVersion", "Names the rate card in force by its content.") { _ in input.rateCardVersion },
      .text("x_Rule", "The rate with its tier, the adjustment, the row of costs.csv or the pool.") { $0.identity.rule },
      .text("x_RunId", "Names the inputs that the figures come from.") { _ in input.runID },
      .text("x_SourceLineId", key: true, "Names the line for ever: its source_line_id in lines_<period>.csv.") {
        $0.posted.lineID
      },
      .text("x_Stack", "The stack.") { $0.identity.stack.text },
      .text("x_Tenant", "Who is charged, as the log has it.") { $0.identity.tenant.text },
      .text("x_Version", "The version of the environment's software, where known.") { $0.identity.version.text },
    ]
  }
}

extension CSVColumn {
  /// A text of FOCUS, which is ASCII: see `FocusFile.ascii`.
  fileprivate static func focus(
    _ name: String, key: Bool = false, _ documentation: String, _ value: @escaping @Sendable (Row) -> String?
  ) -> Self {
    text(name, key: key, documentation) { value($0).map(FocusFile.ascii) }
  }

  /// A number with so many decimals, zeros at the end included.
  fileprivate static func number(
    _ name: String, places: Int, _ documentation: String, _ value: @escaping @Sendable (Row) -> FocusFile.Number?
  ) -> Self {
    fixed(name, places: places, documentation) { value($0)?.text(places: places) }
  }
}
