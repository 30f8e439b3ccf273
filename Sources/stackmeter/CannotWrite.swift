import Bytes

/// Why something was not written that somebody asked for: one text and one rule of exit codes for all that is written
/// beside ledger and reports (economics.md §4.1).
struct CannotWrite: Error, Equatable, CustomStringConvertible {
  let failure: FileCalls.Failure

  /// One line: what is wrong, where, and what to do.
  var description: String { "\(failure): make room and let this user write there, or name another place" }
}
