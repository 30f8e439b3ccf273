/// Brings a ledger's schema up to date, and refuses files that are no ledger or that a newer program wrote.
///
/// Each step commits together with its record, so a ledger is always at one step exactly; a new one takes all at once,
/// for the disk is waited for at each commit.
struct SchemaHistory {
  let database: SQLiteDatabase
  let migrations: [Migration]

  /// `SMLG`: marks the file as ours among SQLite files (`file` and sqlite.org's magic.txt look there).
  private static let applicationID = 0x534D_4C47

  init(database: SQLiteDatabase, migrations: [Migration] = Schema.migrations) {
    self.database = database
    self.migrations = migrations
  }

  /// Checks that the file is a ledger, or empty, before anything in it is changed.
  func checkIdentity() throws(LedgerError) {
    let mark = try database.integer("PRAGMA application_id") ?? 0
    let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    guard mark == Self.applicationID || (mark == 0 && tables == 0) else {
      throw .notALedger(path: database.path, reason: "it is an SQLite database of another program")
    }
  }

  /// Applies the steps that are missing.
  func bringUpToDate() throws(LedgerError) {
    let applied = try appliedCount()
    guard applied > 0 else {
      return try database.transaction { () throws(LedgerError) in
        try begin()
        for (index, migration) in migrations.enumerated() { try apply(migration, as: index + 1) }
      }
    }
    for (index, migration) in migrations.enumerated().dropFirst(applied) {
      try database.transaction { () throws(LedgerError) in try apply(migration, as: index + 1) }
    }
  }

  private func apply(_ migration: Migration, as step: Int) throws(LedgerError) {
    for statement in migration.statements { try database.define(statement) }
    try database.run("INSERT INTO schema_migrations(name) VALUES (?)", [.text(migration.name)])
    try database.setPragma("user_version", step)
  }

  /// Checks that nothing is missing, for those who only read.
  func checkUpToDate() throws(LedgerError) {
    let applied = try appliedCount()
    guard applied == migrations.count else {
      throw .olderSchema(path: database.path, found: applied, known: migrations.count)
    }
  }

  private func begin() throws(LedgerError) {
    try database.setPragma("application_id", Self.applicationID)
    try database.define(
      "CREATE TABLE schema_migrations(step INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT")
  }

  /// How many steps the file has, all of which this program knows.
  private func appliedCount() throws(LedgerError) -> Int {
    let version = try database.integer("PRAGMA user_version") ?? 0
    var names: [String] = []
    if try database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'") == 1 {
      let statement = try database.statement("SELECT name FROM schema_migrations ORDER BY step")
      defer { database.putBack(statement) }
      while try statement.step() { names.append(statement.text(0)) }
    }
    guard version <= migrations.count, names.count <= migrations.count,
      zip(names, migrations).allSatisfy({ $0 == $1.name })
    else { throw .newerSchema(path: database.path, found: max(version, names.count), known: migrations.count) }
    return names.count
  }
}
