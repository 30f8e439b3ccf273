internal import Glibc

extension FileCalls {
  /// Sets the permission bits, whatever the process's mask.
  package static func setMode(_ path: String, _ mode: UInt32) throws(Failure) {
    guard unsafe chmod(path, mode) == 0 else {
      throw Failure(action: "set the permissions of", path: path, number: errno)
    }
  }

  /// Gives a file a second name on the same file system; false where the file system has no such names.
  package static func link(_ path: String, as other: String) throws(Failure) -> Bool {
    guard unsafe Glibc.link(path, other) != 0 else { return true }
    switch errno {
    case EPERM, EOPNOTSUPP, EMLINK, EXDEV, ENOSYS: return false
    default: throw Failure(action: "link as \(other)", path: path, number: errno)
    }
  }

  /// Makes a symbolic link. `target`: as it is to stand in the link.
  package static func symbolicLink(_ path: String, to target: String) throws(Failure) {
    guard unsafe symlink(target, path) == 0 else {
      throw Failure(action: "link to \(target) as", path: path, number: errno)
    }
  }
  /// What a symbolic link says, as it stands in it; nil where there is none.
  package static func target(ofLink path: String) throws(Failure) -> String? {
    // A target is no longer than a path may be, and the kernel says how much of the buffer it filled.
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &buffer, buffer.count)
    guard count >= 0 else {
      if errno == EINVAL || errno == ENOENT { return nil }
      throw Failure(action: "read the link", path: path, number: errno)
    }
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The permission bits of a file or a folder.
  package static func mode(of path: String) throws(Failure) -> UInt32 {
    try status(of: path).st_mode & 0o777
  }

  /// Whether two paths are names of the same bytes on the disk.
  package static func isSame(_ path: String, _ other: String) throws(Failure) -> Bool {
    let (first, second) = (try status(of: path), try status(of: other))
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func status(of path: String) throws(Failure) -> stat {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw Failure(action: "look at", path: path, number: errno) }
    return status
  }
}

extension FileCalls.Failure {
  /// Whether something was to be renamed that is a mount point, or that is on another file system.
  package var isOfMountPoint: Bool { number == EBUSY || number == EXDEV }
}
