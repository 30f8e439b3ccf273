import Bytes
import Dispatch
import Metering
import Synchronization

/// One pass over a file by all workers: what each of them found.
struct FileScan: Sendable {
  /// What one worker found.
  struct Part: Sendable {
    var hours: HourTable
    var events = EventBins()
    var rejections: [Rejection] = []
    var rejectedCount = 0
    var excludedCount = 0
    var roundedCount = 0
    var seriesKeys: [SeriesKey?] = []
    var ignoredFields: [String] = []
    /// Who began what; empty while nothing is kept of people.
    var activity = ActivitySums()
    var fingerprints: [(block: Int, fingerprint: Fingerprint)] = []
    /// Of each chunk: its number, where it begins, how many lines it has.
    var chunks: [(index: Int, offset: Int, lines: Int)] = []
    var failure: ScanFailure?
  }

  private(set) var parts: [Part]
  /// Lines before the first record: the header's.
  let headerLines: Int

  /// What stops a scan.
  enum ScanFailure: Error, Equatable, Sendable {
    case read(ReadError)
    case overflow(ArithmeticOverflow)
  }

  /// Reads a whole file with `workers` decoders made by `makeDecoder`.
  ///
  /// The records begin behind `headerBytes` bytes and `headerLines` lines. `people`: nil keeps nothing of people.
  static func run<Decoder: RecordDecoder & ~Copyable>(
    _ reader: ChunkReader, workers: Int, headerBytes: Int, headerLines: Int, calendar: OrganizationCalendar,
    people: PeopleRecording?, makeDecoder: @escaping @Sendable () -> Decoder
  ) throws(ScanFailure) -> FileScan {
    let parts = Mutex<[Part]>([])
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      var worker = FileWorker(
        decoder: makeDecoder(), calendar: calendar, people: people, headerBytes: headerBytes,
        cells: reader.size / bytesPerCell)
      worker.run(reader)
      let part = worker.finish()
      parts.withLock { $0.append(part) }
    }
    let found = parts.withLock { $0 }
    for part in found {
      if let failure = part.failure { throw failure }
    }
    return FileScan(parts: found, headerLines: headerLines)
  }

  /// Gives the events away, and forgets them: they are most of what a scan holds.
  mutating func takeEvents() -> [EventBins] {
    let events = parts.map(\.events)
    for number in parts.indices { parts[number].events = EventBins() }
    return events
  }

  /// The fingerprint of the file that was read.
  var fingerprint: Fingerprint { combined(parts.flatMap(\.fingerprints)) }
}

/// A large log has hundreds of bytes for each hour of each series.
private let bytesPerCell = 1_024

/// The fingerprint of a file from those of its blocks, whoever read them.
func combined(_ blocks: [(block: Int, fingerprint: Fingerprint)]) -> Fingerprint {
  var whole = Fingerprint()
  for block in blocks.sorted(by: { $0.block < $1.block }) { whole.append(block.fingerprint) }
  return whole
}

/// One worker of a scan: takes chunks from the reader until there are no more.
private struct FileWorker<Decoder: RecordDecoder & ~Copyable>: ~Copyable {
  private var decoder: Decoder
  private var part: FileScan.Part
  private let headerBytes: Int
  private let chunk = Chunk()
  /// nil: nothing is kept of people.
  private let activity: ActivityRecorder?
  /// The day of each plain record.
  private var days = InlineArray<64, Int32>(repeating: 0)

  init(
    decoder: consuming Decoder, calendar: OrganizationCalendar, people: PeopleRecording?, headerBytes: Int,
    cells: Int
  ) {
    if let people {
      activity = ActivityRecorder(people: people, userSlots: decoder.userSlots)
    } else {
      activity = nil
    }
    self.decoder = decoder
    part = FileScan.Part(hours: HourTable(calendar: calendar, cells: cells))
    self.headerBytes = headerBytes
  }

  consuming func finish() -> FileScan.Part {
    part.seriesKeys = decoder.seriesKeys
    part.roundedCount = decoder.roundedCount
    part.ignoredFields = decoder.ignoredFields
    if let activity { part.activity = activity.sums }
    return part
  }

  mutating func run(_ reader: ChunkReader) {
    do throws(FileScan.ScanFailure) {
      while try fill(reader) {
        chunk.fingerprintBlocks()
        part.fingerprints += chunk.blockFingerprints
        try readChunk()
      }
      part.fingerprints += chunk.blockFingerprints
    } catch {
      part.failure = error
    }
  }

  private func fill(_ reader: ChunkReader) throws(FileScan.ScanFailure) -> Bool {
    do throws(ReadError) {
      return try reader.next(into: chunk)
    } catch {
      throw .read(error)
    }
  }

  private mutating func readChunk() throws(FileScan.ScanFailure) {
    var line = 0
    var position = chunk.index == 0 ? headerBytes : 0
    while position < chunk.count {
      decoder.lex(chunk, from: position, line: &line, limit: FieldTable.recordLimit)
      position = decoder.position
      do throws(ArithmeticOverflow) {
        try readTable()
      } catch {
        throw .overflow(error)
      }
    }
    part.chunks.append((chunk.index, chunk.fileOffset, chunk.isOverlong ? 1 : line))
  }

  /// Takes in the records of a table: the plain ones together, the others one by one.
  private mutating func readTable() throws(ArithmeticOverflow) {
    decoder.readPlain()
    try decoder.addPlain(to: &part.hours, days: &days)
    decoder.appendPlain(to: part.events, offset: chunk.fileOffset, days: days.span)
    let plain = decoder.plainRecords
    if activity != nil { notePlain(plain) }
    // A shift by as many bits as there are records would be one too many for 64 of them.
    let all = decoder.recordCount > 0 ? UInt64.max &>> UInt64(64 - decoder.recordCount) : 0
    var others = all & ~plain
    while others != 0 {
      try read(others.trailingZeroBitCount)
      others &= others &- 1
    }
  }

  // Mutating, though they change nothing here: a borrow of what is being mutated would copy the worker every time.

  /// Notes whose the plain records are.
  private mutating func notePlain(_ records: UInt64) {
    var rest = records
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      let (series, start) = decoder.plainUse(of: record)
      note(record, series, start)
      rest &= rest &- 1
    }
  }

  /// Notes whose a record is that counts so far, if anything is kept of people.
  private mutating func note(_ record: Int, _ series: Int, _ start: Int64) {
    guard let activity, let person = activity.person(of: record, in: decoder) else { return }
    activity.note(1, person, series: series, at: start, in: decoder)
  }

  /// Takes in a record that is not plain.
  @inline(never)
  private mutating func read(_ record: Int) throws(ArithmeticOverflow) {
    let head: EventHead
    do throws(Complaint) {
      guard let decoded = try decoder.decode(record) else {
        part.excludedCount += 1
        return
      }
      head = decoded
    } catch {
      return reject(record, error)
    }
    for index in 0..<decoder.contributionCount {
      let (series, quantity) = decoder.contribution(index)
      try part.hours.add(quantity, to: series, over: head.span)
    }
    let day = part.hours.dayNumber(of: head.span.startSeconds)
    let place = EventPlace(offset: chunk.fileOffset + decoder.range(of: record).lowerBound, day: day)
    part.events.append(EventRow(key: head.key, content: head.content, place: place))
    if decoder.contributionCount > 0 { note(record, decoder.contribution(0).series, head.span.startSeconds) }
  }

  @inline(never)
  private mutating func reject(_ record: Int, _ complaint: Complaint) {
    part.rejectedCount += 1
    guard part.rejections.count < Rejection.limit else { return }
    let range = decoder.range(of: record)
    let kept = range.lowerBound..<min(range.upperBound, range.lowerBound + Rejection.rawLimit)
    part.rejections.append(
      Rejection(
        code: complaint.code, field: complaint.field, reason: complaint.reason,
        offset: chunk.fileOffset + range.lowerBound, chunk: chunk.index, lineInChunk: decoder.line(of: record),
        raw: chunk.copy(kept)))
  }
}
