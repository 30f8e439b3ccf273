internal import Bytes
internal import Configuration

/// The sets of reports as they were published, the present one and some before it, in a folder beside the reports:
///
///     reports/                                the present set, for readers of a fixed path
///     reports-sets/000007-3f2a9c01b4d6/       the set before, under its number and the hash of its checksums
///     reports-sets/000008-a81be2c40d55/       the present set, its files second names of the bytes in reports/
///     reports-sets/current                    a link to 000008-a81be2c40d55
///     reports-sets/.stackmeter-part/          a set being made; it is renamed when it is whole and on the disk
///     reports-sets/.stackmeter-link           the next `current`, before it replaces the other
///     reports-sets/.stackmeter-gone/          a set being removed; it is renamed before the first of its files goes
///
/// So each folder with a number is whole whenever a run is killed, and `current` leads to one from the first
/// publication on. Who follows it once reads one set to the end, while `keep` holds it.
///
/// Numbers count publications: what is published again after something else has a number of its own. Only sets of this
/// organisation are touched, and only those that nobody put anything into; all else in the folder is left alone.
struct ReportHistory {
  private let place: ReportFolder
  private let settings: ReportSettings
  /// Whose sets they are.
  private let organization: String
  private let calls: DiskCalls
  /// Links followed, so that the sets may be on another file system.
  private let folder: String
  /// Whether it was there when the run began.
  private let wasHere: Bool

  static let link = "current"

  private var link: String { folder + "/" + Self.link }
  private var part: String { folder + "/.stackmeter-part" }
  private var nextLink: String { folder + "/.stackmeter-link" }
  private var gone: String { folder + "/.stackmeter-gone" }

  /// A set that is here.
  private struct Kept: Equatable {
    let name: String
    let number: Int
    let hash: Substring
    let files: [String]
  }

  /// The present set, ready to be shown to readers.
  struct Present: Equatable {
    fileprivate let name: String
    /// It is whole under the name of a part.
    fileprivate let isNew: Bool
    /// `current` leads to it.
    fileprivate let isLinked: Bool
  }

  /// Looks only: refuses what stands where the folder or the link should be.
  init(
    of place: ReportFolder, organization: String, settings: ReportSettings, calls: DiskCalls
  ) throws(ReportingError) {
    self.place = place
    self.settings = settings
    self.organization = organization
    self.calls = calls
    let path = place.folder + "-sets"
    let folder = try onDisk { () throws(FileCalls.Failure) in try FileCalls.resolved(path) ?? path }
    let kind = try onDisk { () throws(FileCalls.Failure) in try FileCalls.kind(of: folder) }
    self.folder = folder
    wasHere = kind != .missing
    guard wasHere else { return }
    guard kind == .folder else { throw .inTheWay(path: folder, of: .folder) }
    let link = folder + "/" + Self.link
    let isFree = try onDisk { () throws(FileCalls.Failure) in
      if try FileCalls.kind(of: link) == .missing { return true }
      return try FileCalls.target(ofLink: link) != nil
    }
    guard isFree else { throw .inTheWay(path: link, of: .link) }
  }

  /// Clears away what a killed run left.
  func clear() throws(ReportingError) {
    try onDisk { () throws(FileCalls.Failure) in
      for path in [part, nextLink, gone] { try calls.remove(path) }
    }
  }

  /// Leaves all as it was before a publication that failed.
  func abandon() throws(ReportingError) {
    try clear()
    try onDisk { () throws(FileCalls.Failure) in
      guard !wasHere, try FileCalls.kind(of: folder) == .folder, try FileCalls.names(in: folder).isEmpty else { return }
      try calls.remove(folder)
    }
  }

  /// Puts the set that is in the folder of the reports here before another one replaces it, where it is not here
  /// already. One that somebody changed since it was published is no set to keep.
  func archive(_ contents: FolderContents) throws(ReportingError) {
    guard settings.keep > 0, contents.organization == organization else { return }
    try onDisk { () throws(FileCalls.Failure) in
      if let newest = try sets().last, try isSame(newest, as: contents.reports, in: place.folder) { return }
      guard try isIntact(contents.reports) else { return }
      try make(contents.reports, from: place.folder)
      try calls.rename(part, folder + "/" + nextName(contents.reports, in: place.folder))
      try calls.syncFolder(folder)
    }
  }

  /// Makes the present set ready beside the others, where no reader looks, with the link to it. All that may fail for
  /// want of room or rights fails here.
  /// `reports`: the names of its files; `source`: where they are.
  func prepare(_ reports: [String], in source: String) throws(ReportingError) -> Present {
    try onDisk { () throws(FileCalls.Failure) in
      let present: Present
      let target = try FileCalls.target(ofLink: link)
      if let newest = try sets().last, try isSame(newest, as: reports, in: source) {
        present = Present(name: newest.name, isNew: false, isLinked: target == newest.name)
      } else {
        try make(reports, from: source)
        present = Present(name: try nextName(reports, in: source), isNew: true, isLinked: false)
      }
      if !present.isLinked { try calls.symbolicLink(nextLink, present.name) }
      return present
    }
  }

  /// Shows the present set to readers, and lets go of the sets that are too many.
  func show(_ present: Present) throws(ReportingError) {
    try onDisk { () throws(FileCalls.Failure) in
      if present.isNew {
        try calls.rename(part, folder + "/" + present.name)
        try calls.syncFolder(folder)
      }
      if !present.isLinked {
        try calls.rename(nextLink, link)
        try calls.syncFolder(folder)
      }
      try tidy(present.name)
    }
  }

  private func tidy(_ present: String) throws(FileCalls.Failure) {
    let sets = try sets()
    guard let newest = sets.first(where: { $0.name == present }) else { return }
    var spoiled: [Kept] = []
    for set in sets where set != newest { if try isSpoiled(set, newest) { spoiled.append(set) } }
    let earlier = sets.filter { $0 != newest && !spoiled.contains($0) }
    for old in spoiled + earlier.dropLast(settings.keep) {
      try calls.rename(folder + "/" + old.name, gone)
      try calls.syncFolder(folder)
      try calls.remove(gone)
    }
    for set in earlier.suffix(settings.keep) + [newest] {
      try SetFolder.setModes(of: folder + "/" + set.name, set.files, settings, calls: calls)
    }
    if try FileCalls.mode(of: folder) != settings.folderMode { try calls.setMode(folder, settings.folderMode) }
  }

  /// Whether an earlier set has the checksums of the present one and other bytes: it is that set, changed by somebody.
  private func isSpoiled(_ old: Kept, _ present: Kept) throws(FileCalls.Failure) -> Bool {
    guard old.hash == present.hash else { return false }
    return try !isSame(old, as: present.files, in: folder + "/" + present.name)
  }

  /// Makes a set under the name of a part, whole and on the disk.
  private func make(_ files: [String], from source: String) throws(FileCalls.Failure) {
    if try FileCalls.kind(of: folder) == .missing {
      try calls.makeFolder(folder, settings.folderMode)
      try calls.syncFolder(place.parent)
    }
    try SetFolder.make(part, for: files, mode: settings.folderMode, calls: calls)
    for name in files {
      let (path, new) = (source + "/" + name, part + "/" + name)
      if try !calls.link(path, new) { try calls.write(try FileCalls.read(path), new, settings.fileMode) }
    }
    try SetFolder.sync(part, for: files, calls: calls)
  }

  // MARK: - What is here

  /// This organisation's sets, the oldest first.
  private func sets() throws(FileCalls.Failure) -> [Kept] {
    var sets: [Kept] = []
    for (name, number, hash) in try names() where try FileCalls.kind(of: folder + "/" + name) == .folder {
      let contents = try FolderContents(of: folder + "/" + name)
      guard contents.organization == organization, contents.foreign.isEmpty, contents.carried.isEmpty else { continue }
      sets.append(Kept(name: name, number: number, hash: hash, files: contents.reports))
    }
    return sets.sorted { $0.number < $1.number }
  }

  /// What is named as sets are.
  private func names() throws(FileCalls.Failure) -> [(name: String, number: Int, hash: Substring)] {
    guard try FileCalls.kind(of: folder) == .folder else { return [] }
    return try FileCalls.names(in: folder).compactMap { name in
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, (6...18).contains(parts[0].utf8.count), parts[1].utf8.count == 12,
        parts[0].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(parts[0])
      else { return nil }
      return (name, number, parts[1])
    }
  }

  /// The name of the next set: a number behind all that are here, whosever, and the hash of its checksums.
  private func nextName(_ reports: [String], in source: String) throws(FileCalls.Failure) -> String {
    let number = String((try names().map(\.number).max() ?? 0) + 1)
    let hash = SHA256.hexadecimal(of: try FileCalls.read(source + "/" + ChecksumFile.name)).prefix(12)
    return String(repeating: "0", count: max(0, 6 - number.utf8.count)) + number + "-" + hash
  }

  /// Whether a set has these files and no others, byte for byte. Second names of the same bytes need no reading.
  private func isSame(_ set: Kept, as files: [String], in source: String) throws(FileCalls.Failure) -> Bool {
    guard set.files == files else { return false }
    for name in files {
      let (kept, other) = (folder + "/" + set.name + "/" + name, source + "/" + name)
      if try FileCalls.isSame(kept, other) { continue }
      guard try FileCalls.read(kept) == FileCalls.read(other) else { return false }
    }
    return true
  }

  /// Whether the reports in their folder are what their own checksums say.
  private func isIntact(_ reports: [String]) throws(FileCalls.Failure) -> Bool {
    var files: [ReportFile] = []
    for name in reports where name != ChecksumFile.name {
      files.append(ReportFile(name: name, bytes: try FileCalls.read(place.folder + "/" + name)))
    }
    return try FileCalls.read(place.folder + "/" + ChecksumFile.name) == ChecksumFile.file(for: files).bytes
  }
}
