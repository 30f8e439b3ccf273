package import Metering

/// One column: its name, what it holds and means, and how a row tells its value. The one definition that files, their
/// documentation and the control totals are made from.
package struct CSVColumn<Row: Sendable>: Sendable {
  /// ASCII, `snake_case` but where a standard names it, never renamed and never moved: pivots refer to it.
  package let name: String
  package let kind: CSVKind
  /// What the column means, for the reader of the file.
  package let documentation: String
  /// Whether rows are sorted by it.
  package let isKey: Bool
  let field: @Sendable (Row) -> CSVField

  private init(
    _ name: String, _ kind: CSVKind, isKey: Bool, _ documentation: String,
    field: @escaping @Sendable (Row) -> CSVField
  ) {
    self.name = name
    self.kind = kind
    self.isKey = isKey
    self.documentation = documentation
    self.field = field
  }

  /// A text; empty is missing.
  package static func text(
    _ name: String, key: Bool = false, _ documentation: String, _ value: @escaping @Sendable (Row) -> String?
  ) -> Self {
    Self(name, .text, isKey: key, documentation) { row in value(row).map(CSVField.text) ?? .missing }
  }

  package static func date(
    _ name: String, key: Bool = false, _ documentation: String, _ value: @escaping @Sendable (Row) -> CivilDate?
  ) -> Self {
    Self(name, .date, isKey: key, documentation) { row in value(row).map { .plain($0.description) } ?? .missing }
  }

  /// An instant in UTC seconds.
  package static func instant(
    _ name: String, key: Bool = false, _ documentation: String, _ value: @escaping @Sendable (Row) -> Int64?
  ) -> Self {
    Self(name, .instant, isKey: key, documentation) { row in value(row).map { .plain(instantText($0)) } ?? .missing }
  }

  /// An amount in smallest units of the currency. `leastPlaces`: decimals that a standard wants of any currency.
  package static func money(
    _ name: String, in currency: Currency, leastPlaces: Int = 0, _ documentation: String,
    _ value: @escaping @Sendable (Row) -> Int128?
  ) -> Self {
    let places = max(currency.exponent, leastPlaces)
    return Self(name, .money(places: places), isKey: false, documentation) { row in
      value(row).map { .money($0, in: currency, places: places) } ?? .missing
    }
  }

  package static func decimal(
    _ name: String, places: Int, _ documentation: String, _ value: @escaping @Sendable (Row) -> ExactDecimal?
  ) -> Self {
    Self(name, .decimal(places: places), isKey: false, documentation) { row in
      value(row).map { .plain($0.fixed(places: places)) } ?? .missing
    }
  }

  /// A number that is no `ExactDecimal`: as the text that stands for it, with `places` decimals.
  static func fixed(
    _ name: String, places: Int, _ documentation: String, _ value: @escaping @Sendable (Row) -> String?
  ) -> Self {
    Self(name, .decimal(places: places), isKey: false, documentation) { row in
      value(row).map { .plain($0) } ?? .missing
    }
  }

  /// The first day of a row's month and the day after its last: a month as `2026-10` is no date, and what spreadsheets
  /// make of it is their guess.
  static func bounds(of period: Period) -> [Self] { bounds { _ in period } }

  /// The same of rows of several months.
  static func bounds(of period: @escaping @Sendable (Row) -> Period) -> [Self] {
    [
      .date("period_start", "First day of billing_period, in the organisation's time zone.") { period($0).firstDay },
      .date("period_end", "The day after the last day of billing_period.") { period($0).endDay },
    ]
  }

  package static func count(
    _ name: String, _ documentation: String, _ value: @escaping @Sendable (Row) -> Int?
  ) -> Self {
    Self(name, .count, isKey: false, documentation) { row in value(row).map { .plain(String($0)) } ?? .missing }
  }
}
