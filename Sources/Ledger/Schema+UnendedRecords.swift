extension Schema {
  /// Last records of files that had no line end when they were read, and so may not have been whole.
  static let unendedRecords: [StaticString] = [
    // What counted of a batch and had no line end. `bytes_hash`: of the bytes from `byte_offset` to the batch's end.
    // `taken_back_by`: the batch that found that the record goes on, or is elsewhere with a line end, and took it back.
    """
    CREATE TABLE unended_records(
      batch INTEGER PRIMARY KEY REFERENCES batches,
      byte_offset INTEGER NOT NULL,
      bytes_hash INTEGER NOT NULL,
      day TEXT NOT NULL,
      event_key INTEGER NOT NULL,
      event_content INTEGER NOT NULL,
      start_second INTEGER NOT NULL,
      start_nanosecond INTEGER NOT NULL,
      end_second INTEGER NOT NULL,
      end_nanosecond INTEGER NOT NULL,
      taken_back_by INTEGER REFERENCES batches
    ) STRICT
    """,
    // What such a record came to: exact decimals in the resource's own unit.
    """
    CREATE TABLE unended_quantities(
      batch INTEGER NOT NULL REFERENCES unended_records ON DELETE CASCADE,
      position INTEGER NOT NULL,
      tenant TEXT NOT NULL,
      stack TEXT NOT NULL,
      environment TEXT NOT NULL,
      version TEXT NOT NULL,
      resource TEXT NOT NULL,
      quantity TEXT NOT NULL,
      PRIMARY KEY (batch, position)
    ) STRICT, WITHOUT ROWID
    """,
  ]
}
