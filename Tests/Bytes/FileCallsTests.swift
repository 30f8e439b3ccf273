import Bytes
import Foundation
import Testing

@Suite("File calls")
struct FileCallsTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "filecalls-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("what is written is read back, whatever its length")
  func writeAndRead() throws {
    try withFolder { folder in
      for count in [0, 1, 256 * 1_024, 256 * 1_024 + 1] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try FileCalls.write(bytes, to: folder + "/\(count)", mode: 0o600)
        #expect(try FileCalls.read(folder + "/\(count)") == bytes)
        #expect(try FileCalls.kind(of: folder + "/\(count)") == .file(mode: 0o600))
      }
    }
  }

  @Test("a file that exists is never written over")
  func exclusive() throws {
    try withFolder { folder in
      try FileCalls.write([1], to: folder + "/a", mode: 0o600)
      #expect(throws: FileCalls.Failure(action: "write", path: folder + "/a", number: EEXIST)) {
        try FileCalls.write([2], to: folder + "/a", mode: 0o600)
      }
      #expect(try FileCalls.read(folder + "/a") == [1])
    }
  }

  @Test("an exchange swaps two folders, and fails when one is missing")
  func exchange() throws {
    try withFolder { folder in
      let (a, b) = (folder + "/a", folder + "/b")
      try FileCalls.makeFolder(a, mode: 0o700)
      try FileCalls.makeFolder(b, mode: 0o700)
      try FileCalls.write([1], to: a + "/one", mode: 0o600)
      if try FileCalls.exchange(a, b) {
        #expect(try FileCalls.names(in: a) == [])
        #expect(try FileCalls.names(in: b) == ["one"])
      }
      #expect(throws: FileCalls.Failure.self) { try FileCalls.exchange(a, folder + "/c") }
    }
  }

  @Test("removing a folder removes all in it and follows no link")
  func remove() throws {
    try withFolder { folder in
      try FileCalls.makeFolder(folder + "/kept", mode: 0o700)
      try FileCalls.write([1], to: folder + "/kept/one", mode: 0o600)
      try FileCalls.makeFolder(folder + "/gone", mode: 0o700)
      try FileCalls.makeFolder(folder + "/gone/inner", mode: 0o700)
      try FileCalls.write([1], to: folder + "/gone/inner/two", mode: 0o600)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/gone/link", withDestinationPath: folder + "/kept")
      #expect(try FileCalls.kind(of: folder + "/gone/link") == .other)
      try FileCalls.remove(folder + "/gone")
      #expect(try FileCalls.names(in: folder) == ["kept"])
      #expect(try FileCalls.names(in: folder + "/kept") == ["one"])
    }
  }

  @Test("links say where they lead, followed or not; second names are of the same bytes; modes are told")
  func links() throws {
    try withFolder { folder in
      try FileCalls.write([1], to: folder + "/a", mode: 0o600)
      try FileCalls.write([1], to: folder + "/b", mode: 0o600)
      try FileCalls.setMode(folder + "/b", 0o640)
      #expect(try FileCalls.link(folder + "/a", as: folder + "/second"))
      let target = String(repeating: "d/", count: 1_500) + "ü"
      try FileCalls.symbolicLink(folder + "/link", to: target)
      #expect(try FileCalls.target(ofLink: folder + "/link") == target)
      #expect(try FileCalls.target(ofLink: folder + "/a") == nil)
      #expect(try FileCalls.target(ofLink: folder + "/none") == nil)
      #expect(try FileCalls.isSame(folder + "/a", folder + "/second"))
      #expect(try !FileCalls.isSame(folder + "/a", folder + "/b"))
      #expect(try FileCalls.mode(of: folder + "/b") == 0o640)
      #expect(throws: FileCalls.Failure(action: "look at", path: folder + "/none", number: ENOENT)) {
        try FileCalls.mode(of: folder + "/none")
      }
    }
  }

  @Test("an error names the action, the path and the reason")
  func message() {
    let failure = FileCalls.Failure(action: "write", path: "/x/y", number: ENOSPC)
    #expect(failure.description == "cannot write /x/y: No space left on device")
  }
}
