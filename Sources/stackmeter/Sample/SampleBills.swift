import Metering

/// What the providers of the sample organisation bill, and what its teams may spend: `bills.csv`, `bill_items.csv` and
/// `budgets.csv`.
///
/// Machines are rented by the hour, used or not, so a bill does not hang on the logs: it is what is held at the prices
/// of the card, with the control plane and the licence. What it comes to is explained by what tenants used and what lay
/// idle. Environments whose teams pay less or more than the card says are not billed here.
struct SampleBills {
  let window: SampleWindow

  /// The names of the files and their texts.
  var files: [(name: String, text: String)] {
    [("bills.csv", bills), ("bill_items.csv", items), ("budgets.csv", budgets)]
  }

  /// The newest month's bills are not there yet.
  private var billedPeriods: [Period] { Array(window.periods.dropLast()) }

  /// Notebooks take more in a busy hour than the catalogue says they hold, and feature stores pay for what they keep:
  /// nobody has sent those bills. Risk has a discount, which is a matter between the teams.
  private static let billed = SampleCatalogue.environments.filter { environment in
    switch environment.stack {
    case "training", "pipelines": environment.name != "risk-training"
    default: environment.name == itemEnvironment
    }
  }

  /// What the object store bills for requests, which have no rate yet.
  private static let itemEnvironment = "fraud-serving"
  private static let requests = decimal("214.37")

  private var bills: String {
    var rows: [[String]] = []
    for period in billedPeriods {
      for environment in Self.billed {
        guard let amount = amount(environment, period), !amount.isZero else { continue }
        let text = Self.dollars(amount)
        rows.append([invoice(environment, period), environment.name, "\(period)", text, text, "USD"])
      }
    }
    return SampleTables(window: window).table(
      ["invoice", "environment", "period", "cash_amount", "effective_amount", "currency"], rows)
  }

  private var items: String {
    let rows = billedPeriods.compactMap { period in
      SampleCatalogue.environment(Self.itemEnvironment).map { environment in
        [
          invoice(environment, period), environment.name, "\(period)", "unrated", Self.dollars(Self.requests), "USD",
          "object store requests: no price in rates.csv yet",
        ]
      }
    }
    return SampleTables(window: window).table(
      ["invoice", "environment", "period", "reason", "amount", "currency", "note"], rows)
  }

  /// Image research has spent more than it may on training; language research has one budget for all that it does.
  private var budgets: String {
    var rows: [[String]] = []
    for period in window.periods {
      for (tenant, stack, amount) in [
        ("claims", "", "36000"), ("fraud", "", "88000"), ("language", "", "86000"), ("vision", "training", "40000"),
        ("vision", "notebooks", "18000"),
      ] { rows.append([tenant, stack, "\(period)", amount, "USD"]) }
    }
    return SampleTables(window: window).table(["tenant", "stack", "month", "amount", "currency"], rows)
  }

  /// The research cluster is another provider's.
  private func invoice(_ environment: SampleEnvironment, _ period: Period) -> String {
    let isResearch = ["vision-training", "language-training"].contains(environment.name)
    return "\(isResearch ? "FJ" : "NH")-\(period.year)-\(padded(period.month, 2))"
  }

  /// A month's bill in dollars, rounded to cents; nil where it is too large for any invoice.
  private func amount(_ environment: SampleEnvironment, _ period: Period) -> ExactDecimal? {
    do throws(ArithmeticOverflow) {
      var amount = environment.name == Self.itemEnvironment ? Self.requests : .zero
      let monthly = ExactDecimal(environment.controlPlane + (environment.licence?.amount ?? 0))
      var days = 0
      for day in period.days where isThere(environment, on: day) {
        days += 1
        let hours = Fraction(Int128(window.start(of: day.adding(days: 1)) - window.start(of: day)), 3_600)
        for capacity in environment.capacities {
          let units = Self.decimal(capacity.units.value(on: day))
          let price = Self.price(capacity.resource, environment.owner, on: day)
          amount = try amount.plus(try units.times(price, ratio: hours))
        }
      }
      return try amount.plus(try monthly.times(Fraction(Int128(days), Int128(period.dayCount))))
        .rounded(places: 9, .halfEven).rounded(places: 2, .halfAwayFromZero)
    } catch {
      return nil
    }
  }

  private func isThere(_ environment: SampleEnvironment, on day: CivilDate) -> Bool {
    (environment.from.map { $0 <= day } ?? true) && (environment.to.map { day < $0 } ?? true)
  }

  /// The price of an hour, as `rates.csv` has it for the owner.
  private static func price(_ resource: String, _ owner: String, on day: CivilDate) -> ExactDecimal {
    switch resource {
    case "gpu.a100": decimal(day < SampleTables.priceChange ? "2.40" : owner == "language" ? "1.95" : "2.15")
    case "gpu.l4": decimal("0.80")
    case "cpu.core": decimal("0.0415")
    default: decimal("0.0052")
    }
  }

  private static func dollars(_ amount: ExactDecimal) -> String {
    decimalText(amount.picounits / powerOfTen(ExactDecimal.places - 2), places: 2)
  }

  /// A number that is known to be one.
  private static func decimal(_ text: String) -> ExactDecimal {
    guard let parsed = try? ExactDecimal.parse(text.utf8) else { preconditionFailure("\(text) is no number") }
    return parsed.value
  }
}
