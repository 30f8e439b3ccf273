import Glibc

/// The right to write a ledger: an exclusive `flock` on a file beside it.
///
/// The kernel frees it when the process ends, however it ends, so a lock is never stale. The file itself is never
/// deleted: who waits for a deleted file's lock would wait for another file than who opens it anew (economics.md §4.2).
package final class LedgerLock {
  private let descriptor: Int32

  /// Takes the lock at once or throws `.locked`. `ledger`: the path of the ledger; the lock is `<ledger>.lock`.
  package init(ledger: String) throws(LedgerError) {
    let path = ledger + ".lock"
    // Closed on exec: a decompressor we start must not keep the lock after us.
    // Safe: the path is a terminated text that lives during the call.
    let descriptor = retrying { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640) }
    guard descriptor >= 0 else {
      if LedgerError.isRefused(errno) { throw .noPermission(path: ledger) }
      throw .cannotOpen(path: path, reason: systemErrorText(errno))
    }
    self.descriptor = descriptor
    guard retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
      // `deinit` closes the descriptor: every property is set.
      if errno == EWOULDBLOCK { throw .locked(path: ledger, by: Self.holder(descriptor)) }
      throw .cannotOpen(path: path, reason: systemErrorText(errno))
    }
    try writeProcess(path: path)
  }

  deinit { close(descriptor) }

  /// Leaves the process id in the file, for people who ask who it is.
  private func writeProcess(path: String) throws(LedgerError) {
    let text = Array("\(getpid())\n".utf8)
    // Safe: the pointer is valid for the count during the call.
    let written = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    if written == text.count, ftruncate(descriptor, off_t(text.count)) == 0 { return }
    if errno == ENOSPC || errno == EDQUOT { throw .diskFull(path: path) }
    throw .ioError(path: path, reason: systemErrorText(errno))
  }

  private static func holder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 32)
    // Safe: the pointer is valid for the count during the call.
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
    return Int(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}

/// Calls again when a signal interrupted the call.
private func retrying(_ call: () -> Int32) -> Int32 {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
