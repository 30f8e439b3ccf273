import Metering

// A row's fields as values. An empty field is no value.
extension CSVRow {
  /// The name of something of ours, which must be there.
  func name(_ column: String) throws(ConfigurationError) -> String {
    guard let name = try optionalName(column) else { throw error(.table(.noValue(column: column))) }
    return name
  }

  /// The name of something of ours, if there is one.
  func optionalName(_ column: String) throws(ConfigurationError) -> String? {
    let text = self[column]
    guard !text.isEmpty else { return nil }
    if let problem = NameCheck.problem(of: text, name: column) { throw error(.value(problem)) }
    return text
  }

  /// A text that people read; empty where there is none.
  func label(_ column: String) throws(ConfigurationError) -> String {
    let text = self[column]
    guard !text.isEmpty else { return "" }
    if let problem = NameCheck.problem(ofLabel: text, name: column) { throw error(.value(problem)) }
    return text
  }

  /// A text that people read, if there is one.
  func optionalLabel(_ column: String) throws(ConfigurationError) -> String? {
    self[column].isEmpty ? nil : try label(column)
  }

  /// A text that people read, which must be there.
  func requiredLabel(_ column: String) throws(ConfigurationError) -> String {
    _ = try required(column)
    return try label(column)
  }

  /// A month, which must be there.
  func period(_ column: String) throws(ConfigurationError) -> Period {
    let text = try required(column)
    guard let period = Period(text) else { throw error(.bill(.notAMonth(column: column, text: text))) }
    return period
  }

  /// One of the names that a type has.
  func choice<Choice>(
    _ column: String, of choices: [(name: String, value: Choice)]
  ) throws(ConfigurationError) -> Choice {
    let text = try required(column)
    if let choice = choices.first(where: { $0.name == text }) { return choice.value }
    let names = choices.map(\.name)
    throw error(
      .value(.unknownChoice(name: column, text: text, choices: names, suggestion: closest(to: text, among: names))))
  }

  /// One of the names that a type has, if there is one.
  func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ column: String, of type: Choice.Type
  ) throws(ConfigurationError) -> Choice? {
    guard !self[column].isEmpty else { return nil }
    return try choice(column, of: Choice.allCases.map { ($0.rawValue, $0) })
  }

  /// A whole number in digits, if there is one.
  func optionalWholeNumber(_ column: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
    let text = self[column]
    guard !text.isEmpty else { return nil }
    let isInDigits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isInDigits, let number = Int(text), range.contains(number) else {
      throw error(
        .value(.notAWholeNumber(name: column, text: text, least: range.lowerBound, most: range.upperBound)))
    }
    return number
  }

  /// A number from 0 with at most 12 decimals, which must be there.
  func amount(_ column: String) throws(ConfigurationError) -> ExactDecimal {
    let amount = try signedAmount(column)
    guard !amount.isNegative else { throw error(.value(.negative(name: column, text: self[column]))) }
    return amount
  }

  /// A number of either sign with at most 12 decimals, if there is one.
  func optionalSignedAmount(_ column: String) throws(ConfigurationError) -> ExactDecimal? {
    self[column].isEmpty ? nil : try signedAmount(column)
  }

  /// A number of either sign with at most 12 decimals, which must be there.
  func signedAmount(_ column: String) throws(ConfigurationError) -> ExactDecimal {
    let text = try required(column)
    let parsed: ExactDecimal.Parsed
    do throws(DecimalTextError) {
      parsed = try ExactDecimal.parse(text.utf8)
    } catch {
      switch error {
      case .notANumber: throw self.error(.value(.notANumber(name: column, text: text)))
      case .tooLarge: throw self.error(.value(.tooLarge(name: column, text: text)))
      }
    }
    guard !parsed.wasRounded else { throw error(.value(.tooManyDecimals(name: column, text: text))) }
    return parsed.value
  }

  func unit(_ column: String) throws(ConfigurationError) -> MeteringUnit {
    let text = try required(column)
    guard let unit = MeteringUnit(text) else { throw error(.value(.unknownUnit(text))) }
    return unit
  }

  /// The currency of a column, which must be there.
  func currency(_ column: String = "currency") throws(ConfigurationError) -> Currency {
    let code = try required(column)
    guard let currency = Currency(code) else { throw error(.value(.unknownCurrency(code))) }
    return currency
  }

  /// The row's currency, which must be the project's: that of amounts that nothing converts.
  func currency(only projects: Currency) throws(ConfigurationError) -> Currency {
    let currency = try currency()
    guard currency == projects else { throw error(.catalogue(.otherCurrency(currency, projects: projects))) }
    return currency
  }

  /// A date, if there is one.
  func date(_ column: String) throws(ConfigurationError) -> CivilDate? {
    let text = self[column]
    guard !text.isEmpty else { return nil }
    guard let date = CivilDate(text) else { throw error(.table(.notADate(column: column, text: text))) }
    return date
  }

  /// The days from `valid_from` to before `valid_to`; a column that is empty or absent leaves that side open.
  func validity() throws(ConfigurationError) -> Validity {
    let validity = Validity(from: try date("valid_from"), to: try date("valid_to"))
    if let from = validity.from, let to = validity.to, to <= from {
      throw error(.table(.endsBeforeItBegins(from: from, to: to)))
    }
    return validity
  }

  /// The field of a column, which must not be empty.
  func required(_ column: String) throws(ConfigurationError) -> String {
    let text = self[column]
    guard !text.isEmpty else { throw error(.table(.noValue(column: column))) }
    return text
  }

  /// Where the row is, as charge lines name it: `rates.csv:7`.
  func reference(in name: ConfigurationFile.Name) -> String { "\(name.rawValue):\(line)" }
}
