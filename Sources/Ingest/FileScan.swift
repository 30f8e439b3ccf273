import Bytes
import Dispatch
import Metering
import Synchronization

/// One pass over a file by all workers: what each of them found.
struct FileScan: Sendable {
  /// What one worker found.
  struct Part: Sendable {
    var hours: HourTable
    var events = EventPartitions()
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
        expectedBytes: reader.size / workers)
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
  mutating func takeEvents() -> [EventPartitions] {
    var events: [EventPartitions] = []
    for number in parts.indices {
      events.append(parts[number].events)
      parts[number].events = EventPartitions()
    }
    return events
  }

  /// The fingerprint of the file that was read.
  var fingerprint: Fingerprint { combined(parts.flatMap(\.fingerprints)) }
}

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
  /// This worker's share of the file, about.
  private let expectedBytes: Int
  private let chunk = Chunk()
  /// nil: nothing is kept of people.
  private let activity: ActivityRecorder?
  /// What the records decoded last used, not added yet.
  private var batch: [Use] = []
  /// Of no meaning, and kept so that what is looked at is looked at.
  private var looked: Int128 = 0

  private struct Use {
    let series: Int
    let quantity: Int128
    let span: UsageSpan
  }

  init(
    decoder: consuming Decoder, calendar: OrganizationCalendar, people: PeopleRecording?, headerBytes: Int,
    expectedBytes: Int
  ) {
    self.expectedBytes = expectedBytes
    if let people {
      activity = ActivityRecorder(people: people, userSlots: decoder.userSlots)
    } else {
      activity = nil
    }
    self.decoder = decoder
    part = FileScan.Part(hours: HourTable(calendar: calendar))
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
    var records = 0
    var position = chunk.index == 0 ? headerBytes : 0
    while position < chunk.count {
      decoder.lex(chunk, from: position, line: &line, limit: FieldTable.recordLimit)
      position = decoder.position
      if let activity {
        for record in 0..<decoder.recordCount { read(record, notedIn: activity) }
      } else {
        for record in 0..<decoder.recordCount { read(record) }
      }
      try addBatch()
      records += decoder.recordCount
      if part.chunks.isEmpty, position >= chunk.count, expectedBytes > 4 * chunk.count {
        part.events.reserve(expectedBytes / (chunk.count / max(1, records) + 1))
      }
    }
    part.chunks.append((chunk.index, chunk.fileOffset, chunk.isOverlong ? 1 : line))
  }

  /// Decodes a record; what it used is added when the batch is.
  @inline(__always)
  private mutating func read(_ record: Int) {
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
      batch.append(Use(series: series, quantity: quantity, span: head.span))
    }
    let day = part.hours.dayNumber(of: head.span.startSeconds)
    let place = EventPlace(offset: chunk.fileOffset + decoder.range(of: record).lowerBound, day: day)
    part.events.append(EventEntry(key: head.key, content: head.content, place: place))
  }

  /// Decodes a record, and notes whose it is if it is one that counts so far.
  private mutating func read(_ record: Int, notedIn activity: ActivityRecorder) {
    let count = batch.count
    read(record)
    guard batch.count > count, let person = activity.person(of: record, in: decoder) else { return }
    activity.note(1, person, series: batch[count].series, at: batch[count].span.startSeconds, in: decoder)
  }

  /// Adds what the records of a batch used.
  private mutating func addBatch() throws(FileScan.ScanFailure) {
    for use in batch { looked &+= part.hours.look(use.series, at: use.span.startSeconds) }
    do throws(ArithmeticOverflow) {
      for use in batch { try part.hours.add(use.quantity, to: use.series, over: use.span) }
    } catch {
      throw .overflow(error)
    }
    batch.removeAll(keepingCapacity: true)
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
