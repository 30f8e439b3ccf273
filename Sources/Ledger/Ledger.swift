package import Metering

/// The organisation's ledger: one SQLite file that holds what was read, and what it costs.
///
///     let ledger = try Ledger(path: "ledger.sqlite", zoneName: "Europe/Berlin", access: .readWrite)
///     let batch = try ledger.commit(newBatch)        // one file, one transaction
///     try ledger.usage(days: period.days) { usage in … }
///     try ledger.replaceAggregate(aggregate)         // one period, one transaction
///
/// A kill, a full disk or an I/O error at any instant leaves it as it was before or after a call, never between. Used
/// from one thread. Equal calls in equal order make equal content, `runs` aside: nothing depends on clock, locale or
/// hash order.
package final class Ledger {
  package enum Access: Sendable {
    /// Creates the file where there is none, and holds the lock until the ledger is released.
    case readWrite
    /// Needs no lock, and sees what was last committed.
    case readOnly
  }

  /// The run that `commit` notes in its batches; set by `beginRun`.
  var currentRun: Int?
  /// The known series; nil when they are to be read again.
  var seriesIDs: [SeriesKey: Int]?
  let database: SQLiteDatabase
  private let access: Access
  /// The resources' own units as the project has them.
  let ownUnit: (ResourceID) -> MeteringUnit?
  /// Freed after the database is closed.
  private let lock: LedgerLock?

  /// Opens a ledger. `path`: of the file; `zoneName`: the organisation's time zone, which the ledger's hours follow;
  /// `ownUnit`: the unit of a resource's quantities where the log does not tell another, which they follow, too.
  package init(
    path: String, zoneName: String, ownUnit: @escaping (ResourceID) -> MeteringUnit? = { _ in nil }, access: Access
  ) throws(LedgerError) {
    self.access = access
    self.ownUnit = ownUnit
    switch access {
    case .readWrite:
      lock = try LedgerLock(ledger: path)
      database = try SQLiteDatabase(path: path, access: .readWrite)
    case .readOnly:
      lock = nil
      database = try SQLiteDatabase(path: path, access: .readOnly)
    }
    try prepare()
    try checkZone(zoneName)
    try checkUnits()
  }

  deinit {
    // What fails here is safe in the write-ahead log, and the next writer's open tells.
    if access == .readWrite { try? database.checkpoint() }
    database.close()
  }

  /// Moves all that is committed into the one file: at the end of a run, so that the file can be copied and read alone.
  package func checkpoint() throws(LedgerError) { try database.checkpoint() }

  var isReadOnly: Bool { access == .readOnly }

  private func prepare() throws(LedgerError) {
    let history = SchemaHistory(database: database)
    try history.checkIdentity()
    if access == .readWrite, try database.integer("PRAGMA page_count") ?? 0 == 0 {
      // These two hold from the creation of a file. In one that exists the second would write, even if nothing changes.
      try database.run("PRAGMA page_size = 16384")
      try database.run("PRAGMA auto_vacuum = INCREMENTAL")
    }
    try database.run("PRAGMA foreign_keys = ON")
    try database.run("PRAGMA temp_store = MEMORY")
    try database.setCache(kibibytes: SQLiteDatabase.cacheKibibytes)
    guard access == .readWrite else { return try history.checkUpToDate() }
    try configureWriting()
    try history.bringUpToDate()
  }

  private func configureWriting() throws(LedgerError) {
    guard try database.text("PRAGMA journal_mode = WAL") == "wal" else {
      throw .cannotOpen(path: database.path, reason: "its file system has no shared memory for a write-ahead log")
    }
    // With less, the last commits may be lost when the power fails (economics.md §4.6).
    try database.run("PRAGMA synchronous = FULL")
    // A large file is copied out of the log once, after its commit, and not again and again while it is written.
    try database.run("PRAGMA wal_autocheckpoint = 32768")
    try database.run("PRAGMA journal_size_limit = 67108864")
  }

  private func checkZone(_ zone: String) throws(LedgerError) {
    let known = try database.text("SELECT value FROM settings WHERE name = 'time_zone'")
    if let known {
      guard known == zone else { throw .timeZoneDiffers(path: database.path, ledger: known, project: zone) }
    } else if access == .readWrite {
      try database.run("INSERT INTO settings(name, value) VALUES ('time_zone', ?)", [.text(zone)])
    }
  }
}
