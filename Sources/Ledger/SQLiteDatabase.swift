import CSQLite
import Dispatch
import Glibc

/// One connection to an SQLite file, used from one thread at a time.
///
///     let database = try SQLiteDatabase(path: "ledger.sqlite", access: .readWrite)
///     try database.transaction { () throws(LedgerError) in
///       try database.run("INSERT INTO runs(stage) VALUES (?)", [.text("ingest")])
///     }
///
/// SQL is a `StaticString`: a value cannot get into it but by being bound.
///
/// Safe though it holds a pointer: `handle` is open from `init` until `close`, is never handed out, and every use goes
/// through `open()`, which traps after `close`.
@safe final class SQLiteDatabase {
  enum Access {
    case readWrite
    case readOnly
  }

  let path: String
  private var handle: OpaquePointer?
  /// Of the file, for `sendToDisk`; below 0 until it is needed.
  private var descriptor: Int32 = -1
  /// Prepared statements that nobody uses at the moment.
  private var idle: [String: SQLiteStatement] = [:]

  /// How long a statement waits for another program's lock.
  private static let busyTimeoutMilliseconds: Int32 = 5_000

  /// What holds for all of SQLite, once: nobody asks how much memory it uses. Where somebody in the process was before
  /// us it is refused, and only slower.
  private static let settings: Void = {
    _ = stackmeter_sqlite_count_no_memory()
  }()

  init(path: String, access: Access) throws(LedgerError) {
    guard !path.utf8.contains(0) else { throw .cannotOpen(path: path, reason: "the path contains a NUL") }
    _ = Self.settings
    let mode = access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    // A leading `./` keeps `file:…` and `:memory:` from having a meaning of their own.
    let name = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    self.path = path
    // Safe: SQLite sets the handle even when opening fails; `deinit` closes it in both cases.
    let code = unsafe sqlite3_open_v2(name, &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK else { throw error(code, sql: "open") }
    unsafe sqlite3_busy_timeout(open(), Self.busyTimeoutMilliseconds)
    // A misspelt column in double quotes is an error, not a text.
    configure(SQLITE_DBCONFIG_DQS_DML, 0)
    configure(SQLITE_DBCONFIG_DQS_DDL, 0)
    // A schema that somebody else made must not call functions with side effects.
    configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
  }

  deinit { close() }

  /// Finalizes the statements and closes the file; nothing else may be called afterwards.
  func close() {
    idle = [:]
    // Safe: close_v2 takes a nil, and waits for a statement that is still in use.
    unsafe sqlite3_close_v2(handle)
    unsafe handle = nil
  }

  private func open() -> OpaquePointer {
    guard let handle = unsafe handle else { preconditionFailure("the ledger is closed") }
    return unsafe handle
  }

  private func configure(_ option: Int32, _ value: Int32) {
    // Safe: the handle is open and the option takes an int and no pointer.
    let code = unsafe stackmeter_sqlite_db_config(open(), option, value)
    precondition(code == SQLITE_OK, "SQLite does not know the option \(option)")
  }

  /// The error behind a result code of this connection.
  func error(_ code: Int32, sql: String) -> LedgerError {
    // Safe: the functions take a nil handle, and the message is copied before the next call.
    let message = unsafe String(cString: sqlite3_errmsg(handle))
    let systemError = unsafe handle == nil ? 0 : sqlite3_system_errno(handle)
    let report = LedgerError.SQLiteReport(code: code, message: message, systemError: systemError, sql: sql)
    return LedgerError(report, path: path)
  }
}

// MARK: - Statements

extension SQLiteDatabase {
  /// A prepared statement for the caller alone, until it is given back with `putBack`:
  ///
  ///     let statement = try database.statement("SELECT …")
  ///     defer { database.putBack(statement) }
  func statement(_ sql: StaticString) throws(LedgerError) -> SQLiteStatement {
    let text = sql.description
    if let prepared = idle.removeValue(forKey: text) { return prepared }
    return try prepare(text)
  }

  /// Ends the use of a statement: it is reset, and kept for the next who asks for the same SQL.
  func putBack(_ statement: SQLiteStatement) {
    statement.reset()
    idle[statement.sql] = statement
  }

  /// Runs a statement that returns no rows.
  func run(_ sql: StaticString, _ values: [SQLiteValue] = []) throws(LedgerError) {
    let statement = try statement(sql)
    defer { putBack(statement) }
    statement.bind(values)
    while try statement.step() {}
  }

  /// The integer in the first column of the first row; nil when there is no row.
  func integer(_ sql: StaticString, _ values: [SQLiteValue] = []) throws(LedgerError) -> Int? {
    let statement = try statement(sql)
    defer { putBack(statement) }
    statement.bind(values)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// The text in the first column of the first row; nil when there is no row or it holds NULL.
  func text(_ sql: StaticString, _ values: [SQLiteValue] = []) throws(LedgerError) -> String? {
    let statement = try statement(sql)
    defer { putBack(statement) }
    statement.bind(values)
    return try statement.step() ? statement.optionalText(0) : nil
  }

  /// Runs a statement that is wanted once only, such as one that defines a table.
  func define(_ sql: StaticString) throws(LedgerError) {
    let statement = try prepare(sql.description)
    while try statement.step() {}
  }

  /// Sets a pragma to a number: pragmas cannot be bound.
  func setPragma(_ name: StaticString, _ value: Int) throws(LedgerError) {
    let statement = try prepare("PRAGMA \(name) = \(value)")
    while try statement.step() {}
  }

  /// The row id of the last INSERT.
  var lastInsertedRow: Int {
    // Safe: the handle is open.
    Int(unsafe sqlite3_last_insert_rowid(open()))
  }

  private func prepare(_ sql: String) throws(LedgerError) -> SQLiteStatement {
    var prepared: OpaquePointer?
    // Safe: the text lives during the call, and SQLite keeps its own copy.
    let code = unsafe sqlite3_prepare_v3(open(), sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared = unsafe prepared else { throw error(code, sql: sql) }
    return unsafe SQLiteStatement(sql: sql, handle: prepared, database: self)
  }
}

// MARK: - Transactions

extension SQLiteDatabase {
  /// Whether a transaction is under way. After an error only SQLite knows (economics.md §4.6).
  var isInTransaction: Bool {
    // Safe: the handle is open.
    unsafe sqlite3_get_autocommit(open()) == 0
  }

  /// Does all of `body` or nothing of it. The first error is the one that is thrown.
  func transaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
    let result = try transactionUnlessNil { () throws(LedgerError) -> Result? in try body() }
    guard let result else { preconditionFailure("a body without nil has a result") }
    return result
  }

  /// Does all of `body`, or nothing of it when it throws or returns nil.
  func transactionUnlessNil<Result>(_ body: () throws(LedgerError) -> Result?) throws(LedgerError) -> Result? {
    precondition(!isInTransaction, "a transaction holds no other")
    try run("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try run(result == nil ? "ROLLBACK" : "COMMIT")
      return result
    } catch {
      // A full disk or an I/O error may have rolled back already. If this one fails, closing the file rolls back.
      if isInTransaction { try? run("ROLLBACK") }
      throw error
    }
  }

  /// Room for pages that are read again and again. Less serves writing much in order, when a page had best leave while
  /// it is in the processor's cache.
  static let cacheKibibytes = 16_384

  func setCache(kibibytes: Int) throws(LedgerError) { try setPragma("cache_size", -kibibytes) }

  /// Leaves the write-ahead log for a rollback journal; false, and nothing is changed, when somebody else has the file
  /// open. A transaction is as safe as in the log: after a kill or a power failure the next writer plays the journal
  /// back.
  func useRollbackJournal() -> Bool {
    // Safe: the handle is open. A reader is not waited for.
    unsafe sqlite3_busy_timeout(open(), 0)
    defer { unsafe sqlite3_busy_timeout(open(), Self.busyTimeoutMilliseconds) }
    guard let mode = try? text("PRAGMA journal_mode = DELETE"), mode == "delete" else { return false }
    // With less, a power failure may bring a journal back that was deleted, and with it the file's state before.
    guard (try? run("PRAGMA synchronous = EXTRA")) != nil else {
      useWriteAheadLog()
      return false
    }
    try? setCache(kibibytes: 2_048)
    return true
  }

  /// Goes back to the write-ahead log. Where that fails the file is whole, too, and the next writer's opening does it.
  func useWriteAheadLog() {
    _ = try? text("PRAGMA journal_mode = WAL")
    try? run("PRAGMA synchronous = FULL")
    try? setCache(kibibytes: Self.cacheKibibytes)
  }

  /// Lets the system begin to write to the disk what a transaction has put into the file so far, and does not wait for
  /// it. Nothing depends on it: what a commit promises, it waits for.
  func sendToDisk() {
    // The file has a descriptor of its own for this, which is never closed: closing any descriptor of a file gives up
    // the locks that SQLite holds on it (sqlite.org/howtocorrupt.html, 2.2).
    if descriptor < 0 { descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    // It takes a while to find out what to write, too.
    DispatchQueue.global().async { [descriptor] in stackmeter_send_to_disk(descriptor) }
  }

  /// Moves the write-ahead log into the database file and empties it, unless a reader needs it: then what is committed
  /// stays in the log, just as safe.
  func checkpoint() throws(LedgerError) {
    // Safe: the handle is open. A reader is not waited for.
    unsafe sqlite3_busy_timeout(open(), 0)
    defer { unsafe sqlite3_busy_timeout(open(), Self.busyTimeoutMilliseconds) }
    let code = unsafe sqlite3_wal_checkpoint_v2(open(), nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else { throw error(code, sql: "PRAGMA wal_checkpoint") }
  }
}
