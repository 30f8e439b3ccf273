import Ingest
import Metering

/// Why a stage stopped although each of its calls went well.
enum StageError: Error, Equatable, CustomStringConvertible {
  /// Logs that cannot be read, and logs that are rejected: one of either at least.
  case logsFailed([IngestFailure], rejected: [RejectedLog])
  case nothingAggregated(ledger: String)
  case noLedger(String)
  case noUsage(ledger: String)
  case noUsageUpTo(CivilDate, first: CivilDate)
  case closedContentDiffers(Period, name: String)
  case unknownClosing(String)

  var exitCode: ExitCode {
    switch self {
    case .closedContentDiffers: .dataError
    case .logsFailed(let failures, let rejected): Self.exitCode(failures, rejected)
    case .unknownClosing: .usage
    case .nothingAggregated, .noLedger, .noUsage, .noUsageUpTo: .noInput
    }
  }

  /// That of the failures where they have one in common; otherwise the data's, which no retry mends.
  private static func exitCode(_ failures: [IngestFailure], _ rejected: [RejectedLog]) -> ExitCode {
    let codes = Set(failures.map { ExitCode($0) } + rejected.map { _ in .dataError })
    return codes.count == 1 ? codes.first ?? .dataError : .dataError
  }

  /// One line, with what to do; of several logs one each.
  var description: String {
    switch self {
    case .logsFailed(let failures, let rejected):
      (failures.map(\.description) + rejected.map(\.description)).joined(separator: "\n")
    case .nothingAggregated(let ledger):
      "\(ledger): nothing is aggregated yet; run stackmeter aggregate first"
    case .noLedger(let ledger):
      "\(ledger): there is no ledger; run stackmeter ingest first, or name the ledger with --ledger"
    case .noUsage(let ledger):
      "\(ledger): there is no usage yet; check the sources' files in stackmeter.json5, then run stackmeter ingest"
    case .noUsageUpTo(let day, let first):
      "--as-of \(day): there is no usage up to that day, the first is of \(first); give a later day"
    case .unknownClosing(let hash):
      "--closing \(hash): it is the hash of no closing, or of several; "
        + "give more digits of output_sha256 in control_totals.csv, or of output_hash in the ledger's period_events"
    case .closedContentDiffers(let period, let name):
      "\(name) of \(period), which is closed, is not what it was when it was closed; nothing is published: "
        + "restore the ledger from a backup"
    }
  }
}
