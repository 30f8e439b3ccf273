internal import Metering

/// `focus_<period>.csv`: the month's charges as FOCUS 1.2 cost and usage, one row a charge line (formats.md §3d).
///
/// | line | ChargeCategory | quantity and price | ListCost, ContractedCost | BilledCost, EffectiveCost |
/// |---|---|---|---|---|
/// | usage with a price | Usage | in the price's unit, as the line | quantity × price, to the last decimal | posted |
/// | usage with more digits in quantity × price than fit | Usage | 1 Units at what it costs | the exact cost | posted |
/// | usage by the package | Usage | 1 Units at what it costs | the exact cost | posted |
/// | fixed cost | Usage, Recurring | 1 Units at what it costs | the exact cost | posted |
/// | idle capacity with a price | Usage | as usage with a price | quantity × price | posted |
/// | what else a cost pool costs, gives and takes | Usage | 1 or −1 Units at what it costs | the exact cost | posted |
/// | discount, markup, minimum, conversion, credit | Adjustment, Credit | none | posted | posted |
/// | correction | as the line, ChargeClass Correction | the change, no price; of a pool none | posted | posted |
///
/// Every number column has one scale (economics.md §3.5), and one decimal at least: FOCUS's validator takes a column
/// without any for whole numbers, which no amount or quantity may be. Where a row has quantity and price, their product
/// is its ListCost to the last decimal, so that has as many as the two together: 9 + 12. BilledCost is the line's whole
/// cents, so the file sums to what every other file does. What the two differ by is the rounding to cents, which is
/// posted with the lines and needs no row. Prices are never below 0: what is given back has a quantity below 0.
///
/// What is priced in another currency has its price and cost in it in the columns `PricingCurrency…`, where the rows of
/// a currency come to its invoice; the other columns have the price converted, and its product with the quantity.
///
/// FOCUS takes a purchase for a prepayment, whose EffectiveCost is 0 until what it covers is used; what environments
/// cost by the month is no prepayment, and so is usage that recurs. What others chose is written in ASCII.
///
/// Usage without a price is not in the file: BilledCost may not be missing, and it is not 0. `unallocated_<period>.csv`
/// lists it. A month in which nothing has a price has no such file, as one without rows meets nothing.
enum FocusFile {
  /// A number of any scale.
  struct Number: Sendable, Equatable {
    let steps: Int128
    let places: Int

    init(steps: Int128, places: Int) {
      self.steps = steps
      self.places = places
    }

    init(_ value: ExactDecimal) { self.init(steps: value.picounits, places: ExactDecimal.places) }

    /// `places`: the column's, not below the number's own.
    func text(places column: Int) -> String { CSVField.paddedText(steps, places: places, to: column) }
  }

  /// What FOCUS takes a kind of charge for.
  struct Terms: Sendable, Equatable {
    let category: String
    let frequency: String

    static let metered = Terms(category: "Usage", frequency: "Usage-Based")
    static let recurring = Terms(category: "Usage", frequency: "Recurring")

    /// Written out for every category, so that a new one has to be decided.
    init(_ category: ChargeCategory) {
      switch category {
      case .usage: self = .metered
      case .controlPlane, .licences, .operationsStaff, .otherFixed: self = .recurring
      case .idle, .unallocated: self = .metered
      case .sharedInfrastructure, .platformTeam, .overhead: self = .recurring
      case .discount, .markup: self.init(category: "Adjustment", frequency: "Usage-Based")
      case .minimum: self.init(category: "Adjustment", frequency: "Recurring")
      case .conversion: self.init(category: "Adjustment", frequency: "One-Time")
      case .credit: self.init(category: "Credit", frequency: "One-Time")
      }
    }

    private init(category: String, frequency: String) {
      self.category = category
      self.frequency = frequency
    }
  }

  struct Row: Sendable {
    let posted: PostedLine
    let billed: Int128
    let terms: Terms
    let quantity: Number?
    let unit: String?
    let price: Number?
    let consumed: Number?
    let consumedUnit: String?
    /// ListCost and ContractedCost, which are one while there is one price.
    let cost: Number
    /// In the currency priced in, which is the billing currency's where there is no other: so are the two that follow.
    let pricingPrice: Number?
    /// EffectiveCost there: exact of what was converted.
    let pricingCost: Number
    let sku: String?

    var category: String { terms.category }
    var line: ChargeLine { posted.line }
    var identity: ChargeLine.Identity { posted.line.identity }
    /// nil: the charge is about no environment.
    var environment: String? {
      let name = identity.environment.text
      return name.isEmpty || name == ReservedName.all ? nil : name
    }
  }

  /// nil: nothing of the month has a price.
  static func rows(_ period: PeriodInput, _ currency: Currency) throws(ReportingError) -> [Row]? {
    var rows: [Row] = []
    for posted in period.lines {
      guard let billed = posted.minorUnits, let amount = posted.line.amount else { continue }
      do {
        rows.append(try Row(posted, billed: billed, amount: amount, currency))
      } catch {
        throw .overflow(error)
      }
    }
    return rows.isEmpty ? nil : rows
  }

  /// Decimals of a quantity: with the 12 of a price their product fits.
  static let quantityPlaces = 9

  /// Decimals of their product.
  static let costPlaces = quantityPlaces + ExactDecimal.places

  /// A quantity with the decimals that the column has.
  fileprivate static func told(_ quantity: ExactDecimal) throws(ArithmeticOverflow) -> Number {
    let told = try quantity.rounded(places: quantityPlaces, .halfEven)
    return Number(steps: told.picounits / powerOfTen(ExactDecimal.places - quantityPlaces), places: quantityPlaces)
  }

  /// A quantity as its column has it and what it comes to at a price, to the last decimal; nil: that has more digits
  /// than a number has here, though the cost itself may fit.
  fileprivate static func cost(
    of quantity: ExactDecimal, at price: ExactDecimal
  ) throws(ArithmeticOverflow) -> (quantity: Number, cost: Number)? {
    let told = try told(quantity)
    let (product, overflow) = told.steps.multipliedReportingOverflow(by: price.picounits)
    return overflow ? nil : (told, Number(steps: product, places: costPlaces))
  }

  /// What ListCost and ContractedCost add up to, in smallest units: the exact sum, rounded half away from zero. None
  /// where it has more digits than fit.
  static func exactSums(_ rows: [Row], _ currency: Currency) -> [String: Int128] {
    var sum = Int128(0)
    for row in rows {
      let (steps, tooLarge) = row.cost.steps.multipliedReportingOverflow(by: powerOfTen(costPlaces - row.cost.places))
      let (next, isOver) = sum.addingReportingOverflow(steps)
      guard !tooLarge, !isOver else { return [:] }
      sum = next
    }
    let unit = powerOfTen(costPlaces - currency.exponent)
    let (whole, rest) = sum.quotientAndRemainder(dividingBy: unit)
    let rounded = rest.magnitude >= (unit / 2).magnitude ? whole + sum.signum() : whole
    return ["ListCost": rounded, "ContractedCost": rounded]
  }

  static let units = "Units"
  static let months = "Months"

  /// A text in ASCII, as FOCUS's checks want it: what is not is written as `\u{f6}`, and so is the backslash, so that
  /// no two texts become one. The text as it is stands in the columns that are ours.
  static func ascii(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { !$0.isASCII || $0 == "\\" }) else { return text }
    var ascii = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII, scalar != "\\" {
        ascii.unicodeScalars.append(scalar)
      } else {
        ascii += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return ascii
  }

  /// A unit as FOCUS writes it: `GPU-Hours`, `GiB-Hours`, `1000 Tokens`.
  static func unit(_ unit: MeteringUnit) -> String {
    unit.name.split(separator: "-", omittingEmptySubsequences: false).map { part in
      part.split(separator: " ").map { word in
        if word == "kB" { return "KB" }
        return word.prefix(1).uppercased() + word.dropFirst()
      }.joined(separator: " ")
    }.joined(separator: "-")
  }
}

extension FocusFile.Row {
  fileprivate init(
    _ posted: PostedLine, billed: Int128, amount: ExactDecimal, _ currency: Currency
  ) throws(ArithmeticOverflow) {
    let line = posted.line
    let category = line.identity.category
    self.posted = posted
    self.billed = billed
    terms = FocusFile.Terms(category)
    let posts = FocusFile.Number(steps: billed, places: currency.exponent)
    pricingCost = line.conversion.map { FocusFile.Number($0.amount) } ?? posts
    guard terms.category == "Usage" else {
      (quantity, unit, price, consumed, consumedUnit, sku) = (nil, nil, nil, nil, nil, nil)
      (cost, pricingPrice) = (posts, nil)
      return
    }
    sku = category == .usage ? line.identity.item : "\(category.rawValue)/\(line.identity.item)"
    let isMetered = category == .usage || line.meterUnit != nil
    let whole = FocusFile.Number(steps: amount.isNegative ? -1 : 1, places: 0)
    // What a pool gives and takes has no quantity of its own: one whole of it, and no change of one.
    if category.isPooled && !isMetered {
      (consumed, consumedUnit) = line.isCorrection ? (nil, nil) : (whole, FocusFile.units)
    } else {
      consumed = FocusFile.Number(line.quantity)
      consumedUnit = isMetered ? line.meterUnit.map(FocusFile.unit) ?? FocusFile.units : FocusFile.months
    }
    let ratio = line.pricing.flatMap { line.meterUnit?.ratio(to: $0.unit) }
    if line.isCorrection {
      quantity = consumed == nil ? nil : try FocusFile.told(try line.quantity.times(ratio ?? .one))
      unit = (ratio == nil ? line.meterUnit : line.pricing?.unit).map(FocusFile.unit) ?? consumedUnit
      (price, cost, pricingPrice) = (nil, posts, nil)
    } else if let pricing = line.pricing, let unitPrice = line.unitPrice, let ratio,
      let told = try FocusFile.cost(of: try line.quantity.times(ratio), at: unitPrice)
    {
      (quantity, cost) = (told.quantity, told.cost)
      unit = FocusFile.unit(pricing.unit)
      price = FocusFile.Number(unitPrice)
      pricingPrice = FocusFile.Number(pricing.unitPrice)
    } else {
      quantity = whole
      unit = FocusFile.units
      price = FocusFile.Number(try amount.magnitude())
      cost = FocusFile.Number(amount)
      pricingPrice = FocusFile.Number(try (line.conversion?.amount ?? amount).magnitude())
    }
  }
}

extension ExactDecimal {
  fileprivate func magnitude() throws(ArithmeticOverflow) -> ExactDecimal { isNegative ? try negated() : self }
}
