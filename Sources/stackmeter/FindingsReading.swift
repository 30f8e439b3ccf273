import Comparison
import Foundation
import Ledger
import Metering
import Reporting

/// Reads what the comparison found beside its answer, as it was stored.
enum FindingsReading {
  /// `text`: as aggregating stored it; nil where the program that stored the month knew none.
  static func found(_ text: String?, isCompared: Bool) throws -> FoundFindings {
    guard isCompared else { return .missing(.nothingCompared) }
    guard let text else { return .missing(.closedByAnotherVersion) }
    do {
      return try decoded(PeriodFindings?.self, text).map { .found($0) } ?? .missing(.leftOut)
    } catch is DecodingError {
      return .missing(.closedByAnotherVersion)
    }
  }

  /// What has been saved since environments were retired, of all stacks.
  static func realised(_ ledger: Ledger) throws -> [RealisedByStack] {
    guard let text = try ledger.value(forKey: AggregateStage.realisedKey) else { return [] }
    return try decoded([RealisedStage.StackSavings].self, text).map(RealisedByStack.init)
  }
}
