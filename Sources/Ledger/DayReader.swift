import Metering

/// Where each series stands in the order of `SeriesKey`: numbers compare faster than five texts.
struct SeriesRanks {
  /// In their order.
  let series: [SeriesKey]
  private let ranks: [Int: Int]

  init(_ known: [(id: Int, series: SeriesKey)]) {
    let sorted = known.sorted { $0.series < $1.series }
    series = sorted.map(\.series)
    ranks = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.id, $0) })
  }

  func rank(of id: Int) -> Int? { ranks[id] }
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
    case .failure(.overflow(let overflow)): throw .overflow(path: path, overflow)
    case .failure(.malformed(let reason)): throw corrupt("\(place(statement)): the hours cannot be read (\(reason))")
    }
  }

  /// The usage of the day, each series at its rank.
  mutating func finish() throws(LedgerError) -> [PlacedUsage] {
    try finishSeries()
    defer { gathered.removeAll(keepingCapacity: true) }
    gathered.sort { $0.place < $1.place }
    return gathered
  }

  private mutating func finishSeries() throws(LedgerError) {
    guard let series else { return }
    guard let rank = ranks.rank(of: series) else { throw corrupt("there is no series \(series)") }
    let hours = sums.hours
    if !hours.isEmpty { gathered.append(PlacedUsage(place: rank, day: date, hours: hours)) }
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
