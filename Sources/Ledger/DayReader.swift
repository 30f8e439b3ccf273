import Metering

/// Where each series stands in the order of `SeriesKey`: numbers compare faster than five texts. What is told in
/// another unit than the resource's own, and converted, stands where that series does.
struct SeriesRanks {
  struct Place {
    let rank: Int
    /// How many of the lent series' units one of the stored one's is.
    let ratio: Fraction
  }

  /// In their order.
  let series: [SeriesKey]
  private let places: [Int: Place]

  /// `units`: the resources' own.
  init(_ known: [(id: Int, series: SeriesKey)], units: (ResourceID) -> MeteringUnit?) {
    let lent = known.map { ($0.id, $0.series.inOwnUnit(units)) }
    let series = Set(lent.map(\.1.series)).sorted()
    let ranks = Dictionary(uniqueKeysWithValues: series.enumerated().map { ($1, $0) })
    var places: [Int: Place] = [:]
    for (id, part) in lent { places[id] = ranks[part.series].map { Place(rank: $0, ratio: part.ratio) } }
    self.series = series
    self.places = places
  }

  func place(of id: Int) -> Place? { places[id] }
}

/// Gathers the rows of one day, which come by series and batch, into one usage per series, in the order of the series.
struct DayReader {
  /// The day in hand, as the ledger writes it.
  private(set) var day: String?
  private let path: String
  private let ranks: SeriesRanks
  private var date = CivilDate(dayNumber: 0)
  private var gathered: [PlacedUsage] = []
  private var series: Int?
  private var sums = HourSums()
  private var expectedTotal: [UInt8] = []

  init(path: String, ranks: SeriesRanks) {
    self.path = path
    self.ranks = ranks
  }

  mutating func begin(_ day: String) throws(LedgerError) {
    guard let date = CivilDate(day) else { throw corrupt("'\(day)' is no day") }
    self.date = date
    self.day = day
  }

  /// Adds a row: day, series, batch, total, hours.
  mutating func add(_ statement: SQLiteStatement, series next: Int) throws(LedgerError) {
    if next != series { try finishSeries() }
    series = next
    let outcome = statement.withBytes(4) { (bytes: Span<UInt8>) in
      Result { () throws(HourSums.Failure) in try HourVectorCodec.add(bytes, to: &sums) }
    }
    switch outcome {
    case .success(let total): try check(total, statement)
    case .failure(let error): throw failure(error, place(statement))
    }
  }

  private func failure(_ error: HourSums.Failure, _ place: String) -> LedgerError {
    switch error {
    case .overflow(let overflow): .overflow(path: path, overflow)
    case .malformed(let reason): corrupt("\(place): the hours cannot be read (\(reason))")
    }
  }

  /// The usage of the day, each series at its rank.
  mutating func finish() throws(LedgerError) -> [PlacedUsage] {
    try finishSeries()
    defer { gathered.removeAll(keepingCapacity: true) }
    gathered.sort { $0.place < $1.place }
    guard zip(gathered, gathered.dropFirst()).contains(where: { $0.place == $1.place }) else { return gathered }
    return try joined(gathered)
  }

  /// One usage for those of one rank, without what comes to nothing.
  private func joined(_ gathered: [PlacedUsage]) throws(LedgerError) -> [PlacedUsage] {
    var joined: [PlacedUsage] = []
    var sums = HourSums()
    for (position, usage) in gathered.enumerated() {
      do {
        for hour in usage.hours { try sums.add(hour.quantity.picounits, toHour: hour.hour) }
      } catch {
        throw failure(error, "\(date)")
      }
      guard position + 1 == gathered.count || gathered[position + 1].place != usage.place else { continue }
      let hours = sums.hours
      if !hours.isEmpty { joined.append(PlacedUsage(place: usage.place, day: usage.day, hours: hours)) }
      sums.clear()
    }
    return joined
  }

  private mutating func finishSeries() throws(LedgerError) {
    guard let series else { return }
    guard let place = ranks.place(of: series) else { throw corrupt("there is no series \(series)") }
    var hours = sums.hours
    if place.ratio != .one {
      do {
        hours = try hours.converted(place.ratio)
      } catch {
        throw .overflow(path: path, error)
      }
    }
    if !hours.isEmpty { gathered.append(PlacedUsage(place: place.rank, day: date, hours: hours)) }
    sums.clear()
    self.series = nil
  }

  /// The hours and the total say the same in two ways; whoever changes one by hand must change both.
  private mutating func check(_ total: ExactDecimal, _ statement: SQLiteStatement) throws(LedgerError) {
    expectedTotal.removeAll(keepingCapacity: true)
    DecimalText.append(total, to: &expectedTotal)
    let isSame = statement.withBytes(3) { (bytes: Span<UInt8>) in
      bytes.count == expectedTotal.count && bytes.indices.allSatisfy { bytes[$0] == expectedTotal[$0] }
    }
    guard isSame else {
      throw corrupt("\(place(statement)): the hours add up to \(total), the total says \(statement.text(3))")
    }
  }

  private func place(_ statement: SQLiteStatement) -> String {
    "day_usage of \(statement.text(0)), series \(statement.integer(1)), batch \(statement.integer(2))"
  }

  private func corrupt(_ reason: String) -> LedgerError { .corrupt(path: path, reason: reason) }
}
