internal import Glibc

/// A file that is written in pieces, or what the process prints to; whatever cannot be written is told with the C
/// library's error number. It is not safe to be used from two threads.
package final class OutputFile {
  private let path: String
  /// nil: it is closed.
  private var descriptor: Int32?
  private let isOwned: Bool

  /// Begins a file, in the place of the one that may be there.
  package init(path: String) throws(FileCalls.Failure) {
    self.path = path
    isOwned = true
    descriptor = try FileCalls.opened(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode: 0o666, action: "write")
  }

  private init(path: String, open descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
    isOwned = false
  }

  deinit { if isOwned, let descriptor { Glibc.close(descriptor) } }

  package static var standardOutput: OutputFile { OutputFile(path: "standard output", open: STDOUT_FILENO) }
  package static var standardError: OutputFile { OutputFile(path: "standard error", open: STDERR_FILENO) }

  package func write(_ bytes: [UInt8]) throws(FileCalls.Failure) {
    guard let descriptor else { throw FileCalls.Failure(action: "write", path: path, number: EBADF) }
    try FileCalls.write(bytes, to: descriptor, path: path)
  }

  /// Waits until what was written is on the disk.
  package func synchronize() throws(FileCalls.Failure) {
    guard let descriptor, isOwned, fsync(descriptor) != 0 else { return }
    throw FileCalls.Failure(action: "write", path: path, number: errno)
  }

  /// Ends the file. Some file systems find out here that the disk is full.
  package func close() throws(FileCalls.Failure) {
    guard let descriptor, isOwned else { return }
    self.descriptor = nil
    guard Glibc.close(descriptor) == 0 else { throw FileCalls.Failure(action: "write", path: path, number: errno) }
  }

  /// Sends what was printed on its way, and tells whether any of it was lost. That nobody reads is no failure: not
  /// where standard output is closed, and not where its reader has seen enough.
  package static func flushPrinted() throws(FileCalls.Failure) {
    let isSent = fflush(nil) == 0
    let number = errno
    if !isSent, number == EBADF || number == EPIPE { return }
    guard isSent, !wasLost else {
      throw FileCalls.Failure(action: "write", path: "standard output", number: isSent ? EIO : number)
    }
  }

  /// Whether something printed could not be written before. `stdout` is a variable of C, which Swift does not let
  /// anybody read, so it is found by name; its type is that of stdout(3), and it lives as long as the process.
  private static var wasLost: Bool {
    guard let symbol = unsafe dlsym(nil, "stdout") else { return false }
    return unsafe ferror(symbol.assumingMemoryBound(to: UnsafeMutablePointer<FILE>.self).pointee) != 0
  }
}

extension FileCalls {
  /// Makes a folder and those above it that are not there; their mode is subject to the process's mask.
  package static func makeFolders(_ path: String, mode: UInt32) throws(Failure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? String(name) : "/" + name
      // Something that is there and no folder is told by the call below it, or by this one.
      guard unsafe mkdir(made, mode) != 0 else { continue }
      guard errno == EEXIST || errno == EISDIR else {
        throw Failure(action: "make the folder", path: made, number: errno)
      }
    }
  }
}
