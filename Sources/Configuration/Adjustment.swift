package import Metering

/// A row of `adjustments.csv`: what is taken off or added to what usage costs at its rates, each a line of its own
/// (economics.md §2.2).
package struct Adjustment: Sendable, Hashable, ScopedRow {
  package enum Terms: Sendable, Hashable {
    /// A share of what usage costs at its rates, taken off.
    case discount(Fraction)
    /// A share of what usage costs after its discount, added.
    case markup(Fraction)
    /// The least that a full month of the scope's usage comes to after discounts, in the row's currency.
    case minimum(ExactDecimal)
    /// An amount in the row's currency that pays for usage until it is used up or its last day is over.
    case credit(ExactDecimal)
  }

  /// Names the row for ever.
  package let id: String
  package let terms: Terms
  /// Of the amount of a minimum or a credit; nil of a share, which is of amounts in whatever currency they are.
  package let currency: Currency?
  package let scope: UsageScope
  package let validity: Validity
  package let reference: String

  package init(
    id: String, terms: Terms, currency: Currency? = nil, scope: UsageScope, validity: Validity, reference: String
  ) {
    self.id = id
    self.terms = terms
    self.currency = currency
    self.scope = scope
    self.validity = validity
    self.reference = reference
  }
}

/// The rows of `adjustments.csv`, checked: any usage on any day has at most one discount and one markup that is most
/// specific.
package struct Adjustments: Sendable, Equatable {
  package let discounts: [Adjustment]
  package let markups: [Adjustment]
  /// By name, so that their order in the file decides nothing.
  package let minimums: [Adjustment]
  /// In the order in which they are used: those that end first, then those that began first.
  package let credits: [Adjustment]

  package init(_ rows: [Adjustment]) {
    let kinds = Dictionary(grouping: rows) { $0.terms.kind }
    discounts = kinds[.discount] ?? []
    markups = kinds[.markup] ?? []
    minimums = (kinds[.minimum] ?? []).sorted { bytewise($0.id, precedes: $1.id) }
    credits = (kinds[.credit] ?? []).sorted { left, right in
      if left.validity.to != right.validity.to {
        guard let end = left.validity.to else { return false }
        return right.validity.to.map { end < $0 } ?? true
      }
      if left.validity.from != right.validity.from {
        guard let begin = right.validity.from else { return false }
        return left.validity.from.map { $0 < begin } ?? true
      }
      return bytewise(left.id, precedes: right.id)
    }
  }

  package static let none = Adjustments([])
}

extension Adjustment.Terms {
  enum Kind: String, CaseIterable {
    case discount, markup, minimum, credit
  }

  var kind: Kind {
    switch self {
    case .discount: .discount
    case .markup: .markup
    case .minimum: .minimum
    case .credit: .credit
    }
  }
}
