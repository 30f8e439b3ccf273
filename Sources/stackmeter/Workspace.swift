import Bytes
import Configuration
import Foundation
import Ingest
import Ledger
import Metering

/// A project at work: its configuration, its paths, its calendar.
struct Workspace {
  let folder: String
  let configuration: ProjectConfiguration
  let calendar: OrganizationCalendar
  let ledgerPath: String
  let reportsPath: String
  /// How reports are written: as the project file says, with what the options change.
  let reports: ReportSettings
  let workers: Int
  /// As asked for; nil: the last day with usage.
  let asOf: CivilDate?
  /// The first digits of the hash of the closing to print again; nil: none is asked for.
  let closing: String?

  init(_ options: ProjectOptions) throws(ConfigurationError) {
    folder = options.folder
    configuration = try ProjectConfiguration.load(folder: options.folder)
    calendar = OrganizationCalendar(zone: configuration.project.zone)
    ledgerPath = options.ledger ?? Self.path(configuration.project.ledgerPath, in: options.folder)
    reportsPath = options.reports ?? Self.path(configuration.project.reportsPath, in: options.folder)
    var reports = configuration.project.reports
    if options.byteOrderMark { reports.byteOrderMark = true }
    self.reports = reports
    workers = options.jobs ?? ProcessInfo.processInfo.activeProcessorCount
    asOf = options.asOf
    closing = options.closing
  }

  /// A path of the project file: relative to the project's folder.
  static func path(_ path: String, in folder: String) -> String {
    var folder = folder[...]
    while folder.utf8.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    return path.hasPrefix("/") || folder == "." ? path : folder == "/" ? folder + path : folder + "/" + path
  }

  /// An error with the paths of the project's files as the reader can open them, where stages know them by their place
  /// in the project's folder.
  static func located(_ error: any Error, in folder: String) -> any Error {
    let place = { path($0, in: folder) }
    switch error {
    case let failure as IngestFailure: return failure.located(place)
    case let missing as MissingExchangeRate: return missing.located(place)
    default: return error
    }
  }

  /// Where the ledger of a project is whose configuration is bad, so that its record does not stay at the night before:
  /// as the options or the project file say, else where it is when they are silent. nil where no project is: nothing is
  /// left in a folder that was named by mistake.
  static func knownLedgerPath(_ options: ProjectOptions) -> String? {
    func exists(_ name: String) -> Bool { (try? FileCalls.kind(of: path(name, in: options.folder))) != .missing }
    guard exists(ConfigurationFile.Name.project.rawValue) || exists(LastRun.name) else { return nil }
    let configured = try? Project.load(fromFolder: options.folder).ledgerPath
    return options.ledger ?? path(configured ?? Project.standardLedgerPath, in: options.folder)
  }

  var project: Project { configuration.project }

  func openLedger(_ access: Ledger.Access) throws(LedgerError) -> Ledger {
    try Ledger(path: ledgerPath, zoneName: project.zone.name, ownUnit: project.unit(of:), access: access)
  }
}
