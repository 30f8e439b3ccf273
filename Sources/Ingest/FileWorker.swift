import Bytes
import Metering
import Synchronization

/// One worker of a file: reads chunks until there are no more, then reads again what does not count, and takes it back
/// from the sums it made.
///
/// What it has learned of the file's keys, and its memory, serve both. One thread uses it at a time.
final class FileWorker<Decoder: RecordDecoder & ~Copyable>: Sendable {
  private let state: Mutex<FileWorkerState<Decoder>>

  /// `cells`: how many hours it makes room for at first. `people`: nil keeps nothing of people.
  init(
    calendar: OrganizationCalendar, people: PeopleRecording?, headerBytes: Int, cells: Int,
    makeDecoder: @Sendable () -> Decoder
  ) {
    state = Mutex(
      FileWorkerState(
        decoder: makeDecoder(), calendar: calendar, people: people, headerBytes: headerBytes, cells: cells))
  }

  /// Takes chunks from the reader until there are no more.
  func scan(_ reader: ChunkReader) -> FileScan.Part { state.withLock { $0.scan(reader) } }

  /// Lends what the worker holds, for the second look.
  func withState<Result: Sendable, Failure: Error>(
    _ body: (inout FileWorkerState<Decoder>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { state throws(Failure) in try body(&state) }
  }

  /// Gives the sums away, and forgets them.
  func takeSums() -> WorkerSums { state.withLock { $0.takeSums() } }
}

/// The sums of one worker: what it read, without what it took back.
struct WorkerSums: Sendable {
  let hours: HourTable
  /// By the numbers of the series; nil where a key turned out to be bad.
  let seriesKeys: [SeriesKey?]
  /// Who began what; empty while nothing is kept of people.
  let activity: ActivitySums
}

/// What a worker holds.
struct FileWorkerState<Decoder: RecordDecoder & ~Copyable>: ~Copyable {
  var decoder: Decoder
  var hours: HourTable
  /// nil: nothing is kept of people.
  let activity: ActivityRecorder?
  /// The day of each plain record.
  var days = InlineArray<64, Int32>(repeating: 0)
  private let calendar: OrganizationCalendar
  private var part = FileScan.Part()
  private let headerBytes: Int
  private let chunk = Chunk()

  init(
    decoder: consuming Decoder, calendar: OrganizationCalendar, people: PeopleRecording?, headerBytes: Int, cells: Int
  ) {
    if let people {
      activity = ActivityRecorder(people: people, userSlots: decoder.userSlots)
    } else {
      activity = nil
    }
    self.decoder = decoder
    self.calendar = calendar
    hours = HourTable(calendar: calendar, cells: cells)
    self.headerBytes = headerBytes
  }

  mutating func takeSums() -> WorkerSums {
    defer { hours = HourTable(calendar: calendar) }
    return WorkerSums(hours: hours, seriesKeys: decoder.seriesKeys, activity: activity?.sums ?? ActivitySums())
  }

  mutating func scan(_ reader: ChunkReader) -> FileScan.Part {
    do throws(FileScan.ScanFailure) {
      while try fill(reader) {
        chunk.fingerprintBlocks()
        part.fingerprints += chunk.blockFingerprints
        try readChunk()
        if chunk.fileOffset + chunk.count == reader.size { noteUnended() }
      }
      part.fingerprints += chunk.blockFingerprints
    } catch {
      part.failure = error
    }
    part.roundedCount = decoder.roundedCount
    part.ignoredFields = decoder.ignoredFields
    defer { part = FileScan.Part() }
    return part
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

  /// Notes the last record of the file's last chunk if nothing but a carriage return is behind it.
  private mutating func noteUnended() {
    let last = decoder.recordCount - 1
    guard last >= 0, !chunk.isOverlong, chunk.lastByte != UInt8(ascii: "\n"),
      decoder.range(of: last).upperBound >= chunk.count - 1
    else { return }
    part.unendedOffset = chunk.fileOffset + decoder.range(of: last).lowerBound
  }

  /// Takes in the records of a table: the plain ones together, the others one by one.
  private mutating func readTable() throws(ArithmeticOverflow) {
    decoder.readPlain()
    try decoder.addPlain(to: &hours, days: &days, isTakenBack: false)
    decoder.appendPlain(to: part.events, offset: chunk.fileOffset, days: days.span)
    notePlain(1)
    var others = otherRecords
    while others != 0 {
      try read(others.trailingZeroBitCount)
      others &= others &- 1
    }
  }

  /// The records of the table that are not plain: bit i is record i.
  var otherRecords: UInt64 {
    // A shift by as many bits as there are records would be one too many for 64 of them.
    let all = decoder.recordCount > 0 ? UInt64.max &>> UInt64(64 - decoder.recordCount) : 0
    return all & ~decoder.plainRecords
  }

  // Mutating, though they change nothing here: a borrow of what is being mutated would copy the worker every time.

  /// Notes `count` times whose the plain records are, if anything is kept of people.
  mutating func notePlain(_ count: Int32) {
    guard activity != nil else { return }
    var rest = decoder.plainRecords
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      let (series, start) = decoder.plainUse(of: record)
      note(count, record, series, start)
      rest &= rest &- 1
    }
  }

  /// Notes `count` times whose a record is, if anything is kept of people.
  mutating func note(_ count: Int32, _ record: Int, _ series: Int, _ start: Int64) {
    guard let activity, let person = activity.person(of: record, in: decoder) else { return }
    activity.note(count, person, series: series, at: start, in: decoder)
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
      try hours.add(quantity, to: series, over: head.span)
    }
    let day = hours.dayNumber(of: head.span.startSeconds)
    let place = EventPlace(offset: chunk.fileOffset + decoder.range(of: record).lowerBound, day: day)
    part.events.append(EventRow(key: head.key, content: head.content, place: place))
    if decoder.contributionCount > 0 { note(1, record, decoder.contribution(0).series, head.span.startSeconds) }
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
