import Bytes
import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Testing

/// One worker and many, on files large enough that all of them read.
@Suite("Any number of workers")
struct WorkerTests {
  /// Events with repeats, conflicts, bad lines and quoted fields over several MiB, the same for the same seed.
  private func events(seed: UInt64, bytes: Int) -> [[String]] {
    var generator = SplitMix64(seed: seed)
    var rows: [[String]] = []
    var size = 0
    while size < bytes {
      let start = "2026-10-\(generator.int(10...28))T\(generator.int(10...23)):\(generator.int(10...59)):00Z"
      let ends = generator.int(0...2) == 0 ? "2026-10-29T0\(generator.int(0...9)):00:00Z" : ""
      var row = [
        "e\(rows.count)", start, ends, "team \(generator.int(0...9))", "env-\(generator.int(0...4))",
        generator.element(of: ["gpu.a100", "cpu.core", "memory"]),
        "\(generator.int(-5...100)).\(generator.int(0...999))",
        generator.element(of: ["", note, Self.padding]),
      ]
      if !rows.isEmpty {
        switch generator.int(0...60) {
        case 0: row = generator.element(of: rows)
        case 1: row[0] = generator.element(of: rows)[0]
        case 2: row[6] = "much"
        case 3: row[3] = "(nobody)"
        default: break
        }
      }
      rows.append(row)
      size += row.reduce(0) { $0 + $1.utf8.count + 1 }
    }
    return rows
  }

  /// The one field that needs quotes, and how each format writes it.
  private let note = "a \"note\"\nof two lines, with commas"
  private let quotedNote = "\"a \"\"note\"\"\nof two lines, with commas\""
  private let escapedNote = "a \\\"note\\\"\\nof two lines, with commas"
  private static let padding = String(repeating: "padding ", count: 250)

  private static let names = ["id", "start", "end", "tenant", "environment", "resource", "quantity", "note"]

  private func csv(_ rows: [[String]]) -> String {
    let lines = rows.map { row in row.map { $0 == note ? quotedNote : $0 }.joined(separator: ",") }
    return eventCSV(lines, header: Self.names.joined(separator: ","))
  }

  private func json(_ rows: [[String]]) -> String {
    rows.map { row in
      let members = zip(Self.names, row).map { "\"\($0)\":\"\($1 == note ? escapedNote : $1)\"" }
      return "{\(members.joined(separator: ","))}\n"
    }.joined()
  }

  @Test("one worker and many give the same ledger from CSV and from JSON lines: usage, index, quarantine, batches")
  func independence() throws {
    let rows = events(seed: 0x30_0001, bytes: 3 << 20)
    for (name, text) in [("a.csv", csv(rows)), ("a.jsonl", json(rows))] {
      #expect(text.utf8.count > 3 << 20, "enough for three workers")
      var contents: [[String]] = []
      for workers in [1, 3] {
        let project = try LogProject()
        try project.write(name, text)
        let counts = try project.ingest(workers: workers).counts
        #expect(counts.read == rows.count)
        #expect(counts.duplicate > 10 && counts.quarantined > 30)
        contents.append(try project.content())
      }
      #expect(contents[0].elementsEqual(contents[1]), "\(name)")
    }
  }

  @Test("one worker and many give the same ledger over several nights and files")
  func nights() throws {
    let rows = events(seed: 0x30_0005, bytes: 2 << 20)
    let others = events(seed: 0x30_0006, bytes: 1 << 19).map { ["n" + $0[0]] + $0.dropFirst() }
    var contents: [[String]] = []
    for workers in [1, 4] {
      let project = try LogProject()
      try project.write("a.csv", csv(Array(rows.prefix(rows.count / 3))))
      try project.ingest(workers: workers)
      try project.write("a.csv", csv(rows))
      try project.write("b.csv", csv(Array(rows.suffix(rows.count / 2)) + others))
      try project.ingest(workers: workers)
      contents.append(try project.content())
    }
    #expect(contents[0].elementsEqual(contents[1]))
  }

  @Test("CSV and JSON lines of the same events are the same usage and index")
  func formats() throws {
    let rows = events(seed: 0x30_0002, bytes: 1 << 20)
    let (first, second) = (try LogProject(), try LogProject())
    try first.write("a.csv", csv(rows))
    try second.write("a.jsonl", json(rows))
    #expect(try first.ingest(workers: 2).counts == second.ingest(workers: 2).counts)
    #expect(try first.usage() == second.usage())
    #expect(try first.eventIndex() == second.eventIndex())
  }

  @Test("events read in columns and events read one by one are the same usage, over midnight and change of clocks")
  func columns() throws {
    var generator = SplitMix64(seed: 0x30_0007)
    let rows = (0..<4_000).map { number in
      let hour = generator.element(of: [0, 12, 21, 22, 23])
      let start = "2026-10-\(generator.element(of: ["24", "25"]))T\(hour < 10 ? "0" : "")\(hour):00:00"
      let end = "2026-10-26T0\(generator.int(0...9)):\(generator.int(10...59)):00"
      let quantity = generator.int(0...1) == 0 ? "\(generator.int(-9...99) * 3_600)" : "\(generator.int(1...99)).125"
      return ["e\(number)", start, end, "team \(number % 7)", "env", "gpu.a100", quantity, ""]
    }
    let (first, second) = (try LogProject(), try LogProject())
    // A fraction of a second, though it is none, makes a record one that is read by itself.
    for (project, mark) in [(first, "Z"), (second, ".0Z")] {
      try project.write("a.csv", csv(rows.map { [$0[0], $0[1] + mark, $0[2] + mark] + $0.dropFirst(3) }))
      #expect(try project.ingest().counts.accepted == rows.count)
    }
    #expect(try first.usage() == second.usage())
  }

  @Test("what repeats and conflicts added is taken back to the last digit, read in columns or one by one")
  func takenBack() throws {
    let seed: UInt64 = 0x30_0008
    var generator = SplitMix64(seed: seed)
    let unique = (0..<3_000).map { number in
      let (day, hour) = (generator.element(of: ["24", "25", "30", "31"]), generator.int(10...23))
      // Over midnight, the end of the month and the hour that Berlin has twice; in thirds, so that shares are rounded.
      let end = "2026-11-0\(generator.int(1...2))T0\(generator.int(0...9)):\(generator.int(10...59)):00Z"
      return [
        "e\(number)", "2026-10-\(day)T\(hour):10:0\(generator.int(0...2))\(generator.element(of: ["Z", ".5Z"]))",
        generator.int(0...2) == 0 ? "" : end, "team \(number % 7)", "env", "gpu.a100",
        "\(generator.int(-5...99)).\(generator.int(0...999))", "",
      ]
    }
    var rows = unique
    for row in unique where generator.int(0...1) == 0 {
      var copy = row
      // The same id with another quantity: the first counts, this one does not.
      if generator.int(0...9) == 0 { copy[6] += "1" }
      rows.insert(copy, at: generator.int((rows.firstIndex { $0[0] == row[0] } ?? 0) + 1...rows.count))
    }
    let expected = try LogProject()
    try expected.write("a.csv", csv(unique))
    try expected.ingest()
    for (name, text) in [("a.csv", csv(rows)), ("a.jsonl", json(rows))] {
      for workers in [1, 3] {
        let project = try LogProject()
        try project.write(name, text)
        let counts = try project.ingest(workers: workers).counts
        #expect(counts.accepted == unique.count && counts.duplicate > 1_000 && counts.quarantined > 50)
        #expect(try project.usage() == expected.usage(), "seed \(seed), \(name), \(workers) workers")
      }
    }
  }

  @Test("however events are spread over files, the usage is the same")
  func splitting() throws {
    // Without conflicts, of which the first in the order of files stays.
    let rows = events(seed: 0x30_0003, bytes: 1 << 19).filter { $0[3] != "(nobody)" && $0[6] != "much" }
    let unique = Dictionary(rows.map { ($0[0], $0) }, uniquingKeysWith: { first, _ in first }).values.sorted {
      $0[0] < $1[0]
    }
    let whole = try LogProject()
    try whole.write("a.csv", csv(unique))
    try whole.ingest()
    let parts = try LogProject()
    for number in 0..<7 {
      let some = unique.enumerated().filter { $0.offset % 7 == number || $0.offset % 11 == number }.map(\.element)
      try parts.write("p\(number).csv", csv(some.reversed()))
      if number == 3 { try parts.ingest() }
    }
    try parts.ingest()
    #expect(try parts.usage() == whole.usage())
  }

  @Test("a file's fingerprint does not depend on who read it, so another number of workers knows it again")
  func fingerprints() throws {
    let project = try LogProject()
    try project.write("a.csv", csv(events(seed: 0x30_0004, bytes: 3 << 20)))
    #expect(try project.ingest(workers: 3).files.map(\.outcome) == [.ingested])
    #expect(try project.ingest(workers: 1).files.map(\.outcome) == [.unchanged(as: "a.csv")])
    #expect(try project.ingest(workers: 8).files.map(\.outcome) == [.unchanged(as: "a.csv")])
  }

  @Test("keys that nothing reads are the same list by any number of workers, however many there are")
  func ignoredKeys() throws {
    let padding = String(repeating: "x", count: 6_000)
    let lines = (0..<600).map { number in
      "{\"id\":\(number),\"start\":\"2026-10-01T10:00:00Z\",\"tenant\":\"t\",\"environment\":\"e\",\"resource\":\"r\",\"quantity\":1,\"k\(number)\":\"\(padding)\"}\n"
    }
    var lists: [[String]] = []
    for workers in [1, 3] {
      let project = try LogProject()
      try project.write("a.jsonl", lines.joined())
      try project.ingest(workers: workers)
      lists += try project.ledger().batches().map(\.ignoredFields)
    }
    #expect(lists[0] == lists[1])
  }
}
