import Foundation
import Metering
import Testing

@testable import Ledger

@Suite("A ledger's error")
struct LedgerErrorTests {
  private static let cases: [(LedgerError, String)] = [
    (
      .locked(path: "l", by: 42),
      "l: another stackmeter (process 42) is writing this ledger; run again when it is done"
    ),
    (.locked(path: "l", by: nil), "l: another stackmeter is writing this ledger; run again when it is done"),
    (.busy(path: "l"), "l: another program holds the ledger's database; close it there and run again"),
    (
      .cannotOpen(path: "l", reason: "Is a directory"),
      "l: the ledger cannot be opened: Is a directory; check the path and the permissions of its folder"
    ),
    (
      .noPermission(path: "l"),
      "l: permission to open the ledger or to write in its folder is missing; give it to the user that runs stackmeter"
    ),
    (
      .readOnly(path: "l"),
      "l: the ledger may only be read; give this user write permission for the file and its folder"
    ),
    (
      .unfinished(path: "l"),
      "l: the first run on this ledger was cut off; run `stackmeter ingest` again, which begins anew"
    ),
    (
      .notALedger(path: "l", reason: "file is not a database"),
      "l: this is no ledger of stackmeter: file is not a database; name another file with --ledger or move this one away"
    ),
    (
      .newerSchema(path: "l", found: 3, known: 2),
      "l: the ledger has schema 3 and this program knows up to 2; use the newer stackmeter that wrote it"
    ),
    (
      .olderSchema(path: "l", found: 1, known: 2),
      "l: the ledger has schema 1 and this program reads 2; run `stackmeter ingest` once to bring it up to date"
    ),
    (
      .timeZoneDiffers(path: "l", ledger: "Asia/Kolkata", project: "UTC"),
      "l: its days and hours follow Asia/Kolkata and the project says UTC; set timeZone to Asia/Kolkata, "
        + "or move the ledger away and ingest the logs again"
    ),
    (
      .unitDiffers(path: "l", resource: "scratch", ledger: "GB-hours", project: "GB-seconds"),
      "l: its usage of scratch is in GB-hours and the project says GB-seconds; set the unit of scratch in stackmeter.json5 "
        + "to GB-hours, or move the ledger away and ingest the logs again"
    ),
    (
      .unitDiffers(path: "l", resource: "scratch", ledger: "GB-hours", project: nil),
      "l: its usage of scratch is in GB-hours and the project names no unit for it; set the unit of scratch in "
        + "stackmeter.json5 to GB-hours, or move the ledger away and ingest the logs again"
    ),
    (
      .diskFull(path: "l"),
      "l: the disk is full; the ledger is as it was after the last finished file; free some space and run again"
    ),
    (
      .ioError(path: "l", reason: "Input/output error"),
      "l: the ledger could not be read or written: Input/output error; check the disk, then run again"
    ),
    (
      .corrupt(path: "l", reason: "there is no series 7"),
      "l: the ledger is damaged: there is no series 7; restore it from a backup, "
        + "or move it away and ingest the logs again"
    ),
    (
      .constraint(path: "l", message: "NOT NULL constraint failed: runs.stage", sql: "INSERT\n  INTO runs"),
      "l: the ledger refused a row: NOT NULL constraint failed: runs.stage, in: INSERT INTO runs; "
        + "this is a fault of the program, please report it"
    ),
    (
      .overflow(path: "l", ArithmeticOverflow("+", ["1", "2"])),
      "l: the result of 1 + 2 is too large to be exact (26 digits before the point); "
        + "look for a quantity in the logs that cannot be right"
    ),
    (
      .other(path: "l", code: 21, message: "bad parameter or other API misuse", sql: "SELECT 1"),
      "l: SQLite reports bad parameter or other API misuse (21), in: SELECT 1; "
        + "this is a fault of the program, please report it"
    ),
  ]

  @Test("is one line with the file, what is wrong and what to do", arguments: cases)
  func text(error: LedgerError, expected: String) {
    #expect(error.description == expected)
  }

  @Test(
    "stands for SQLite's result code",
    arguments: [
      (5, 0, .busy(path: "l")), (261, 0, .busy(path: "l")), (6, 0, .busy(path: "l")),
      (13, 0, .diskFull(path: "l")), (778, 28, .diskFull(path: "l")), (4874, 122, .diskFull(path: "l")),
      (778, 5, .ioError(path: "l", reason: "Input/output error")), (266, 0, .ioError(path: "l", reason: "m")),
      (14, 13, .noPermission(path: "l")), (14, 28, .diskFull(path: "l")), (8, 0, .readOnly(path: "l")),
      (1032, 0, .readOnly(path: "l")), (776, 0, .unfinished(path: "l")), (26, 0, .notALedger(path: "l", reason: "m")),
      (11, 0, .corrupt(path: "l", reason: "m")), (2067, 0, .constraint(path: "l", message: "m", sql: "S")),
      (1, 0, .other(path: "l", code: 1, message: "m", sql: "S")),
    ] as [(Int32, Int32, LedgerError)])
  func code(code: Int32, systemError: Int32, expected: LedgerError) {
    let report = LedgerError.SQLiteReport(code: code, message: "m", systemError: systemError, sql: "S")
    #expect(LedgerError(report, path: "l") == expected)
  }

  @Test("names the statement and never a value")
  func noValues() throws {
    let folder = try TemporaryFolder()
    let ledger = try folder.ledger()
    let error = #expect(throws: LedgerError.self) {
      try ledger.database.run("INSERT INTO settings(name, value) VALUES (?, ?)", [.text("secret"), .null])
    }
    let text = try #require(error?.description)
    #expect(text.contains("INSERT INTO settings") && !text.contains("secret"))
  }

  @Test("in a transaction is the first one, and the transaction is gone")
  func firstErrorWins() throws {
    let folder = try TemporaryFolder()
    let ledger = try folder.ledger()
    let database = ledger.database
    let expected = LedgerError.corrupt(path: "x", reason: "first")
    #expect(throws: expected) {
      try database.transaction { () throws(LedgerError) in
        // As a full disk does: the transaction ends by itself before the error is seen.
        try database.run("ROLLBACK")
        throw expected
      }
    }
    #expect(!database.isInTransaction)
    try database.transaction { () throws(LedgerError) in }
  }
}
