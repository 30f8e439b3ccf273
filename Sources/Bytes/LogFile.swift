import Glibc

/// Opens a log to be read, and tells its size. Anything but a regular file is refused: a pipe or a device has no end
/// that its size tells, and opening a pipe waits for whoever writes to it.
func openLog(_ path: String) throws(ReadError) -> (descriptor: Int32, size: Int) {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw errno == ENXIO ? .notRegular : .cannotOpen(code: errno) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    let code = errno
    close(descriptor)
    throw .cannotOpen(code: code)
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    close(descriptor)
    throw status.st_mode & S_IFMT == S_IFDIR ? .isFolder : .notRegular
  }
  return (descriptor, Int(status.st_size))
}
