internal import Bytes
package import Configuration

/// Puts a set of reports where readers find it, in one step: a reader sees the old set or the new one, never a mix.
///
///     reports/                        the set, as readers see it
///     .reports.stackmeter-staging/    the new set, written, synchronised and read back; then exchanged with reports/
///     .reports.stackmeter-old/        the old set, only where the file system cannot exchange folders
///     .reports.stackmeter-lock        held while one run publishes, so that two ledgers' runs do not meet
///
/// Beside it too is each set as it was published, with a link to the present one, for readers who want one set to the
/// end: see `ReportHistory`.
///
/// All are siblings, so on one file system. What a killed run left behind is cleared away by the next.
package struct ReportPublisher: Sendable {
  package enum Outcome: Sendable, Equatable {
    case published
    /// The folder already held these bytes, which were not touched; modes and sets that were not right were put right.
    case unchanged
  }

  private let settings: ReportSettings
  private let calls: DiskCalls

  package init(settings: ReportSettings = ReportSettings()) {
    self.init(settings: settings, calls: DiskCalls())
  }

  init(settings: ReportSettings = ReportSettings(), calls: DiskCalls) {
    self.settings = settings
    self.calls = calls
  }

  /// Publishes a set into a folder, which is made where it is missing.
  ///
  /// A folder that holds anything but a set of reports of the same organisation is left alone and refused, so that no
  /// mistaken path can destroy anything; so is one that another run is publishing into.
  /// Files that belong to the folder rather than to the set (`README.md` and the like) are carried over.
  package func publish(_ files: [ReportFile], to folder: String) throws(ReportingError) -> Outcome {
    guard let manifest = files.first(where: { $0.name == Manifest.name }),
      let organization = PublishedSet.organization(manifest: manifest.bytes)
    else { throw .noManifest }
    let place = try ReportFolder(folder, mode: settings.folderMode, calls: calls)
    let lock = try onDisk { () throws(FileCalls.Failure) in try FileLock.taken(place.lock) }
    guard let lock else { throw .publishing(folder: place.folder) }
    defer { lock.release() }
    let history = try ReportHistory(of: place, organization: organization, settings: settings, calls: calls)
    try place.recover()
    let present = try place.contents()
    if let found = present?.organization, found != organization {
      throw .otherOrganization(folder: place.folder, found: found, expected: organization)
    }
    try onDisk { () throws(FileCalls.Failure) in try calls.remove(place.staging) }
    try history.clear()
    let names = files.map(\.name)
    if present?.reports == names, try place.holds(files) {
      try onDisk { () throws(FileCalls.Failure) in
        try SetFolder.setModes(of: place.folder, names, settings, calls: calls)
      }
      try history.show(try history.prepare(names, in: place.folder))
      return .unchanged
    }
    let ready: ReportHistory.Present
    do {
      try stage(files, carrying: present?.carried ?? [], in: place)
      if let present { try history.archive(present) }
      ready = try history.prepare(names, in: place.staging)
      try swap(place, exists: present != nil)
    } catch {
      // The first error is the one to tell; what is left here is cleared away by the next run at the latest.
      try? calls.remove(place.staging)
      try? history.abandon()
      throw error
    }
    try history.show(ready)
    return .published
  }

  /// Writes the new set beside the old one, waits until it is on the disk and reads it back.
  private func stage(
    _ files: [ReportFile], carrying carried: [CarriedFile], in place: ReportFolder
  ) throws(ReportingError) {
    try onDisk { () throws(FileCalls.Failure) in
      let names = files.map(\.name)
      try SetFolder.make(place.staging, for: names, mode: settings.folderMode, calls: calls)
      for file in files { try calls.write(file.bytes, place.staging + "/" + file.name, settings.fileMode) }
      for file in carried {
        try calls.write(try FileCalls.read(place.folder + "/" + file.name), place.staging + "/" + file.name, file.mode)
      }
      try SetFolder.sync(place.staging, for: names, calls: calls)
    }
    for file in files {
      let bytes = try onDisk { () throws(FileCalls.Failure) in
        try FileCalls.read(place.staging + "/" + file.name)
      }
      guard bytes == file.bytes else { throw .readBackDiffers(file: file.name) }
    }
  }

  private func swap(_ place: ReportFolder, exists: Bool) throws(ReportingError) {
    do {
      if !exists {
        try calls.rename(place.staging, place.folder)
      } else if try !calls.exchange(place.staging, place.folder) {
        try replaceInTwoSteps(place)
      }
    } catch {
      throw error.isOfMountPoint ? .mountPoint(place.folder) : .file(error)
    }
    try onDisk { () throws(FileCalls.Failure) in
      try calls.syncFolder(place.parent)
      // After an exchange the staging folder is the old set.
      try calls.remove(place.staging)
      try calls.remove(place.old)
    }
  }

  /// Where folders cannot be exchanged there is an instant without a set; a run killed in it is made good by `recover`.
  private func replaceInTwoSteps(_ place: ReportFolder) throws(FileCalls.Failure) {
    try calls.rename(place.folder, place.old)
    do {
      try calls.rename(place.staging, place.folder)
    } catch {
      try calls.rename(place.old, place.folder)
      throw error
    }
  }
}
