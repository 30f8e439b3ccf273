import Bytes
import Configuration
import Foundation
import Metering
import Testing

@testable import Reporting

@Suite("Finance's folder")
struct FinanceFolderTests {
  private func file(_ files: [ReportFile], _ name: String) throws -> ReportFile {
    try #require(files.first { $0.name == name })
  }

  private func text(_ files: [ReportFile], _ name: String) throws -> String {
    String(decoding: try file(files, name).bytes, as: UTF8.self)
  }

  private func table(_ files: [ReportFile], _ name: String) throws -> [[String: String]] {
    let records = readCSV(try file(files, name).bytes)
    let header = try #require(records.first)
    return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  @Test("the checksums name every other file with its hash")
  func checksums() throws {
    let files = try ReportSet.files(for: SampleOrganization.input())
    let expected = files.filter { $0.name != "SHA256SUMS" }
      .map { "\(SHA256.hexadecimal(of: $0.bytes))  \($0.name)\n" }.joined()
    #expect(try text(files, "SHA256SUMS") == expected)
  }

  @Test("the manifest tells bytes, hash, rows, columns and sums of every file but itself and the checksums")
  func manifest() throws {
    let files = try ReportSet.files(for: SampleOrganization.input())
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try file(files, "manifest.json").bytes)) as? [String: Any])
    #expect(json["run_id"] as? String == SampleOrganization.input().runID)
    let listed = try #require(json["files"] as? [[String: Any]])
    let others = files.filter { $0.name != "manifest.json" && $0.name != "SHA256SUMS" }
    #expect(listed.compactMap { $0["name"] as? String } == others.map(\.name))
    for (entry, file) in zip(listed, others) {
      #expect(entry["bytes"] as? Int == file.bytes.count)
      #expect(entry["sha256"] as? String == SHA256.hexadecimal(of: file.bytes))
      guard file.name.hasSuffix(".csv") else { continue }
      let records = readCSV(file.bytes)
      #expect(entry["rows"] as? Int == records.count - 1)
      let columns = try #require(entry["columns"] as? [[String: Any]])
      #expect(columns.compactMap { $0["name"] as? String } == records[0])
    }
    let inputs = try #require(json["inputs"] as? [[String: Any]])
    #expect(inputs.count == SampleOrganization.quality.files.count)
  }

  @Test("closed months are chained: another file of one makes another link of it and of every later one")
  func chain() throws {
    let input = SampleOrganization.input()
    func closed(_ change: Int?) throws -> [Manifest.Link] {
      var periods: [PeriodInput] = []
      for (index, period) in input.periods.enumerated() {
        let written = try PeriodFiles(period, of: input)
        let files = written.files.map {
          ReportFile(name: $0.name, bytes: index == change ? $0.bytes + [10] : $0.bytes)
        }
        periods.append(
          PeriodInput(
            period: period.period, state: "closed", days: period.days, lines: period.lines,
            comparisons: period.comparisons, organization: period.organization,
            published: PeriodFiles(files: files, facts: written.facts)))
      }
      return Manifest.Link.links(periods.reversed())
    }
    let links = try closed(nil)
    #expect(links.map(\.period) == input.periods.map(\.period))
    #expect(links[0].previous == String(repeating: "0", count: 64) && links[1].previous == links[0].chain)
    let line = "\(links[0].chain)  \(links[1].period)  \(links[1].outputHash)\n"
    #expect(links[1].chain == SHA256.hexadecimal(of: Array(line.utf8)))
    let changed = try closed(1)
    #expect(zip(links, changed).map { $0.chain == $1.chain } == [true, false, false])
  }

  @Test("a month opened again keeps its first closing in the chain, and what was published before is its beginning")
  func reopenedChain() throws {
    let input = SampleOrganization.input()
    let period = input.periods[0]
    let files = try PeriodFiles(period, of: input)
    let published = PeriodInput(
      period: period.period, state: "closed", days: period.days, lines: period.lines, comparisons: period.comparisons,
      organization: period.organization, published: files)
    let first = String(repeating: "a", count: 64)
    let superseded = PeriodHistory.Superseded(
      order: 1, outputHash: first, reopenedAsOf: period.period.endDay, reopenedAt: "then", reopenedBy: "ann",
      reason: "a price")
    let once = Manifest.Link.links([published.with(history: PeriodHistory(superseded: [], order: 1))])
    #expect(once == Manifest.Link.links([published]) && once.map(\.closing) == [1])
    let twice = published.with(history: PeriodHistory(superseded: [superseded], order: 3))
    let links = Manifest.Link.links([twice])
    #expect(links.map(\.outputHash) == [first, files.outputHash] && links.map(\.closing) == [1, 2])
    #expect(links[0].reopening == superseded && links[1].previous == links[0].chain)
    #expect(twice.state == "closed" && twice.stateText == "closed (second closing)")
    let never = PeriodInput(
      period: period.period, state: "open", days: period.days, lines: period.lines, comparisons: period.comparisons,
      organization: period.organization)
    let open = never.with(history: PeriodHistory(superseded: [superseded], order: nil))
    #expect(open.state == "reopened" && Manifest.Link.links([open]) == [links[0]])
    #expect(never.state == "open" && never.stateText == "open")
    let journal = try #require(PeriodFileKind.named("journal_\(period.period).csv"))
    func entry(_ period: PeriodInput) throws -> String {
      let output = try #require(try journal.write(period, input.with(periods: [period])))
      return String(decoding: output.bytes, as: UTF8.self)
    }
    #expect(try entry(open).contains("stackmeter-\(period.period)-2,"))
    #expect(try !entry(period).contains("stackmeter-\(period.period)-2,"))
  }

  @Test("every column of every file is explained in columns.md")
  func columns() throws {
    let files = try ReportSet.files(for: SampleOrganization.input())
    var sections: [String: String] = [:]
    for section in try text(files, "columns.md").components(separatedBy: "\n## `").dropFirst() {
      sections[String(section.prefix { $0 != "`" })] = section
    }
    var seen = 0
    for file in files where file.name.hasSuffix(".csv") {
      let title =
        file.name.hasPrefix("tenants/")
        ? "tenants/<tenant>.csv" : PeriodFileKind.named(file.name).map { "\($0.stem)_<period>.csv" } ?? file.name
      let section = try #require(sections[title], "\(title)")
      let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { $0.split(separator: "|") }
      for column in try #require(readCSV(file.bytes).first) {
        let row = try #require(rows.first { $0[0] == " `\(column)` " }, "\(title): \(column)")
        #expect((row.last ?? "").count > 4, "\(title): \(column) has a meaning")
        seen += 1
      }
    }
    #expect(seen > 200)
  }

  @Test(
    "with a byte order mark every CSV file begins with it and is otherwise the same, and hashes are of what is there")
  func byteOrderMark() throws {
    let sample = SampleOrganization.input()
    let plain = try ReportSet.files(for: sample)
    let marked = try ReportSet.files(for: sample.with(settings: ReportSettings(byteOrderMark: true)))
    #expect(plain.map(\.name) == marked.map(\.name))
    for (before, after) in zip(plain, marked) where before.name.hasSuffix(".csv") {
      #expect(after.bytes == [0xEF, 0xBB, 0xBF] + before.bytes)
    }
    let sums = try text(marked, "SHA256SUMS")
    for file in marked where file.name != "SHA256SUMS" { #expect(sums.contains(SHA256.hexadecimal(of: file.bytes))) }
    #expect(try text(marked, "manifest.json").contains("\"byte_order_mark\": true"))
  }

  @Test("a journal is balanced in every legal entity, whatever signs its lines have, and comes to the month's total")
  func journal() throws {
    var random = SplitMix64(seed: 31)
    let input = SampleOrganization.input()
    let period = input.periods[1]
    for round in 0..<30 {
      let lines = period.lines.map { posted -> PostedLine in
        guard posted.minorUnits != nil else { return posted }
        let cents = Int128(Int64(bitPattern: random.next()) % 100_000)
        let line = posted.line
        let identity =
          round % 3 == 0
          ? line.identity : line.identity.billed(in: period.period, as: random.next() % 4 == 0 ? .correction : .regular)
        return PostedLine(
          line: ChargeLine(
            identity: identity, account: line.account, quantity: line.quantity, meterUnit: line.meterUnit,
            pricing: line.pricing, amount: ExactDecimal(picounits: cents * 10_000_000_000), currency: line.currency),
          minorUnits: cents, lineID: posted.lineID)
      }
      let rows = JournalFile.rows(
        PeriodInput(
          period: period.period, state: "open", days: period.days, lines: lines, comparisons: [], organization: nil),
        ReportSettings(clearingAccount: "199900"))
      for (entity, rows) in Dictionary(grouping: rows, by: \.account.legalEntity) {
        #expect(rows.reduce(0) { $0 + $1.amount } == 0, "seed 31, \(entity)")
      }
      let charged = rows.filter { $0.category != nil }
      #expect(charged.reduce(0) { $0 + $1.amount } == lines.reduce(0) { $0 + ($1.minorUnits ?? 0) }, "seed 31")
      #expect(rows.allSatisfy { $0.amount != 0 && ($0.category == nil) == ($0.account.glAccount == "199900") })
    }
  }

  @Test("a journal row has a debit or a credit, never both, and never one below 0")
  func journalSides() throws {
    let files = try ReportSet.files(for: SampleOrganization.input())
    let rows = try table(files, "journal_2026-09.csv")
    #expect(rows.contains { $0["gl_account"] == "(clearing)" && $0["cost_centre"] == "(platform)" })
    var sides: (debit: Int, credit: Int) = (0, 0)
    for row in rows {
      let (debit, credit) = (row["debit"] ?? "", row["credit"] ?? "")
      #expect(debit.isEmpty != credit.isEmpty && !(debit + credit).hasPrefix("-"))
      sides.debit += Int(debit.replacing(".", with: "")) ?? 0
      sides.credit += Int(credit.replacing(".", with: "")) ?? 0
    }
    #expect(sides.debit > 0 && sides.debit == sides.credit)
  }

  @Test("what lacks a tenant, an account, a stack or a price is listed with what it lacks")
  func unallocated() throws {
    let input = SampleOrganization.input()
    let rows = try table(try ReportSet.files(for: input), "unallocated_2026-09.csv")
    let lines = input.periods[1].lines.filter {
      $0.line.isUnrated || $0.line.account == nil || $0.line.identity.tenant.text == ReservedName.unallocated
    }
    #expect(rows.count == lines.count && !rows.isEmpty)
    let nobody = try #require(rows.first { $0["tenant_id"] == "(unallocated)" })
    #expect(nobody["lacks"] == "tenant account" && nobody["billed_cost"] == "969.37")
    #expect(try #require(rows.first { $0["sku"] == "gpu.h200" })["billed_cost"] == "")
  }
}

extension ReportInput {
  func with(settings: ReportSettings) -> ReportInput {
    ReportInput(
      organization: organization, currency: currency, zone: zone, asOf: asOf, runID: runID,
      rateCardVersion: rateCardVersion, periods: periods, quality: quality, assumptions: assumptions,
      settings: settings)
  }
}
