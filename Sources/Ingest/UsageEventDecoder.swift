import Bytes
import Configuration
import Metering

/// The fields of a usage event, in the order of their slots.
enum UsageEventField: Int, CaseIterable {
  case id, start, tenant, environment, resource, quantity
  case end, stack, version, user, unit

  var name: String { Self.names[rawValue] }
  private static let names = allCases.map { String(describing: $0) }
  /// What no event can do without: the first slots.
  static let required: [Self] = [.id, .start, .tenant, .environment, .resource, .quantity]
  static let requiredCount = 6
  /// What names the series.
  static let key: [Self] = [.tenant, .stack, .environment, .version, .resource]
}

/// The columns of a usage-event CSV: which is which field, and which nobody reads.
struct UsageEventColumns: Sendable {
  let slots: [Int?]
  let unread: [[UInt8]]

  /// What is wrong with a header: the file cannot be read at all.
  enum Problem: Error, Equatable, Sendable {
    case missing([String])
    case repeated(String)
  }

  init(header: HeaderRecord) throws(Problem) {
    var slots: [Int?] = []
    var unread: [[UInt8]] = []
    for bytes in header.fields {
      let name = String(decoding: bytes, as: UTF8.self).lowercased()
      let field = UsageEventField.allCases.first { $0.name == name }
      if let field, slots.contains(field.rawValue) { throw .repeated(field.name) }
      slots.append(field?.rawValue)
      if field == nil { unread.append(bytes) }
    }
    let missing = UsageEventField.required.filter { !slots.contains($0.rawValue) }.map(\.name)
    guard missing.isEmpty else { throw .missing(missing) }
    self.slots = slots
    self.unread = unread
  }
}

/// The native format: one event a record, as CSV with a header or as JSON lines.
struct UsageEventDecoder<Lexer: RecordLexer & ~Copyable>: RecordDecoder, ~Copyable {
  typealias Field = UsageEventField

  private let meteredSeconds: Range<Int64>
  private let units: ToldUnits
  private var lexer: Lexer
  private var table = FieldTable(slotCount: Field.allCases.count)
  private var readers = (start: TimestampReader(), end: TimestampReader())
  private var keys = KeyTable(slots: Field.key.map(\.rawValue))
  private var memo = KeyMemo(slots: Field.key.map(\.rawValue))
  private var plain: PlainRecords
  /// Whether anybody asks for plain records, and keys are worth remembering.
  private var isReadingPlain = false
  /// By key: its number in `seriesKeys`, where series in units that records tell have numbers, too.
  private var numbers: [Int] = []
  private var isBadSeries: [Bool] = []
  private var complaints: [Int: Complaint] = [:]
  private var unitUses: [ToldUnit: Result<UnitUse, Complaint>] = [:]
  private var toldNumbers: [SeriesKey: Int] = [:]
  private var lastContribution = (series: 0, quantity: Int128(0))

  private(set) var position = 0
  private(set) var seriesKeys: [SeriesKey?] = []
  private(set) var roundedCount = 0

  private struct ToldUnit: Hashable {
    let series: Int
    let unit: [UInt8]
  }

  /// What a record tells in a unit.
  private struct UnitUse {
    let series: Int
    let reading: ToldUnits.Reading
  }

  init(lexer: consuming Lexer, units: ToldUnits, calendar: OrganizationCalendar) {
    self.lexer = lexer
    meteredSeconds = calendar.meteredSeconds
    self.units = units
    let slots = PlainRecords.Slots(
      identity: Field.id.rawValue, start: Field.start.rawValue, end: Field.end.rawValue,
      quantity: Field.quantity.rawValue, user: Field.user.rawValue, unit: Field.unit.rawValue)
    plain = PlainRecords(slots, knownSeconds: meteredSeconds, longestSeconds: longestInterval)
  }

  var recordCount: Int { table.recordCount }
  func range(of record: Int) -> Range<Int> { table.range(record) }
  func line(of record: Int) -> Int { table.line(record) }
  func identity(of record: Int) -> [UInt8] { table.bytes(record, Field.id.rawValue) }
  var userSlots: [Int] { [Field.user.rawValue] }

  func userNumber(of record: Int, among users: inout KeyTable) -> Int? {
    table.isEmpty(record, Field.user.rawValue) ? nil : users.number(of: record, in: table)?.number
  }

  func user(_ fields: [[UInt8]]) -> [UInt8] { fields[0] }
  var contributionCount: Int { 1 }
  func contribution(_ index: Int) -> (series: Int, quantity: Int128) { lastContribution }

  var ignoredFields: [String] { lexer.unreadKeys.map { String(decoding: $0, as: UTF8.self) } }

  mutating func lex(_ chunk: Chunk, from start: Int, line: inout Int, limit: Int) {
    table.limit = limit
    position = lexer.lex(chunk, from: start, line: &line, into: &table)
  }

  mutating func readPlain() {
    isReadingPlain = true
    plain.read(table, &memo)
  }

  var plainRecords: UInt64 { plain.records }
  func plainUse(of record: Int) -> (series: Int, startSeconds: Int64) {
    let (number, start) = plain.use(of: record)
    return (number, start)
  }

  // Mutating, though it changes nothing: see `span`.
  mutating func addPlain(
    to hours: inout HourTable, days: inout InlineArray<64, Int32>, isTakenBack: Bool
  ) throws(ArithmeticOverflow) {
    try hours.add(plain, days: &days, isTakenBack: isTakenBack)
  }

  func appendPlain(to events: EventBins, offset: Int, days: Span<Int32>) {
    events.append(plain, in: table, offset: offset, days: days)
  }

  mutating func decode(_ record: Int) throws(Complaint) -> EventHead? {
    if !table.isSound(record),
      let found = complaint(of: table.problem(record), field: Field.allCases[table.nestedSlot(record)].name)
    {
      throw found
    }
    if table.isAnyEmpty(record, first: Field.requiredCount) { throw missingField(record) }
    let span = try span(of: record)
    guard let (key, seriesHash) = keys.number(of: record, in: table) else {
      throw Complaint(.badName, "", "a name is longer than 1,024 bytes")
    }
    if key >= numbers.count { register(key) }
    let series = numbers[key]
    if isBadSeries[key], let complaint = complaints[key] { throw complaint }
    lastContribution.series = series
    let quantity = try quantity(of: record, series)
    let content = contentHash(
      start: (span.startSeconds, span.startNanoseconds), end: (span.endSeconds, span.endNanoseconds), key: seriesHash,
      user: table.hash(record, Field.user.rawValue, seed: 0), quantity: quantity)
    if isReadingPlain { memo.learn(record, table, number: series, hash: seriesHash) }
    return EventHead(key: table.hash(record, Field.id.rawValue, seed: 0), content: content, span: span)
  }

  @inline(never)
  private func missingField(_ record: Int) -> Complaint {
    let name = Field.required.first { table.isEmpty(record, $0.rawValue) }?.name ?? ""
    return Complaint(.fieldMissing, name, "\(name) is missing")
  }

  // Mutating, though it changes nothing: a borrow of what is being mutated would copy the decoder at every record.
  @inline(__always)
  private mutating func span(of record: Int) throws(Complaint) -> UsageSpan {
    let start = table.timestamp(record, Field.start.rawValue, &readers.start)
    guard case .instant = start.status else { throw timeComplaint(start, .start, record) }
    var end = start
    if !table.isEmpty(record, Field.end.rawValue) {
      end = table.timestamp(record, Field.end.rawValue, &readers.end)
      guard case .instant = end.status else { throw timeComplaint(end, .end, record) }
    }
    return try checkedSpan(
      start: (start.seconds, start.nanoseconds), end: (end.seconds, end.nanoseconds),
      fields: (Field.start.name, Field.end.name), meteredSeconds: meteredSeconds)
  }

  @inline(never)
  private func timeComplaint(_ reading: TimestampReading, _ field: Field, _ record: Int) -> Complaint {
    let text = excerpt(table.bytes(record, field.rawValue))
    return switch reading.status {
    case .local: Complaint(.badTime, field.name, "the time \(text) has no zone: Z or an offset such as +02:00")
    case .outOfRange: Complaint(.badTime, field.name, "there is no day \(text)")
    case .invalid, .instant: Complaint(.badTime, field.name, "\(text) is no time such as 2026-10-01T12:00:00Z")
    }
  }

  /// Notes what a record used, and returns what its content's hash takes of it.
  @inline(__always)
  private mutating func quantity(of record: Int, _ series: Int) throws(Complaint) -> Int128 {
    let reading = table.decimal(record, Field.quantity.rawValue)
    switch reading.status {
    case .exact: break
    case .rounded: roundedCount += 1
    case .notANumber:
      throw Complaint(
        .badNumber, Field.quantity.name, "\(excerpt(table.bytes(record, Field.quantity.rawValue))) is no decimal number"
      )
    case .tooLarge:
      throw Complaint(.badNumber, Field.quantity.name, "the number has more than 26 digits before the point")
    }
    guard !table.isEmpty(record, Field.unit.rawValue) else {
      lastContribution.quantity = try checkedQuantity(reading.picounits, Field.quantity.name)
      return lastContribution.quantity
    }
    let use = try unitUse(table.bytes(record, Field.unit.rawValue), series)
    lastContribution = (use.series, try use.reading.metered(reading.picounits))
    return use.reading.hashed(reading.picounits, metered: lastContribution.quantity)
  }

  /// What a record of a series tells in a unit.
  private mutating func unitUse(_ unit: [UInt8], _ series: Int) throws(Complaint) -> UnitUse {
    let told = ToldUnit(series: series, unit: unit)
    if let known = unitUses[told] { return try known.get() }
    var found: Result<UnitUse, Complaint> = .failure(units.unknown(unit))
    if let key = seriesKeys[series] {
      do throws(Complaint) {
        let (toldUnit, reading) = try units.reading(unit, of: key.resource)
        found = .success(UnitUse(series: toldUnit.map { number(of: key.told(in: $0)) } ?? series, reading: reading))
      } catch {
        found = .failure(error)
      }
    }
    unitUses[told] = found
    return try found.get()
  }

  /// Of a series in a unit that records tell.
  private mutating func number(of key: SeriesKey) -> Int {
    if let known = toldNumbers[key] { return known }
    toldNumbers[key] = seriesKeys.count
    seriesKeys.append(key)
    return seriesKeys.count - 1
  }

  /// Takes a new key in: its names are checked once, not at every record.
  @inline(never)
  private mutating func register(_ key: Int) {
    let fields = keys.fields(of: key)
    numbers.append(seriesKeys.count)
    isBadSeries.append(false)
    do throws(Complaint) {
      seriesKeys.append(
        SeriesKey(
          tenant: TenantID(try checkedName(fields[0], Field.tenant.name)),
          stack: StackID(try checkedName(fields[1], Field.stack.name)),
          environment: EnvironmentID(try checkedName(fields[2], Field.environment.name)),
          version: VersionID(try checkedName(fields[3], Field.version.name)),
          resource: ResourceID(try checkedName(fields[4], Field.resource.name))))
    } catch {
      complaints[key] = error
      isBadSeries[key] = true
      seriesKeys.append(nil)
    }
  }
}
