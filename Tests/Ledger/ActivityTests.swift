import Metering
import Testing

@testable import Ledger

@Suite("What the ledger keeps of people")
struct ActivityTests {
  let folder: TemporaryFolder
  let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = try folder.ledger()
  }

  private static let lab = ActivityPlace(tenant: "ada", stack: "notebooks", environment: "lab")
  private static let den = ActivityPlace(tenant: "bob", stack: "notebooks", environment: "den")

  private func event(_ person: UInt64, _ second: Int, _ place: Int) -> ActivityEvent {
    ActivityEvent(person: person, second: second, place: place)
  }

  private func activity(
    _ days: [(String, [ActivityEvent])], key: String = "k", places: [ActivityPlace] = [lab, den]
  ) throws -> BatchActivity {
    BatchActivity(
      keyID: key, places: places, days: try days.map { ActivityDay(day: try day($0.0), events: $0.1) })
  }

  @discardableResult
  private func commit(_ file: String, _ activity: BatchActivity?, indexed: String? = nil) throws -> Int {
    let index = try indexed.map { [EventIndexDay(day: try day($0), entries: [UInt8](repeating: 1, count: 16))] } ?? []
    return try ledger.commit(
      NewBatch(
        source: "events", file: file, format: "usage-events", bytes: 1, fingerprint: file, counts: RecordCounts(),
        eventIndex: index, activity: activity))
  }

  /// `2026-10-01: 7@30 lab`
  private func told(_ from: String = "2026-10-01", _ end: String = "2026-11-01") throws -> [String] {
    let places = try ledger.activityPlaces()
    var lines: [String] = []
    try ledger.activity(days: try day(from)..<day(end)) { day in
      lines += day.events.map { "\(day.day): \($0.person)@\($0.second) \(places[$0.place].environment)" }
    }
    return lines
  }

  @Test("comes back by day, person, second and place, the largest of each included")
  func order() throws {
    try commit(
      "a.csv",
      try activity([
        ("2026-10-01", [event(1, 90_000, 0), event(.max, 0, 1)]), ("2026-10-02", [event(7, 5, 0), event(7, 5, 1)]),
      ]))
    #expect(try ledger.activityPlaces() == [Self.lab, Self.den])
    #expect(
      try told() == [
        "2026-10-01: 1@90000 lab", "2026-10-01: 18446744073709551615@0 den", "2026-10-02: 7@5 lab",
        "2026-10-02: 7@5 den",
      ])
    #expect(try told("2026-10-02", "2026-10-03").count == 2)
    #expect(try told("2026-10-03").isEmpty)
    #expect(try told("2026-10-01", "2026-10-01").isEmpty)
  }

  @Test("of several files is one, whatever their order, and what two tell is there once")
  func merging() throws {
    let first = try activity([("2026-10-01", [event(1, 10, 0), event(2, 20, 1)])])
    let second = try activity(
      [("2026-10-01", [event(1, 10, 1), event(3, 5, 0)])],
      places: [ActivityPlace(tenant: "ada", stack: "", environment: "hub"), Self.lab])
    try commit("a.csv", first)
    try commit("b.csv", second)
    let other = try folder.ledger("other.sqlite")
    for (name, activity) in [("b.csv", second), ("a.csv", first)] {
      _ = try other.commit(
        NewBatch(
          source: "events", file: name, format: "usage-events", bytes: 1, fingerprint: name, counts: RecordCounts(),
          activity: activity))
    }
    #expect(
      try told() == ["2026-10-01: 1@10 lab", "2026-10-01: 2@20 den", "2026-10-01: 3@5 hub"])
    var days: [ActivityDay] = []
    var others: [ActivityDay] = []
    try ledger.activity(days: try day("2026-10-01")..<day("2026-10-02")) { days.append($0) }
    try other.activity(days: try day("2026-10-01")..<day("2026-10-02")) { others.append($0) }
    #expect(days == others)
    #expect(try ledger.activityPlaces() == other.activityPlaces())
  }

  @Test("under another key is other people, so only what the newest key made is told")
  func keys() throws {
    try commit("a.csv", try activity([("2026-10-01", [event(1, 10, 0)])]), indexed: "2026-10-01")
    try commit("b.csv", try activity([("2026-10-01", [event(9, 10, 0)])], key: "new"), indexed: "2026-10-01")
    #expect(try told() == ["2026-10-01: 9@10 lab"])
    #expect(try ledger.batchesWithoutActivity(days: try day("2026-10-01")..<day("2026-10-02")) == 1)
  }

  @Test("is told apart from what was read while nothing was kept")
  func unobserved() throws {
    let october = try day("2026-10-01")..<day("2026-11-01")
    try commit("a.csv", nil, indexed: "2026-10-01")
    #expect(try ledger.batchesWithoutActivity(days: october) == 1)
    #expect(try told().isEmpty)
    try commit("b.csv", try activity([]), indexed: "2026-10-01")
    try commit("c.csv", nil, indexed: "2026-11-01")
    #expect(try ledger.batchesWithoutActivity(days: october) == 1)
    #expect(try ledger.batchesWithoutActivity(days: october.lowerBound..<october.lowerBound) == 0)
  }

  @Test("of a batch that fails is not there")
  func failure() throws {
    let bad = NewBatch(
      source: "events", file: "a.csv", format: "usage-events", bytes: 1, fingerprint: "f", counts: RecordCounts(),
      quarantine: [quarantined(1, offset: 0), quarantined(1, offset: 0)],
      activity: try activity([("2026-10-01", [event(1, 10, 0)])]))
    #expect(throws: LedgerError.self) { try ledger.commit(bad) }
    #expect(try told().isEmpty)
    #expect(try ledger.activityPlaces().isEmpty)
  }

  @Test("that somebody changed is found when it is read", arguments: [true, false])
  func corruption(isCutOff: Bool) throws {
    let batch = try commit("a.csv", try activity([("2026-10-01", [event(1, 10, 0), event(2, 10, 0)])]))
    if isCutOff {
      try ledger.database.run("PRAGMA ignore_check_constraints = ON")
      try ledger.database.run("UPDATE activity SET entries = substr(entries, 1, 24)")
    } else {
      try ledger.database.run("PRAGMA foreign_keys = OFF")
      try ledger.database.run("DELETE FROM places WHERE environment = 'lab'")
    }
    #expect(
      throws: LedgerError.corrupt(
        path: folder.file("ledger.sqlite"), reason: "the activity of batch \(batch), 2026-10-01 cannot be read")
    ) { try told() }
  }
}
