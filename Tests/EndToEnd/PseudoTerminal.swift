import Foundation

/// A terminal that nobody looks at: what is written into `terminal` is read from `main`.
struct PseudoTerminal {
  struct Failure: Error {
    let number: Int32
  }

  private let main: Int32
  let terminal: Int32

  /// Of ioctl_tty(2); both are macros that Swift cannot import.
  private static let unlock: UInt = 0x4004_5431, number: UInt = 0x8004_5430

  /// `columns`: what it says of itself; nil: nothing.
  init(columns: UInt16?) throws {
    main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (isLocked, place) = (Int32(0), Int32(0))
    guard main >= 0, ioctl(main, Self.unlock, &isLocked) == 0, ioctl(main, Self.number, &place) == 0 else {
      throw Failure(number: errno)
    }
    terminal = open("/dev/pts/\(place)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { throw Failure(number: errno) }
    guard let columns else { return }
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0 else { throw Failure(number: errno) }
  }

  /// Runs a program in it and returns what it printed there.
  func output(of process: Process) throws -> String {
    process.standardOutput = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
    try process.run()
    close(terminal)
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4_096)
    // Once the last writer has closed it, reading fails.
    while case let count = read(main, &block, block.count), count > 0 { bytes += block[..<count] }
    process.waitUntilExit()
    close(main)
    return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
  }
}
