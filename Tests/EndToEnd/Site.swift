import Foundation
import Testing

/// A project's folder in a temporary place, removed with the value.
final class Site: Sendable {
  let path: String

  init(_ files: [String: String] = Site.smallest) throws {
    path = NSTemporaryDirectory() + "stackmeter-site-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  /// The same files in another place.
  init(copyOf other: Site) throws {
    path = NSTemporaryDirectory() + "stackmeter-site-" + UUID().uuidString
    try FileManager.default.copyItem(atPath: other.path, toPath: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws { try write(name, bytes: Data(text.utf8)) }

  func write(_ name: String, bytes: Data) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: url)
  }

  func append(_ name: String, _ text: String) throws { try write(name, try read(name) + text) }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  func run(_ arguments: String...) throws -> Program.Outcome { try Program.run(arguments, in: path) }

  /// Runs a whole night, which must go well.
  func night(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try Program.run(["run"] + arguments, in: path)
    #expect(outcome.code == 0 && outcome.complaints == [], "\(outcome.errors)", sourceLocation: sourceLocation)
  }

  /// A file of the reports as it stands on the disk.
  struct Report: Equatable {
    let bytes: Data
    let changed: Date?
    let number: Int?
  }

  func reports(_ folder: String = "reports") throws -> [String: Report] {
    guard exists(folder) else { return [:] }
    var reports: [String: Report] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)") {
      let file = "\(path)/\(folder)/\(name)"
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      if attributes[.type] as? FileAttributeType == .typeDirectory { continue }
      reports[name] = Report(
        bytes: try Data(contentsOf: URL(fileURLWithPath: file)), changed: attributes[.modificationDate] as? Date,
        number: (attributes[.systemFileNumber] as? NSNumber)?.intValue)
    }
    return reports
  }

  func reportBytes(_ folder: String = "reports") throws -> [String: Data] { try reports(folder).mapValues(\.bytes) }

  /// The reports as text, without the name of the run and the files of hashes, which change with every byte of the
  /// configuration.
  func reportTexts() throws -> [String: String] {
    let run = try #require(try table("control_totals.csv").rows.first?["run_id"])
    let ofHashes = ["SHA256SUMS", "manifest.json"]
    return try reportBytes().filter { !ofHashes.contains($0.key) }.mapValues {
      String(decoding: $0, as: UTF8.self).replacing(run, with: "RUN")
    }
  }

  func table(_ name: String) throws -> Table { try Table(try read("reports/\(name)")) }

  /// The usage by hour.
  func rollup() throws -> String {
    let outcome = try run("export", "rollup", "--out", "-")
    // A log that is rejected is warned of.
    let others = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
    #expect(outcome.code == 0 && others.isEmpty, "\(outcome.errors)")
    return outcome.output
  }

  /// All that the ledger holds but the runs, which tell the time; the usage alone where sqlite3 is not installed.
  func ledger() throws -> String {
    guard let sqlite = Program.systemPath(of: "sqlite3") else { return try rollup() }
    let outcome = try Program.run(["-readonly", "ledger.sqlite", ".dump"], in: path, program: sqlite)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").filter { !$0.hasPrefix("INSERT INTO runs ") }.joined(separator: "\n")
  }
}

/// A CSV with a header, read the plain way.
struct Table {
  struct Malformed: Error {
    let line: String
  }

  let columns: [String]
  let rows: [[String: String]]

  init(_ text: String) throws {
    var records: [[String]] = []
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if isQuoted {
        if scalar != "\"" {
          field.unicodeScalars.append(scalar)
        } else if index < scalars.count, scalars[index] == "\"" {
          field.append("\"")
          index += 1
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        fields.append(field)
        field = ""
        if scalar == "\n" {
          records.append(fields)
          fields = []
        }
      } else if scalar != "\r" {
        field.unicodeScalars.append(scalar)
      }
    }
    let header = records.first ?? []
    for record in records where record.count != header.count { throw Malformed(line: record.joined(separator: ",")) }
    columns = header
    rows = records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }
}
