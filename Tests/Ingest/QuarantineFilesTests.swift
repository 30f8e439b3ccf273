import Configuration
import Foundation
import Ledger
import Metering
import Testing

@testable import Ingest

@Suite("Rejected lines as files")
struct QuarantineFilesTests {
  private let good = "1,2026-10-01T10:00:00Z,,t,e,cpu.core,1"

  private func files(_ project: LogProject) -> QuarantineFiles {
    QuarantineFiles(besideLedger: "\(project.folder)/ledger.sqlite")
  }

  /// Names below `quarantine/`, folders left out.
  private func names(_ project: LogProject) throws -> [String] {
    let folder = project.folder + "/quarantine"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(folder)/\($0)", isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  private func write(_ project: LogProject) throws {
    try project.ingest()
    try files(project).write(try project.ledger())
  }

  @Test("each line has place, code, field, reason and bytes, the bytes in base64 where they are no text")
  func lines() throws {
    let project = try LogProject()
    let long = "x," + String(repeating: "y", count: 2_500)
    var log = Array(eventCSV([good, "a\"b,c", long]).utf8)
    log += [0xFF, 0x2C, 0x0A]
    try project.write("a.csv", log)
    try write(project)
    #expect(try names(project) == ["events/a.csv.rejected.jsonl"])
    let text = String(decoding: try project.bytes(of: "quarantine/events/a.csv.rejected.jsonl"), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    let reason = #""reason":"it has another number of fields than the header""#
    #expect(lines.count == 3 && text.hasSuffix("\n"))
    #expect(lines[0].contains(#""code":"Q0"#) && lines[0].contains(#""raw":"a\"b,c""#))
    let first = 50 + good.utf8.count + 1 + 6
    #expect(
      lines[1].hasPrefix(#"{"byte_offset":\#(first),"code":"Q001","field":"","line":4,"raw":"x,yyy"#)
        && lines[1].hasSuffix(#"yyy","raw_is_cut":true,\#(reason)}"#), "\(lines[1].prefix(100))")
    #expect(lines[1].utf8.count { $0 == UInt8(ascii: "y") } == 1_998 + 1, "the first 2,000 bytes, and a y in byte")
    #expect(lines[2].contains(#""raw_base64":"/yw=""#) && !lines[2].contains("raw_is_cut"))
  }

  @Test("they name the run that read the file, as the ledger numbers runs")
  func run() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV([good, "bad"]))
    let run = try project.ledger().beginRun(
      stage: "run", programVersion: "1", configurationDigest: "c", startedAt: "2026-10-02T00:00:00Z")
    try write(project)
    let text = String(decoding: try project.bytes(of: "quarantine/events/a.csv.rejected.jsonl"), as: UTF8.self)
    #expect(text.hasSuffix(#","run":\#(run)}"# + "\n"))
  }

  @Test("a file that is mended has none any more, and what nobody here wrote stays")
  func mended() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV([good, "bad"]))
    try project.write("b.csv", eventCSV(["2" + good.dropFirst(), "bad"]))
    try write(project)
    #expect(try names(project).count == 2)
    try project.write("quarantine/events/a.csv.rejected.jsonl.part", "half")
    try project.write("a.csv", eventCSV([good]))
    try write(project)
    #expect(try names(project) == ["events/b.csv.rejected.jsonl"])
    try project.write("quarantine/notes.txt", "mine")
    try project.write("b.csv", eventCSV(["2" + good.dropFirst()]))
    try write(project)
    #expect(try names(project) == ["notes.txt"])
    try project.remove("quarantine/notes.txt")
    try write(project)
    #expect(!FileManager.default.fileExists(atPath: project.folder + "/quarantine"))
  }

  @Test("the same bytes again touch no file, by any number of workers")
  func deterministic() throws {
    var contents: [[UInt8]] = []
    for workers in [1, 4] {
      let project = try LogProject()
      try project.write("a.csv", eventCSV((0..<400).map { $0 % 20 == 0 ? "bad" : "\($0)" + good.dropFirst() }))
      try project.ingest(workers: workers)
      try files(project).write(try project.ledger())
      let path = "quarantine/events/a.csv.rejected.jsonl"
      let number = try FileManager.default.attributesOfItem(atPath: "\(project.folder)/\(path)")[.systemFileNumber]
      try write(project)
      let again = try FileManager.default.attributesOfItem(atPath: "\(project.folder)/\(path)")[.systemFileNumber]
      #expect(number as? NSNumber == again as? NSNumber)
      contents.append(try project.bytes(of: path))
    }
    #expect(contents[0] == contents[1] && contents[0].count { $0 == UInt8(ascii: "\n") } == 20)
  }

  @Test("names stay in their folder and are no other's")
  func names() {
    let hostile = [
      "../../etc/passwd", "..", ".", "/", "a/b.csv", "a%2Fb.csv", "a_b.csv", "a:b", "a\nb", "ä", "a\u{308}", "A", "a",
      "~",
      ".hidden", "%2Ehidden", String(repeating: "é/", count: 300), String(repeating: "é/", count: 300) + "x",
      String(repeating: "n", count: 200), String(repeating: "n", count: 201), String(repeating: "n", count: 202),
    ]
    let escaped = hostile.map(QuarantineFiles.escaped)
    #expect(Set(escaped).count == hostile.count)
    for name in escaped {
      #expect(!name.isEmpty && name.utf8.count <= 200 && !name.contains("/") && !name.hasPrefix("."), "\(name)")
      #expect(name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }
    #expect(QuarantineFiles.escaped("logs/a.csv") == "logs%2Fa.csv")
    #expect(
      QuarantineFiles(besideLedger: "/var/lib/l.sqlite").path(source: "events", file: "../x")
        == "/var/lib/quarantine/events/%2E.%2Fx.rejected.jsonl")
    #expect(QuarantineFiles(besideLedger: "l.sqlite").path(source: "e", file: "x") == "quarantine/e/x.rejected.jsonl")
  }

  @Test("a pattern that reaches beside the ledger takes no rejected lines for a log")
  func noLog() throws {
    let project = try LogProject(sources: [
      LogSource(name: "events", format: .usageEvents, files: ["*/*/*.jsonl", "*.csv"])
    ])
    try project.write("a.csv", eventCSV([good, "bad"]))
    try write(project)
    try write(project)
    #expect(try project.ledger().batches().map(\.file) == ["a.csv"])
    #expect(try names(project) == ["events/a.csv.rejected.jsonl"])
  }

  @Test("README.md lists every code with its meaning")
  func readme() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../.."
    let readme = try String(contentsOfFile: root + "/README.md", encoding: .utf8)
    for code in QuarantineCode.allCases {
      #expect(readme.contains("| \(code.rawValue) | \(code.meaning) |\n"), "\(code.rawValue)")
    }
    let listed = readme.split(separator: "\n").filter { $0.hasPrefix("| Q0") }
    #expect(listed.count == QuarantineCode.allCases.count)
  }
}
