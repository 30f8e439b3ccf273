package import Configuration
package import Ledger
package import Metering

/// The first stage: brings the logs of all sources into the ledger, file by file.
package struct Ingestor {
  /// What became of one file.
  package struct FileReport: Sendable, Equatable {
    package let source: SourceID
    package let file: String
    package let outcome: FileIngest.Outcome
    package let counts: RecordCounts
  }

  /// What became of all.
  package struct Summary: Sendable, Equatable {
    package internal(set) var files: [FileReport] = []
    /// Patterns that no file matches, with their sources.
    package internal(set) var patternsWithoutFiles: [String] = []
    /// Why files could not be read, in the order in which they would have been.
    package internal(set) var failures: [IngestFailure] = []

    package var counts: RecordCounts {
      files.reduce(RecordCounts()) { sum, file in
        if case .unchanged = file.outcome { sum } else { sum + file.counts }
      }
    }

    package var rejectedFiles: [String] { files.filter { $0.outcome == .rejected }.map(\.file) }
  }

  private let project: Project
  private let folder: String
  private let workers: Int
  private let calendar: OrganizationCalendar
  private let people: PeopleRecording?

  /// An ingestor of the project in `folder`, reading each file with up to `workers` workers.
  ///
  /// `people`: what is kept of the people whose the records are; nil: nothing.
  package init(
    project: Project, folder: String, calendar: OrganizationCalendar, workers: Int, people: PeopleRecording? = nil
  ) {
    self.project = project
    self.folder = folder
    self.workers = max(1, workers)
    self.calendar = calendar
    self.people = people
  }

  /// Ingests every file of every source: sources in the order of the project, files by their paths, so that which of
  /// two conflicting events is first does not depend on how patterns are ordered. `progress` hears of each file when it
  /// is done.
  ///
  /// A file that cannot be read does not keep the others from it: all are tried and all failures are told at once, so
  /// that one night tells all that is to be mended. Where it is not known which files there are, or whose, nothing is
  /// read. A failure of the ledger ends it; the files before are in the ledger, and running again goes on from there.
  package func run(
    into ledger: Ledger, progress: (FileReport) -> Void = { _ in }
  ) throws(IngestFailure) -> Summary {
    var summary = Summary()
    let logs = try logs(ledger, &summary)
    let logFiles = LogFiles(folder: folder)
    for (source, files) in logs {
      for file in files {
        let ingest = FileIngest(
          source: source, project: project, calendar: calendar, file: file, path: logFiles.absolute(file),
          workers: workers, people: people)
        do throws(IngestFailure) {
          let (outcome, counts) = try ingest.run(ledger)
          let report = FileReport(source: source.name, file: file, outcome: outcome, counts: counts)
          summary.files.append(report)
          progress(report)
        } catch {
          if case .ledger = error { throw error }
          summary.failures.append(error)
        }
      }
    }
    return summary
  }

  /// The files of every source, by their paths.
  private func logs(
    _ ledger: Ledger, _ summary: inout Summary
  ) throws(IngestFailure) -> [(source: LogSource, files: [String])] {
    var logs: [(source: LogSource, files: [String])] = []
    // Paths are bytes: two that look alike are two files.
    var owners: [ExactText: SourceID] = [:]
    for source in project.sources {
      var found: Set<ExactText> = []
      for pattern in source.files {
        let matching = try look(pattern, source) { finder throws(LogFiles.Unreachable) in
          try finder.files(matching: pattern)
        }
        guard let matching else {
          summary.failures.append(.noSuchFile(source: source.name, path: pattern))
          continue
        }
        // A pattern that reaches beside the ledger finds what was rejected; that is no log.
        let files = matching.filter { !$0.hasSuffix(QuarantineFiles.suffix) || $0 == pattern }
        if files.isEmpty { summary.patternsWithoutFiles.append("\(source.name): \(pattern)") }
        found.formUnion(files.map { ExactText($0) })
      }
      let paths = found.sorted().map(\.text)
      if paths.isEmpty { try checkFolders(of: source, ledger) }
      for path in paths {
        let owner = owners.updateValue(source.name, forKey: ExactText(LogFiles(folder: folder).real(path)))
        if let owner, owner != source.name { throw .ofTwoSources(path: path, owner, source.name) }
      }
      logs.append((source, paths))
    }
    return logs
  }

  /// Logs that were rotated away leave an empty folder behind; where the folder is gone, nobody knows what came.
  private func checkFolders(of source: LogSource, _ ledger: Ledger) throws(IngestFailure) {
    for pattern in source.files {
      let missing = try look(pattern, source) { finder throws(LogFiles.Unreachable) in
        try finder.missingFolder(of: pattern)
      }
      guard let missing else { continue }
      let isKnown = try ledgerCall { () throws(LedgerError) in
        try ledger.hasBatch(source: source.name, inFolder: missing)
      }
      if isKnown { throw .folderGone(source: source.name, path: missing) }
    }
  }

  private func look<Value>(
    _ pattern: String, _ source: LogSource, _ body: (LogFiles) throws(LogFiles.Unreachable) -> Value
  ) throws(IngestFailure) -> Value {
    do throws(LogFiles.Unreachable) {
      return try body(LogFiles(folder: folder))
    } catch {
      throw .unreachable(source: source.name, pattern: pattern, path: error.path, code: error.code)
    }
  }
}
