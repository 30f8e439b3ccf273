internal import Bytes

/// The calls by which publishing changes the disk. A parameter, so that tests can refuse some of them, and can end a
/// run at any of them as a kill would.
struct DiskCalls: Sendable {
  typealias Change = @Sendable (String) throws(FileCalls.Failure) -> Void
  typealias ChangeOfMode = @Sendable (String, UInt32) throws(FileCalls.Failure) -> Void
  typealias ChangeOfTwo = @Sendable (String, String) throws(FileCalls.Failure) -> Void
  /// False where the file system cannot; nothing has happened then.
  typealias Attempt = @Sendable (String, String) throws(FileCalls.Failure) -> Bool

  /// Exchanges two folders in one step.
  var exchange: Attempt = { (first, second) throws(FileCalls.Failure) in try FileCalls.exchange(first, second) }
  /// Gives a file a second name.
  var link: Attempt = { (path, other) throws(FileCalls.Failure) in try FileCalls.link(path, as: other) }
  /// Makes a link, the first, that says the second.
  var symbolicLink: ChangeOfTwo = { (path, target) throws(FileCalls.Failure) in
    try FileCalls.symbolicLink(path, to: target)
  }
  var rename: ChangeOfTwo = { (old, new) throws(FileCalls.Failure) in try FileCalls.rename(old, to: new) }
  /// Writes a file that does not exist yet, in the mode that is given, and waits until it is on the disk.
  var write: @Sendable ([UInt8], String, UInt32) throws(FileCalls.Failure) -> Void = {
    (bytes, path, mode) throws(FileCalls.Failure) in
    try FileCalls.write(bytes, to: path, mode: mode)
    try FileCalls.setMode(path, mode)
  }
  /// Makes a folder in the mode that is given.
  var makeFolder: ChangeOfMode = { (path, mode) throws(FileCalls.Failure) in
    try FileCalls.makeFolder(path, mode: mode)
    try FileCalls.setMode(path, mode)
  }
  var setMode: ChangeOfMode = { (path, mode) throws(FileCalls.Failure) in try FileCalls.setMode(path, mode) }
  /// Waits until a folder's names are on the disk.
  var syncFolder: Change = { (path) throws(FileCalls.Failure) in try FileCalls.syncFolder(path) }
  /// Removes a file, a link or a folder with all that is in it, where it is there.
  var remove: Change = { (path) throws(FileCalls.Failure) in try FileCalls.remove(path) }
}
