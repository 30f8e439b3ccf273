import Foundation
import Testing

@Suite("A log or a ledger that cannot be used is told by its fault") struct BadLogTests {
  private static let log = "id,start,tenant,environment,resource,quantity\n1,2026-10-01T00:00:00Z,a,e,gpu,3600\n"

  private func complaint(_ bytes: Data, name: String = "logs/new.csv") throws -> String {
    let site = try Site()
    try site.write(name, bytes: bytes)
    let outcome = try site.run("run")
    #expect(outcome.code == 65 && outcome.complaints.count == 1, "\(outcome.errors)")
    return String(outcome.complaints.first ?? "")
  }

  @Test(
    "lines that end with a carriage return alone, in each format",
    arguments: ["logs/n.csv", "logs/n.jsonl", "sacct/n.log"])
  func lineEnds(name: String) throws {
    #expect(
      try complaint(Data(Self.log.replacing("\n", with: "\r").utf8), name: name)
        == "stackmeter: \(name): its lines end with a carriage return alone; "
        + "end them with LF or CRLF, as tr '\\r' '\\n' does")
  }

  @Test("UTF-16 with its mark and without, in either order")
  func encoding() throws {
    let text = Self.log
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
      #expect(
        try complaint(try #require(text.data(using: encoding)))
          == "stackmeter: logs/new.csv: the log is UTF-16 and logs are read as UTF-8; "
          + "save it so, or convert it with iconv -f UTF-16 -t UTF-8")
    }
  }

  @Test("a header that a CRLF is half written of is no fault")
  func halfWritten() throws {
    let site = try Site()
    try site.write("logs/new.csv", "id,start,tenant,environment,resource,quantity\r")
    #expect(try site.run("run").code == 0)
  }

  @Test("the paths in messages are those that lead there from where the program was called")
  func paths() throws {
    let site = try Site(Site.organization)
    try site.write("logs/new.csv", "id\n")
    for folder in [site.path, site.path + "/"] {
      let log = try Program.run(["run", folder], in: "/")
      #expect(log.complaints.first?.hasPrefix("stackmeter: \(site.path)/logs/new.csv:1: the header has no ") == true)
    }
    try site.remove("logs/new.csv")
    let progress = try Program.run(["run", site.path], in: "/")
    #expect(!progress.errors.contains("\nlogs/") && progress.code == 0)
    try site.write("rates.csv", try site.read("rates.csv").replacing("USD", with: "EUR"))
    for verb in ["run", "compare"] {
      let rate = try Program.run([verb, site.path], in: "/")
      #expect(rate.code == 78)
      let complaint = try #require(rate.complaints.first)
      #expect(
        complaint.hasPrefix("stackmeter: \(site.path)/fx.csv: nothing tells what one EUR is worth"), "\(complaint)")
      #expect(complaint.contains("which \(site.path)/rates.csv:"), "\(complaint)")
    }
  }

  @Test("a column without a name is called so, and a name with a space at its end is none")
  func names() throws {
    let site = try Site()
    let header = "id,start,tenant,environment,resource,quantity,"
    let rows = ["a", "a ", "\u{A0}a", "a b"].enumerated().map { "n\($0),2026-10-01T00:00:00Z,\($1),e,gpu,3600," }
    try site.write("logs/new.csv", ([header] + rows).joined(separator: "\n") + "\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 0 && outcome.errors.contains("2 accepted, 0 duplicate, 2 quarantined"))
    #expect(outcome.errors.contains("events: ignored columns: (without a name)\n"), "\(outcome.errors)")
    let bad = try site.table("quarantine.csv").rows
    #expect(bad.map { $0["field"] } == ["tenant", "tenant"])
    #expect(bad.allSatisfy { $0["reason"] == "the name begins or ends with a space" && $0["code"] == "Q006" })
  }

  @Test("a cost that fits is charged though quantity times price has more digits than fit")
  func largeCost() throws {
    let site = try Site(Site.organization)
    try site.write(
      "logs/new.csv",
      Self.log.replacing("a,e,gpu,3600", with: "ada,lab,cpu.core,128259085069851248"))
    let rates = try #require(Site.organization["rates.csv"])
    try site.write("rates.csv", rates.replacing("cpu.core,core-hours,0.125", with: "cpu.core,core-hours,98050.1"))
    try site.night()
    let lines = try site.table("lines_2026-10.csv").rows
    let large = try #require(lines.first { $0["sku"] == "cpu.core" && $0["environment_id"] == "lab" })
    let focus = try #require(
      try site.table("focus_2026-10.csv").rows.first { $0["x_SourceLineId"] == large["source_line_id"] })
    #expect(focus["BilledCost"] == large["billed_cost"] && focus["PricingUnit"] == "Units")
    #expect(focus["ListUnitPrice"]?.isEmpty == false && focus["ListCost"] == focus["ContractedCost"])
  }
}
