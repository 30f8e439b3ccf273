package import Metering

/// What can be wrong with the rows of `rates.csv` and `adjustments.csv` beside each other.
package enum RateProblem: Sendable, Equatable {
  /// Two rows hold for some usage, neither is more specific; `from` is the first such day, nil: since ever.
  case tie(thing: String, otherLine: Int, scope: String, from: CivilDate?)
  /// Two rows have one name.
  case repeatedName(column: String, String, otherLine: Int)
  /// A rate's tiers differ in something that they must share.
  case tiersDiffer(rate: String, column: String, otherLine: Int)
  case tierIsEmpty(above: ExactDecimal, upTo: ExactDecimal)
  case firstTierNotFromZero(above: ExactDecimal)
  case tiersDoNotMeet(above: ExactDecimal, before: ExactDecimal?, otherLine: Int)
  case lastTierEnds(upTo: ExactDecimal)
  /// The row lacks a column that `with` needs.
  case without(column: String, with: String)
  /// The row has a column that makes no sense without or beside another.
  case superfluous(column: String, with: String)
  case emptyPackage
  case discountAboveAll(percent: String)
}

extension RateProblem {
  var wording: Wording {
    switch self {
    case .tie(let thing, let line, let scope, let from):
      (
        "\(thing) and the one on line \(line) both hold for \(scope) from "
          + "\(from.map { "\($0) on" } ?? "the beginning"), and neither is more specific",
        "add a row for just that, or end one of the two with valid_to"
      )
    case .repeatedName(let column, let name, let line):
      ("the \(column) \(quoted(name)) is already on line \(line)", "give each a name of its own")
    case .tiersDiffer(let rate, let column, let line):
      (
        "the rate \(quoted(rate)) has another \(column) on line \(line)",
        "let its rows differ in from_quantity, to_quantity and price only"
      )
    case .tierIsEmpty(let above, let upTo):
      ("the tier reaches from \(above) to \(upTo), which is nothing", "make to_quantity larger than from_quantity")
    case .firstTierNotFromZero(let above):
      ("the first tier begins above \(above)", "begin it at 0, or add the tier before it")
    case .tiersDoNotMeet(let above, let before, let line):
      (
        "the tier begins above \(above) and the one on line \(line) "
          + (before.map { "ends at \($0)" } ?? "has no end"),
        "let each tier begin where the one before it ends"
      )
    case .lastTierEnds(let upTo):
      ("nothing tells the price above \(upTo)", "leave to_quantity of the last tier empty")
    case .without(let column, let with): ("the row has no \(column), which \(with) needs", "fill it in")
    case .superfluous(let column, let with):
      ("the row has \(column), which \(with) does not take", "leave it empty")
    case .emptyPackage: ("\"package_size\" is 0", "write how much is in a package")
    case .discountAboveAll(let percent):
      ("a discount of \(percent) % is more than everything", "write a percentage up to 100")
    }
  }
}
