package import Metering

// MARK: - Writing

extension Ledger {
  /// Events in one row at most: 16 MiB of them, as in the event index.
  private static let eventsPerPart = 1 << 20

  /// Adds what a batch tells of people. New places get the next numbers, in order.
  func insertActivity(_ activity: BatchActivity, batch: Int) throws(LedgerError) {
    try database.run(
      "INSERT INTO people_batches(batch, key_id) VALUES (?, ?)", [.integer(batch), .text(activity.keyID)])
    var known: [ActivityPlace: Int] = [:]
    for (id, place) in try readPlaces() { known[place] = id }
    var ids: [Int] = []
    for place in activity.places {
      if let id = known[place] { ids.append(id) } else { ids.append(try insertPlace(place)) }
    }
    let statement = try database.statement(
      "INSERT INTO activity(day, batch, part, events, entries) VALUES (?, ?, ?, ?, ?)")
    defer { database.putBack(statement) }
    for day in activity.days where !day.events.isEmpty {
      let events = day.events.map { ActivityEvent(person: $0.person, second: $0.second, place: ids[$0.place]) }.sorted()
      for (part, start) in stride(from: 0, to: events.count, by: Self.eventsPerPart).enumerated() {
        let some = events[start..<min(start + Self.eventsPerPart, events.count)]
        let bytes = ActivityCodec.bytes(of: some)
        statement.bind([
          .text(day.day.description), .integer(batch), .integer(part), .integer(some.count), .null,
        ])
        try statement.run(withBlob: bytes[...], at: 5)
      }
    }
  }

  private func insertPlace(_ place: ActivityPlace) throws(LedgerError) -> Int {
    try database.run(
      "INSERT INTO places(tenant, stack, environment) VALUES (?, ?, ?)",
      [.text(place.tenant.text), .text(place.stack.text), .text(place.environment.text)])
    return database.lastInsertedRow
  }
}

// MARK: - Reading

extension Ledger {
  /// Every place where people were ever active, in order: what `ActivityEvent.place` counts in what is read.
  package func activityPlaces() throws(LedgerError) -> [ActivityPlace] { try readPlaces().map(\.place).sorted() }

  /// Lends the activity of some days to `body`, day by day: each day's events ascend by person, second and place, and
  /// what several files tell is there once. Days without activity are left out.
  ///
  /// Only what was kept under the newest key is lent: other keys make other pseudonyms of the same people, who would
  /// count as two.
  package func activity(
    days: Range<CivilDate>, _ body: (_ day: ActivityDay) throws -> Void
  ) throws {
    guard let last = days.last, let key = try newestPeopleKey() else { return }
    let order = try readPlaces().sorted { $0.place < $1.place }
    let indices = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.id, $0) })
    let statement = try database.statement(
      """
      SELECT day, batch, entries FROM activity
      WHERE day BETWEEN ? AND ? AND batch IN (SELECT batch FROM people_batches WHERE key_id = ?)
      ORDER BY day, batch, part
      """)
    defer { database.putBack(statement) }
    statement.bind([.text(days.lowerBound.description), .text(last.description), .text(key)])
    var (day, events): (CivilDate?, [ActivityEvent]) = (nil, [])
    while try statement.step() {
      let next = try civilDate(statement.text(0))
      if let day, day != next {
        try body(ActivityDay(day: day, events: merged(events)))
        events.removeAll(keepingCapacity: true)
      }
      day = next
      let isSound = statement.withBytes(2) { (bytes: Span<UInt8>) in
        ActivityCodec.append(bytes, places: indices, to: &events)
      }
      guard isSound else {
        throw LedgerError.corrupt(
          path: database.path, reason: "the activity of batch \(statement.integer(1)), \(next) cannot be read")
      }
    }
    if let day { try body(ActivityDay(day: day, events: merged(events))) }
  }

  /// How many files with events on these days were read while nothing was kept of people, or under another key than the
  /// newest: what they tell of people is not in the activity.
  package func batchesWithoutActivity(days: Range<CivilDate>) throws(LedgerError) -> Int {
    guard let last = days.last else { return 0 }
    return try database.integer(
      """
      SELECT count(DISTINCT batch) FROM event_index
      WHERE day BETWEEN ? AND ? AND batch NOT IN (SELECT batch FROM people_batches WHERE key_id = ?)
      """,
      [.text(days.lowerBound.description), .text(last.description), .optional(try newestPeopleKey())]) ?? 0
  }

  private func newestPeopleKey() throws(LedgerError) -> String? {
    try database.text("SELECT key_id FROM people_batches ORDER BY batch DESC LIMIT 1")
  }

  private func readPlaces() throws(LedgerError) -> [(id: Int, place: ActivityPlace)] {
    let statement = try database.statement("SELECT place, tenant, stack, environment FROM places ORDER BY place")
    defer { database.putBack(statement) }
    var places: [(id: Int, place: ActivityPlace)] = []
    while try statement.step() {
      let place = ActivityPlace(
        tenant: TenantID(statement.text(1)), stack: StackID(statement.text(2)),
        environment: EnvironmentID(statement.text(3)))
      places.append((statement.integer(0), place))
    }
    return places
  }

  /// In order, and each once: two files may tell of the same second.
  private func merged(_ events: [ActivityEvent]) -> [ActivityEvent] {
    var merged: [ActivityEvent] = []
    merged.reserveCapacity(events.count)
    for event in events.sorted() where event != merged.last { merged.append(event) }
    return merged
  }
}
