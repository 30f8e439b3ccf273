internal import Metering

/// An amount with what is known of it. What has no price is in no sum: where nothing that was used has one, what is
/// left of the sum is a lower bound, and where nothing is left it is not known, which is not 0.
///
///     nothing has a price             not priced
///     fixed costs alone have one      at least 100.00
///     all that was used has one       100.00, or 0.00
struct KnownAmount: Sendable, Equatable {
  /// In smallest units of the currency; what is known of it.
  let minorUnits: Int128
  /// Whether it leaves out use without a price that nothing stands for.
  let isLowerBound: Bool

  init(_ minorUnits: Int128, isLowerBound: Bool) {
    self.minorUnits = minorUnits
    self.isLowerBound = isLowerBound
  }

  var isUnknown: Bool { isLowerBound && minorUnits == 0 }

  /// What files have: nil where it is not known.
  var known: Int128? { isUnknown ? nil : minorUnits }

  /// `not priced`, `at least 1,234.50` or `1,234.50`.
  func text(_ currency: Currency) -> String { text(DisplayText.exact(minorUnits, currency)) }

  /// The same in a chart, rounded.
  func figure(_ currency: Currency) -> String { text(DisplayText.figure(minorUnits, currency)) }

  /// The same in a table.
  func markup(_ currency: Currency) -> Markup {
    if isUnknown { return Markup(text: Self.unknown) }
    return isLowerBound ? .atLeast(minorUnits, currency) : .amount(minorUnits, currency)
  }

  private func text(_ amount: String) -> String {
    if isUnknown { return Self.unknown }
    return isLowerBound ? Self.atLeast + amount : amount
  }

  /// What stands for an amount without a price.
  static let unknown = "not priced"
  /// Before an amount that leaves out what has no price.
  static let atLeast = "at least "
}
