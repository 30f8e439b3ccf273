import Bytes
import Dispatch
import Metering
import Synchronization

/// The second look at a file: the events that do not count are read again, and what they added is taken back.
struct RepeatRemoval: Sendable {
  /// A conflict, with what a message needs.
  struct Conflict: Sendable {
    let event: RepeatFinder.Repeat
    let identity: [UInt8]
    let raw: [UInt8]
  }

  /// What one worker took back.
  struct Part: Sendable {
    var hours: HourTable
    var seriesKeys: [SeriesKey?] = []
    var conflicts: [Conflict] = []
    /// Events whose hash is another's and whose identity is not: they count after all.
    var acquitted: [RepeatFinder.Repeat] = []
    /// Who began what, below 0: what counted of the events that do not.
    var activity = ActivitySums()
    var failure: IngestFailure?
  }

  let parts: [Part]

  /// Reads the repeats of a file again. `people`: nil: nothing was noted of people.
  static func run<Decoder: RecordDecoder & ~Copyable>(
    _ repeats: [RepeatFinder.Repeat], path: String, file: String, isQuoting: Bool, workers: Int,
    calendar: OrganizationCalendar, people: PeopleRecording?,
    makeDecoder: @escaping @Sendable () -> Decoder
  ) throws(IngestFailure) -> RepeatRemoval {
    let found = Mutex<[Part]>([])
    let share = (repeats.count + workers - 1) / workers
    DispatchQueue.concurrentPerform(iterations: workers) { number in
      let mine = repeats[min(number * share, repeats.count)..<min((number + 1) * share, repeats.count)]
      guard !mine.isEmpty else { return }
      var worker = RemovalWorker(decoder: makeDecoder(), calendar: calendar, people: people)
      worker.run(mine, path: path, file: file, isQuoting: isQuoting)
      let part = worker.finish()
      found.withLock { $0.append(part) }
    }
    let parts = found.withLock { $0 }
    for part in parts {
      if let failure = part.failure { throw failure }
    }
    return RepeatRemoval(parts: parts)
  }

  /// The conflicts by their place in the file.
  var conflicts: [Conflict] { parts.flatMap(\.conflicts).sorted { $0.event.place < $1.event.place } }
}

private struct RemovalWorker<Decoder: RecordDecoder & ~Copyable>: ~Copyable {
  private var decoder: Decoder
  private var part: RepeatRemoval.Part
  private let activity: ActivityRecorder?
  /// Whose the record decoded last is.
  private var person: UInt64?

  init(decoder: consuming Decoder, calendar: OrganizationCalendar, people: PeopleRecording?) {
    if let people {
      activity = ActivityRecorder(people: people, userSlots: decoder.userSlots)
    } else {
      activity = nil
    }
    self.decoder = decoder
    part = RepeatRemoval.Part(hours: HourTable(calendar: calendar))
  }

  consuming func finish() -> RepeatRemoval.Part {
    part.seriesKeys = decoder.seriesKeys
    if let activity { part.activity = activity.sums }
    return part
  }

  mutating func run(_ events: ArraySlice<RepeatFinder.Repeat>, path: String, file: String, isQuoting: Bool) {
    do throws(IngestFailure) {
      let fetcher: RecordFetcher
      do throws(ReadError) {
        fetcher = try RecordFetcher(path: path, isQuoting: isQuoting)
      } catch {
        throw .unreadable(path: file, error)
      }
      for event in events { try remove(event, fetcher, file) }
    } catch {
      part.failure = error
    }
  }

  private mutating func remove(
    _ event: RepeatFinder.Repeat, _ fetcher: RecordFetcher, _ path: String
  ) throws(IngestFailure) {
    guard event.verdict == .conflict else {
      return try takeBack(try read(event.place.offset, fetcher, path) { _, _ in }, path)
    }
    // The first one is looked at before the repeat, so that the repeat is what the decoder decoded last.
    var firstIdentity: [UInt8]?
    if case .inFile(let offset) = event.first {
      _ = try read(offset, fetcher, path) { decoder, _ in firstIdentity = decoder.identity(of: 0) }
    }
    var identity: [UInt8] = []
    var raw: [UInt8] = []
    let span = try read(event.place.offset, fetcher, path) { decoder, chunk in
      let range = decoder.range(of: 0)
      identity = decoder.identity(of: 0)
      raw = chunk.copy(range.lowerBound..<min(range.upperBound, range.lowerBound + Rejection.rawLimit))
    }
    guard firstIdentity == nil || firstIdentity == identity else {
      part.acquitted.append(event)
      return
    }
    part.conflicts.append(RepeatRemoval.Conflict(event: event, identity: identity, raw: raw))
    try takeBack(span, path)
  }

  /// Takes back what the record decoded last added.
  private mutating func takeBack(_ span: UsageSpan, _ path: String) throws(IngestFailure) {
    do throws(ArithmeticOverflow) {
      for index in 0..<decoder.contributionCount {
        let (series, quantity) = decoder.contribution(index)
        try part.hours.add(-quantity, to: series, over: span)
      }
    } catch {
      throw .overflow(path: path, error)
    }
    if let activity, let person, decoder.contributionCount > 0 {
      activity.note(-1, person, series: decoder.contribution(0).series, at: span.startSeconds, in: decoder)
    }
  }

  /// Reads the record at an offset and lets `look` take from it what it wants; returns its span. That it was understood
  /// once and is not now means that the file was changed meanwhile.
  private mutating func read(
    _ offset: Int, _ fetcher: RecordFetcher, _ path: String, look: (borrowing Decoder, Chunk) -> Void
  ) throws(IngestFailure) -> UsageSpan {
    var span: UsageSpan?
    _ = fetcher.withRecord(at: offset) { chunk, position in
      var line = 0
      decoder.lex(chunk, from: position, line: &line, limit: 1)
      guard decoder.recordCount == 1, let head = try? decoder.decode(0) else { return }
      span = head.span
      if let activity { person = activity.person(of: 0, in: decoder) }
      look(decoder, chunk)
    }
    guard let span else { throw .changedWhileRead(path: path) }
    return span
  }
}
