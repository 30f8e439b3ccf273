internal import Metering

/// `lines_<period>.csv`: every charge line, the detail that all other files are sums of.
enum LinesFile {
  /// A line with its quantity in the unit it is priced in.
  struct Row: Sendable {
    let posted: PostedLine
    /// nil of what is no quantity of anything: a discount, a markup, a minimum, a credit, a share of a pool.
    let quantity: ExactDecimal?
    let unit: String?

    init(_ posted: PostedLine) throws(ReportingError) {
      self.posted = posted
      let line = posted.line
      guard !line.identity.category.isAdjustment else {
        (quantity, unit) = (nil, nil)
        return
      }
      guard line.identity.category == .usage || line.meterUnit != nil else {
        (quantity, unit) = line.identity.category.isPooled ? (nil, nil) : (line.quantity, "months")
        return
      }
      guard let pricing = line.pricing, let ratio = line.ratioToPricedUnit else {
        quantity = line.quantity
        unit = line.meterUnit?.name
        return
      }
      do {
        quantity = try line.quantity.times(ratio)
      } catch {
        throw .overflow(error)
      }
      unit = pricing.unit.name
    }
  }

  static func name(_ period: Period) -> String { "lines_\(period).csv" }

  static func rows(_ period: PeriodInput) throws(ReportingError) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(period.lines.count)
    for line in period.lines { rows.append(try Row(line)) }
    return rows
  }

  /// The order of economics.md §3.5; what is ours comes behind it.
  static func columns(_ input: ReportInput) -> [CSVColumn<Row>] {
    identity(input) + amounts(input) + provenance(input) + pricing + booking
  }

  private static func identity(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text("billing_period", "The month billed, YYYY-MM.") { $0.line.identity.period.description },
      .date("charge_period_start", key: true, "First day charged, in the organisation's time zone.") {
        $0.line.identity.days.lowerBound
      },
      .date("charge_period_end", key: true, "The day after the last day charged.") {
        $0.line.identity.days.upperBound
      },
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") {
        $0.line.identity.tenant.text
      },
      .text("tenant_name", "The tenant's name in tenants.csv; empty when it is not listed.") { $0.line.account?.name },
      .text("cost_centre", "Cost centre in tenants.csv on these days; (unmapped) when not listed.") {
        $0.line.account.map(\.costCentre) ?? ReservedName.unmapped
      },
      .text("gl_account", "General ledger account in tenants.csv; (unmapped) when not listed.") {
        $0.line.account.map(\.glAccount) ?? ReservedName.unmapped
      },
      .text("legal_entity", "Legal entity in tenants.csv; (unmapped) when not listed.") {
        $0.line.account.map(\.legalEntity) ?? ReservedName.unmapped
      },
      .text("stack_role", key: true, "The stack; (unmapped) where neither log nor catalogue tells.") {
        $0.line.identity.stack.text
      },
      .text("environment_id", key: true, "The environment.") { $0.line.identity.environment.text },
      .text("component", key: true, "The version of the environment's software, where known.") {
        $0.line.identity.version.text
      },
      .text("sku", key: true, "The resource of usage and of what is taken off or added to it; else the cost.") {
        $0.line.identity.item
      },
      .text("charge_category", key: true, ChargeCategory.focusListed) {
        $0.line.identity.category.focusCategory
      },
      .text("charge_class", "FOCUS: Correction for lines that correct a closed period, else empty.") {
        $0.line.isCorrection ? "Correction" : nil
      },
      .text("charge_description", "The line in words.") { description(of: $0.line) },
    ]
  }

  private static func amounts(_ input: ReportInput) -> [CSVColumn<Row>] {
    let currency = input.currency
    return [
      .decimal("quantity", places: 6, "In `unit`: the price's or the meter's own; empty of adjustments and shares.") {
        $0.quantity
      },
      .text("unit", "What the quantity is counted in; months for fixed costs.") { $0.unit },
      .decimal("list_unit_price", places: 9, "Price of one unit; empty when unrated, by the package or no usage.") {
        $0.line.unitPrice
      },
      .money(
        "list_cost", in: currency,
        """
        Cost at the rates, before adjustments, posted; empty when unrated. 0 on a line that adjusts, so not ListCost \
        of focus_<period>.csv, where such a row has what it is billed at and every other its cost unrounded.
        """
      ) {
        $0.line.identity.category.isAdjustment ? 0 : $0.posted.minorUnits
      },
      .money(
        "contracted_cost", in: currency,
        """
        Cost at the rates less discounts, posted; empty when unrated. 0 on a line that adjusts otherwise, so not \
        ContractedCost of focus_<period>.csv, which is its ListCost.
        """
      ) {
        $0.line.identity.category == .discount || !$0.line.identity.category.isAdjustment ? $0.posted.minorUnits : 0
      },
      .money("billed_cost", in: currency, "What is charged, in whole cents: the figure every total is a sum of.") {
        $0.posted.minorUnits
      },
      .money("effective_cost", in: currency, "Cost with prepayments spread out; the same while there are none.") {
        $0.posted.minorUnits
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { $0.line.currency.code },
    ]
  }

  private static func provenance(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text("rate_card_version", "Names the rate card in force by its content.") { _ in input.rateCardVersion },
      .text("allocation_rule", "How the cost came to the tenant: direct, or a cost pool and its method.") {
        allocationRule(of: $0.line)
      },
      .text("source_line_id", key: true, "Names the line for ever: the same in every run.") { $0.posted.lineID },
      .text("invoice_id", "The invoice, where there is one.") { _ in nil },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
      .decimal("rated_cost", places: 12, "The exact cost before it was posted in cents; empty when unrated.") {
        $0.line.amount
      },
      .text("rule", "The rate with its tier, the adjustment, the row of costs.csv or the pool; empty when unrated.") {
        $0.line.identity.printedRule
      },
      .text("charge_type", ChargeCategory.listed) {
        $0.line.identity.category.rawValue
      },
      .text("charge_period", "The month charged for, YYYY-MM: an earlier one than the month billed in corrections.") {
        $0.line.identity.chargePeriod.description
      },
    ]
  }

  /// `direct`, or `people: usage`.
  static func allocationRule(of line: ChargeLine) -> String {
    line.allocation.map { "\($0.pool): \($0.method)" } ?? "direct"
  }

  static func description(of line: ChargeLine) -> String {
    let identity = line.identity
    let correction = line.isCorrection ? ", correction of \(identity.chargePeriod)" : ""
    if identity.category == .discount || identity.category == .markup {
      return "\(identity.category.label) on \(identity.item): \(identity.rule)" + correction
    }
    if let allocation = line.allocation { return AllocationFile.description(of: line, allocation) + correction }
    guard identity.category == .usage else { return "\(identity.category.label): \(identity.item)" + correction }
    return "Usage of \(identity.item)" + (line.isUnrated ? ", without a price" : "") + correction
  }
}

extension LinesFile.Row {
  var line: ChargeLine { posted.line }
}

extension ChargeLine {
  /// How many units of the price one of the meter's is; nil of what is not priced by a unit.
  var ratioToPricedUnit: Fraction? { pricing.flatMap { meterUnit?.ratio(to: $0.unit) } }
}
