import Bytes
import Foundation
import Testing

@testable import Reporting

@Suite("Publishing")
struct ReportPublisherTests {
  private let first = wholeSet([
    ReportFile(name: "lines_2026-09.csv", bytes: Array("a\r\n1\r\n".utf8)),
    ReportFile(name: "summary.html", bytes: Array("<!DOCTYPE html>old".utf8)),
  ])
  private let second = wholeSet([
    ReportFile(name: "lines_2026-09.csv", bytes: Array("a\r\n1\r\n".utf8)),
    ReportFile(name: "lines_2026-10.csv", bytes: Array("a\r\n2\r\n".utf8)),
    ReportFile(name: "summary.html", bytes: Array("<!DOCTYPE html>new".utf8)),
  ])

  /// A folder of its own, and in it the path of the reports.
  private func withPlace(_ body: (_ parent: String, _ reports: String) throws -> Void) throws {
    let parent = NSTemporaryDirectory() + "publish-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try body(parent, parent + "/reports")
  }

  private func contents(_ folder: String) throws -> [ReportFile] {
    try FileCalls.names(in: folder).map { ReportFile(name: $0, bytes: try FileCalls.read(folder + "/" + $0)) }
  }

  @Test("a set is published into a folder that was missing, and the next one replaces it whole")
  func replace() throws {
    try withPlace { (parent, reports) throws in
      #expect(try ReportPublisher().publish(second, to: reports) == .published)
      #expect(try contents(reports) == second)
      #expect(try ReportPublisher().publish(first, to: reports + "/") == .published)
      #expect(try contents(reports) == first, "a report that is no longer in the set is gone")
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"], "nothing else is left beside it")
    }
  }

  @Test("folders above the reports are made")
  func parents() throws {
    try withPlace { (parent, _) throws in
      #expect(try ReportPublisher().publish(first, to: parent + "/a/b/reports") == .published)
      #expect(try contents(parent + "/a/b/reports") == first)
    }
  }

  @Test("the same bytes again touch nothing")
  func unchanged() throws {
    try withPlace { (_, reports) throws in
      _ = try ReportPublisher().publish(first, to: reports)
      let path = reports + "/summary.html"
      let past = Date(timeIntervalSince1970: 1_000_000)
      try FileManager.default.setAttributes([.modificationDate: past, .posixPermissions: 0o644], ofItemAtPath: path)
      let before = try FileManager.default.attributesOfItem(atPath: reports)[.systemFileNumber] as? Int
      #expect(try ReportPublisher().publish(first, to: reports) == .unchanged)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.modificationDate] as? Date == past)
      #expect(try FileManager.default.attributesOfItem(atPath: reports)[.systemFileNumber] as? Int == before)
    }
  }

  @Test("files are readable for their group and folders can be entered by it, whoever runs it")
  func modes() throws {
    try withPlace { (_, reports) throws in
      let mask = umask(0o022)
      defer { umask(mask) }
      _ = try ReportPublisher().publish(first, to: reports)
      #expect(try FileCalls.kind(of: reports + "/summary.html") == .file(mode: 0o640))
      let mode = try FileManager.default.attributesOfItem(atPath: reports)[.posixPermissions] as? Int
      #expect(mode == 0o750)
    }
  }

  @Test("a folder with anything that is no report is refused and left as it is")
  func foreign() throws {
    for name in ["thesis.docx", "lines_2026-13.csv", "lines_2026-09.csv.bak", "xlines_2026-09.csv", ".bashrc"] {
      try withPlace { (parent, reports) throws in
        _ = try ReportPublisher().publish(first, to: reports)
        try FileCalls.write([1], to: reports + "/" + name, mode: 0o600)
        let before = try contents(reports)
        #expect(throws: ReportingError.foreignFiles(folder: reports, names: [name])) {
          try ReportPublisher().publish(second, to: reports)
        }
        #expect(try contents(reports) == before)
        #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
      }
    }
  }

  @Test("a folder or a link among the reports is foreign, whatever its name")
  func foreignKinds() throws {
    try withPlace { (_, reports) throws in
      _ = try ReportPublisher().publish(first, to: reports)
      try FileCalls.makeFolder(reports + "/README.md", mode: 0o700)
      try FileManager.default.createSymbolicLink(
        atPath: reports + "/control_totals.csv", withDestinationPath: "/etc/passwd")
      #expect(throws: ReportingError.foreignFiles(folder: reports, names: ["README.md", "control_totals.csv"])) {
        try ReportPublisher().publish(second, to: reports)
      }
    }
  }

  @Test("files that belong to the folder are carried over, and do not count as a change")
  func carried() throws {
    try withPlace { (_, reports) throws in
      _ = try ReportPublisher().publish(first, to: reports)
      try FileCalls.write([7], to: reports + "/README.md", mode: 0o644)
      try FileCalls.write([], to: reports + "/.gitkeep", mode: 0o644)
      #expect(try ReportPublisher().publish(first, to: reports) == .unchanged)
      #expect(try ReportPublisher().publish(second, to: reports) == .published)
      #expect(try FileCalls.names(in: reports) == ([".gitkeep", "README.md"] + second.map(\.name)).sorted())
      #expect(try FileCalls.read(reports + "/README.md") == [7])
    }
  }

  @Test("what a killed run left beside the reports is cleared away")
  func leftovers() throws {
    try withPlace { (parent, reports) throws in
      _ = try ReportPublisher().publish(first, to: reports)
      for leftover in [".reports.stackmeter-staging", ".reports.stackmeter-old"] {
        try FileCalls.makeFolder(parent + "/" + leftover, mode: 0o700)
        try FileCalls.write([1], to: parent + "/" + leftover + "/summary.html", mode: 0o600)
      }
      #expect(try ReportPublisher().publish(first, to: reports) == .unchanged)
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
    }
  }

  @Test("where folders cannot be exchanged, two renames do it")
  func fallback() throws {
    try withPlace { (parent, reports) throws in
      let publisher = ReportPublisher(calls: DiskCalls(exchange: { _, _ in false }))
      _ = try publisher.publish(first, to: reports)
      #expect(try publisher.publish(second, to: reports) == .published)
      #expect(try contents(reports) == second)
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
    }
  }

  @Test("a run killed between the two renames is made good: the old set comes back, with what belongs to the folder")
  func recovery() throws {
    try withPlace { (parent, reports) throws in
      _ = try ReportPublisher().publish(first, to: reports)
      try FileCalls.write([7], to: reports + "/README.md", mode: 0o644)
      try FileCalls.rename(reports, to: parent + "/.reports.stackmeter-old")
      #expect(try ReportPublisher().publish(first, to: reports) == .unchanged)
      #expect(try FileCalls.names(in: reports) == (["README.md"] + first.map(\.name)).sorted())
    }
  }

  @Test("when the exchange fails, the old set stands and nothing is left beside it")
  func failedExchange() throws {
    try withPlace { (parent, reports) throws in
      _ = try ReportPublisher().publish(first, to: reports)
      let failure = FileCalls.Failure(action: "exchange", path: reports, number: EIO)
      let publisher = ReportPublisher(
        calls: DiskCalls(exchange: { (_, _) throws(FileCalls.Failure) in throw failure }))
      #expect(throws: ReportingError.file(failure)) { try publisher.publish(second, to: reports) }
      #expect(try contents(reports) == first)
      #expect(try FileCalls.names(in: parent) == ["reports", "reports-sets"])
    }
  }

  @Test(
    "a mount point is refused in one line with the remedy, and nothing is left beside it", arguments: [EBUSY, EXDEV])
  func mountPoint(number: Int32) throws {
    try withPlace { (parent, reports) throws in
      try FileCalls.makeFolder(reports, mode: 0o700)
      let failure = FileCalls.Failure(action: "exchange", path: reports, number: number)
      let refusing = ReportPublisher(
        calls: DiskCalls(exchange: { (_, _) throws(FileCalls.Failure) in throw failure }))
      let refusal = ReportingError.mountPoint(reports)
      #expect(throws: refusal) { try refusing.publish(first, to: reports) }
      #expect(
        refusal.description == "\(reports) is a mount point, which no set can replace in one step: "
          + "give --reports a folder in it, such as \(reports)/reports")
      #expect(try FileCalls.names(in: parent) == ["reports"])
      #expect(try ReportPublisher().publish(first, to: reports + "/reports") == .published)
    }
  }

  @Test("files that do not say whose they are are no set")
  func noManifest() throws {
    try withPlace { (parent, reports) throws in
      let files = first.filter { $0.name != "manifest.json" }
      #expect(throws: ReportingError.noManifest) { try ReportPublisher().publish(files, to: reports) }
      #expect(try FileCalls.names(in: parent) == [])
    }
  }

  @Test("a file where a folder should be is refused and kept")
  func fileInPlaceOfFolder() throws {
    try withPlace { (parent, reports) throws in
      try FileCalls.write([1, 2], to: reports, mode: 0o600)
      #expect(throws: ReportingError.notAFolder(reports)) { try ReportPublisher().publish(first, to: reports) }
      #expect(throws: ReportingError.self) { try ReportPublisher().publish(first, to: reports + "/inner") }
      #expect(try FileCalls.read(reports) == [1, 2])
      #expect(try FileCalls.names(in: parent) == ["reports"])
    }
  }

  @Test("a link to the folder is followed: the folder behind it gets the set, and the link stays")
  func link() throws {
    try withPlace { (parent, reports) throws in
      try FileCalls.makeFolder(parent + "/real", mode: 0o700)
      try FileManager.default.createSymbolicLink(atPath: reports, withDestinationPath: parent + "/real")
      #expect(try ReportPublisher().publish(first, to: reports) == .published)
      #expect(try ReportPublisher().publish(second, to: reports) == .published)
      #expect(try contents(parent + "/real") == second)
      #expect(try FileCalls.kind(of: reports) == .other)
    }
  }

  @Test("the root of the file system is no place for reports")
  func root() {
    #expect(throws: ReportingError.notAFolder("/")) { try ReportPublisher().publish(first, to: "/") }
  }
}
