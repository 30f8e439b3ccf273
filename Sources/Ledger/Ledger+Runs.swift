/// How a run ended.
package enum RunStatus: String, Sendable {
  case ok
  /// Done, with something to look at.
  case warn
  case failed
  /// There was nothing to do.
  case nothing
}

extension Ledger {
  /// Notes that a stage begins and returns the number of the run, which `commit` notes in its batches until
  /// `finishRun`.
  ///
  /// `startedAt`: wall-clock time as the caller writes it, for people only. A run that is still noted as running ended
  /// without a word, as the lock is ours: it becomes `abandoned`.
  package func beginRun(
    stage: String, programVersion: String, configurationDigest: String, startedAt: String
  ) throws(LedgerError) -> Int {
    let run = try database.transaction { () throws(LedgerError) in
      try database.run("UPDATE runs SET status = 'abandoned' WHERE status = 'running'")
      try database.run(
        """
        INSERT INTO runs(stage, program_version, configuration_digest, started_at, status)
        VALUES (?, ?, ?, ?, 'running')
        """,
        [.text(stage), .text(programVersion), .text(configurationDigest), .text(startedAt)])
      return database.lastInsertedRow
    }
    currentRun = run
    return run
  }

  /// Notes how a run ended.
  package func finishRun(_ run: Int, finishedAt: String, status: RunStatus, exitCode: Int) throws(LedgerError) {
    try database.run(
      "UPDATE runs SET finished_at = ?, status = ?, exit_code = ? WHERE run = ?",
      [.text(finishedAt), .text(status.rawValue), .integer(exitCode), .integer(run)])
    if currentRun == run { currentRun = nil }
  }
}
