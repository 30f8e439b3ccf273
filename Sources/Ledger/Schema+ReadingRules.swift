extension Schema {
  /// By which rules of the project file the records of a batch were understood.
  static let readingRules: [StaticString] = [
    // `digest`: SHA-256 of `body`, which is JSON.
    """
    CREATE TABLE reading_rules(
      digest TEXT NOT NULL PRIMARY KEY,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // The rules by which the file was read last and its batch came out as it is here. NULL: they are not known.
    "ALTER TABLE batches ADD COLUMN rules TEXT REFERENCES reading_rules",
    // Of `accepted`, the records of a rejected file that do not count.
    "ALTER TABLE batches ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0 CHECK (rejected BETWEEN 0 AND accepted)",
    "UPDATE batches SET rejected = accepted WHERE status = 'rejected'",
  ]
}
