import Bytes
import Configuration
import Foundation
import Testing

@testable import Reporting

@Suite("What publishing leaves: folders in the set, modes, what is not ours")
struct PublishedFolderTests {
  private func page(_ mark: String) -> ReportFile {
    ReportFile(name: "summary.html", bytes: Array("<!DOCTYPE html>\(mark)".utf8))
  }

  private func statement(_ mark: String) -> ReportFile {
    ReportFile(name: "tenants/nlp.csv", bytes: Array("\(mark)\r\n".utf8))
  }

  private func set(_ mark: String, of organization: String = "Example") -> [ReportFile] {
    wholeSet(
      [
        page(mark), statement(mark),
        ReportFile(name: "tenants/nlp.html", bytes: Array("<!DOCTYPE html>nlp \(mark)".utf8)),
      ], of: organization)
  }

  private func withPlace(_ body: (_ parent: String, _ reports: String) throws -> Void) throws {
    let parent = NSTemporaryDirectory() + "publish-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try body(parent, parent + "/reports")
  }

  private func expect(_ folder: String, holds files: [ReportFile]) throws {
    for file in files { #expect(try FileCalls.read(folder + "/" + file.name) == file.bytes, "\(file.name)") }
    let inner = files.filter { $0.name.hasPrefix("tenants/") }.map { String($0.name.dropFirst(8)) }
    #expect(try FileCalls.names(in: folder + "/tenants") == inner)
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("files in the set's folder are published, replaced and left alone when they are the same")
  func folders() throws {
    try withPlace { (parent, reports) throws in
      #expect(try ReportPublisher().publish(set("a"), to: reports) == .published)
      #expect(try ReportPublisher().publish(set("a"), to: reports) == .unchanged)
      let next = wholeSet([page("b"), statement("b")])
      #expect(try ReportPublisher().publish(next, to: reports) == .published)
      try expect(reports, holds: next)
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
      #expect(try ReportPublisher().publish(wholeSet([page("b")]), to: reports) == .published)
      #expect(try FileCalls.kind(of: reports + "/tenants") == .missing)
    }
  }

  @Test("a change of one statement alone is a change of the set")
  func innerChange() throws {
    try withPlace { (_, reports) throws in
      _ = try ReportPublisher().publish(set("a"), to: reports)
      try FileCalls.remove(reports + "/tenants/nlp.csv")
      try FileCalls.write([1], to: reports + "/tenants/nlp.csv", mode: 0o600)
      #expect(try ReportPublisher().publish(set("a"), to: reports) == .published)
      try expect(reports, holds: set("a"))
    }
  }

  @Test("what is no statement in the set's folder is refused", arguments: ["Salaries.xlsx", "NLP.html", "deeper"])
  func foreign(name: String) throws {
    try withPlace { (_, reports) throws in
      _ = try ReportPublisher().publish(set("a"), to: reports)
      let path = reports + "/tenants/" + name
      if name == "deeper" {
        try FileCalls.makeFolder(path, mode: 0o700)
      } else {
        try FileCalls.write([1], to: path, mode: 0o600)
      }
      #expect(throws: ReportingError.foreignFiles(folder: reports, names: ["tenants/" + name])) {
        try ReportPublisher().publish(set("b"), to: reports)
      }
      #expect(try FileCalls.read(reports + "/summary.html") == page("a").bytes)
    }
  }

  @Test("a file of somebody else's stays, though a report could have its name, beside a set or without one")
  func reportLikeNames() throws {
    for name in ["index.html", "lines_2020-01.csv", "organization.csv", "tenants/holiday-plan.csv"] {
      for hasSet in [true, false] {
        try withPlace { (parent, reports) throws in
          if hasSet {
            _ = try ReportPublisher().publish(set("a"), to: reports)
          } else {
            try FileCalls.makeFolder(reports, mode: 0o700)
            try FileCalls.makeFolder(reports + "/tenants", mode: 0o700)
          }
          try FileCalls.write([1], to: reports + "/" + name, mode: 0o600)
          #expect(throws: ReportingError.foreignFiles(folder: reports, names: [name])) {
            try ReportPublisher().publish(set("b"), to: reports)
          }
          #expect(try FileCalls.read(reports + "/" + name) == [1])
          #expect(try FileCalls.names(in: parent) == ["reports"] + (hasSet ? ["reports-sets"] : []))
        }
      }
    }
  }

  @Test(
    "a manifest of another program makes no set, whatever the checksums name",
    arguments: ["{\"name\": \"my site\", \"schema\": 1}", "[1, 2]", "{", "", "{\"organization\": \"Example\"}"])
  func otherManifest(text: String) throws {
    try withPlace { (_, reports) throws in
      try FileCalls.makeFolder(reports, mode: 0o700)
      let manifest = ReportFile(name: "manifest.json", bytes: Array(text.utf8))
      let files = [page("mine"), manifest, ChecksumFile.file(for: [page("mine"), manifest])]
      for file in files { try FileCalls.write(file.bytes, to: reports + "/" + file.name, mode: 0o600) }
      let names = files.map(\.name).sorted()
      #expect(throws: ReportingError.foreignFiles(folder: reports, names: names)) {
        try ReportPublisher().publish(set("b"), to: reports)
      }
      #expect(try FileCalls.read(reports + "/summary.html") == page("mine").bytes)
    }
  }

  @Test("a set without its checksums names none of its files, and is refused")
  func withoutSums() throws {
    try withPlace { (_, reports) throws in
      _ = try ReportPublisher().publish(set("a"), to: reports)
      try FileCalls.remove(reports + "/SHA256SUMS")
      #expect(throws: ReportingError.self) { try ReportPublisher().publish(set("b"), to: reports) }
      #expect(try FileCalls.read(reports + "/summary.html") == page("a").bytes)
    }
  }

  @Test("another organisation's set is refused and stays")
  func otherOrganization() throws {
    try withPlace { (parent, reports) throws in
      _ = try ReportPublisher().publish(set("a", of: "Example"), to: reports)
      let refusal = ReportingError.otherOrganization(folder: reports, found: "Example", expected: "Other")
      #expect(throws: refusal) { try ReportPublisher().publish(set("a", of: "Other"), to: reports) }
      #expect(refusal.description.contains("\"Example\"") && refusal.description.contains("--reports"))
      try expect(reports, holds: set("a"))
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
    }
  }

  @Test("a folder that another run is publishing into is refused, and taken when that has ended")
  func locked() throws {
    try withPlace { (parent, reports) throws in
      _ = try ReportPublisher().publish(set("a"), to: reports)
      let lock = try #require(try FileLock.taken(parent + "/.reports.stackmeter-lock"))
      #expect(throws: ReportingError.publishing(folder: reports)) {
        try ReportPublisher().publish(set("b"), to: reports)
      }
      try expect(reports, holds: set("a"))
      lock.release()
      #expect(try ReportPublisher().publish(set("b"), to: reports) == .published)
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
    }
  }

  @Test("the lock of a run that was killed is nobody's")
  func staleLock() throws {
    try withPlace { (parent, reports) throws in
      try FileCalls.write([], to: parent + "/.reports.stackmeter-lock", mode: 0o600)
      #expect(try ReportPublisher().publish(set("a"), to: reports) == .published)
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
    }
  }

  @Test("files and folders have the modes that are configured, whatever the process's mask")
  func modes() throws {
    try withPlace { (_, reports) throws in
      let mask = umask(0o077)
      defer { umask(mask) }
      _ = try ReportPublisher().publish(set("a"), to: reports)
      #expect(try mode(reports) == 0o750 && mode(reports + "/tenants") == 0o750)
      #expect(try mode(reports + "/tenants/nlp.csv") == 0o640 && mode(reports + "/summary.html") == 0o640)
      let settings = ReportSettings(fileMode: 0o644, folderMode: 0o755)
      _ = try ReportPublisher(settings: settings).publish(set("b"), to: reports)
      #expect(try mode(reports) == 0o755 && mode(reports + "/tenants") == 0o755)
      #expect(try mode(reports + "/tenants/nlp.csv") == 0o644)
    }
  }

  @Test("a run killed between two renames brings the old set back, with its folder")
  func recovery() throws {
    try withPlace { (parent, reports) throws in
      _ = try ReportPublisher().publish(set("a"), to: reports)
      try FileCalls.rename(reports, to: parent + "/.reports.stackmeter-old")
      #expect(try ReportPublisher().publish(set("a"), to: reports) == .unchanged)
      try expect(reports, holds: set("a"))
    }
  }
}
