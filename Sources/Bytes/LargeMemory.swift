import Glibc

/// Memory for large blocks, zeroed.
///
/// Its pages are taken when they are first written to, and are given back to the system with it at once. It has one
/// owner, who alone hands out `base`.
@safe final class LargeMemory: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  private let byteCount: Int

  /// Room for `byteCount` bytes.
  init(byteCount: Int) {
    precondition(byteCount > 0, "memory is for something")
    self.byteCount = byteCount
    let mapped = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    // As Swift's own allocation: a program without memory ends.
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { preconditionFailure("no memory is left") }
    unsafe base = mapped
  }

  deinit { unsafe munmap(base, byteCount) }
}
