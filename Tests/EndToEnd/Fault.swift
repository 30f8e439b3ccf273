import Foundation
import Testing

/// Something that goes wrong in a project that went well the night before.
struct Fault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: Int32
  /// What comes behind `stackmeter: ` on standard error.
  let message: String
  /// What is told before it.
  let progress: String
  private let file: String
  /// nil: the file is missing.
  private let content: Data?

  /// A file of the project with other content.
  init(_ name: String, _ code: Int32, _ file: String, _ content: Data?, progress: String = "", _ message: String) {
    testDescription = name
    self.code = code
    self.message = message
    self.progress = progress
    self.file = file
    self.content = content
  }

  /// A project file with other text in a place.
  init(_ name: String, _ code: Int32, replacing part: String, with other: String, _ message: String) {
    self.init(name, code, "stackmeter.json5", Data(Site.project.replacing(part, with: other).utf8), message)
  }

  /// A rate card of one or two rows.
  init(_ name: String, _ code: Int32, rates rows: String, _ message: String) {
    let header = "resource,unit,price,currency,valid_from,valid_to\n"
    self.init(name, code, "rates.csv", Data((header + rows).utf8), message)
  }

  func make(in site: Site) throws {
    if let content { try site.write(file, bytes: content) } else { try site.remove(file) }
  }

  func mend(_ site: Site) throws {
    if let before = Site.organization[file] { try site.write(file, before) } else { try site.remove(file) }
  }

  static let ofConfiguration = [
    Fault(
      "no project file", 66, "stackmeter.json5", nil,
      "stackmeter.json5: there is no project file; write one there or name the folder that holds it"),
    Fault(
      "an unknown key", 78, replacing: "organization:", with: "organisation:",
      #"stackmeter.json5:2:3: unknown key "organisation"; did you mean "organization"?"#),
    Fault(
      "bad JSON5", 78, replacing: #"currency: "USD","#, with: #"currency: "USD""#,
      #"stackmeter.json5:2:44: expected "," or "}" and found "timeZone"; put a comma between entries"#),
    Fault(
      "an unknown unit", 78, rates: "gpu,GPU-fortnights,2,USD,2026-01-01,\n",
      #"rates.csv:2: "GPU-fortnights" is not a unit; "#
        + "write one such as GPU-hours, core-seconds, GiB-hours or 1000 tokens"),
    Fault(
      "a unit of another dimension", 78, rates: "gpu,GiB-hours,2,USD,2026-01-01,\n",
      #"rates.csv:2: the price is per GiB-hours and "gpu" is metered in GPU-seconds; "#
        + "price it in a unit of the same kind as GPU-seconds"),
    Fault(
      "overlapping rates", 78, rates: "gpu,GPU-hours,2,USD,2026-01-01,2026-10-02\ngpu,GPU-hours,3,USD,2026-10-01,\n",
      #"rates.csv:3: the price of "gpu" is already told on line 2 from 2026-10-01 on; "#
        + "remove one row or end the earlier with valid_to where the later begins"),
    Fault(
      "a rate without a currency", 78, rates: "gpu,GPU-hours,2,,2026-01-01,\n",
      "rates.csv:2: the row has no currency; fill it in"),
    Fault(
      "a rate in a currency that nothing converts", 78, rates: "gpu,GPU-hours,2,EUR,2026-01-01,\n",
      "fx.csv: nothing tells what one EUR is worth in USD on 2026-10-01, which rates.csv:2 needs; "
        + "add a row such as EUR,USD,RATE,2026-10-01"),
  ]

  static let ofLogs = [
    Fault(
      "a log that is not there", 66, replacing: #""logs/*.csv""#, with: #""logs/none.csv""#,
      "logs/none.csv: no such file; the project's source events names it: "
        + "check the path, or use a pattern such as logs/*.csv"),
    Fault(
      "a folder for a log", 66, replacing: #""logs/*.csv""#, with: #""logs""#,
      "logs: the log cannot be read: it is a folder; check the path and its permissions"),
    Fault(
      "a log of another kind", 66, replacing: #""logs/*.csv""#, with: #""stackmeter.json5""#,
      "stackmeter.json5: a log of usage events ends in .csv, .jsonl or .ndjson; rename the file"),
    Fault(
      "a compressed log", 66, "logs/new.csv", Data([0x1F, 0x8B, 0x08, 0x00, 0x0A]),
      "logs/new.csv: compressed logs are not read; unpack it first, with gzip -d"),
    Fault(
      "a header without a column", 65, "logs/new.csv", Data("id,start,tenant,environment,resource\n".utf8),
      "logs/new.csv:1: the header has no column quantity; add what is missing, as README.md lists it"),
    Fault(
      "a log without a header", 65, "logs/new.csv", Data("1,2026-10-01T00:00:00Z,ada,lab,gpu,1\n".utf8),
      "logs/new.csv:1: the header has no column id, start, tenant, environment, resource, quantity; "
        + "add what is missing, as README.md lists it"),
    Fault(
      "too many bad lines", 65, "logs/new.csv",
      Data(
        (Site.csvHeader
          + (0..<100).map { "n\($0),2026-10-01T00:00:00Z,,a,s,e,v,gpu,\($0 < 11 ? "x" : "1")\n" }.joined()).utf8),
      progress: "logs/new.csv: rejected, 11 of 100 records are bad\n",
      "logs/new.csv: too many bad records, so nothing of it counts and nothing is published; "
        + "see quarantine/events/logs%2Fnew.csv.rejected.jsonl, then mend the log or raise "
        + "quarantine.largestShare in stackmeter.json5"
    ),
  ]
}
