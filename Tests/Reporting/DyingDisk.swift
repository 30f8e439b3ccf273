import Bytes
import Foundation
import Synchronization

@testable import Reporting

extension DiskCalls {
  /// The usual calls without waiting for the disk, for tests that publish often.
  static let hasty = DiskCalls(
    write: { (bytes, path, mode) throws(FileCalls.Failure) in
      do {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      } catch {
        throw FileCalls.Failure(action: "write", path: path, number: EIO)
      }
      try FileCalls.setMode(path, mode)
    },
    syncFolder: { _ in })
}

/// Calls that end a run as a kill does: behind the first so many nothing is changed any more, and what takes long is
/// half done then.
final class DyingDisk: Sendable {
  private enum Moment {
    case alive
    case dying
    case dead
  }

  static let death = FileCalls.Failure(action: "live on", path: "here", number: 5)

  private let left: Mutex<Int>
  /// Whether folders can be exchanged.
  private let exchanges: Bool
  /// Whether files can have second names.
  private let links: Bool

  init(after calls: Int, exchanges: Bool = true, links: Bool = true) {
    left = Mutex(calls)
    self.exchanges = exchanges
    self.links = links
  }

  private func moment() -> Moment {
    left.withLock { left in
      left -= 1
      return left >= 0 ? .alive : left == -1 ? .dying : .dead
    }
  }

  private func live() throws(FileCalls.Failure) {
    guard moment() == .alive else { throw Self.death }
  }

  var calls: DiskCalls {
    let usual = DiskCalls.hasty
    return DiskCalls(
      exchange: { (first, second) throws(FileCalls.Failure) in
        try self.live()
        return self.exchanges ? try usual.exchange(first, second) : false
      },
      link: { (path, other) throws(FileCalls.Failure) in
        try self.live()
        return self.links ? try usual.link(path, other) : false
      },
      symbolicLink: { (path, target) throws(FileCalls.Failure) in
        try self.live()
        try usual.symbolicLink(path, target)
      },
      rename: { (old, new) throws(FileCalls.Failure) in
        try self.live()
        try usual.rename(old, new)
      },
      write: { (bytes, path, mode) throws(FileCalls.Failure) in
        switch self.moment() {
        case .alive: return try usual.write(bytes, path, mode)
        case .dying: try FileCalls.write(Array(bytes.prefix(bytes.count / 2)), to: path, mode: 0o600)
        case .dead: break
        }
        throw Self.death
      },
      makeFolder: { (path, mode) throws(FileCalls.Failure) in
        try self.live()
        try usual.makeFolder(path, mode)
      },
      setMode: { (path, mode) throws(FileCalls.Failure) in
        try self.live()
        try usual.setMode(path, mode)
      },
      syncFolder: { (path) throws(FileCalls.Failure) in
        try self.live()
        try usual.syncFolder(path)
      },
      remove: { (path) throws(FileCalls.Failure) in
        switch self.moment() {
        case .alive: return try usual.remove(path)
        case .dying:
          if try FileCalls.kind(of: path) == .folder, let first = try FileCalls.names(in: path).first {
            try FileCalls.remove(path + "/" + first)
          }
        case .dead: break
        }
        throw Self.death
      })
  }
}
