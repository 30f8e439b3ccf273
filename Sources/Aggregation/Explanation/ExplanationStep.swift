package import Configuration
import Metering

/// One step of how a charge line came about: a rule, or arithmetic, or both.
package struct ExplanationStep: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable {
    /// The rate row that holds, and what of it.
    case rate
    /// No rate names the resource.
    case unrated
    /// What counts together in tiers or packages.
    case accumulated
    /// What of a tier, or of packages, is the line's.
    case share
    /// From the metered unit into the rate's.
    case conversion
    /// Quantity × price.
    case price
    case packages
    /// What the usage costs at its rates.
    case list
    case discount
    case markup
    case minimum
    case credit
    /// A fixed cost by the day.
    case fixedCost = "fixed_cost"
    /// From the currency of the price into the project's, at the day's rate.
    case exchange
    /// What lines priced in another currency lack of an invoice in it.
    case residue
    /// What a cost pool gathered, takes from who held it, or gives to a receiver.
    case allocation
    /// What is charged now less what was billed, in quantity and in money.
    case correction
  }

  /// The row of a table that decided.
  package struct Rule: Sendable, Equatable {
    /// Its name on lines.
    package let name: String
    /// Where it stands: `rates.csv:7`.
    package let reference: String
    /// What it says: `GPU-hours at 2.15 USD`.
    package let terms: String
    /// For which usage.
    package let scope: String
    package let validity: Validity
  }

  package let kind: Kind
  package let rule: Rule?
  package let arithmetic: Arithmetic?
  /// A sentence where neither says enough; empty for none.
  package let note: String

  package init(_ kind: Kind, rule: Rule? = nil, _ arithmetic: Arithmetic? = nil, note: String = "") {
    self.kind = kind
    self.rule = rule
    self.arithmetic = arithmetic
    self.note = note
  }
}

/// An explanation that does not end in the figure that is charged: a fault of the program.
package struct ExplanationDiffers: Error, Equatable, Sendable, CustomStringConvertible {
  package let lineID: String
  package let explained: String
  package let charged: String

  package init(lineID: String, explained: String, charged: String) {
    self.lineID = lineID
    self.explained = explained
    self.charged = charged
  }

  package var description: String {
    "\(lineID): its explanation comes to \(explained), and \(charged) is charged; "
      + "this is a fault of the program, or the month was closed by another version of it"
  }
}
