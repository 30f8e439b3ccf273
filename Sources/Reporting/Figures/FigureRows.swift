internal import Comparison
internal import Metering

/// Makes rows of `comparison_<period>.csv` that have their stack, section, subject and part in common.
struct FigureRows {
  typealias Row = ComparisonFile.Row

  /// nil: all stacks together.
  let stack: StackID?
  let section: FigureSection
  let currency: Currency
  private(set) var subject = ""
  private(set) var part = ""

  init(_ section: FigureSection, of stack: StackID? = nil, in currency: Currency) {
    self.section = section
    self.stack = stack
    self.currency = currency
  }

  /// The same of another subject.
  func of(_ subject: String, part: String = "") -> FigureRows {
    var rows = self
    (rows.subject, rows.part) = (subject, part)
    return rows
  }

  /// A cost on both sides; `saving` is their difference.
  func sides(_ name: String, today: ExactDecimal?, shared: ExactDecimal? = nil) -> Row {
    cents(name, today: today.map(currency.minorUnits(of:)), shared: shared.map(currency.minorUnits(of:)))
  }

  /// The same in smallest units of the currency.
  func cents(_ name: String, today: Int128?, shared: Int128? = nil) -> Row {
    var row = row(name)
    (row.today, row.shared) = (today, shared)
    return row
  }

  func amount(_ name: String, _ amount: ExactDecimal?, step: Int? = nil, text: String? = nil) -> Row {
    cents(name, amount: amount.map(currency.minorUnits(of:)), step: step, text: text)
  }

  func cents(_ name: String, amount: Int128?, step: Int? = nil, text: String? = nil) -> Row {
    var row = row(name, text: text)
    (row.amount, row.step) = (amount, step)
    return row
  }

  func value(_ name: String, _ value: ExactDecimal?, _ unit: String?, text: String? = nil) -> Row {
    var row = row(name, text: text)
    (row.value, row.unit) = (value, unit)
    return row
  }

  func value(
    _ name: String, _ fraction: Fraction?, _ unit: String?, text: String? = nil
  ) throws(ArithmeticOverflow) -> Row {
    guard let fraction else { return value(name, nil as ExactDecimal?, unit, text: text) }
    return value(name, try ExactDecimal(fraction), unit, text: text)
  }

  func count(_ name: String, _ count: Int?, _ unit: String, text: String? = nil) -> Row {
    value(name, count.map { ExactDecimal($0) }, unit, text: text)
  }

  func months(_ name: String, _ count: Int?) -> Row { self.count(name, count, "months") }

  func text(_ name: String, _ text: String?) -> Row { row(name, text: text) }

  /// One row for each name in a list, which has no figure.
  func names(_ name: String, _ names: [String]) -> [Row] { names.map { of(subject, part: $0).row(name) } }

  private func row(_ name: String, text: String? = nil) -> Row {
    Row(stack: stack, section: section, subject: subject, name: name, text: text, part: part)
  }
}

extension Array {
  /// The rows of each element, one after the other.
  func rows(
    _ rows: (Element) throws(ArithmeticOverflow) -> [ComparisonFile.Row]
  ) throws(ArithmeticOverflow) -> [ComparisonFile.Row] {
    var result: [ComparisonFile.Row] = []
    for element in self { result += try rows(element) }
    return result
  }
}
