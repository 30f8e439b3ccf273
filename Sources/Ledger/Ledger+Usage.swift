package import Metering

// MARK: - Writing

extension Ledger {
  /// Adds usage. New series get the next numbers in their order.
  func insertUsage(_ usage: EncodedUsage, batch: Int) throws(LedgerError) {
    var ids: [Int] = []
    for series in usage.series { ids.append(try seriesID(of: series)) }
    // In the order of their table, so that rows are appended to it: theirs already, where no number is out of order.
    var rows = usage.rows
    if zip(ids, ids.dropFirst()).contains(where: >) {
      rows.sort { ($0.day, ids[$0.series]) < ($1.day, ids[$1.series]) }
    }
    let one = try database.statement(
      "INSERT INTO day_usage(day, series, batch, total, hours) VALUES (?, ?, ?, ?, ?)")
    let eight = try database.statement(
      """
      INSERT INTO day_usage(day, series, batch, total, hours) VALUES
        (?, ?, ?, ?, ?), (?, ?, ?, ?, ?), (?, ?, ?, ?, ?), (?, ?, ?, ?, ?),
        (?, ?, ?, ?, ?), (?, ?, ?, ?, ?), (?, ?, ?, ?, ?), (?, ?, ?, ?, ?)
      """)
    defer {
      for statement in [one, eight] {
        statement.clearBindings()
        database.putBack(statement)
      }
    }
    let bytes = unsafe usage.bytes.span.bytes
    var day = (number: 0, text: CivilDate(dayNumber: 0).description)
    var index = 0
    while index < rows.count {
      // Several rows a statement take half the time.
      let some = rows.count - index >= 8 ? 8 : 1
      let statement = some == 8 ? eight : one
      for place in 0..<some {
        let row = rows[index + place]
        if row.day != day.number { day = (row.day, CivilDate(dayNumber: row.day).description) }
        statement.bind(day.text, at: 5 * place + 1)
        statement.bind(ids[row.series], at: 5 * place + 2)
        statement.bind(batch, at: 5 * place + 3)
        unsafe statement.bind(utf8InPlace: bytes.extracting(row.total), at: 5 * place + 4)
        unsafe statement.bind(blobInPlace: bytes.extracting(row.hours), at: 5 * place + 5)
      }
      try statement.run()
      index += some
    }
  }

  private func seriesID(of series: SeriesKey) throws(LedgerError) -> Int {
    var known: [SeriesKey: Int]
    if let seriesIDs { known = seriesIDs } else { known = try readSeriesIDs() }
    // Only one reference at a time, or the insertion below would copy the dictionary.
    seriesIDs = nil
    defer { seriesIDs = known }
    if let id = known[series] { return id }
    try database.run(
      "INSERT INTO series(tenant, stack, environment, version, resource, unit) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(series.tenant.text), .text(series.stack.text), .text(series.environment.text),
        .text(series.version.text), .text(series.resource.text), .text(series.toldUnit?.name ?? ""),
      ])
    let id = database.lastInsertedRow
    known[series] = id
    try noteUnit(of: series)
    return id
  }

  private func readSeriesIDs() throws(LedgerError) -> [SeriesKey: Int] {
    var ids: [SeriesKey: Int] = [:]
    for (id, series) in try readSeries() { ids[series] = id }
    return ids
  }
}

// MARK: - Reading

extension Ledger {
  /// Lends the usage of some days to `body`: one value per day and series, summed over the batches, by day and, within
  /// a day, by series, bytewise. Hours that add up to zero are left out, and so are days without any other.
  ///
  /// What is told in a unit of its own is lent in the resource's own, where that is of the same dimension: a day's sum
  /// of each series is rounded once, half-even, to 10⁻¹², and its hours add to it.
  ///
  /// `lastBatch`: the newest batch that counts; nil: all do. `units`: the resources' own; as the ledger has them where
  /// they are not told.
  package func usage(
    days: Range<CivilDate>, through lastBatch: Int? = nil, units: (ResourceID) -> MeteringUnit? = { _ in nil },
    _ body: (DayUsage) throws -> Void
  ) throws {
    var known: [SeriesKey] = []
    try usage(days: days, through: lastBatch, units: units, series: { known = $0 }) { usage in
      try body(DayUsage(series: known[usage.place], day: usage.day, hours: usage.hours))
    }
  }

  /// The same in the same order, with each series told by its place in a list.
  /// `series`: takes the list, before any usage: every series that ever had some, in order.
  package func usage(
    days: Range<CivilDate>, through lastBatch: Int? = nil, units: (ResourceID) -> MeteringUnit? = { _ in nil },
    series take: ([SeriesKey]) throws -> Void, _ body: (PlacedUsage) throws -> Void
  ) throws {
    guard !days.isEmpty else { return }
    let ranks = SeriesRanks(try readSeries(), units: units)
    try take(ranks.series)
    let statement = try database.statement(
      """
      SELECT day, series, batch, total, hours FROM day_usage WHERE day >= ? AND day < ? AND batch <= ?
      ORDER BY day, series, batch
      """)
    defer { database.putBack(statement) }
    statement.bind([
      .text(days.lowerBound.description), .text(days.upperBound.description), .integer(lastBatch ?? .max),
    ])
    var ofDay = DayReader(path: database.path, ranks: ranks)
    while try statement.step() {
      let (day, series) = (statement.text(0), statement.integer(1))
      if day != ofDay.day {
        try ofDay.finish().forEach(body)
        try ofDay.begin(day)
      }
      try ofDay.add(statement, series: series)
    }
    try ofDay.finish().forEach(body)
  }

  /// The first and the last day that has usage; nil: none has.
  package func usageDays() throws(LedgerError) -> (first: CivilDate, last: CivilDate)? {
    guard let first = try database.text("SELECT min(day) FROM day_usage"),
      let last = try database.text("SELECT max(day) FROM day_usage")
    else { return nil }
    return (try civilDate(first), try civilDate(last))
  }

  /// The most that was used of one resource on one day of some, by one series of one batch, whatever its sign; of equal
  /// ones the first by day and series. nil: nothing was used.
  package func largestUsage(
    days: Range<CivilDate>
  ) throws(LedgerError) -> (resource: ResourceID, day: CivilDate, quantity: ExactDecimal)? {
    let statement = try database.statement(
      """
      SELECT day, resource, total FROM day_usage JOIN series USING (series) WHERE day >= ? AND day < ?
      ORDER BY day, tenant, stack, environment, version, resource, unit, batch
      """)
    defer { database.putBack(statement) }
    statement.bind([.text(days.lowerBound.description), .text(days.upperBound.description)])
    var largest: (resource: ResourceID, day: CivilDate, quantity: ExactDecimal)?
    while try statement.step() {
      guard let quantity = ExactDecimal(codedText: statement.text(2)) else {
        throw .corrupt(path: database.path, reason: "'\(statement.text(2))' is no quantity")
      }
      let size = quantity.picounits.magnitude
      guard size > largest?.quantity.picounits.magnitude ?? 0 else { continue }
      largest = (ResourceID(statement.text(1)), try civilDate(statement.text(0)), quantity)
    }
    return largest
  }

  /// The months that have usage, in order.
  package func periodsWithUsage() throws(LedgerError) -> [Period] {
    var periods: [Period] = []
    var from = ""
    // One look into the index per month, however many rows it has.
    while let day = try database.text("SELECT min(day) FROM day_usage WHERE day >= ?", [.text(from)]) {
      let period = try civilDate(day).period
      periods.append(period)
      from = period.endDay.description
    }
    return periods
  }

  /// Every series that ever had usage, in order. `units`: as in `usage`.
  package func allSeries(
    units: (ResourceID) -> MeteringUnit? = { _ in nil }
  ) throws(LedgerError) -> [SeriesKey] { SeriesRanks(try readSeries(), units: units).series }

  /// The units in which there is usage of resources as logs told it.
  package func toldUnits() throws(LedgerError) -> [ResourceID: Set<MeteringUnit>] {
    let statement = try database.statement("SELECT DISTINCT resource, unit FROM series WHERE unit <> ''")
    defer { database.putBack(statement) }
    var units: [ResourceID: Set<MeteringUnit>] = [:]
    while try statement.step() {
      if let unit = try toldUnit(statement.text(1)) { units[ResourceID(statement.text(0)), default: []].insert(unit) }
    }
    return units
  }

  func readSeries() throws(LedgerError) -> [(id: Int, series: SeriesKey)] {
    let statement = try database.statement(
      "SELECT series, tenant, stack, environment, version, resource, unit FROM series ORDER BY series")
    defer { database.putBack(statement) }
    var series: [(id: Int, series: SeriesKey)] = []
    while try statement.step() {
      series.append(
        (
          statement.integer(0),
          SeriesKey(
            tenant: TenantID(statement.text(1)), stack: StackID(statement.text(2)),
            environment: EnvironmentID(statement.text(3)), version: VersionID(statement.text(4)),
            resource: ResourceID(statement.text(5)), toldUnit: try toldUnit(statement.text(6)))
        ))
    }
    return series
  }

  /// A unit as the ledger has it; empty: none is told.
  func toldUnit(_ text: String) throws(LedgerError) -> MeteringUnit? {
    guard !text.isEmpty else { return nil }
    guard let unit = MeteringUnit(text) else { throw .corrupt(path: database.path, reason: "'\(text)' is no unit") }
    return unit
  }
}
