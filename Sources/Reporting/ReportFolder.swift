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
    ControlTotals.name, OrganizationFile.name, SummaryPage.name, IndexPage.name, ColumnsFile.name, ImportNotes.name,
    Manifest.name, ChecksumFile.name, QuarantineFile.name,
  ]

  /// The folder in the set that holds each tenant's statement.
  static let folder = "tenants"

  /// Whether a report set can contain a file of this name; in a folder of the set with the folder before it.
  static func isReport(_ name: String) -> Bool {
    if name.hasPrefix(folder + "/") { return TenantSlug.isStatement(String(name.dropFirst(folder.utf8.count + 1))) }
    return single.contains(name) || PeriodFileKind.named(name) != nil
  }
}

/// The folder of the reports with the two beside it that publishing uses.
struct ReportFolder {
  let parent: String
  let folder: String
  let staging: String
  let old: String
  /// Held while the folder is looked at and changed.
  let lock: String
  /// The last part of `folder`.
  let name: String

  /// What the folder holds.
  struct Contents {
    let exists: Bool
    /// Whose set it is; nil of a folder without one.
    let organization: String?
    /// Bytewise sorted.
    let reports: [String]
    let carried: [CarriedFile]
  }

  /// Follows links, and makes the folders above it where they are missing.
  /// `mode`: of the folders that are made.
  init(_ path: String, mode: UInt32 = 0o750) throws(ReportingError) {
    let real = try onDisk { () throws(FileCalls.Failure) in try Self.realPath(path, mode: mode) }
    let parts = Self.split(real)
    guard !parts.name.isEmpty, parts.name != ".", parts.name != ".." else { throw .notAFolder(path) }
    parent = parts.parent
    folder = real
    name = parts.name
    let beside = parts.parent == "/" ? "/" : parts.parent + "/"
    staging = beside + ".\(parts.name).stackmeter-staging"
    old = beside + ".\(parts.name).stackmeter-old"
    lock = beside + ".\(parts.name).stackmeter-lock"
  }

  private static func realPath(_ path: String, mode: UInt32) throws(FileCalls.Failure) -> String {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    if let resolved = try FileCalls.resolved(path) { return resolved }
    let parts = split(path)
    try makeFolders(parts.parent, mode: mode)
    let parent = try FileCalls.resolved(parts.parent) ?? parts.parent
    return parent == "/" ? "/" + parts.name : parent + "/" + parts.name
  }

  private static func split(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let parent = path[..<slash]
    return (parent.isEmpty ? "/" : String(parent), String(path[path.index(after: slash)...]))
  }

  private static func makeFolders(_ path: String, mode: UInt32) throws(FileCalls.Failure) {
    guard try FileCalls.resolved(path) == nil else { return }
    try makeFolders(split(path).parent, mode: mode)
    try FileCalls.makeFolder(path, mode: mode)
  }

  /// Makes the folder of a set with the folders in it that its files are in.
  static func makeFolders(in folder: String, for files: [String], mode: UInt32) throws(FileCalls.Failure) {
    for path in [folder] + folders(of: files).map({ folder + "/" + $0 }) {
      try FileCalls.makeFolder(path, mode: mode)
      try FileCalls.setMode(path, mode)
    }
  }

  /// The folders in a set that hold some of its files.
  static func folders(of files: [String]) -> [String] {
    files.contains { $0.hasPrefix(ReportNames.folder + "/") } ? [ReportNames.folder] : []
  }

  /// Makes good what a killed run left: the old set is put back where the new one had not come yet.
  func recover() throws(ReportingError) {
    try onDisk { () throws(FileCalls.Failure) in
      guard try FileCalls.kind(of: old) == .folder else { return }
      if try FileCalls.kind(of: folder) == .missing {
        try FileCalls.rename(old, to: folder)
      } else {
        try FileCalls.remove(old)
      }
    }
  }

  /// Looks at the folder, and refuses it when it holds anything but what belongs to the folder and what the set in it
  /// names as its own.
  func contents() throws(ReportingError) -> Contents {
    let kind = try onDisk { () throws(FileCalls.Failure) in try FileCalls.kind(of: folder) }
    if kind == .missing { return Contents(exists: false, organization: nil, reports: [], carried: []) }
    guard kind == .folder else { throw .notAFolder(folder) }
    let entries = try onDisk { () throws(FileCalls.Failure) in
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
    let published = try onDisk { () throws(FileCalls.Failure) in try PublishedSet(folder: folder) }
    var (reports, carried, foreign): ([String], [CarriedFile], [String]) = ([], [], [])
    for entry in entries {
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
    guard foreign.isEmpty else { throw .foreignFiles(folder: folder, names: foreign) }
    return Contents(
      exists: true, organization: published?.organization, reports: reports.sorted { bytewise($0, precedes: $1) },
      carried: carried)
  }

  /// Whether the folder's reports are these, byte for byte.
  func holds(_ files: [ReportFile]) throws(ReportingError) -> Bool {
    try onDisk { () throws(FileCalls.Failure) in
      for file in files where try FileCalls.read(folder + "/" + file.name) != file.bytes { return false }
      return true
    }
  }
}

/// Does something with files, and tells its failure as the module's error.
func onDisk<Result>(_ body: () throws(FileCalls.Failure) -> Result) throws(ReportingError) -> Result {
  do {
    return try body()
  } catch {
    throw .file(error)
  }
}
