internal import Glibc

/// The file calls that publishing needs, each one call of the C library with its error told.
///
/// Memory: every path is passed as a C string that the callee reads during the call and does not keep, and every buffer
/// is an array that outlives the call with its own count; so no pointer leaves this file.
package enum FileCalls {
  /// What a path names, without following a link at its end.
  package enum Kind: Sendable, Equatable {
    case missing
    /// A regular file, with its permission bits.
    case file(mode: UInt32)
    case folder
    /// A link, a device, a socket.
    case other
  }

  /// Why a call failed.
  package struct Failure: Error, Equatable, CustomStringConvertible {
    /// What was to be done, in words: `write`, `rename to …`.
    package let action: String
    package let path: String
    /// The C library's error number.
    package let number: Int32

    package init(action: String, path: String, number: Int32) {
      self.action = action
      self.path = path
      self.number = number
    }

    package var description: String {
      // The text is copied before the library can reuse its buffer.
      "cannot \(action) \(path): \(unsafe String(cString: strerror(number)))"
    }
  }

  package static func kind(of path: String) throws(Failure) -> Kind {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      if errno == ENOENT { return .missing }
      throw Failure(action: "look at", path: path, number: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(mode: status.st_mode & 0o777)
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The path with every link followed; nil when nothing is there.
  package static func resolved(_ path: String) throws(Failure) -> String? {
    guard let resolved = unsafe realpath(path, nil) else {
      if errno == ENOENT { return nil }
      throw Failure(action: "find", path: path, number: errno)
    }
    // realpath allocated the text for us; it is copied, then freed.
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// The names in a folder, without `.` and `..`, bytewise sorted.
  package static func names(in folder: String) throws(Failure) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw Failure(action: "list", path: folder, number: errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      // The name ends with a zero byte inside the entry, which lives until the next call.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw Failure(action: "list", path: folder, number: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a folder; its mode is subject to the process's mask.
  package static func makeFolder(_ path: String, mode: UInt32) throws(Failure) {
    guard unsafe mkdir(path, mode) == 0 else { throw Failure(action: "make the folder", path: path, number: errno) }
  }

  /// The bytes of a file.
  package static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = try opened(path, O_RDONLY | O_CLOEXEC, mode: 0, action: "read")
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 256 * 1_024)
    while true {
      let count = unsafe Glibc.read(descriptor, &block, block.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(action: "read", path: path, number: errno)
      }
      bytes.append(contentsOf: block[..<count])
    }
  }

  /// Writes a file that does not exist yet, and waits until it is on the disk.
  package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(Failure) {
    let descriptor = try opened(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode: mode, action: "write")
    defer { close(descriptor) }
    try write(bytes, to: descriptor, path: path)
    guard fsync(descriptor) == 0 else { throw Failure(action: "write", path: path, number: errno) }
  }

  /// Writes all bytes to an open file. `path`: what its errors name.
  static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        // written < count, so the rest begins inside the buffer and has at least one byte.
        unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(action: "write", path: path, number: errno)
      }
      written += count
    }
  }

  /// Waits until a folder's names are on the disk.
  package static func syncFolder(_ path: String) throws(Failure) {
    let descriptor = try opened(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, mode: 0, action: "synchronise")
    defer { close(descriptor) }
    // Some file systems cannot synchronise a folder and say EINVAL; there the rename itself is as durable as it gets.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw Failure(action: "synchronise", path: path, number: errno)
    }
  }

  package static func rename(_ old: String, to new: String) throws(Failure) {
    guard unsafe Glibc.rename(old, new) == 0 else {
      throw Failure(action: "rename to \(new)", path: old, number: errno)
    }
  }

  /// Removes a file, or a folder with all that is in it. Links are removed, never followed.
  package static func remove(_ path: String) throws(Failure) {
    switch try kind(of: path) {
    case .missing: return
    case .folder:
      for name in try names(in: path) { try remove(path + "/" + name) }
      guard unsafe rmdir(path) == 0 else { throw Failure(action: "remove", path: path, number: errno) }
    case .file, .other:
      guard unsafe unlink(path) == 0 else { throw Failure(action: "remove", path: path, number: errno) }
    }
  }

  static func opened(
    _ path: String, _ flags: Int32, mode: UInt32, action: String
  ) throws(Failure) -> Int32 {
    let descriptor = unsafe open(path, flags, mode)
    guard descriptor >= 0 else { throw Failure(action: action, path: path, number: errno) }
    return descriptor
  }
}

extension FileCalls {
  /// Exchanges what two paths name in one step, so that a reader sees the one or the other and never neither.
  ///
  /// Returns false where the kernel, the C library or the file system cannot; nothing has happened then.
  package static func exchange(_ first: String, _ second: String) throws(Failure) -> Bool {
    guard let call = unsafe renameat2 else { return false }
    guard unsafe call(AT_FDCWD, first, AT_FDCWD, second, renameExchange) != 0 else { return true }
    switch errno {
    case ENOSYS, EINVAL, EOPNOTSUPP: return false
    default: throw Failure(action: "exchange \(first) with", path: second, number: errno)
    }
  }

  private typealias RenameAt2 =
    @convention(c) (Int32, UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?, UInt32) -> Int32

  /// `RENAME_EXCHANGE` of linux/fs.h.
  private static let renameExchange: UInt32 = 2

  /// glibc declares renameat2 for GNU sources only, which Swift's module is not, so it is found by name.
  /// The type is that of renameat2(2), and the library stays loaded as long as the process.
  private static var renameat2: RenameAt2? {
    guard let symbol = unsafe dlsym(nil, "renameat2") else { return nil }
    return unsafe unsafeBitCast(symbol, to: RenameAt2.self)
  }
}
