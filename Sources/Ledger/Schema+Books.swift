extension Schema {
  /// The books: which months are closed, and all that a closed month was made from. Rows are only ever added.
  static let books: [StaticString] = lines + records + locks

  private static let lines: [StaticString] = [
    """
    ALTER TABLE charge_lines ADD COLUMN charge_class TEXT NOT NULL DEFAULT 'regular'
      CHECK (charge_class IN ('regular', 'correction'))
    """,
    // The lines of a month that was closed and opened again, as they were: the columns of charge_lines behind `event`.
    """
    CREATE TABLE reopened_lines(
      event INTEGER NOT NULL REFERENCES period_events,
      period TEXT NOT NULL,
      tenant TEXT NOT NULL,
      stack TEXT NOT NULL,
      environment TEXT NOT NULL,
      version TEXT NOT NULL,
      category TEXT NOT NULL,
      item TEXT NOT NULL,
      first_day TEXT NOT NULL,
      end_day TEXT NOT NULL,
      rule TEXT NOT NULL,
      line_id TEXT NOT NULL,
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
      charge_class TEXT NOT NULL,
      PRIMARY KEY (event, line_id)
    ) STRICT, WITHOUT ROWID
    """,
  ]

  private static let records: [StaticString] = [
    // Who closed or opened a month, when and why. With `runs` the only table with wall-clock time (`at`). `as_of`: what
    // "today" was; `last_batch`: the newest batch that counted; `output_hash`: of the files that were published.
    """
    CREATE TABLE period_events(
      event INTEGER PRIMARY KEY,
      period TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('close', 'reopen')),
      as_of TEXT NOT NULL,
      reason TEXT,
      user TEXT NOT NULL,
      at TEXT NOT NULL,
      output_hash TEXT,
      last_batch INTEGER NOT NULL,
      CHECK ((kind = 'close') = (output_hash IS NOT NULL)),
      CHECK ((kind = 'reopen') = (reason IS NOT NULL AND reason <> ''))
    ) STRICT
    """,
    // Files and values by their SHA-256: what months have in common is kept once.
    """
    CREATE TABLE contents(
      hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
      bytes BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE closing_contents(
      event INTEGER NOT NULL REFERENCES period_events,
      kind TEXT NOT NULL CHECK (kind IN ('configuration', 'report', 'comparison', 'value')),
      name TEXT NOT NULL,
      hash TEXT NOT NULL REFERENCES contents,
      PRIMARY KEY (event, kind, name)
    ) STRICT, WITHOUT ROWID
    """,
    // The months that a batch has usage in: tells whether a month's usage is other than when it was closed.
    """
    CREATE TABLE batch_periods(
      period TEXT NOT NULL,
      batch INTEGER NOT NULL REFERENCES batches,
      PRIMARY KEY (period, batch)
    ) STRICT, WITHOUT ROWID
    """,
  ]

  /// What is closed stays, whatever program writes.
  private static let locks: [StaticString] = [
    """
    CREATE TRIGGER closed_lines_are_not_added BEFORE INSERT ON charge_lines
    WHEN (SELECT state FROM periods WHERE period = NEW.period) = 'closed'
    BEGIN SELECT RAISE(ABORT, 'the period is closed'); END
    """,
    """
    CREATE TRIGGER closed_lines_are_not_changed BEFORE UPDATE ON charge_lines
    WHEN (SELECT state FROM periods WHERE period = OLD.period) = 'closed'
    BEGIN SELECT RAISE(ABORT, 'the period is closed'); END
    """,
    """
    CREATE TRIGGER closed_lines_are_not_removed BEFORE DELETE ON charge_lines
    WHEN (SELECT state FROM periods WHERE period = OLD.period) = 'closed'
    BEGIN SELECT RAISE(ABORT, 'the period is closed'); END
    """,
    """
    CREATE TRIGGER closed_aggregations_are_not_removed BEFORE DELETE ON aggregations
    WHEN (SELECT state FROM periods WHERE period = OLD.period) = 'closed'
    BEGIN SELECT RAISE(ABORT, 'the period is closed'); END
    """,
    """
    CREATE TRIGGER period_events_are_not_changed BEFORE UPDATE ON period_events
    BEGIN SELECT RAISE(ABORT, 'what was closed or opened stays on record'); END
    """,
    """
    CREATE TRIGGER period_events_are_not_removed BEFORE DELETE ON period_events
    BEGIN SELECT RAISE(ABORT, 'what was closed or opened stays on record'); END
    """,
    """
    CREATE TRIGGER contents_are_not_changed BEFORE UPDATE ON contents
    BEGIN SELECT RAISE(ABORT, 'what was closed stays on record'); END
    """,
    """
    CREATE TRIGGER closing_contents_are_not_changed BEFORE UPDATE ON closing_contents
    BEGIN SELECT RAISE(ABORT, 'what was closed stays on record'); END
    """,
    """
    CREATE TRIGGER closing_contents_are_not_removed BEFORE DELETE ON closing_contents
    BEGIN SELECT RAISE(ABORT, 'what was closed stays on record'); END
    """,
  ]
}
