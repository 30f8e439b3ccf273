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
}
