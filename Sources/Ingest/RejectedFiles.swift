package import Configuration
package import Ledger
package import Metering

/// Which logs of a project are rejected, without reading any.
package struct RejectedFiles {
  private let project: Project
  private let folder: String

  /// Of the project in `folder`.
  package init(project: Project, folder: String) {
    self.project = project
    self.folder = folder
  }

  /// The files whose newest reading was rejected and that their sources still have, by source and file. What was taken
  /// away hinders nobody; where nobody can look, it is taken for being there.
  package func files(in ledger: Ledger) throws(LedgerError) -> [(source: SourceID, file: String)] {
    let logs = LogFiles(folder: folder)
    return try ledger.batches().filter(\.isRejected).filter { batch in
      guard let source = project.sources.first(where: { $0.name == batch.source }) else { return false }
      return source.files.contains { pattern in
        do throws(LogFiles.Unreachable) {
          return try logs.files(matching: pattern)?.contains { $0.utf8.elementsEqual(batch.file.utf8) } ?? false
        } catch {
          return true
        }
      }
    }.map { ($0.source, $0.file) }
  }
}
