internal import Glibc

/// The right to change what is beside a file: an exclusive `flock` on it, held by one process at a time.
///
/// The kernel frees it when the process ends, however it ends. Giving it back removes the file, so nothing is left
/// where people look; who waits is not misled by that, because who takes the lock checks that the file is still there.
package struct FileLock: Sendable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock at once. Returns nil where another process holds it.
  package static func taken(_ path: String, mode: UInt32 = 0o600) throws(FileCalls.Failure) -> FileLock? {
    while true {
      // Closed on exec: a program we start must not keep the lock after us.
      // Safe: the path is a terminated text that lives during the call.
      let descriptor = retrying { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode) }
      guard descriptor >= 0 else { throw FileCalls.Failure(action: "lock", path: path, number: errno) }
      guard retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
        let number = errno
        close(descriptor)
        if number == EWOULDBLOCK { return nil }
        throw FileCalls.Failure(action: "lock", path: path, number: number)
      }
      if isStill(descriptor, path) { return FileLock(descriptor: descriptor, path: path) }
      // Its last holder removed it between the two calls: what is locked is nobody's, and the path names another file.
      close(descriptor)
    }
  }

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Gives the lock back, once. The file goes first, while it is still ours.
  package func release() {
    // A file that cannot be removed is no harm: the next holder takes it as it is.
    _ = unsafe unlink(path)
    close(descriptor)
  }

  private static func isStill(_ descriptor: Int32, _ path: String) -> Bool {
    var (locked, named) = (stat(), stat())
    guard unsafe fstat(descriptor, &locked) == 0, unsafe lstat(path, &named) == 0 else { return false }
    return locked.st_dev == named.st_dev && locked.st_ino == named.st_ino
  }

  /// Calls again when a signal interrupted the call.
  private static func retrying(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
