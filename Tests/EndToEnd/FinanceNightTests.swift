import Foundation
import Testing

@Suite("Finance's folder, from a night to the next") struct FinanceNightTests {
  /// The whole project of `Site.organization` with `reports` set.
  private func site(_ reports: String) throws -> Site {
    var files = Site.organization
    let project = try #require(files["stackmeter.json5"])
    let end = try #require(project.lastIndex(of: "}"))
    files["stackmeter.json5"] = project[..<end] + "  reports: \(reports),\n}\n"
    return try Site(files)
  }

  private func mode(_ path: String) throws -> Int? {
    (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
  }

  @Test("SHA256SUMS holds for every file of the set, and names every file but itself")
  func sums() throws {
    let site = try Site(Site.organization)
    try site.night()
    let checker = try #require(Program.systemPath(of: "sha256sum"))
    let outcome = try Program.run(["--strict", "-c", "SHA256SUMS"], in: site.path + "/reports", program: checker)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let named = try site.read("reports/SHA256SUMS").split(separator: "\n").map { String($0.dropFirst(66)) }
    #expect(named.sorted() == (try site.reports().keys.filter { $0 != "SHA256SUMS" }).sorted())
    #expect(named.contains { $0.hasPrefix("tenants/") })
  }

  @Test("what is debited is credited, to the cent, for every legal entity of every month")
  func journal() throws {
    let site = try Site(Site.organization)
    try site.night()
    let rows = try site.table("journal_2026-10.csv").rows
    #expect(!rows.isEmpty)
    for (entity, rows) in Dictionary(grouping: rows, by: { $0["legal_entity"] ?? "" }) {
      let debit = rows.reduce(Decimal(0)) { $0 + (Decimal(string: $1["debit"] ?? "") ?? 0) }
      let credit = rows.reduce(Decimal(0)) { $0 + (Decimal(string: $1["credit"] ?? "") ?? 0) }
      #expect(debit == credit && debit > 0, "\(entity)")
    }
  }

  @Test("--bom begins every CSV with a byte order mark, and leaves the pages alone")
  func byteOrderMark() throws {
    let site = try Site(Site.organization)
    try site.night()
    let plain = try site.reportBytes()
    try site.night("--bom")
    let marked = try site.reportBytes()
    let mark = Data([0xEF, 0xBB, 0xBF])
    #expect(plain.keys.sorted() == marked.keys.sorted())
    for (name, bytes) in marked where name.hasSuffix(".html") { #expect(bytes == plain[name], "\(name)") }
    // The control totals tell the hashes of closed months, and so differ in more than their beginning.
    for (name, bytes) in marked where name.hasSuffix(".csv") && name != "control_totals.csv" {
      #expect(bytes == mark + (plain[name] ?? Data()), "\(name)")
    }
    #expect(marked["control_totals.csv"]?.starts(with: mark) == true)
  }

  @Test("the sets before are kept as they were, with a link to the present one, in the modes that are configured")
  func keeping() throws {
    let site = try site(#"{ keep: 2, fileMode: "0600", folderMode: "0700" }"#)
    try site.night()
    let first = try site.reportBytes()
    #expect(try mode("\(site.path)/reports/statement_2026-10.csv") == 0o600)
    #expect(try mode("\(site.path)/reports") == 0o700 && mode("\(site.path)/reports/tenants") == 0o700)
    try site.append("rates.csv", "memory,GiB-hours,0.001,USD,2026-01-01,\n")
    try site.night()
    #expect(try site.reportBytes() != first)
    let kept = try FileManager.default.contentsOfDirectory(atPath: "\(site.path)/reports-sets").sorted()
    #expect(kept.count == 3 && kept.last == "current")
    #expect(try site.reportBytes("reports-sets/\(kept[0])") == first)
    #expect(try site.reportBytes("reports-sets/\(kept[1])") == site.reportBytes())
    let current = "\(site.path)/reports-sets/current"
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: current) == kept[1])
    #expect(try mode("\(site.path)/reports-sets/\(kept[0])/statement_2026-10.csv") == 0o600)
    #expect(try mode("\(site.path)/reports-sets") == 0o700 && mode("\(site.path)/reports-sets/\(kept[1])") == 0o700)
    let checker = try #require(Program.systemPath(of: "sha256sum"))
    let outcome = try Program.run(["--strict", "--quiet", "-c", "SHA256SUMS"], in: current, program: checker)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test("report --show prints the month's total, each tenant's part, and both sides of each stack")
  func show() throws {
    let site = try Site(Site.organization)
    try site.night()
    let outcome = try site.run("report", "--show")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let total = try #require(
      try site.table("control_totals.csv").rows.first { $0["section"] == "chain" && $0["sum_column"] == "rated" })
    #expect(outcome.output.contains(try #require(total["sum"])))
    for tenant in ["ada", "bob"] { #expect(outcome.output.contains("\n\(tenant)")) }
    #expect(outcome.output.contains("█") && outcome.output.contains("shared (model)"))
  }
}
