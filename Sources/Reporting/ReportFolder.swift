internal import Bytes
internal import Configuration

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
  private let calls: DiskCalls

  /// Follows links, and makes the folders above it where they are missing.
  /// `mode`: of the folders that are made.
  init(_ path: String, mode: UInt32, calls: DiskCalls) throws(ReportingError) {
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
    self.calls = calls
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

  /// Makes good what a killed run left: the old set is put back where the new one had not come yet.
  func recover() throws(ReportingError) {
    try onDisk { () throws(FileCalls.Failure) in
      guard try FileCalls.kind(of: old) == .folder else { return }
      if try FileCalls.kind(of: folder) == .missing {
        try calls.rename(old, folder)
      } else {
        try calls.remove(old)
      }
    }
  }

  /// Looks at the folder, and refuses it when it holds anything but what belongs to the folder and what the set in it
  /// names as its own. nil: there is none yet.
  func contents() throws(ReportingError) -> FolderContents? {
    let kind = try onDisk { () throws(FileCalls.Failure) in try FileCalls.kind(of: folder) }
    if kind == .missing { return nil }
    guard kind == .folder else { throw .notAFolder(folder) }
    let contents = try onDisk { () throws(FileCalls.Failure) in try FolderContents(of: folder) }
    guard contents.foreign.isEmpty else { throw .foreignFiles(folder: folder, names: contents.foreign) }
    return contents
  }

  /// Whether the folder's reports are these, byte for byte.
  func holds(_ files: [ReportFile]) throws(ReportingError) -> Bool {
    try onDisk { () throws(FileCalls.Failure) in
      for file in files where try FileCalls.read(folder + "/" + file.name) != file.bytes { return false }
      return true
    }
  }
}

/// What the folders of a set have in common, wherever they are.
enum SetFolder {
  /// The folders in a set that hold some of its files.
  static func inner(of files: [String]) -> [String] {
    files.contains { $0.hasPrefix(ReportNames.folder + "/") } ? [ReportNames.folder] : []
  }

  /// Makes the folder of a set with the folders in it that its files are in.
  static func make(
    _ folder: String, for files: [String], mode: UInt32, calls: DiskCalls
  ) throws(FileCalls.Failure) {
    for path in [folder] + inner(of: files).map({ folder + "/" + $0 }) { try calls.makeFolder(path, mode) }
  }

  /// Waits until the names in a set's folders are on the disk.
  static func sync(_ folder: String, for files: [String], calls: DiskCalls) throws(FileCalls.Failure) {
    for inner in inner(of: files) { try calls.syncFolder(folder + "/" + inner) }
    try calls.syncFolder(folder)
  }

  /// Gives a set that is there the modes that are configured; what has them is not touched.
  static func setModes(
    of folder: String, _ files: [String], _ settings: ReportSettings, calls: DiskCalls
  ) throws(FileCalls.Failure) {
    let folders = [folder] + inner(of: files).map { folder + "/" + $0 }
    for path in folders where try FileCalls.mode(of: path) != settings.folderMode {
      try calls.setMode(path, settings.folderMode)
    }
    for path in files.map({ folder + "/" + $0 }) where try FileCalls.mode(of: path) != settings.fileMode {
      try calls.setMode(path, settings.fileMode)
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
