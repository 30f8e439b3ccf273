package import Metering

/// Why the ledger could not be read or written. The cases carry facts; the one text of each is in `description`.
///
/// Statements are named, bound values never: an error may go to a log that more people read than the ledger.
package enum LedgerError: Error, Equatable, Sendable {
  /// Another stackmeter writes this ledger: `by` is its process id, where the lock file tells. Worth another try later.
  case locked(path: String, by: Int?)
  /// Another program holds the database itself. Worth another try later.
  case busy(path: String)
  case cannotOpen(path: String, reason: String)
  /// The file may not be opened, or its folder not be written in, by this user.
  case noPermission(path: String)
  /// The file or its folder may only be read.
  case readOnly(path: String)
  /// The first file of a new ledger was cut off, and only a writer may take its beginning back.
  case unfinished(path: String)
  /// The file is no SQLite database, or a database of another program.
  case notALedger(path: String, reason: String)
  /// A newer program wrote the file.
  case newerSchema(path: String, found: Int, known: Int)
  /// An older program wrote the file, and it is open for reading only.
  case olderSchema(path: String, found: Int, known: Int)
  /// The ledger's hours follow one time zone and the project names another.
  case timeZoneDiffers(path: String, ledger: String, project: String)
  /// A resource's quantities are in one unit and the project names another, or none.
  case unitDiffers(path: String, resource: String, ledger: String, project: String?)
  case diskFull(path: String)
  case ioError(path: String, reason: String)
  /// What the file holds contradicts itself.
  case corrupt(path: String, reason: String)
  /// A rule of the schema refused a row.
  case constraint(path: String, message: String, sql: String)
  /// A sum of what is stored does not fit in the exact type.
  case overflow(path: String, ArithmeticOverflow)
  case other(path: String, code: Int, message: String, sql: String)
}

extension LedgerError: CustomStringConvertible {
  /// One line: the file, what is wrong, what to do.
  package var description: String { "\(path): \(problem)" }

  /// The ledger's file.
  package var path: String {
    switch self {
    case .locked(let path, _), .busy(let path), .cannotOpen(let path, _), .readOnly(let path), .noPermission(let path),
      .notALedger(let path, _), .newerSchema(let path, _, _), .olderSchema(let path, _, _),
      .unfinished(let path), .timeZoneDiffers(let path, _, _), .unitDiffers(let path, _, _, _),
      .diskFull(let path), .ioError(let path, _),
      .corrupt(let path, _), .constraint(let path, _, _), .overflow(let path, _), .other(let path, _, _, _):
      path
    }
  }

  private var problem: String {
    switch self {
    case .locked(_, let process):
      "another stackmeter\(process.map { " (process \($0))" } ?? "") is writing this ledger; run again when it is done"
    case .busy:
      "another program holds the ledger's database; close it there and run again"
    case .cannotOpen(_, let reason):
      "the ledger cannot be opened: \(reason); check the path and the permissions of its folder"
    case .noPermission:
      "permission to open the ledger or to write in its folder is missing; give it to the user that runs stackmeter"
    case .readOnly:
      "the ledger may only be read; give this user write permission for the file and its folder"
    case .unfinished:
      "the first run on this ledger was cut off; run `stackmeter ingest` again, which begins anew"
    case .notALedger(_, let reason):
      "this is no ledger of stackmeter: \(reason); name another file with --ledger or move this one away"
    case .newerSchema(_, let found, let known):
      "the ledger has schema \(found) and this program knows up to \(known); use the newer stackmeter that wrote it"
    case .olderSchema(_, let found, let known):
      "the ledger has schema \(found) and this program reads \(known); "
        + "run `stackmeter ingest` once to bring it up to date"
    default: remainingProblem
    }
  }

  private var remainingProblem: String {
    switch self {
    case .timeZoneDiffers(_, let ledger, let project):
      "its days and hours follow \(ledger) and the project says \(project); "
        + "set timeZone to \(ledger), or move the ledger away and ingest the logs again"
    case .unitDiffers(_, let resource, let ledger, let project):
      "its usage of \(resource) is in \(ledger) and the project "
        + (project.map { "says \($0)" } ?? "names no unit for it")
        + "; set the unit of \(resource) in stackmeter.json5 to \(ledger), "
        + "or move the ledger away and ingest the logs again"
    case .diskFull:
      "the disk is full; the ledger is as it was after the last finished file; free some space and run again"
    case .ioError(_, let reason):
      "the ledger could not be read or written: \(reason); check the disk, then run again"
    case .corrupt(_, let reason):
      "the ledger is damaged: \(reason); restore it from a backup, or move it away and ingest the logs again"
    case .constraint(_, let message, let sql):
      "the ledger refused a row: \(message), in: \(oneLine(sql)); this is a fault of the program, please report it"
    case .overflow(_, let overflow):
      "\(overflow); look for a quantity in the logs that cannot be right"
    case .other(_, let code, let message, let sql):
      "SQLite reports \(message) (\(code)), in: \(oneLine(sql)); this is a fault of the program, please report it"
    default: ""
    }
  }

  private func oneLine(_ sql: String) -> String {
    sql.split { $0.isWhitespace }.joined(separator: " ")
  }
}
