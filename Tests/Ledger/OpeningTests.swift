import Foundation
import Metering
import Testing

@testable import Ledger

@Suite("Opening a ledger")
struct OpeningTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("makes a new one with strict tables only, in the mode the architecture fixes")
  func create() throws {
    let ledger = try folder.ledger()
    let database = ledger.database
    let loose: StaticString =
      "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'"
    #expect(try database.integer(loose) == 0)
    #expect(try database.integer("SELECT count(*) FROM pragma_table_list WHERE strict = 1") == 28)
    #expect(try database.text("PRAGMA journal_mode") == "wal")
    #expect(try database.integer("PRAGMA synchronous") == 2)
    #expect(try database.integer("PRAGMA foreign_keys") == 1)
    #expect(try database.integer("PRAGMA auto_vacuum") == 2)
    #expect(try database.integer("PRAGMA page_size") == 16_384)
    #expect(throws: LedgerError.self) { try database.run(#"SELECT "no such column""#) }
  }

  @Test("leaves one file and its lock when it is closed")
  func closing() throws {
    do {
      let ledger = try folder.ledger()
      _ = try ledger.commit(batch("a.csv"))
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["ledger.sqlite", "ledger.sqlite.lock"])
  }

  @Test("finds what was there before")
  func reopen() throws {
    let written = batch(
      "a.csv", counts: RecordCounts(accepted: 2), usage: [try usage(series("ml"), "2026-10-01", [0: 2, 23: "0.5"])])
    let before = try {
      let ledger = try folder.ledger()
      _ = try ledger.commit(written)
      return try Content(ledger)
    }()
    #expect(try Content(folder.ledger()) == before)
  }

  @Test("refuses a second writer, and names the first")
  func secondWriter() throws {
    let first = try folder.ledger()
    let error = LedgerError.locked(
      path: folder.file("ledger.sqlite"), by: Int(ProcessInfo.processInfo.processIdentifier))
    #expect(throws: error) { try folder.ledger() }
    _ = try first.commit(batch("a.csv"))
  }

  @Test("takes the lock again when the first writer is gone")
  func writerGone() throws {
    do { _ = try folder.ledger() }
    _ = try folder.ledger()
  }

  @Test("for reading needs no lock and sees what was committed")
  func reader() throws {
    let writer = try folder.ledger()
    let reader = try folder.ledger(access: .readOnly)
    #expect(try reader.batches().isEmpty)
    _ = try writer.commit(batch("a.csv"))
    #expect(try reader.batches().map(\.file) == ["a.csv"])
    #expect(throws: LedgerError.readOnly(path: folder.file("ledger.sqlite"))) { try reader.commit(batch("b.csv")) }
  }

  @Test("for reading refuses a missing file, and does not make one")
  func missing() throws {
    let path = folder.file("none.sqlite")
    #expect(throws: LedgerError.cannotOpen(path: path, reason: "No such file or directory")) {
      try folder.ledger("none.sqlite", access: .readOnly)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("in a missing folder names the lock that cannot be made")
  func missingFolder() {
    let path = folder.file("no/ledger.sqlite.lock")
    #expect(throws: LedgerError.cannotOpen(path: path, reason: "No such file or directory")) {
      try folder.ledger("no/ledger.sqlite")
    }
  }

  @Test("refuses a file that is no database, and leaves it as it is")
  func notADatabase() throws {
    let path = folder.file("notes.txt")
    try "Dear diary, this is no database.".write(toFile: path, atomically: true, encoding: .utf8)
    for access in [Ledger.Access.readWrite, .readOnly] {
      #expect(throws: LedgerError.notALedger(path: path, reason: "file is not a database")) {
        try folder.ledger("notes.txt", access: access)
      }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "Dear diary, this is no database.")
  }

  @Test("refuses a database of another program, and leaves it as it is")
  func foreign() throws {
    let path = folder.file("music.sqlite")
    do {
      let music = try SQLiteDatabase(path: path, access: .readWrite)
      try music.run("CREATE TABLE songs(title)")
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(throws: LedgerError.notALedger(path: path, reason: "it is an SQLite database of another program")) {
      try folder.ledger("music.sqlite")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("refuses another time zone, also for reading")
  func zone() throws {
    do { _ = try folder.ledger(zone: "Europe/Berlin") }
    let error = LedgerError.timeZoneDiffers(
      path: folder.file("ledger.sqlite"), ledger: "Europe/Berlin", project: "UTC")
    #expect(throws: error) { try folder.ledger(zone: "UTC") }
    #expect(throws: error) { try folder.ledger(zone: "UTC", access: .readOnly) }
    _ = try folder.ledger(zone: "Europe/Berlin")
  }

  @Test("refuses another unit for usage that it has, also for reading; a unit that is named first is noted")
  func units() throws {
    let path = folder.file("ledger.sqlite")
    func open(_ unit: String?, _ access: Ledger.Access = .readWrite) throws -> Ledger {
      let own = unit.flatMap { MeteringUnit($0) }
      return try Ledger(path: path, zoneName: "UTC", ownUnit: { $0 == "scratch" ? own : nil }, access: access)
    }
    func differs(_ project: String?) -> LedgerError {
      .unitDiffers(path: path, resource: "scratch", ledger: "GB-hours", project: project)
    }
    // Without usage nothing can change its meaning.
    _ = try open("GB-hours")
    do {
      let ledger = try open(nil)
      _ = try ledger.commit(
        batch("a", usage: [try usage(series("ml", resource: "scratch"), "2026-10-01", [0: 1])]))
    }
    // A reader notes nothing.
    _ = try open("GB-seconds", .readOnly)
    _ = try open("GB-hours")
    for access in [Ledger.Access.readWrite, .readOnly] {
      #expect(throws: differs("GB-seconds")) { try open("GB-seconds", access) }
      #expect(throws: differs("tokens")) { try open("tokens", access) }
      #expect(throws: differs(nil)) { try open(nil, access) }
    }
    let ledger = try open("GB-hours")
    // A unit that the log tells does not depend on what the project names.
    let told = series("ml", resource: "widgets").told(in: MeteringUnit("GPU-hours"))
    _ = try ledger.commit(batch("b", usage: [try usage(told, "2026-10-01", [0: 1])]))
    #expect(try ledger.database.integer("SELECT count(*) FROM resource_units") == 1)
  }

  @Test("the unit of a series is noted together with it, and not where it is rolled back")
  func unitOfSeries() throws {
    let path = folder.file("ledger.sqlite")
    let ledger = try Ledger(
      path: path, zoneName: "UTC", ownUnit: { _ in MeteringUnit("GPU-seconds") }, access: .readWrite)
    let content: () -> BatchContent? = { nil }
    #expect(try ledger.commit(batch("a"), eventIndex: { nil }, content: content) == nil)
    #expect(try ledger.database.integer("SELECT count(*) FROM resource_units") == 0)
    _ = try ledger.commit(batch("a", usage: [try usage(series("ml"), "2026-10-01", [0: 1])]))
    #expect(try ledger.database.text("SELECT resource || ' ' || unit FROM resource_units") == "gpu.a100 GPU-seconds")
  }
}

@Suite("The schema's history")
struct SchemaHistoryTests {
  let folder: TemporaryFolder
  private let known = Schema.migrations.count

  init() throws { folder = try TemporaryFolder() }

  private func write(_ migrations: [Migration]) throws {
    let database = try SQLiteDatabase(path: folder.file("ledger.sqlite"), access: .readWrite)
    try SchemaHistory(database: database, migrations: migrations).bringUpToDate()
  }

  @Test("of a newer program is refused")
  func newer() throws {
    try write(Schema.migrations + [Migration(name: "999 later", statements: ["CREATE TABLE later(a TEXT) STRICT"])])
    let error = LedgerError.newerSchema(path: folder.file("ledger.sqlite"), found: known + 1, known: known)
    #expect(throws: error) { try folder.ledger() }
    #expect(throws: error) { try folder.ledger(access: .readOnly) }
  }

  @Test("with a step of another name is refused")
  func otherName() throws {
    try write(Schema.migrations.dropLast() + [Migration(name: "other", statements: [])])
    #expect(throws: LedgerError.newerSchema(path: folder.file("ledger.sqlite"), found: known, known: known)) {
      try folder.ledger()
    }
  }

  @Test("of an older program is completed by a writer and refused to a reader")
  func older() throws {
    try write([Schema.migrations[0]])
    #expect(throws: LedgerError.olderSchema(path: folder.file("ledger.sqlite"), found: 1, known: known)) {
      try folder.ledger(access: .readOnly)
    }
    let ledger = try folder.ledger()
    #expect(try ledger.database.integer("PRAGMA user_version") == known)
    #expect(try ledger.aggregatedPeriods().isEmpty)
  }

  @Test("keeps the steps before the one that fails; a new file takes all or none")
  func failingStep() throws {
    let bad = Migration(
      name: "bad", statements: ["CREATE TABLE half(a TEXT) STRICT", "CREATE TABLE half(a TEXT) STRICT"])
    #expect(throws: LedgerError.self) { try write([Schema.migrations[0], bad]) }
    let database = try SQLiteDatabase(path: folder.file("ledger.sqlite"), access: .readWrite)
    #expect(try database.integer("PRAGMA user_version") == 0)
    #expect(try database.integer("SELECT count(*) FROM sqlite_schema") == 0)
    try write([Schema.migrations[0]])
    #expect(throws: LedgerError.self) { try write(Array(Schema.migrations.prefix(2)) + [bad]) }
    #expect(try database.integer("PRAGMA user_version") == 2)
    #expect(try database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0)
  }
}
