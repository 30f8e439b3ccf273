internal import Aggregation
internal import Metering

/// `tenants/<slug>.csv`: a tenant's charge lines of all months, and what it used day by day. The one kind of row has
/// `billed_cost`, the other `day_cost`, so that neither is counted twice in a sum.
enum TenantFile {
  enum Row: Sendable {
    case charge(LinesFile.Row)
    case day(Period, DailyUsage.Series, DailyUsage.Day)

    var charge: LinesFile.Row? {
      guard case .charge(let row) = self else { return nil }
      return row
    }

    fileprivate var line: ChargeLine? { charge?.line }

    fileprivate var day: DailyUsage.Day? {
      guard case .day(_, _, let day) = self else { return nil }
      return day
    }

    fileprivate var period: Period {
      switch self {
      case .charge(let row): row.line.identity.period
      case .day(let period, _, _): period
      }
    }

    fileprivate var environment: EnvironmentID {
      switch self {
      case .charge(let row): row.line.identity.environment
      case .day(_, let series, _): series.environment
      }
    }

    fileprivate var item: String {
      switch self {
      case .charge(let row): row.line.identity.item
      case .day(_, let series, _): series.resource.text
      }
    }

    fileprivate var quantity: ExactDecimal? { charge?.quantity ?? day?.quantity }
  }

  static func name(_ slug: String) -> String { "\(ReportNames.folder)/\(slug).csv" }

  static func rows(_ statement: TenantStatement) -> [Row] {
    statement.months.flatMap { month in
      month.lines.map(Row.charge)
        + month.daily.flatMap { series in series.days.map { Row.day(month.period, series, $0) } }
    }
  }

  static func columns(_ currency: Currency) -> [CSVColumn<Row>] {
    facts(currency) + CSVColumn.bounds { $0.period }
  }

  private static func facts(_ currency: Currency) -> [CSVColumn<Row>] {
    [
      .text("billing_period", key: true, "The month billed, YYYY-MM.") { $0.period.description },
      .text("record", key: true, "charge: a charge line; day: what was used of a resource on a day.") {
        $0.charge == nil ? "day" : "charge"
      },
      .date("first_day", key: true, "The first day charged; the day.") {
        $0.line?.identity.days.lowerBound ?? $0.day?.day
      },
      .date("end_day", key: true, "The day after the last day charged; empty of a day.") {
        $0.line?.identity.days.upperBound
      },
      .text("stack", key: true, "The stack; empty of a day.") { $0.line?.identity.stack.text },
      .text("environment", key: true, "The environment.") { $0.environment.text },
      .text("version", key: true, "The version of the environment's software, where known.") {
        $0.line?.identity.version.text
      },
      .text("charge_type", key: true, "\(ChargeCategory.listed) Empty of a day.") {
        $0.line?.identity.category.rawValue
      },
      .text("item", key: true, "The resource of usage; else the cost.") { $0.item },
      .text("rule", key: true, "The rate with its tier, the adjustment or the row of costs.csv.") {
        $0.line?.identity.rule
      },
      .decimal("quantity", places: 6, "Of a charge in `unit`; of a day in the meter's own unit.") { $0.quantity },
      .text("unit", "What the quantity of a charge is counted in.") { $0.charge?.unit },
      .decimal("unit_price", places: 9, "Price of one unit, where it has one.") { $0.line?.unitPrice },
      .money("billed_cost", in: currency, "What is charged; empty without a price, and of a day.") {
        $0.charge?.posted.minorUnits
      },
      .money("day_cost", in: currency, "What of the usage's cost at its rates falls on the day.") {
        $0.day?.minorUnits
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in currency.code },
      .text("charge_class", "Correction for lines that correct a closed month, else empty.") {
        $0.line.flatMap { $0.isCorrection ? "Correction" : nil }
      },
      .text("charge_description", "The line in words.") { $0.line.map(LinesFile.description) },
      .text("source_line_id", key: true, "Names the line for ever: the same in every run.") {
        $0.charge?.posted.lineID
      },
    ]
  }
}
