internal import Bytes
package import Configuration

/// Puts a set of reports where readers find it, in one step: a reader sees the old set or the new one, never a mix.
///
///     reports/                        the set, as readers see it
///     .reports.stackmeter-staging/    the new set, written, synchronised and read back; then exchanged with reports/
///     .reports.stackmeter-old/        the old set, only where the file system cannot exchange folders
///     .reports.stackmeter-lock        held while one run publishes, so that two ledgers' runs do not meet
///
/// Previous sets are beside it too, where the project keeps some: see `ReportHistory`.
///
/// All are siblings, so on one file system. What a killed run left behind is cleared away by the next.
package struct ReportPublisher: Sendable {
  package enum Outcome: Sendable, Equatable {
    case published
    /// The folder already held these bytes; nothing was touched.
    case unchanged
  }

  /// Exchanges two folders in one step; false where that cannot be done. A parameter, so that tests can refuse it.
  typealias Exchange = @Sendable (String, String) throws(FileCalls.Failure) -> Bool

  private let exchange: Exchange
  private let settings: ReportSettings

  package init(settings: ReportSettings = ReportSettings()) {
    self.init(settings: settings) { first, second throws(FileCalls.Failure) in
      try FileCalls.exchange(first, second)
    }
  }

  init(settings: ReportSettings = ReportSettings(), exchange: @escaping Exchange) {
    self.exchange = exchange
    self.settings = settings
  }

  /// Publishes a set into a folder, which is made where it is missing.
  ///
  /// A folder that holds anything but a set of reports of the same organisation is left alone and refused, so that no
  /// mistaken path can destroy anything; so is one that another run is publishing into.
  /// Files that belong to the folder rather than to the set (`README.md` and the like) are carried over.
  package func publish(_ files: [ReportFile], to folder: String) throws(ReportingError) -> Outcome {
    let place = try ReportFolder(folder, mode: settings.folderMode)
    let lock = try onDisk { () throws(FileCalls.Failure) in try FileLock.taken(place.lock) }
    guard let lock else { throw .publishing(folder: place.folder) }
    defer { lock.release() }
    let history = ReportHistory(place: place, keep: settings.keep, folderMode: settings.folderMode)
    try place.recover()
    let present = try place.contents()
    try Self.check(present.organization, of: files, in: place)
    if present.reports == files.map(\.name), try place.holds(files) {
      try onDisk { () throws(FileCalls.Failure) in try FileCalls.remove(place.staging) }
      try history.tidy()
      return .unchanged
    }
    do {
      try stage(files, carrying: present.carried, in: place)
      try history.archive(present.reports)
      try swap(place, exists: present.exists)
    } catch {
      // The first error is the one to tell; what is left here is cleared away by the next run at the latest.
      try? FileCalls.remove(place.staging)
      throw error
    }
    try history.tidy()
    return .published
  }

  /// Checks that the set in the folder is of the same organisation as the one that is to replace it.
  private static func check(
    _ present: String?, of files: [ReportFile], in place: ReportFolder
  ) throws(ReportingError) {
    guard let present, let manifest = files.first(where: { $0.name == Manifest.name }),
      let organization = PublishedSet.organization(manifest: manifest.bytes), organization != present
    else { return }
    throw .otherOrganization(folder: place.folder, found: present, expected: organization)
  }

  /// Writes the new set beside the old one, waits until it is on the disk and reads it back.
  private func stage(
    _ files: [ReportFile], carrying carried: [CarriedFile], in place: ReportFolder
  ) throws(ReportingError) {
    try onDisk { () throws(FileCalls.Failure) in
      try FileCalls.remove(place.staging)
      try ReportFolder.makeFolders(in: place.staging, for: files.map(\.name), mode: settings.folderMode)
      for file in files {
        let path = place.staging + "/" + file.name
        try FileCalls.write(file.bytes, to: path, mode: settings.fileMode)
        try FileCalls.setMode(path, settings.fileMode)
      }
      for file in carried {
        let bytes = try FileCalls.read(place.folder + "/" + file.name)
        try FileCalls.write(bytes, to: place.staging + "/" + file.name, mode: file.mode)
      }
      for folder in ReportFolder.folders(of: files.map(\.name)) {
        try FileCalls.syncFolder(place.staging + "/" + folder)
      }
      try FileCalls.syncFolder(place.staging)
    }
    for file in files {
      let bytes = try onDisk { () throws(FileCalls.Failure) in
        try FileCalls.read(place.staging + "/" + file.name)
      }
      guard bytes == file.bytes else { throw .readBackDiffers(file: file.name) }
    }
  }

  private func swap(_ place: ReportFolder, exists: Bool) throws(ReportingError) {
    try onDisk { () throws(FileCalls.Failure) in
      if !exists {
        try FileCalls.rename(place.staging, to: place.folder)
      } else if try !exchange(place.staging, place.folder) {
        try replaceInTwoSteps(place)
      }
      try FileCalls.syncFolder(place.parent)
      // After an exchange the staging folder is the old set.
      try FileCalls.remove(place.staging)
      try FileCalls.remove(place.old)
    }
  }

  /// Where folders cannot be exchanged there is an instant without a set; a run killed in it is made good by `recover`.
  private func replaceInTwoSteps(_ place: ReportFolder) throws(FileCalls.Failure) {
    try FileCalls.rename(place.folder, to: place.old)
    do {
      try FileCalls.rename(place.staging, to: place.folder)
    } catch {
      try FileCalls.rename(place.old, to: place.folder)
      throw error
    }
  }
}
