import Ingest
import Ledger
import Metering

/// A log that is rejected whole, and where its bad lines are.
struct RejectedLog: Equatable {
  let file: String
  let evidence: String

  init(file: String, of source: SourceID, _ workspace: Workspace) {
    self.file = Workspace.path(file, in: workspace.folder)
    evidence = QuarantineFiles(besideLedger: workspace.ledgerPath).path(source: source, file: file)
  }

  /// One line, with what to do.
  var description: String {
    "\(file): too many bad records, so nothing of it counts and nothing is published; "
      + "see \(evidence), then mend the log or raise quarantine.largestShare in stackmeter.json5"
  }

  /// The logs that the project's sources have and whose newest reading was rejected.
  static func all(in ledger: Ledger, _ workspace: Workspace) throws -> [RejectedLog] {
    let finder = RejectedFiles(project: workspace.project, folder: workspace.folder)
    return try finder.files(in: ledger).map { RejectedLog(file: $0.file, of: $0.source, workspace) }
  }

  /// Refuses to publish while a log is rejected, as the night does that read it.
  static func refuse(in ledger: Ledger, _ workspace: Workspace) throws {
    let rejected = try all(in: ledger, workspace)
    guard rejected.isEmpty else { throw StageError.logsFailed([], rejected: rejected) }
  }
}
