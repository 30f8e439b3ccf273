import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Testing

@Suite("Units that logs tell of resources without one")
struct ToldUnitTests {
  private static let header = "id,start,end,tenant,environment,resource,quantity,unit"
  private static let at = "2026-10-01T10:00:00Z,,t,e"
  private static let widgets: ResourceID = "widgets"

  private func csv(_ rows: [String]) -> String { eventCSV(rows, header: Self.header) }

  private func unit(_ name: String) throws -> MeteringUnit { try #require(MeteringUnit(name)) }

  @Test("it is metered in each of them as it is told, and nothing is mixed or kept apart")
  func toldAsTheyAre() throws {
    let project = try LogProject()
    try project.write(
      "a.csv",
      csv([
        "1,\(Self.at),widgets,2,GPU-hours", "2,\(Self.at),widgets,0.1234567890125,gpu hour",
        "3,\(Self.at),widgets,7,1000 tokens", "4,\(Self.at),widgets,5,", "5,\(Self.at),widgets,30,GPU-minutes",
        "6,\(Self.at),widgets,1,parsecs", "7,\(Self.at),gizmos,1,GB-months",
      ]))
    #expect(try project.ingest().counts == RecordCounts(accepted: 6, quarantined: 1))
    #expect(
      try project.usage() == [
        "2026-10-01 +10h t//e//gizmos in GB-months = 1", "2026-10-01 +10h t//e//widgets = 5",
        "2026-10-01 +10h t//e//widgets in 1000 tokens = 7",
        "2026-10-01 +10h t//e//widgets in GPU-hours = 2.123456789012",
        "2026-10-01 +10h t//e//widgets in GPU-minutes = 30",
      ])
    #expect(try project.quarantine().map { "\($0.code) \($0.reason)" } == ["Q010 the unit parsecs is unknown"])
  }

  @Test("a file of nothing else is kept, and read again it changes nothing")
  func wholeFile() throws {
    let project = try LogProject()
    let rows = (0..<300).map { "\($0),\(Self.at),widgets,\($0),GPU-hours" }
    try project.write("a.csv", csv(rows))
    #expect(try project.ingest().counts == RecordCounts(accepted: 300))
    try project.write("a.csv", csv(rows + ["300,\(Self.at),widgets,300,GPU-hours"]))
    #expect(try project.ingest().counts == RecordCounts(accepted: 301))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//widgets in GPU-hours = 45150"])
  }

  @Test("the bound holds in the told unit and in base units, so that whatever unit is named later can hold it")
  func bounds() throws {
    let project = try LogProject()
    project.limit = QuarantineLimit(largestShare: .one, fromRecords: 1)
    try project.write(
      "a.csv",
      csv([
        "1,\(Self.at),widgets,1000000000000000000,tokens", "2,\(Self.at),widgets,1000000000000000001,tokens",
        "3,\(Self.at),gizmos,300,PB-months", "4,\(Self.at),gizmos,400,PB-months",
        "5,\(Self.at),gizmos,1,1000000000000 PB-years",
      ]))
    #expect(try project.ingest().counts == RecordCounts(accepted: 2, quarantined: 3))
    #expect(
      try project.quarantine().map { "\($0.code) \($0.reason)" } == [
        "Q005 the quantity is more than 10^18 of the resource's own unit",
        "Q005 the quantity is more than 10^24 of its base unit (bytes, pieces, seconds)",
        "Q005 the quantity is more than 10^24 of its base unit (bytes, pieces, seconds)",
      ])
    let lent = try project.usage(units: { _ in MeteringUnit("B-seconds") })
    #expect(
      lent == [
        "2026-10-01 +10h t//e//gizmos = 788400000000000000000000",
        "2026-10-01 +10h t//e//widgets in tokens = 1000000000000000000",
      ])
  }

  /// Events of three resources, each in several units or none, some repeated, some in conflict.
  private func events(_ count: Int, seed: UInt64) -> [[String]] {
    var generator = SplitMix64(seed: seed)
    var rows: [[String]] = []
    for number in 0..<count {
      let start = "2026-10-\(generator.int(10...12))T\(generator.int(10...22)):\(generator.int(10...59)):00Z"
      let end = generator.int(0...1) == 0 ? "" : "2026-10-13T0\(generator.int(0...9)):10:00Z"
      let unit = generator.element(of: ["GPU-hours", "gpu hours", "GPU-minutes", "tokens", "", "GiB-hours"])
      let row = [
        "e\(number)", start, end, "t\(generator.int(0...3))", "e", generator.element(of: ["widgets", "gizmos", "gpu"]),
        "\(generator.int(-5...99)).\(generator.int(0...999))", unit,
      ]
      rows.append(row)
      if generator.int(0...9) == 0 { rows.append(generator.element(of: rows)) }
    }
    return rows
  }

  private func text(_ rows: [[String]]) -> String { csv(rows.map { $0.joined(separator: ",") }) }

  private func json(_ rows: [[String]]) -> String {
    let names = Self.header.split(separator: ",")
    return rows.map { row in
      "{" + zip(names, row).map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}\n"
    }.joined()
  }

  @Test("one worker and many give the same ledger, from CSV and from JSON lines")
  func workers() throws {
    let rows = events(60_000, seed: 0x30_0101)
    for (name, text) in [("a.csv", text(rows)), ("a.jsonl", json(rows))] {
      #expect(text.utf8.count > 3 << 20, "enough for three workers")
      var contents: [[String]] = []
      for workers in [1, 3] {
        let project = try LogProject()
        project.limit = QuarantineLimit(largestShare: .one, fromRecords: 1)
        try project.write(name, text)
        #expect(try project.ingest(workers: workers).counts.duplicate > 1_000)
        contents.append(try project.content())
      }
      #expect(contents[0].elementsEqual(contents[1]), "\(name)")
      #expect(contents[0].contains { $0.contains("widgets in GPU-hours") })
    }
  }

  @Test("the order of records, files and nights leaves no trace, nor does the night on which the unit is named")
  func orders() throws {
    let rows = events(2_000, seed: 0x30_0102)
    let units: (ResourceID) -> MeteringUnit? = { _ in MeteringUnit("GPU-hours") }
    var usages: [[String]] = []
    var lent: [[String]] = []
    for (order, nights) in [(0, [0]), (1, [0, 1, 2]), (2, [2, 1, 0]), (3, [1, 2, 0])] {
      let project = try LogProject()
      project.limit = QuarantineLimit(largestShare: .one, fromRecords: 1)
      for (position, night) in nights.enumerated() {
        let some = nights.count == 1 ? rows : rows.enumerated().filter { $0.offset % 3 == night }.map(\.element)
        // A repeat that is in another file is one all the same.
        try project.write("\(position).csv", text(order == 1 ? some : some.reversed()))
        // On the last night of one of them the unit has a name; the units of the others were told before.
        if order == 3, position == 2 {
          project.units = ["widgets": try unit("GPU-hours"), "gizmos": try unit("GPU-hours")]
        }
        try project.ingest()
      }
      usages.append(try project.usage())
      lent.append(try project.usage(units: units))
    }
    for order in 1..<usages.count {
      #expect(usages[order] == usages[0], "order \(order)")
      #expect(lent[order] == lent[0], "order \(order)")
    }
    #expect(lent[0].count < usages[0].count && lent[0].contains { $0.contains("widgets in tokens") })
  }

  @Test("a unit named later is what its usage is read in, old and new, and the same events are repeats")
  func namedLater() throws {
    let project = try LogProject()
    let old = [
      "1,2026-10-01T10:00:00Z,2026-10-01T13:00:00Z,t,e,widgets,2,GPU-hours", "2,\(Self.at),widgets,10,GPU-minutes",
      "3,\(Self.at),widgets,9,tokens", "4,\(Self.at),widgets,1,",
    ]
    try project.write("a.csv", csv(old))
    try project.ingest()
    project.units = [Self.widgets: try unit("GPU-hours")]
    // Sent once more in another unit, too: it is the same quantity.
    try project.write("a.csv", csv(old + ["5,\(Self.at),widgets,4,", "6,\(Self.at),widgets,60,GPU-minutes"]))
    try project.write(
      "b.csv",
      csv([
        "1,2026-10-01T10:00:00Z,2026-10-01T13:00:00Z,t,e,widgets,7200,GPU-seconds", "3,\(Self.at),widgets,9,tokens",
        "7,\(Self.at),widgets,2,tokens", "8,\(Self.at),widgets,1,GB-hours", "9,\(Self.at),widgets,1,GPU-hours",
        "2,\(Self.at),widgets,11,GPU-minutes",
      ]))
    #expect(try project.ingest().counts == RecordCounts(accepted: 8, duplicate: 2, quarantined: 2))
    let lent = try project.usage(units: project.project().unit(of:))
    #expect(
      lent == [
        // A third of 2 hours, 70 minutes, 1, 4 and 1: a day of each unit is rounded once and its hours add to it.
        "2026-10-01 +10h t//e//widgets = 7.833333333334", "2026-10-01 +11h t//e//widgets = 0.666666666666",
        "2026-10-01 +12h t//e//widgets = 0.666666666667", "2026-10-01 +10h t//e//widgets in tokens = 11",
      ])
    let bad = try project.quarantine().map { "\($0.code) \($0.reason)" }.sorted()
    #expect(
      bad == [
        "Q009 2 came in a.csv (batch 1) with other content; that one counts, this one does not",
        "Q010 GB-hours cannot be told in GPU-hours, the unit of widgets",
      ])
  }

  @Test("what was counted is found again in the log, record by record, before and after the unit has a name")
  func records() throws {
    let project = try LogProject()
    try project.write(
      "a.csv",
      csv(["1,\(Self.at),widgets,2,GPU-hours", "2,\(Self.at),widgets,90,GPU-minutes", "3,\(Self.at),widgets,9,tokens"]))
    try project.ingest()
    try project.expectRecordsAddUp(on: "2026-10-01", "a.csv")
    project.units = [Self.widgets: try unit("GPU-seconds")]
    let day = try #require(CivilDate("2026-10-01"))
    let own = SeriesKey(tenant: "t", stack: "", environment: "e", version: "", resource: Self.widgets)
    let found = try project.search(
      "a.csv", [own, own.told(in: try unit("tokens"))].map { .init(series: [$0], days: day..<day.adding(days: 1)) },
      source: 0)
    guard case .read(_, _, let found) = found else {
      Issue.record("a.csv is not read")
      return
    }
    #expect(found.map { $0.counted[1]?.records } == [2, 1])
    #expect(try found.map { try $0.counted[1]?.quantity() } == [12_600, 9])
  }

  @Test("a last record without a line end is taken back in the unit that it was told in")
  func unended() throws {
    let project = try LogProject()
    let first = "1,2026-10-01T10:00:00Z,2026-10-01T11:00:00Z,t,e,widgets"
    let header = "id,start,end,tenant,environment,resource,unit,quantity"
    let begun = "\(header)\n\(first),GPU-hours,3"
    try project.write("a.csv", begun)
    try project.ingest()
    #expect(try project.usage() == ["2026-10-01 +10h t//e//widgets in GPU-hours = 3"])
    project.units = [Self.widgets: try unit("GPU-minutes")]
    try project.write("a.csv", begun + "6\n")
    #expect(try project.ingest().counts == RecordCounts(accepted: 1))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//widgets in GPU-hours = 36"])
    #expect(try project.usage(units: project.project().unit(of:)) == ["2026-10-01 +10h t//e//widgets = 2160"])
  }
}
