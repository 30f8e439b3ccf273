/// One step of the schema's history. A step that has been released is never changed: the next change is a new step.
struct Migration {
  let name: String
  let statements: [StaticString]
}

/// The tables of the ledger. The names are for auditors, who open the file with other tools.
///
/// Days are `YYYY-MM-DD`, months `YYYY-MM`, amounts exact decimal text; `runs` and `period_events` are the only
/// tables with wall-clock time.
enum Schema {
  static let migrations = [
    Migration(name: "001 usage", statements: files + usage),
    Migration(name: "002 charges", statements: charges),
    Migration(name: "003 people", statements: people),
    Migration(name: "004 books", statements: books),
    Migration(name: "005 allocations", statements: allocations),
    Migration(name: "006 currencies", statements: currencies),
    Migration(name: "007 unended records", statements: unendedRecords),
    Migration(name: "008 told units", statements: toldUnits),
    Migration(name: "009 own units", statements: ownUnits),
  ]

  private static let files: [StaticString] = [
    // What holds for the whole ledger: `time_zone`.
    """
    CREATE TABLE settings(
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // A run whose process ended without a word is `abandoned`.
    """
    CREATE TABLE runs(
      run INTEGER PRIMARY KEY,
      stage TEXT NOT NULL,
      program_version TEXT NOT NULL,
      configuration_digest TEXT NOT NULL,
      started_at TEXT NOT NULL,
      finished_at TEXT,
      status TEXT NOT NULL CHECK (status IN ('running', 'ok', 'warn', 'failed', 'nothing', 'abandoned')),
      exit_code INTEGER
    ) STRICT
    """,
    // One reading of one file. A file that has grown is read again and makes a new batch of what is new in it.
    """
    CREATE TABLE batches(
      batch INTEGER PRIMARY KEY,
      run INTEGER REFERENCES runs,
      source TEXT NOT NULL,
      file TEXT NOT NULL,
      format TEXT NOT NULL,
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      fingerprint TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected')),
      records_read INTEGER NOT NULL,
      accepted INTEGER NOT NULL CHECK (accepted >= 0),
      duplicate INTEGER NOT NULL CHECK (duplicate >= 0),
      quarantined INTEGER NOT NULL CHECK (quarantined >= 0),
      excluded INTEGER NOT NULL CHECK (excluded >= 0),
      rounded INTEGER NOT NULL CHECK (rounded >= 0),
      CHECK (records_read = accepted + duplicate + quarantined + excluded)
    ) STRICT
    """,
    "CREATE INDEX batches_by_fingerprint ON batches(source, fingerprint)",
    "CREATE INDEX batches_by_file ON batches(source, file)",
    // Columns and keys of a file that nothing reads.
    """
    CREATE TABLE ignored_fields(
      batch INTEGER NOT NULL REFERENCES batches,
      position INTEGER NOT NULL,
      field TEXT NOT NULL,
      PRIMARY KEY (batch, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIEW newest_batches AS
    SELECT * FROM batches
    WHERE NOT EXISTS (
      SELECT 1 FROM batches AS later
      WHERE later.source = batches.source AND later.file = batches.file AND later.batch > batches.batch)
    """,
    """
    CREATE TABLE quarantine(
      batch INTEGER NOT NULL REFERENCES batches,
      line INTEGER NOT NULL,
      byte_offset INTEGER NOT NULL,
      code TEXT NOT NULL,
      field TEXT NOT NULL,
      reason TEXT NOT NULL,
      raw BLOB NOT NULL,
      PRIMARY KEY (batch, byte_offset, code)
    ) STRICT
    """,
    // The bad lines of a file are those of its last reading: who mends the file resolves them.
    """
    CREATE VIEW unresolved_quarantine AS
    SELECT source, file, quarantine.* FROM newest_batches JOIN quarantine USING (batch)
    """,
  ]

  private static let usage: [StaticString] = [
    """
    CREATE TABLE series(
      series INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL,
      stack TEXT NOT NULL,
      environment TEXT NOT NULL,
      version TEXT NOT NULL,
      resource TEXT NOT NULL,
      UNIQUE (tenant, stack, environment, version, resource)
    ) STRICT
    """,
    // By day first: a night appends, a month is one stretch of the file. `hours`: see README.md.
    """
    CREATE TABLE day_usage(
      day TEXT NOT NULL,
      series INTEGER NOT NULL REFERENCES series,
      batch INTEGER NOT NULL REFERENCES batches,
      total TEXT NOT NULL,
      hours BLOB NOT NULL,
      PRIMARY KEY (day, series, batch)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIEW named_day_usage AS
    SELECT day, tenant, stack, environment, version, resource, total, source, file, batch
    FROM day_usage JOIN series USING (series) JOIN batches USING (batch)
    """,
    // Large blobs stay out of the key's tree. A day of very many events is several parts.
    """
    CREATE TABLE event_index(
      source TEXT NOT NULL,
      day TEXT NOT NULL,
      batch INTEGER NOT NULL REFERENCES batches,
      part INTEGER NOT NULL,
      events INTEGER NOT NULL,
      entries BLOB NOT NULL,
      UNIQUE (source, day, batch, part),
      CHECK (length(entries) = 16 * events)
    ) STRICT
    """,
  ]

  private static let people: [StaticString] = [
    // The batches that were read while something was kept of people. `key_id`: of the key of their pseudonyms.
    """
    CREATE TABLE people_batches(
      batch INTEGER PRIMARY KEY REFERENCES batches,
      key_id TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE places(
      place INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL,
      stack TEXT NOT NULL,
      environment TEXT NOT NULL,
      UNIQUE (tenant, stack, environment)
    ) STRICT
    """,
    // `entries`: see README.md. A day of very many events is several parts.
    """
    CREATE TABLE activity(
      day TEXT NOT NULL,
      batch INTEGER NOT NULL REFERENCES people_batches,
      part INTEGER NOT NULL,
      events INTEGER NOT NULL,
      entries BLOB NOT NULL,
      UNIQUE (day, batch, part),
      CHECK (length(entries) = 16 * events)
    ) STRICT
    """,
  ]

  private static let charges: [StaticString] = [
    """
    CREATE TABLE periods(
      period TEXT NOT NULL PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
      as_of TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // What a period's lines and comparisons were computed from, and the days they charge for (the last not included).
    """
    CREATE TABLE aggregations(
      period TEXT NOT NULL PRIMARY KEY REFERENCES periods,
      run_id TEXT NOT NULL,
      rate_card_version TEXT NOT NULL,
      first_day TEXT NOT NULL,
      end_day TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // What holds for the aggregates as a whole, by name.
    """
    CREATE TABLE aggregation_values(
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // A NULL account is unmapped, a NULL amount unrated. `posted_minor_units`: whole cents of the currency.
    """
    CREATE TABLE charge_lines(
      period TEXT NOT NULL REFERENCES aggregations,
      tenant TEXT NOT NULL,
      stack TEXT NOT NULL,
      environment TEXT NOT NULL,
      version TEXT NOT NULL,
      category TEXT NOT NULL,
      item TEXT NOT NULL,
      first_day TEXT NOT NULL,
      end_day TEXT NOT NULL,
      rule TEXT NOT NULL,
      line_id TEXT NOT NULL UNIQUE,
      account_name TEXT,
      business_unit TEXT,
      cost_centre TEXT,
      gl_account TEXT,
      legal_entity TEXT,
      quantity TEXT NOT NULL,
      meter_unit TEXT,
      pricing_unit TEXT,
      unit_price TEXT,
      amount TEXT,
      currency TEXT NOT NULL,
      posted_minor_units TEXT,
      PRIMARY KEY (period, tenant, stack, environment, version, category, item, first_day, end_day, rule),
      CHECK ((pricing_unit IS NULL) = (unit_price IS NULL)),
      CHECK ((amount IS NULL) = (posted_minor_units IS NULL))
    ) STRICT, WITHOUT ROWID
    """,
    // `body`: JSON.
    """
    CREATE TABLE comparisons(
      period TEXT NOT NULL REFERENCES aggregations,
      stack TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (period, stack)
    ) STRICT
    """,
  ]
}
