package import Bytes
package import Ledger
package import Metering

/// Why a file could not be ingested. Nothing of it is in the ledger.
package enum IngestFailure: Error, Equatable, Sendable {
  /// A path of the project file that names no file.
  case noSuchFile(source: SourceID, path: String)
  /// A log that two sources name: each would count it.
  case ofTwoSources(path: String, SourceID, SourceID)
  case unreadable(path: String, ReadError)
  /// A folder that a pattern looks into, or a path of the project file, that cannot be looked at; with the system's
  /// error number.
  case unreachable(source: SourceID, pattern: String, path: String, code: Int32)
  /// Nothing matches a source's patterns any more, and a folder that files in the ledger came from is gone.
  case folderGone(source: SourceID, path: String)
  /// The header lacks fields that an event cannot do without.
  case headerLacks(path: String, fields: [String])
  case headerRepeats(path: String, field: String)
  case noHeader(path: String)
  case compressed(path: String, program: String)
  case unknownKind(path: String)
  /// The text is not UTF-8 but UTF-16.
  case utf16(path: String)
  /// Lines end with a carriage return, so that all of it is one.
  case otherLineEnds(path: String)
  case changedWhileRead(path: String)
  /// What counts of it would come out differently by the rules of today.
  case rulesChanged(RulesChange)
  case overflow(path: String, ArithmeticOverflow)
  case ledger(LedgerError)
}

extension IngestFailure: CustomStringConvertible {
  /// One line: the file, what is wrong, what to do.
  package var description: String {
    switch self {
    case .noSuchFile(let source, let path):
      "\(path): no such file; the project's source \(source) names it: "
        + "check the path, or use a pattern such as logs/*.csv"
    case .ofTwoSources(let path, let first, let second):
      "\(path): the project's sources \(first) and \(second) both name this log, which would count twice: "
        + "change the files of one of them in stackmeter.json5"
    case .unreadable(let path, let error):
      "\(path): the log cannot be read: \(error.reason); check the path and its permissions"
    case .unreachable(let source, let pattern, let path, let code):
      "\(path): it cannot be looked at: \(ReadError.cannotOpen(code: code).reason); "
        + "the project's source \(source) looks for \(pattern) there: let the user of this program read the folder"
    case .folderGone(let source, let path):
      "\(path): the folder is gone, and the project's source \(source) has no other log, "
        + "though the ledger has some from it: bring it back (is it mounted?), or make it anew if no more logs come"
    case .headerLacks(let path, let fields):
      "\(path):1: the header has no column \(fields.joined(separator: ", ")); "
        + "add what is missing, as README.md lists it"
    case .headerRepeats(let path, let field):
      "\(path):1: the header has the column \(field) twice; remove one"
    case .noHeader(let path):
      "\(path):1: there is no header that can be read; the first line of a CSV names its columns"
    case .compressed(let path, let program):
      "\(path): compressed logs are not read; unpack it first, with \(program) -d"
    case .unknownKind(let path):
      "\(path): a log of usage events ends in .csv, .jsonl or .ndjson; rename the file"
    case .utf16(let path):
      "\(path): the log is UTF-16 and logs are read as UTF-8; save it so, or convert it with iconv -f UTF-16 -t UTF-8"
    case .otherLineEnds(let path):
      "\(path): its lines end with a carriage return alone; end them with LF or CRLF, as tr '\\r' '\\n' does"
    case .changedWhileRead(let path):
      "\(path): the log was changed while it was read; run again when its writer is done"
    case .rulesChanged(let change): change.description
    case .overflow(let path, let overflow):
      "\(path): \(overflow); look for a quantity in the log that cannot be right"
    case .ledger(let error): error.description
    }
  }
}
