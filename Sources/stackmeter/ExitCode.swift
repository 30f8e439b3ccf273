import Aggregation
import Bytes
import Configuration
import Glibc
import Ingest
import Ledger
import Metering
import Reporting

/// How the program ends: the numbers of sysexits.h, which schedulers and systemd know by name (economics.md §4.1).
enum ExitCode: Int32, Equatable {
  case done = 0
  case usage = 64
  /// Too many bad records, or totals that do not tie. Nothing is published.
  case dataError = 65
  case noInput = 66
  /// A fault of the program.
  case software = 70
  case cannotCreate = 73
  case ioError = 74
  /// Worth another try: somebody else is at work.
  case temporaryFailure = 75
  case noPermission = 77
  case configuration = 78

  /// The code for an error of any stage.
  init(_ error: any Error) {
    switch error {
    case is ArgumentError: self = .usage
    case let error as ConfigurationError: self = Self.of(error)
    case let error as IngestFailure: self = Self.of(error)
    case let error as LedgerError: self = Self.of(error)
    case let error as ReportingError: self = Self.of(error)
    case let error as FileCalls.Failure: self = Self.of(error)
    case SampleError.monthsOutOfRange, SampleError.scaleOutOfRange: self = .usage
    case SampleError.cannotWrite(let error): self = Self.of(error.failure)
    case is SampleError: self = .cannotCreate
    case let error as CannotWrite: self = Self.of(error.failure)
    case is UntiedBills, is ArithmeticOverflow, is UsageOverflow: self = .dataError
    case is MissingExchangeRate, is MixedCurrencies: self = .configuration
    case is CompareStage.Problem: self = .usage
    case let problem as ExplainProblem: self = problem.exitCode
    case let error as StageError: self = error.exitCode
    case let error as ClosingRefusal: self = Self.of(error)
    default: self = .software
    }
  }

  private static func of(_ error: ConfigurationError) -> ExitCode {
    switch error.kind {
    case .notFound: .noInput
    case .unreadable: .noPermission
    case .invalid: .configuration
    }
  }

  private static func of(_ failure: IngestFailure) -> ExitCode {
    switch failure {
    case .noSuchFile, .folderGone: .noInput
    case .ofTwoSources, .rulesChanged: .configuration
    case .unreachable(_, _, _, let code) where code == EACCES || code == EPERM: .noPermission
    case .unreachable(_, _, _, let code) where code == EIO: .ioError
    case .unreachable: .noInput
    case .unreadable(_, .cannotOpen(let code)) where code == EACCES || code == EPERM: .noPermission
    case .unreadable(_, .cannotRead): .ioError
    case .unreadable, .compressed, .unknownKind: .noInput
    case .headerLacks, .headerRepeats, .noHeader, .overflow, .utf16, .otherLineEnds: .dataError
    case .changedWhileRead: .temporaryFailure
    case .ledger(let error): of(error)
    }
  }

  private static func of(_ refusal: ClosingRefusal) -> ExitCode {
    switch refusal {
    case .dayInClosedPeriod: .usage
    // What is missing comes with time: worth another try.
    case .inProgress, .nothingCharged: .noInput
    case .alreadyClosed, .earlierOpen, .beforeTheBooks, .notClosed, .notLatest: .dataError
    }
  }

  private static func of(_ error: LedgerError) -> ExitCode {
    switch error {
    case .locked, .busy, .unfinished: .temporaryFailure
    case .cannotOpen, .notALedger: .cannotCreate
    case .readOnly, .noPermission: .noPermission
    case .newerSchema, .olderSchema, .timeZoneDiffers, .unitDiffers: .configuration
    case .diskFull, .ioError: .ioError
    case .corrupt, .overflow: .dataError
    case .constraint, .other: .software
    }
  }

  private static func of(_ error: ReportingError) -> ExitCode {
    switch error {
    case .statementsDiffer, .totalsDiffer, .billsDiffer, .otherCurrency, .overflow, .pageTooLarge: .dataError
    case .foreignFiles, .otherOrganization, .notAFolder, .inTheWay, .mountPoint: .cannotCreate
    case .noManifest: .software
    // The other run ends.
    case .publishing: .temporaryFailure
    case .readBackDiffers: .ioError
    case .file(let failure): of(failure)
    }
  }

  private static func of(_ failure: FileCalls.Failure) -> ExitCode {
    switch failure.number {
    case EACCES, EPERM: .noPermission
    case ENOSPC, EDQUOT, EIO: .ioError
    default: .cannotCreate
    }
  }
}
