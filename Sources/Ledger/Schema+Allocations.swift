extension Schema {
  /// How charge lines came out of cost pools: what a month's shares were weighed by stays with its lines.
  static let allocations: [StaticString] = [
    // One row a line of a pool. `distribution`: lines that add to 0, but for `part` cost. `share`: of what is given.
    """
    CREATE TABLE allocations(
      period TEXT NOT NULL REFERENCES aggregations,
      line_id TEXT NOT NULL PRIMARY KEY REFERENCES charge_lines(line_id),
      part TEXT NOT NULL CHECK (part IN ('cost', 'out', 'in')),
      pool TEXT NOT NULL,
      distribution TEXT NOT NULL,
      method TEXT NOT NULL,
      basis TEXT NOT NULL,
      weight TEXT,
      share TEXT,
      note TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX allocations_by_period ON allocations(period, distribution)",
    // Those of a month that was closed and opened again: the columns of allocations behind `event`.
    """
    CREATE TABLE reopened_allocations(
      event INTEGER NOT NULL REFERENCES period_events,
      period TEXT NOT NULL,
      line_id TEXT NOT NULL,
      part TEXT NOT NULL,
      pool TEXT NOT NULL,
      distribution TEXT NOT NULL,
      method TEXT NOT NULL,
      basis TEXT NOT NULL,
      weight TEXT,
      share TEXT,
      note TEXT NOT NULL,
      PRIMARY KEY (event, line_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER closed_allocations_are_not_added BEFORE INSERT ON allocations
    WHEN (SELECT state FROM periods WHERE period = NEW.period) = 'closed'
    BEGIN SELECT RAISE(ABORT, 'the period is closed'); END
    """,
    """
    CREATE TRIGGER closed_allocations_are_not_changed BEFORE UPDATE ON allocations
    WHEN (SELECT state FROM periods WHERE period = OLD.period) = 'closed'
    BEGIN SELECT RAISE(ABORT, 'the period is closed'); END
    """,
    """
    CREATE TRIGGER closed_allocations_are_not_removed BEFORE DELETE ON allocations
    WHEN (SELECT state FROM periods WHERE period = OLD.period) = 'closed'
    BEGIN SELECT RAISE(ABORT, 'the period is closed'); END
    """,
  ]
}
