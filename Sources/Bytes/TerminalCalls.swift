internal import Glibc

/// What the kernel knows of the terminal behind a descriptor.
///
/// Memory: the kernel fills a structure of ours during the call and does not keep its address.
package enum TerminalCalls {
  /// How many columns the terminal has; 0 where it does not say, nil where the descriptor is a file, a pipe or closed.
  package static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return 0 }
    return Int(size.ws_col)
  }
}
