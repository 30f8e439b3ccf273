import Glibc

/// Memory for large blocks, zeroed.
///
/// Its pages are taken when they are first written to, or all at once, and are given back to the system together with
/// it. It has one owner, who alone hands out `base`.
@safe final class LargeMemory: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  private let byteCount: Int

  /// Room for `byteCount` bytes. `isFilled`: all of them will be written to, so their pages are taken in one go, which
  /// costs less than one after the other.
  init(byteCount: Int, isFilled: Bool = false) {
    precondition(byteCount > 0, "memory is for something")
    self.byteCount = byteCount
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | (isFilled ? MAP_POPULATE : 0)
    let mapped = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, Int32(flags), -1, 0)
    // As Swift's own allocation: a program without memory ends.
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { preconditionFailure("no memory is left") }
    unsafe base = mapped
  }

  deinit { unsafe munmap(base, byteCount) }
}
