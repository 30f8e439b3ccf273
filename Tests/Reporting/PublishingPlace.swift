import Bytes
import Foundation

@testable import Reporting

/// A temporary folder to publish into, with what is in it as readers see it.
struct PublishingPlace {
  let parent: String

  var reports: String { parent + "/reports" }
  var sets: String { parent + "/reports-sets" }
  var current: String { sets + "/current" }

  static func use(_ body: (PublishingPlace) throws -> Void) throws {
    let parent = NSTemporaryDirectory() + "publish-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    // Links above it followed, as publishing does.
    try body(PublishingPlace(parent: try FileCalls.resolved(parent) ?? parent))
  }

  /// A whole set of a few files, which are other ones for another mark.
  static func set(_ mark: String, of organization: String = "Example") -> [ReportFile] {
    wholeSet(
      [
        ReportFile(name: "summary.html", bytes: Array("<!DOCTYPE html>\(mark)".utf8)),
        ReportFile(name: "tenants/nlp.csv", bytes: Array("\(mark)\r\n".utf8)),
      ], of: organization)
  }

  /// The names of the sets, without the link.
  func names() throws -> [String] { try FileCalls.names(in: sets).filter { $0 != "current" } }

  /// What the numbers of the sets are, with the set that each holds: `1a 2b`.
  func numbered(_ marks: [String]) throws -> String {
    try names().map { name in
      let mark = try marks.first { try files(sets + "/" + name) == Self.set($0) } ?? "?"
      return "\(Int(name.prefix(6)) ?? -1)\(mark)"
    }.joined(separator: " ")
  }

  func target() throws -> String? { try FileCalls.target(ofLink: current) }

  /// The files that a folder holds, in the order of their names.
  func files(_ folder: String) throws -> [ReportFile] {
    var files: [ReportFile] = []
    for name in try FileCalls.names(in: folder) {
      let inner =
        try FileCalls.kind(of: folder + "/" + name) == .folder ? try FileCalls.names(in: folder + "/" + name) : []
      let names = inner.isEmpty ? [name] : inner.map { name + "/" + $0 }
      files += try names.map { ReportFile(name: $0, bytes: try FileCalls.read(folder + "/" + $0)) }
    }
    return files
  }

  /// Whether a folder holds what its own checksums name, byte for byte, and nothing else.
  func isWhole(_ folder: String) throws -> Bool {
    let files = try files(folder)
    let sums = files.first { $0.name == "SHA256SUMS" }
    return sums == ChecksumFile.file(for: files.filter { $0.name != "SHA256SUMS" })
  }

  /// All that is here: names with the number of the inode, when it was changed, its mode and its bytes.
  func snapshot() throws -> [String: String] {
    var found: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: parent) {
      let attributes = try FileManager.default.attributesOfItem(atPath: parent + "/" + name)
      let isFile = attributes[.type] as? FileAttributeType == .typeRegular
      let bytes = isFile ? try FileCalls.read(parent + "/" + name) : []
      let rest = [FileAttributeKey.systemFileNumber, .modificationDate, .posixPermissions].map { key in
        attributes[key].map { "\($0)" } ?? ""
      }
      found[name] = "\(rest) \(bytes)"
    }
    return found
  }
}
