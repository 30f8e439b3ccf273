extension Schema {
  /// What the quantities of series without a unit are in.
  static let ownUnits: [StaticString] = [
    // A resource's own unit when the first of its series came in, or when the project named it first. It never changes.
    """
    CREATE TABLE resource_units(
      resource TEXT NOT NULL PRIMARY KEY,
      unit TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """
  ]
}
