internal import Bytes

/// The sets of reports that were published before, where the project keeps some of them:
///
///     reports/                              the present set, flat
///     reports-sets/000007-3f2a9c01b4d6/     a set that was before, under its number and the hash of its sums
///     reports-sets/000008-a81be2c40d55/
///     reports-sets/current                  a link to ../reports
///
/// A set is put here before the one that replaces it comes, its files as second names of the same bytes, so that it is
/// whole whatever happens in between. Anything else in the folder is left alone.
struct ReportHistory {
  let place: ReportFolder
  /// How many sets are kept; with 0 nothing is put here, and what is here stays.
  let keep: Int
  let folderMode: UInt32

  static let link = "current"

  private var folder: String { place.folder + "-sets" }
  private var part: String { folder + "/.part" }

  private struct Kept {
    let name: String
    let number: Int
    let hash: Substring
  }

  /// Puts the present set here, where it is not here already.
  /// `reports`: the names of its files.
  func archive(_ reports: [String]) throws(ReportingError) {
    guard keep > 0, !reports.isEmpty else { return }
    try onDisk { () throws(FileCalls.Failure) in
      if try FileCalls.kind(of: folder) == .missing {
        try FileCalls.makeFolder(folder, mode: folderMode)
        try FileCalls.setMode(folder, folderMode)
      }
      let hash = try hash(of: reports)
      let last = try kept().last
      // A run that was killed behind this point has put it here before.
      guard last.map({ $0.hash != hash }) ?? true else { return }
      try FileCalls.remove(part)
      try ReportFolder.makeFolders(in: part, for: reports, mode: folderMode)
      for name in reports {
        let (old, new) = (place.folder + "/" + name, part + "/" + name)
        if try !FileCalls.link(old, as: new) {
          try FileCalls.write(try FileCalls.read(old), to: new, mode: 0o640)
        }
      }
      try FileCalls.syncFolder(part)
      let number = String((last?.number ?? 0) + 1)
      let padded = String(repeating: "0", count: max(0, 6 - number.utf8.count)) + number
      try FileCalls.rename(part, to: "\(folder)/\(padded)-\(hash)")
      try FileCalls.syncFolder(folder)
    }
  }

  /// Points the link at the present set, and lets go of the sets that are too many.
  func tidy() throws(ReportingError) {
    guard keep > 0 else { return }
    try onDisk { () throws(FileCalls.Failure) in
      guard try FileCalls.kind(of: folder) == .folder else { return }
      let link = folder + "/" + Self.link
      if try FileCalls.kind(of: link) == .missing { try FileCalls.symbolicLink(link, to: "../" + place.name) }
      let kept = try kept()
      for old in kept.dropLast(keep) { try FileCalls.remove(folder + "/" + old.name) }
    }
  }

  /// The sets that are here, the oldest first.
  private func kept() throws(FileCalls.Failure) -> [Kept] {
    try FileCalls.names(in: folder).compactMap { name -> Kept? in
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].utf8.count >= 6, let number = Int(parts[0]), parts[1].utf8.count == 12 else {
        return nil
      }
      return Kept(name: name, number: number, hash: parts[1])
    }.sorted { $0.number < $1.number }
  }

  /// Names a set by what is in it: the hash of its checksums, or of its names where it has none.
  private func hash(of reports: [String]) throws(FileCalls.Failure) -> String {
    let bytes =
      reports.contains(ChecksumFile.name)
      ? try FileCalls.read(place.folder + "/" + ChecksumFile.name) : Array(reports.joined(separator: "\n").utf8)
    return String(SHA256.hexadecimal(of: bytes).prefix(12))
  }
}
