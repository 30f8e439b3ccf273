import CSQLite
import Glibc

extension LedgerError {
  /// What SQLite reported, as one of our cases.
  struct SQLiteReport {
    /// An extended result code.
    let code: Int32
    let message: String
    /// The `errno` behind an I/O error; 0 when there is none.
    let systemError: Int32
    let sql: String
  }

  /// The error that an SQLite result code stands for (sqlite.org/rescode.html).
  init(_ report: SQLiteReport, path: String) {
    let isFull = report.systemError == ENOSPC || report.systemError == EDQUOT
    // The low byte of an extended code is the primary one.
    switch report.code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED:
      self = .busy(path: path)
    case SQLITE_FULL:
      self = .diskFull(path: path)
    case SQLITE_IOERR where isFull:
      self = .diskFull(path: path)
    case SQLITE_CANTOPEN where isFull:
      self = .diskFull(path: path)
    case SQLITE_CANTOPEN where Self.isRefused(report.systemError):
      self = .noPermission(path: path)
    case SQLITE_CANTOPEN:
      self = .cannotOpen(path: path, reason: Self.reason(report))
    case SQLITE_READONLY where report.code == Self.needsRollback:
      self = .unfinished(path: path)
    case SQLITE_READONLY, SQLITE_PERM:
      self = .readOnly(path: path)
    case SQLITE_NOTADB:
      self = .notALedger(path: path, reason: report.message)
    case SQLITE_IOERR:
      self = .ioError(path: path, reason: Self.reason(report))
    case SQLITE_CORRUPT:
      self = .corrupt(path: path, reason: report.message)
    case SQLITE_CONSTRAINT:
      self = .constraint(path: path, message: report.message, sql: report.sql)
    default:
      self = .other(path: path, code: Int(report.code), message: report.message, sql: report.sql)
    }
  }

  /// SQLITE_READONLY_ROLLBACK, a macro that Swift does not import: a rollback journal is to be played back.
  private static let needsRollback = SQLITE_READONLY | 3 << 8

  /// Whether an `errno` says that the user may not.
  static func isRefused(_ code: Int32) -> Bool { code == EACCES || code == EPERM || code == EROFS }

  /// The system's words where it has some, else SQLite's.
  private static func reason(_ report: SQLiteReport) -> String {
    report.systemError == 0 ? report.message : systemErrorText(report.systemError)
  }
}

/// The system's words for an `errno`.
func systemErrorText(_ code: Int32) -> String {
  // Safe: strerror returns a terminated text that lives until the next call on this thread; it is copied at once.
  unsafe String(cString: strerror(code))
}
