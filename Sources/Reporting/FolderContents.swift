internal import Bytes
internal import Configuration
internal import Metering

/// A file in the folder of the reports that is not of the set and stays.
struct CarriedFile: Equatable {
  let name: String
  let mode: UInt32
}

/// What may stand in a folder of reports.
enum ReportNames {
  /// Files that belong to the folder: they are carried over from set to set.
  static let carried: Set<String> = [".gitattributes", ".gitkeep", "README.md"]

  /// Files that a set has once, whatever the months.
  private static let single: Set<String> = [
    ControlTotals.name, OrganizationFile.name, TenantPagesFile.name, SummaryPage.name, IndexPage.name,
    ColumnsFile.name, ImportNotes.name, Manifest.name, ChecksumFile.name, QuarantineFile.name,
  ]

  /// The folder in the set that holds each tenant's statement.
  static let folder = "tenants"

  /// Whether a report set can contain a file of this name; in a folder of the set with the folder before it.
  static func isReport(_ name: String) -> Bool {
    if name.hasPrefix(folder + "/") { return TenantSlug.isStatement(String(name.dropFirst(folder.utf8.count + 1))) }
    return single.contains(name) || PeriodFileKind.named(name) != nil
  }
}

/// What a folder holds: the folder of the reports, or one that a set is kept in.
struct FolderContents: Equatable {
  /// Whose set it is; nil of a folder without one.
  let organization: String?
  /// The files of the set, as its own checksums name them. Bytewise sorted.
  let reports: [String]
  let carried: [CarriedFile]
  /// What belongs neither to the set nor to the folder.
  let foreign: [String]

  init(of folder: String) throws(FileCalls.Failure) {
    let published = try PublishedSet(folder: folder)
    var (reports, carried, foreign): ([String], [CarriedFile], [String]) = ([], [], [])
    for entry in try Self.entries(of: folder) {
      if case .file(let mode) = entry.kind, ReportNames.carried.contains(entry.name) {
        carried.append(CarriedFile(name: entry.name, mode: mode))
      } else if case .file = entry.kind, ReportNames.isReport(entry.name),
        published?.files.contains(entry.name) ?? false
      {
        reports.append(entry.name)
      } else {
        foreign.append(entry.name)
      }
    }
    organization = published?.organization
    self.reports = reports.sorted { bytewise($0, precedes: $1) }
    self.carried = carried
    self.foreign = foreign
  }

  /// With those in the set's own folder, under its name.
  private static func entries(
    of folder: String
  ) throws(FileCalls.Failure) -> [(name: String, kind: FileCalls.Kind)] {
    var entries: [(name: String, kind: FileCalls.Kind)] = []
    for name in try FileCalls.names(in: folder) {
      let kind = try FileCalls.kind(of: folder + "/" + name)
      guard name == ReportNames.folder, kind == .folder else {
        entries.append((name, kind))
        continue
      }
      for inner in try FileCalls.names(in: folder + "/" + name) {
        entries.append((name + "/" + inner, try FileCalls.kind(of: folder + "/" + name + "/" + inner)))
      }
    }
    return entries
  }
}
