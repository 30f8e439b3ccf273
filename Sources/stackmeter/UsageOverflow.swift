import Ledger
import Metering
import Reporting

/// A figure that does not fit, with the usage that is most likely to be why.
struct UsageOverflow: Error, Equatable, CustomStringConvertible {
  /// That of the largest usage.
  let period: Period
  let overflow: ArithmeticOverflow
  /// The largest usage of the days that it is of.
  let resource: ResourceID
  let day: CivilDate
  let quantity: ExactDecimal

  var description: String {
    "\(period): \(overflow); the largest usage is \(quantity) of \(resource) on \(day): look for a number that cannot "
      + "be right, in its price or in its logs; an event of the opposite quantity corrects what was counted"
  }

  /// Does what is done with the usage of some days, and names the largest where a figure does not fit.
  static func naming<Value>(_ days: Range<CivilDate>, of ledger: Ledger, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let overflow as ArithmeticOverflow {
      throw try named(overflow, days, ledger) ?? overflow
    } catch let error as LedgerError {
      guard case .overflow(_, let overflow) = error else { throw error }
      throw try named(overflow, days, ledger) ?? error
    } catch let error as ReportingError {
      guard case .overflow(let overflow) = error else { throw error }
      throw try named(overflow, days, ledger) ?? error
    }
  }

  private static func named(
    _ overflow: ArithmeticOverflow, _ days: Range<CivilDate>, _ ledger: Ledger
  ) throws -> UsageOverflow? {
    try ledger.largestUsage(days: days).map { largest in
      UsageOverflow(
        period: largest.day.period, overflow: overflow, resource: largest.resource, day: largest.day,
        quantity: largest.quantity)
    }
  }
}
