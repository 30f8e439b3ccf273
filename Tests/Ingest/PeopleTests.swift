import Bytes
import Configuration
import Ledger
import Metering
import Testing

@testable import Ingest

@Suite("Keeping people apart without knowing them")
struct PeopleTests {
  static let key = PeopleKey(bytes: Array("a key of the tests, 32 bytes long".utf8))
  private static let header = "id,start,end,tenant,stack,environment,resource,quantity,user"

  static func recording(_ settings: PeopleSettings = PeopleSettings()) -> PeopleRecording {
    PeopleRecording(settings: settings, key: key)
  }

  /// The pseudonym, by the definition: the first 64 bits of the code.
  static func person(_ user: String) -> UInt64 {
    HMACSHA256.code(of: Array(user.utf8), key: key.bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func project(_ settings: PeopleSettings = PeopleSettings()) throws -> LogProject {
    let project = try LogProject()
    project.people = Self.recording(settings)
    return project
  }

  private func row(
    _ id: String, _ time: String, _ environment: String, user: String, tenant: String = "ada", quantity: String = "1"
  ) -> String {
    "\(id),2026-10-01T\(time)Z,,\(tenant),notebooks,\(environment),gpu,\(quantity),\(user)"
  }

  private func csv(_ rows: String...) -> String { eventCSV(rows, header: Self.header) }

  /// Lines as `activity()` has them, in its order.
  private func expected(_ events: (second: Int, user: String, place: String)...) -> [String] {
    events.sorted { (Self.person($0.user), $0.second) < (Self.person($1.user), $1.second) }
      .map { "2026-10-01 +\($0.second)s \(Self.person($0.user)) \($0.place)" }
  }

  @Test("every accepted record with a user leaves one event, whatever the source and the format")
  func events() throws {
    let project = try project()
    try project.write(
      "a.csv",
      csv(
        row("1", "09:00:00", "lab", user: "ann"), row("2", "09:00:00", "lab", user: "ann"),
        row("3", "09:00:01", "lab", user: "\"b, ob\""), row("4", "10:00:00", "lab", user: "")))
    try project.write(
      "b.jsonl",
      """
      {"id":"9","start":"2026-10-01T12:00:00+02:00","tenant":"ada","environment":"den","resource":"r","quantity":0,\
      "user":"\\u0061nn"}

      """)
    try project.ingest()
    #expect(
      try project.activity()
        == expected(
          (32_400, "ann", "ada/notebooks/lab"), (36_000, "ann", "ada//den"), (32_401, "b, ob", "ada/notebooks/lab")))
  }

  @Test("nothing is kept of programs and of tenants that are left out, and nothing of anybody without people")
  func leftOut() throws {
    let text = csv(
      row("1", "09:00:00", "lab", user: "ann"), row("2", "09:00:01", "lab", user: "svc-etl"),
      row("3", "09:00:02", "lab", user: "ann", tenant: "legal"))
    let project = try project(PeopleSettings(optOut: ["leg*"]))
    try project.write("a.csv", text)
    try project.ingest()
    #expect(try project.activity() == expected((32_400, "ann", "ada/notebooks/lab")))
    let without = try LogProject()
    try without.write("a.csv", text)
    try without.ingest()
    #expect(try without.activity().isEmpty)
    #expect(try without.usage() == project.usage())
    let days = OrganizationCalendar.days
    #expect(try without.ledger().batchesWithoutActivity(days: days) == 1)
    #expect(try project.ledger().batchesWithoutActivity(days: days) == 0)
  }

  @Test("a conflict leaves nothing, in one file and across files, and a repeat leaves what was there")
  func conflicts() throws {
    let project = try project()
    try project.write(
      "a.csv",
      csv(
        row("1", "09:00:00", "lab", user: "ann"), row("1", "09:00:00", "lab", user: "eve"),
        row("1", "09:00:00", "lab", user: "ann"), row("2", "09:10:00", "den", user: "ann"),
        row("2", "09:10:00", "den", user: "ann", quantity: "7"), row("3", "09:20:00", "lab", user: "ann", quantity: "x")
      ))
    try project.write(
      "b.csv",
      csv(
        row("1", "11:00:00", "lab", user: "ann"), row("2", "09:10:00", "den", user: "ann"),
        row("4", "12:00:00", "lab", user: "eve")))
    try project.ingest()
    let counts = try project.ledger().batches().map(\.counts)
    #expect(
      counts == [
        RecordCounts(accepted: 2, duplicate: 1, quarantined: 3),
        RecordCounts(accepted: 1, duplicate: 1, quarantined: 1),
      ])
    #expect(
      try project.activity()
        == expected(
          (32_400, "ann", "ada/notebooks/lab"), (33_000, "ann", "ada/notebooks/den"),
          (43_200, "eve", "ada/notebooks/lab")))
  }

  @Test("a file that has grown adds its new events only, and one that is rejected none")
  func grown() throws {
    let project = try project()
    let first = row("1", "09:00:00", "lab", user: "ann")
    try project.write("a.csv", csv(first))
    try project.ingest()
    try project.write("a.csv", csv(first, row("2", "09:05:00", "den", user: "ann")))
    try project.ingest()
    #expect(try project.batchCount() == 2)
    #expect(
      try project.activity()
        == expected((32_400, "ann", "ada/notebooks/lab"), (32_700, "ann", "ada/notebooks/den")))
    var perBatch: [Int] = []
    // By place: the second batch knows the second only.
    for place in try project.ledger().activityPlaces() { perBatch.append(place.environment == "den" ? 1 : 0) }
    #expect(perBatch == [1, 0])
    project.limit = QuarantineLimit(largestShare: .zero, fromRecords: 1)
    try project.write("b.csv", csv(row("5", "10:00:00", "lab", user: "ann"), row("6", "10:00:00", "", user: "ann")))
    #expect(try project.ingest().rejectedFiles == ["b.csv"])
    #expect(try project.activity().count == 2)
  }

  @Test("jobs are those of the mapped user, where a rule maps one")
  func jobs() throws {
    func source(_ user: [MappingRule.Template.Piece]?) -> LogSource {
      var templates: [MappingRule.Target: MappingRule.Template] = [
        .tenant: .init(pieces: [.field("Account")]), .environment: .init(pieces: [.field("Cluster")]),
        .stack: .init(pieces: [.text("training")]),
      ]
      templates[.user] = user.map { .init(pieces: $0) }
      return LogSource(
        name: "hpc", format: .slurmSacct, files: ["*.log"],
        rules: [
          MappingRule(conditions: [.init(field: "Partition", pattern: "debug")], action: .exclude),
          MappingRule(conditions: [], action: .set(templates)),
        ])
    }
    let lines = [
      SlurmLine(), SlurmLine(["jobid": "2", "jobidraw": "2", "user": "bob", "partition": "debug"]),
      SlurmLine(["jobid": "3", "jobidraw": "3", "user": "(null)"]),
      SlurmLine(["jobid": "4", "jobidraw": "4", "user": "svc-ci"]),
      SlurmLine(["jobid": "5.batch", "jobidraw": "5.batch", "user": "carl"]),
    ].map { $0.text + "\n" }.joined()
    for (user, activity) in [
      ([.field("User")], ["2026-10-01 +36000s \(Self.person("ada")) lab/training/hpc"]), (nil, []),
      (
        [.text("u-"), .field("User")],
        [
          "2026-10-01 +36000s \(Self.person("u-ada")) lab/training/hpc",
          "2026-10-01 +36000s \(Self.person("u-")) lab/training/hpc",
          "2026-10-01 +36000s \(Self.person("u-svc-ci")) lab/training/hpc",
        ]
      ),
    ] as [([MappingRule.Template.Piece]?, [String])] {
      let project = try LogProject(sources: [source(user)])
      project.people = Self.recording()
      try project.write("a.log", lines)
      try project.ingest()
      #expect(try Set(project.activity()) == Set(activity))
    }
  }

  @Test("the same user of two sources is one person, and the day is the organisation's")
  func sourcesAndDays() throws {
    let names: [SourceID] = ["one", "two"]
    let sources = names.map { LogSource(name: $0, format: .usageEvents, files: ["\($0).csv"]) }
    let project = try LogProject(sources: sources, calendar: Calendars.berlin)
    project.people = Self.recording()
    for name in names { try project.write("\(name).csv", csv(row("\(name)", "22:30:00", "lab", user: "ann"))) }
    try project.ingest()
    #expect(try project.activity() == ["2026-10-02 +1800s \(Self.person("ann")) ada/notebooks/lab"])
  }

  @Test("one worker and many keep the same, with repeats and conflicts, on large files")
  func workers() throws {
    var generator = SplitMix64(seed: 0x30_0019)
    var rows: [[String]] = []
    var size = 0
    while size < 3 << 20 {
      var row = [
        "e\(rows.count)", "2026-10-1\(generator.int(0...9))T1\(generator.int(0...9)):00:0\(generator.int(0...9))Z", "",
        "team \(generator.int(0...5))", "s\(generator.int(0...1))", "env-\(generator.int(0...4))", "gpu", "1",
        generator.element(of: ["", "svc-x", "user \(generator.int(0...300))", String(repeating: "long", count: 99)]),
        String(repeating: "padding ", count: 100),
      ]
      if !rows.isEmpty {
        switch generator.int(0...20) {
        case 0: row = generator.element(of: rows)
        case 1: row[0] = generator.element(of: rows)[0]
        default: break
        }
      }
      rows.append(row)
      size += row.reduce(0) { $0 + $1.utf8.count + 1 }
    }
    let text = eventCSV(rows.map { $0.joined(separator: ",") }, header: Self.header + ",note")
    var (contents, activities): ([[String]], [[String]]) = ([], [])
    for workers in [1, 3] {
      let project = try project()
      try project.write("a.csv", String(text.prefix(text.utf8.count / 2)))
      try project.ingest(workers: workers)
      try project.write("a.csv", text)
      try project.ingest(workers: workers)
      contents.append(try project.content())
      activities.append(try project.activity())
    }
    #expect(contents[0].elementsEqual(contents[1]))
    // However the first of equal ids are spread over files, the same people were active.
    var first: [String: [String]] = [:]
    for row in rows where first[row[0]] == nil { first[row[0]] = row }
    let whole = try project()
    try whole.write(
      "a.csv",
      eventCSV(first.values.sorted { $0[0] < $1[0] }.map { $0.joined(separator: ",") }, header: Self.header + ",note"))
    try whole.ingest()
    #expect(activities[0].count > 500)
    #expect(try whole.activity() == activities[0])
  }

  @Test("names are in no part of the ledger")
  func names() throws {
    let project = try project()
    try project.write(
      "a.csv",
      csv(row("1", "09:00:00", "lab", user: "wilhelmina"), row("2", "09:00:00", "lab", user: "svc-bartholomew")))
    try project.ingest()
    let ledger = try project.bytes(of: "ledger.sqlite") + project.bytes(of: "ledger.sqlite-wal")
    #expect(contains(ledger, Array("notebooks".utf8)), "what is searched is where it would be")
    for secret in [
      Array("wilhelmina".utf8), Array("bartholomew".utf8), Self.key.bytes, Array(Self.key.bytes.prefix(8)),
    ] {
      #expect(!contains(ledger, secret))
    }
  }

  @Test("another key makes other people and another key id, which is not of the key's bytes")
  func keys() {
    let (one, other) = (
      Self.recording(),
      PeopleRecording(
        settings: PeopleSettings(), key: PeopleKey(bytes: [UInt8](repeating: 1, count: 16)))
    )
    #expect(one.keyID != other.keyID && one.keyID.utf8.count == 16)
    #expect(one.person(ofUser: Array("ann".utf8)) == Self.person("ann"))
    #expect(other.person(ofUser: Array("ann".utf8)) != Self.person("ann"))
    #expect(one.person(ofUser: []) == nil && one.person(ofUser: Array("svc-a".utf8)) == nil)
  }
}

/// Whether bytes have others in them, one behind the other.
private func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
  guard let first = wanted.first else { return true }
  var index = bytes.startIndex
  while let found = bytes[index...].firstIndex(of: first) {
    if bytes[found...].starts(with: wanted) { return true }
    index = found + 1
  }
  return false
}
