import Bytes
import Configuration
import Foundation
import Metering
import Testing

@testable import Reporting

@Suite("What finance's files tell beside the amounts")
struct FinanceColumnsTests {
  private let input = SampleOrganization.input()

  private func table(_ files: [ReportFile], _ name: String) throws -> [[String: String]] {
    let records = readCSV(try #require(files.first { $0.name == name }, "\(name)").bytes)
    return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(records[0], $0)) }
  }

  @Test("a sum in the control totals is that of the cells that are there, and empty where none is")
  func sums() throws {
    let files = try ReportSet.files(for: input)
    var (empty, told) = (0, 0)
    for row in try table(files, "control_totals.csv") where row["section"] == "file" {
      guard let name = row["file"], let column = row["sum_column"], !column.isEmpty else { continue }
      let cells = try table(files, name).compactMap { $0[column] }.filter { !$0.isEmpty }
      #expect((row["sum"] ?? "").isEmpty == cells.isEmpty, "\(name): \(column)")
      #expect((row["currency"] ?? "").isEmpty == cells.isEmpty, "\(name): \(column)")
      if cells.isEmpty { empty += 1 } else { told += 1 }
    }
    #expect(empty > 0 && told > 20)
  }

  @Test("the control totals tell the first and last date of every file that has dates or instants")
  func dates() throws {
    let files = try ReportSet.files(for: input)
    for row in try table(files, "control_totals.csv") where row["section"] == "file" {
      guard let name = row["file"], let rows = row["rows"], rows != "0" else { continue }
      let found = try table(files, name).flatMap(\.values)
        .compactMap { $0.wholeMatch(of: /(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d:\d\dZ)?/).map { String($0.1) } }
      #expect(row["min_date"] == (found.min() ?? ""), "\(name)")
      #expect(row["max_date"] == (found.max() ?? ""), "\(name)")
    }
  }

  @Test("the manifest tells how many cells of each column are empty")
  func emptyCells() throws {
    let files = try ReportSet.files(for: input)
    let manifest = try #require(files.first { $0.name == "manifest.json" })
    let json = try #require(try JSONSerialization.jsonObject(with: Data(manifest.bytes)) as? [String: Any])
    var (some, none) = (0, 0)
    for entry in try #require(json["files"] as? [[String: Any]]) {
      guard let name = entry["name"] as? String, name.hasSuffix(".csv") else { continue }
      let rows = try table(files, name)
      var all = 0
      for column in try #require(entry["columns"] as? [[String: Any]]) {
        let columnName = try #require(column["name"] as? String)
        let count = try #require(column["empty_cells"] as? Int)
        #expect(count == rows.count { ($0[columnName] ?? "").isEmpty }, "\(name): \(columnName)")
        all += count
        if count > 0 { some += 1 } else { none += 1 }
      }
      #expect(entry["empty_cells"] as? Int == all, "\(name)")
    }
    #expect(some > 20 && none > 20)
  }

  @Test("every file with a month as text has its first day and the day after its last, or the days charged, too")
  func monthsAsDates() throws {
    let files = try ReportSet.files(for: input)
    var seen = 0
    for file in files where file.name.hasSuffix(".csv") && file.name != "control_totals.csv" {
      for row in try table(files, file.name) {
        guard let month = row["billing_period"], row["charge_period_start"] == nil else { continue }
        let period = try #require(Period(month))
        #expect(row["period_start"] == period.firstDay.description, "\(file.name)")
        #expect(row["period_end"] == period.endDay.description, "\(file.name)")
        seen += 1
      }
    }
    #expect(seen > 100)
  }

  @Test("the journal tells whether its month is closed, and each correction the month that it is for")
  func journal() throws {
    let next = input.periods[1].period.next
    let lines = input.periods.flatMap { period in
      period.lines.filter { $0.minorUnits != nil }.map { posted in
        let line = posted.line
        let isCorrection = line.identity.period < next
        return PostedLine(
          line: ChargeLine(
            identity: isCorrection ? line.identity.billed(in: next, as: .correction) : line.identity,
            account: line.account, quantity: line.quantity, meterUnit: line.meterUnit, pricing: line.pricing,
            amount: line.amount, currency: line.currency), minorUnits: posted.minorUnits, lineID: posted.lineID)
      }
    }
    for state in ["open", "closed"] {
      let month = PeriodInput(
        period: next, state: state, days: next.days, lines: lines, comparisons: [], organization: nil)
      let output = CSVWriter(columns: JournalFile.columns(input.with(only: month), next))
        .write(JournalFile.rows(month, ReportSettings()))
      let records = readCSV(output.bytes)
      let rows = records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(records[0], $0)) }
      #expect(rows.allSatisfy { $0["state"] == state })
      let corrections = rows.filter { $0["charge_class"] == "Correction" }
      #expect(Set(corrections.map { $0["charge_period"] }) == ["2026-08", "2026-09"])
      for row in rows where row["charge_class"] != "Correction" {
        #expect(row["charge_period"] == ((row["charge_category"] ?? "").isEmpty ? "" : next.description))
      }
    }
    #expect(try #require(input.periods.first).closed.state == "closed")
  }

  @Test("accounts whose codes look alike and have other bytes are two, each with its own clearing")
  func alikeAccounts() throws {
    let period = input.periods[1]
    let posted = try #require(period.lines.first { $0.minorUnits != nil })
    let entities = ["Caf\u{E9}", "Cafe\u{301}"]
    let lines = entities.map { entity in
      PostedLine(
        line: ChargeLine(
          identity: posted.line.identity,
          account: TenantAccount(name: "n", businessUnit: "b", costCentre: "1", glAccount: "2", legalEntity: entity),
          quantity: .one, meterUnit: nil, pricing: nil, amount: "1", currency: input.currency),
        minorUnits: 100, lineID: entity)
    }
    let month = PeriodInput(
      period: period.period, state: "open", days: period.days, lines: lines, comparisons: [], organization: nil)
    let rows = JournalFile.rows(month, ReportSettings())
    #expect(rows.count == 4)
    for entity in entities {
      let own = rows.filter { Array($0.account.legalEntity.utf8) == Array(entity.utf8) }
      #expect(own.map(\.amount).sorted() == [-100, 100])
    }
  }

  @Test("columns.md tells how charge_category and FOCUS's ChargeCategory differ, as the code has them")
  func categories() {
    let told = ChargeCategory.focusListed
    for category in ChargeCategory.allCases {
      let (booked, exported) = (category.focusCategory, FocusFile.Terms(category).category)
      #expect(told.contains("\(booked) for") || told.contains("\(booked) for what else"), "\(category)")
      guard booked != exported else { continue }
      #expect(exported == "Usage" && (booked == "Purchase" || category == .unallocated), "\(category)")
    }
    #expect(told.contains("focus_<period>.csv") && told.contains("charge_type"))
  }

  @Test("the FOCUS export has the region of an environment that tells one")
  func regions() throws {
    let period = input.periods[1]
    let environment = try #require(period.lines.first { $0.minorUnits != nil }).line.identity.environment
    let located = ReportInput(
      organization: input.organization, currency: input.currency, zone: input.zone, asOf: input.asOf,
      runID: input.runID, rateCardVersion: input.rateCardVersion, periods: [period], quality: input.quality,
      assumptions: [], regions: [environment: "eu-nörd"])
    let rows = try #require(try FocusFile.rows(period, input.currency))
    let records = readCSV(CSVWriter(columns: FocusFile.columns(located, period.period)).write(rows).bytes)
    for row in records.dropFirst().map({ Dictionary(uniqueKeysWithValues: zip(records[0], $0)) }) {
      let expected = row["x_Environment"] == environment.text ? "eu-n\\u{f6}rd" : ""
      #expect(row["RegionId"] == expected && row["RegionName"] == expected)
    }
  }

  @Test("JSON of another writer has its marks of direction escaped, and stays the same value")
  func marks() throws {
    let names = ["a\u{202E}b", "\u{2066}x\u{2069}", "\u{200F}", "plain \"quoted\" \\", "é 👩🏽‍🔬\n"]
    let raw = String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
    let escaped = JSONText.escapingMarks(in: raw)
    #expect(raw.unicodeScalars.contains("\u{202E}") && !escaped.unicodeScalars.contains("\u{202E}"))
    #expect(!escaped.unicodeScalars.contains { $0.properties.isBidiControl })
    #expect(try JSONDecoder().decode([String].self, from: Data(escaped.utf8)) == names)
  }
}
