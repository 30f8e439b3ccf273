import Bytes
package import Configuration
import Foundation
package import Ledger
package import Metering

/// Reads a log again for the records that some usage is the sum of: where they stand, and that they add up to it.
///
/// An event that counts is in the ledger's index under the batch that counted it, so a record of the file counted when
/// it is the first there with its hashes, and a later one is a repeat. Memory grows with the records that are found in
/// one file, about 80 bytes each, not with the file.
package struct RecordSearch {
  /// Usage whose records are looked for.
  package struct Wanted: Sendable, Equatable {
    package let series: [SeriesKey]
    package let days: Range<CivilDate>

    package init(series: [SeriesKey], days: Range<CivilDate>) {
      self.series = series
      self.days = days
    }
  }

  /// The records of one `Wanted`.
  package struct Found: Sendable, Equatable {
    /// By the batch that counted them.
    package internal(set) var counted: [Int: RecordRanges] = [:]
    /// Counted before, here or in another file.
    package internal(set) var duplicates = RecordRanges()
    /// With the id of another event and other content: in quarantine (Q009).
    package internal(set) var conflicts = RecordRanges()
  }

  package enum Outcome: Sendable, Equatable {
    /// Why the file cannot be read.
    case unreadable(String)
    /// Its bytes are others than any batch has read.
    case changed
    /// `file`: where it is, which may be elsewhere than it was; `batch`: the newest batch whose bytes it still has;
    /// `found`: one for each that was wanted.
    case read(file: String, batch: Int, found: [Found])
  }

  private let source: LogSource
  private let project: Project
  private let folder: String
  private let calendar: OrganizationCalendar

  /// A search in the logs of one source of the project in `folder`.
  package init(source: LogSource, project: Project, folder: String, calendar: OrganizationCalendar) {
    self.source = source
    self.project = project
    self.folder = folder
    self.calendar = calendar
  }

  /// Reads a file again as far as it was read. What is behind that, as in a log that has grown since, is left aside.
  package func run(_ file: String, for wanted: [Wanted], in ledger: Ledger) throws(IngestFailure) -> Outcome {
    let batches = try ledgerCall { () throws(LedgerError) in try ledger.batches(source: source.name, file: file) }
      .filter { !$0.isRejected }
    let outcome = try read(file, batches.reversed(), wanted, ledger)
    guard let newest = batches.last, !outcome.isRead else { return outcome }
    // A log that was moved is known by its bytes.
    for other in files(of: newest.bytes) where other != file {
      let moved = try read(other, [newest], wanted, ledger)
      if moved.isRead { return moved }
    }
    return outcome
  }

  /// Files of the source that have a size.
  private func files(of size: Int) -> [String] {
    let logs = LogFiles(folder: folder)
    return Set(source.files.flatMap { (try? logs.files(matching: $0)) ?? [] })
      .filter { fileSize($0) == size }.sorted { bytewise($0, precedes: $1) }
  }

  private func fileSize(_ file: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: LogFiles(folder: folder).absolute(file))
    return (attributes?[.size] as? NSNumber)?.intValue
  }

  /// The newest of some readings whose bytes the file still begins with. `batches`: the newest first.
  private func read(
    _ file: String, _ batches: some Sequence<BatchRecord>, _ wanted: [Wanted], _ ledger: Ledger
  ) throws(IngestFailure) -> Outcome {
    guard let size = fileSize(file) else { return .unreadable("there is no such file") }
    let told = try ledgerCall { () throws(LedgerError) in try ledger.toldUnits() }
    let opening = LogOpening(source: source, project: project, calendar: calendar, file: file, toldBefore: told)
    for batch in batches where batch.bytes <= size {
      let visitor = RecordFinder(
        path: LogFiles(folder: folder).absolute(file), file: file, batch: batch, source: source.name, wanted: wanted,
        calendar: calendar, ledger: ledger, units: project.unit)
      do throws(IngestFailure) {
        if let found = try visitor.search(opening) {
          return .read(file: file, batch: batch.batch, found: found)
        }
      } catch {
        switch error {
        case .unreadable(_, let error): return .unreadable(error.reason)
        case .ledger, .overflow: throw error
        // What it was read as, it is not any more.
        default: return .changed
        }
      }
    }
    return .changed
  }
}

extension RecordSearch.Outcome {
  fileprivate var isRead: Bool {
    if case .read = self { true } else { false }
  }
}
