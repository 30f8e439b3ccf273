extension Schema {
  /// Series of a resource in units that logs tell: `unit` is one more of what names a series. SQLite adds no column to
  /// a key, so the tables are made anew, with all that is in them.
  static let toldUnits: [StaticString] = [
    "DROP VIEW named_day_usage",
    // `unit`: that of the quantities where the log told it and the project named none for the resource; else empty.
    """
    CREATE TABLE new_series(
      series INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL,
      stack TEXT NOT NULL,
      environment TEXT NOT NULL,
      version TEXT NOT NULL,
      resource TEXT NOT NULL,
      unit TEXT NOT NULL,
      UNIQUE (tenant, stack, environment, version, resource, unit)
    ) STRICT
    """,
    """
    INSERT INTO new_series(series, tenant, stack, environment, version, resource, unit)
    SELECT series, tenant, stack, environment, version, resource, '' FROM series ORDER BY series
    """,
    // As it was. A table that another one refers to cannot be dropped, so both are made anew.
    """
    CREATE TABLE new_day_usage(
      day TEXT NOT NULL,
      series INTEGER NOT NULL REFERENCES new_series,
      batch INTEGER NOT NULL REFERENCES batches,
      total TEXT NOT NULL,
      hours BLOB NOT NULL,
      PRIMARY KEY (day, series, batch)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO new_day_usage(day, series, batch, total, hours)
    SELECT day, series, batch, total, hours FROM day_usage ORDER BY day, series, batch
    """,
    "DROP TABLE day_usage",
    "DROP TABLE series",
    // The reference follows the name.
    "ALTER TABLE new_series RENAME TO series",
    "ALTER TABLE new_day_usage RENAME TO day_usage",
    """
    CREATE VIEW named_day_usage AS
    SELECT day, tenant, stack, environment, version, resource, unit, total, source, file, batch
    FROM day_usage JOIN series USING (series) JOIN batches USING (batch)
    """,
    "ALTER TABLE unended_quantities ADD COLUMN unit TEXT NOT NULL DEFAULT ''",
  ]
}
