internal import Comparison
internal import Configuration
internal import Metering

/// What assumptions are called where leadership reads; the project file's own names stand beside them in the table.
enum AssumptionWording {
  /// Words that end a sentence as well as they begin a row: `how small the platform team may be`.
  static func phrase(_ key: AssumptionKey) -> String {
    switch key {
    case .statistic: "which hours capacity is sized on"
    case .headroom: "headroom above the peak"
    case .isolationOverhead: "what keeping tenants apart takes"
    case .nodeSizes: "how large a node is"
    case .largestJobs: "the largest single job"
    case .spareNodes: "nodes kept in reserve"
    case .controlPlanePerMonth: "the control plane's cost a month"
    case .controlPlanePerHour: "the control plane's fee an hour"
    case .controlPlanePerTenant: "the control plane for each tenant"
    case .licencePerMonth: "licences of the platform a month"
    case .licencePerTenant: "licences for each tenant"
    case .teamFloor: "how small the platform team may be"
    case .teamBase: "the platform team without tenants"
    case .teamPerTenant: "people added for each tenant"
    case .loadedCostPerYear: "what one person costs a year"
    case .upgradesPerYear: "how many upgrades a year"
    case .upgradeHours: "hours of work for an upgrade"
    case .upgradeHoursPerTenant: "upgrade hours for each tenant"
    case .wagePerHour: "what an hour of work costs"
    case .switchesPerMonth: "how often people switch a month"
    case .switchMinutes: "minutes lost at each switch"
    case .residualSwitching: "how much switching stays"
    case .migrationHoursPerEnvironment: "hours to move one environment"
    case .buildCost: "what building the platform costs"
    case .parallelMonths: "months in which both run"
    case .horizonMonths: "how many months are counted"
    case .priceLevel: "the price of capacity"
    case .pooledPeakLevel: "the peak of all together"
    case .staffTodayLevel: "what staff costs today"
    }
  }

  /// The same at the beginning of a row.
  static func label(_ key: AssumptionKey) -> String {
    let phrase = phrase(key)
    return phrase.prefix(1).uppercased() + phrase.dropFirst()
  }

  /// A value as people read it, at most 4 decimals.
  static func value(_ value: Fraction, of key: AssumptionKey) -> String {
    let text = key.text(of: value)
    guard let point = text.firstIndex(of: "."), text.distance(from: point, to: text.endIndex) > 6 else {
      return text.contains("/") ? DisplayText.decimal(value, places: 4) : text
    }
    return text.hasSuffix("%")
      ? (DisplayText.percent(value.numerator, of: value.denominator, places: 2) ?? text)
      : DisplayText.decimal(value, places: 4)
  }

  /// The same with its unit: `7.1677 months`, `200,000 USD`, `10%`.
  static func amount(_ value: Fraction, of key: AssumptionKey, in currency: Currency) -> String {
    amount(AssumptionRange.Span(value, value), of: key, in: currency)
  }

  /// One value, or the two that what is meant lies between: `0.48 to 0.49 FTE`.
  static func amount(_ span: AssumptionRange.Span, of key: AssumptionKey, in currency: Currency) -> String {
    text(of: span, key, in: currency) { value($0, of: key) }
  }

  /// The same where there is little room: as many digits as say which it is.
  static func shortAmount(_ span: AssumptionRange.Span, of key: AssumptionKey, in currency: Currency) -> String {
    text(of: span, key, in: currency) { short($0, of: key) }
  }

  private static func text(
    of span: AssumptionRange.Span, _ key: AssumptionKey, in currency: Currency, _ text: (Fraction) -> String
  ) -> String {
    let (low, high) = (text(span.low), text(span.high))
    let numbers = low == high ? low : "\(low) to \(high)"
    switch key.unit {
    case .money: return numbers + DisplayText.space + currency.code
    case .counted(let one, let many): return numbers + DisplayText.space + (numbers == "1" ? one : many)
    case .percent, nil: return numbers
    }
  }

  /// `30%`, `120,000`, `1,500`, `7.2`, `0.49`.
  private static func short(_ value: Fraction, of key: AssumptionKey) -> String {
    if key.unit == .percent {
      return trimmed(DisplayText.percent(value.numerator, of: value.denominator) ?? "0%")
    }
    let places = value >= Fraction(100) ? 0 : value >= Fraction(1) ? 1 : 2
    return trimmed(DisplayText.decimal(value, places: places))
  }

  /// Without zeros at the end of its decimals.
  private static func trimmed(_ number: String) -> String {
    let isPercent = number.hasSuffix("%")
    var digits = isPercent ? String(number.dropLast()) : number
    if digits.contains(".") {
      while digits.hasSuffix("0") { digits.removeLast() }
      if digits.hasSuffix(".") { digits.removeLast() }
    }
    return isPercent ? digits + "%" : digits
  }
}

extension AssumptionRange {
  /// From one value to another, or a single one.
  struct Span: Sendable, Equatable {
    let low: Fraction
    let high: Fraction

    init(_ one: Fraction, _ other: Fraction) {
      low = min(one, other)
      high = max(one, other)
    }
  }
}
