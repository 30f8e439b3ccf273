import Bytes
import Configuration
import Metering

/// Slurm's accounting as `sacct --parsable2` prints it (formats.md §4a): one job a line, metered from start to end.
struct SlurmDecoder: RecordDecoder, ~Copyable {
  /// The fields that XDMoD asks sacct for, in its order: that of a file without a header.
  enum Field: Int, CaseIterable {
    case jobID, jobIDRaw, cluster, partition, qos, account, group, gid, user, uid, submit, eligible, start, end, elapsed
    case exitCode, state, nNodes, nCPUs, reqCPUs, reqMem, reqTRES, allocTRES, timelimit, nodeList, jobName

    /// The field as sacct writes it: the fields stand in the order of `SacctField`.
    var name: String { SacctField.allCases[rawValue].rawValue }

    /// The field in lower case, as headers and rules are compared.
    var key: String { String(describing: self).lowercased() }
  }

  static let required: [Field] = [.jobIDRaw, .submit, .start, .end, .state, .nNodes, .nCPUs, .allocTRES]

  private let meteredSeconds: Range<Int64>
  private let zone: ZoneRules
  private let lexer: DelimitedLexer
  private let mapper: FieldMapper
  private let project: Project
  private var table = FieldTable(slotCount: Field.allCases.count)
  private var readers = (submit: TimestampReader(), start: TimestampReader(), end: TimestampReader())
  private var mapped: KeyTable
  private var mappings: [Result<FieldMapper.Outcome, Complaint>] = []
  private var seriesNumbers: [SeriesPlace: Int] = [:]
  private var contributions: [(series: Int, quantity: Int128)] = []

  private(set) var position = 0
  private(set) var seriesKeys: [SeriesKey?] = []
  let roundedCount = 0
  let ignoredFields: [String]

  private struct SeriesPlace: Hashable {
    let mapping: Int
    let resource: ResourceID
  }

  init(layout: SlurmLayout, source: LogSource, project: Project, calendar: OrganizationCalendar) {
    self.project = project
    meteredSeconds = calendar.meteredSeconds
    zone = source.zone
    lexer = DelimitedLexer(layout.dialect, columns: layout.columns)
    ignoredFields = layout.ignored
    mapper = FieldMapper(rules: source.rules)
    mapped = KeyTable(slots: mapper.usedFields.isEmpty ? [Field.account.rawValue] : mapper.usedFields.map(\.rawValue))
  }

  var recordCount: Int { table.recordCount }
  func range(of record: Int) -> Range<Int> { table.range(record) }
  func line(of record: Int) -> Int { table.line(record) }
  var contributionCount: Int { contributions.count }
  func contribution(_ index: Int) -> (series: Int, quantity: Int128) { contributions[index] }

  /// The job's raw id with its submission and start: a requeued job is another event, and an array's elements are
  /// apart.
  private static let identityFields: [Field] = [.cluster, .jobIDRaw, .submit, .start]

  func identity(of record: Int) -> [UInt8] {
    Array(Self.identityFields.map { table.bytes(record, $0.rawValue) }.joined(separator: Array(" ".utf8)))
  }

  var userSlots: [Int] { mapper.userFields.map(\.rawValue) }

  func userNumber(of record: Int, among users: inout KeyTable) -> Int? {
    mapper.userFields.isEmpty ? nil : users.number(of: record, in: table)?.number
  }

  func user(_ fields: [[UInt8]]) -> [UInt8] { mapper.user(for: fields) }

  mutating func lex(_ chunk: Chunk, from start: Int, line: inout Int, limit: Int) {
    table.limit = limit
    position = lexer.lex(chunk, from: start, line: &line, into: &table)
  }

  mutating func decode(_ record: Int) throws(Complaint) -> EventHead? {
    contributions.removeAll(keepingCapacity: true)
    if let found = complaint(of: table.problem(record), field: "") { throw found }
    guard !isStep(record) else { return nil }
    guard let state = JobState(bytes(record, .state)) else {
      throw Complaint(.badJobState, "State", "\(excerpt(bytes(record, .state))) is no job state that Slurm documents")
    }
    guard state == .ended else { return nil }
    guard let times = try times(of: record) else { return nil }
    let span = try checkedSpan(
      start: (times.start, 0), end: (times.end, 0), fields: ("Start", "End"), meteredSeconds: meteredSeconds)
    guard !span.isPoint else { return nil }
    guard let (number, _) = mapped.number(of: record, in: table) else {
      throw Complaint(.badName, "", "a field is longer than 1,024 bytes")
    }
    if number == mappings.count { mappings.append(mapper.outcome(for: mapped.fields(of: number))) }
    guard case .mapped(let names) = try mappings[number].get() else { return nil }
    try meter(record, seconds: span.endSeconds - span.startSeconds, mapping: number, names)
    return EventHead(key: hash(record, Self.identityFields, seed: 0), content: contentHash(record, span), span: span)
  }

  private func bytes(_ record: Int, _ field: Field) -> [UInt8] { table.bytes(record, field.rawValue) }

  /// Steps repeat what their job says: `163485.batch`.
  private func isStep(_ record: Int) -> Bool {
    bytes(record, .jobID).contains(UInt8(ascii: ".")) || bytes(record, .jobIDRaw).contains(UInt8(ascii: "."))
  }

  private func hash(_ record: Int, _ fields: [Field], seed: UInt64) -> UInt64 {
    fields.reduce(seed) { table.hash(record, $1.rawValue, seed: $0) }
  }

  /// Of the raw fields, not of what they are mapped to: another mapping does not make another event.
  private func contentHash(_ record: Int, _ span: UsageSpan) -> UInt64 {
    let times = mixHash(UInt64(bitPattern: span.startSeconds), UInt64(bitPattern: span.endSeconds))
    return hash(record, [.account, .partition, .user, .nNodes, .nCPUs, .reqMem, .allocTRES], seed: times)
  }

  /// Start and end in UTC seconds; nil when the job never started or has not ended.
  private mutating func times(of record: Int) throws(Complaint) -> (start: Int64, end: Int64)? {
    guard !isUnknown(bytes(record, .start)), !isUnknown(bytes(record, .end)) else { return nil }
    let start = try reading(table.timestamp(record, Field.start.rawValue, &readers.start), .start, record)
    let end = try reading(table.timestamp(record, Field.end.rawValue, &readers.end), .end, record)
    let starts = instants(start)
    let ends = instants(end)
    guard let first = starts.first, let last = ends.first else {
      let field = starts.isEmpty ? Field.start : .end
      throw Complaint(
        .clockTimeNeverWas, field == .start ? "Start" : "End",
        "clocks in \(zone.name) never showed \(excerpt(bytes(record, field))): is the source's timeZone right?")
    }
    // Where the clock was put back, the elapsed time tells which of two instants is meant; else the earlier that fits.
    if starts.count > 1 || ends.count > 1 {
      let elapsed = elapsedSeconds(bytes(record, .elapsed))
      for from in starts {
        for to in ends where to - from == elapsed { return (from, to) }
      }
    }
    return (first, ends.first { $0 >= first } ?? last)
  }

  private func isUnknown(_ text: [UInt8]) -> Bool {
    text.isEmpty || ["Unknown", "None", "N/A"].contains(String(decoding: text, as: UTF8.self))
  }

  private func reading(
    _ reading: TimestampReading, _ field: Field, _ record: Int
  ) throws(Complaint) -> TimestampReading {
    guard reading.status == .instant || reading.status == .local else {
      throw Complaint(
        .badTime, field == .start ? "Start" : "End",
        "\(excerpt(bytes(record, field))) is no time such as 2026-10-01T12:00:00")
    }
    return reading
  }

  private func instants(_ reading: TimestampReading) -> [Int64] {
    guard reading.status == .local else { return [reading.seconds] }
    switch zone.reading(local: reading.seconds) {
    case .once(let instant): return [instant]
    case .twice(let earlier, let later): return [earlier, later]
    case .never: return []
    }
  }

  /// What the job used: cores, GPUs by type, memory, nodes and the job itself, times its seconds.
  private mutating func meter(
    _ record: Int, seconds: Int64, mapping: Int, _ names: FieldMapper.Names
  ) throws(Complaint) {
    let allocation = try JobAllocation(tres: bytes(record, .allocTRES))
    guard let cores = allocation.cores ?? wholeNumber(bytes(record, .nCPUs)),
      let nodes = allocation.nodes ?? wholeNumber(bytes(record, .nNodes))
    else { throw Complaint(.badAllocation, "NCPUS", "the line tells no number of cores or nodes") }
    guard cores > 0 else { throw Complaint(.badAllocation, "NCPUS", "a job that ran has no core") }
    var memory = allocation.memory
    if memory == nil { memory = try requestedMemory(bytes(record, .reqMem), cores: cores, nodes: nodes) }
    try use("cpu.core", Fraction(cores), seconds, mapping, names)
    if allocation.untypedGPUs > 0 { try use("gpu", Fraction(allocation.untypedGPUs), seconds, mapping, names) }
    for (type, count) in allocation.typedGPUs where count > 0 {
      try use(ResourceID("gpu." + checkedName(Array(type.utf8), "AllocTRES")), Fraction(count), seconds, mapping, names)
    }
    if let memory { try use("memory", memory, seconds, mapping, names) }
    try use("node", Fraction(nodes), seconds, mapping, names)
    try use("job", .one, seconds, mapping, names)
  }

  private mutating func use(
    _ resource: ResourceID, _ level: Fraction, _ seconds: Int64, _ mapping: Int, _ names: FieldMapper.Names
  ) throws(Complaint) {
    let picounits = ExactDecimal.one.picounits * Int128(seconds)
    let quantity = try checkedQuantity(
      picounits.scaled(by: level.numerator, over: level.denominator, rounding: .halfEven) ?? .max, "AllocTRES")
    contributions.append((series: series(resource, mapping, names), quantity: quantity))
  }

  private mutating func series(_ resource: ResourceID, _ mapping: Int, _ names: FieldMapper.Names) -> Int {
    let place = SeriesPlace(mapping: mapping, resource: resource)
    if let known = seriesNumbers[place] { return known }
    seriesNumbers[place] = seriesKeys.count
    // The quantities are in the units that the resources' names tell, whatever the project calls their own.
    let metered = resource.conventionalUnit
    seriesKeys.append(
      SeriesKey(
        tenant: names.tenant, stack: names.stack, environment: names.environment, version: names.version,
        resource: resource, toldUnit: project.unit(of: resource) == metered ? nil : metered))
    return seriesKeys.count - 1
  }
}
