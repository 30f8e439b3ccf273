import Bytes
import Metering

/// The second look at a file: the events that do not count are read again, and what they added is taken back.
///
///     conflicts ──► who is in conflict with whom, for the quarantine; some are acquitted
///     the others, and duplicates ──► taken back from the sums
struct RepeatRemoval<Decoder: RecordDecoder & ~Copyable>: Sendable {
  let workers: [FileWorker<Decoder>]
  /// Where the file is, and its path as messages show it.
  let path: String
  let file: String
  let isQuoting: Bool
  /// The file's size as it was scanned: what was appended since is not looked at.
  let size: Int

  /// What one worker found of conflicts.
  private struct Judged: Sendable {
    var conflicts: [Conflict] = []
    var acquitted: [RepeatFinder.Repeat] = []
    var failure: IngestFailure?
  }

  /// Looks at events whose keys are those of others and whose contents are not. `acquitted`: their hash is another's
  /// and their identity is not, so they count after all.
  func judge(
    _ events: [RepeatFinder.Repeat]
  ) throws(IngestFailure) -> (conflicts: [Conflict], acquitted: [RepeatFinder.Repeat]) {
    guard !events.isEmpty else { return ([], []) }
    let parts = forEachAtOnce(shares(of: events)) { worker, events in
      worker.withState { state in
        var judged = Judged()
        do throws(IngestFailure) {
          let fetcher = try openFetcher()
          for event in events { try judge(event, &state.decoder, fetcher, &judged) }
        } catch {
          judged.failure = error
        }
        return judged
      }
    }
    for part in parts {
      if let failure = part.failure { throw failure }
    }
    return (
      parts.flatMap(\.conflicts).sorted { $0.event.place < $1.event.place }, parts.flatMap(\.acquitted)
    )
  }

  /// Takes back what the records at some offsets added, each as often as is told.
  func takeBack(_ records: [RemovedRecord]) throws(IngestFailure) {
    let failures = forEachAtOnce(shares(of: records)) { worker, records in
      worker.withState { state -> IngestFailure? in
        do throws(IngestFailure) {
          // In tables of records that are taken back as often; and in the order of the file.
          for (count, some) in Dictionary(grouping: records, by: \.count).sorted(by: { $0.key < $1.key }) {
            try takeBack(some.map(\.offset).sorted(), times: count, &state)
          }
          return nil
        } catch {
          return error
        }
      }
    }
    if let failure = failures.compactMap({ $0 }).first { throw failure }
  }

  /// Each worker with its share of some elements.
  private func shares<Element>(
    of elements: [Element]
  ) -> [(worker: FileWorker<Decoder>, elements: ArraySlice<Element>)] {
    let share = (elements.count + workers.count - 1) / workers.count
    return workers.enumerated().map { number, worker in
      (worker, elements[min(number * share, elements.count)..<min((number + 1) * share, elements.count)])
    }
  }

  func openFetcher() throws(IngestFailure) -> RecordFetcher {
    do throws(ReadError) {
      return try RecordFetcher(path: path, isQuoting: isQuoting, limit: size)
    } catch {
      throw .unreadable(path: file, error)
    }
  }
}

/// A record that is taken back, and how often.
struct RemovedRecord: Sendable {
  let offset: Int
  let count: Int
}

/// A conflict, with what a message needs.
struct Conflict: Sendable {
  let event: RepeatFinder.Repeat
  let identity: [UInt8]
  let raw: [UInt8]
}

// MARK: - One by one

extension RepeatRemoval where Decoder: ~Copyable {
  private func judge(
    _ event: RepeatFinder.Repeat, _ decoder: inout Decoder, _ fetcher: RecordFetcher, _ judged: inout Judged
  ) throws(IngestFailure) {
    var firstIdentity: [UInt8]?
    if case .inFile(let offset) = event.first {
      try read(offset, &decoder, fetcher) { decoder, _ in firstIdentity = decoder.identity(of: 0) }
    }
    var identity: [UInt8] = []
    var raw: [UInt8] = []
    try read(event.place.offset, &decoder, fetcher) { decoder, chunk in
      let range = decoder.range(of: 0)
      identity = decoder.identity(of: 0)
      raw = chunk.copy(range.lowerBound..<min(range.upperBound, range.lowerBound + Rejection.rawLimit))
    }
    if let firstIdentity, firstIdentity != identity {
      judged.acquitted.append(event)
    } else {
      judged.conflicts.append(Conflict(event: event, identity: identity, raw: raw))
    }
  }

  /// Reads the record at an offset and lets `look` take from it what it wants. That it was understood once and is not
  /// now means that the file was changed meanwhile.
  private func read(
    _ offset: Int, _ decoder: inout Decoder, _ fetcher: RecordFetcher, look: (borrowing Decoder, Chunk) -> Void
  ) throws(IngestFailure) {
    var isUnderstood = false
    _ = fetcher.withRecord(at: offset) { chunk, position in
      var line = 0
      decoder.lex(chunk, from: position, line: &line, limit: 1)
      guard decoder.recordCount == 1, (try? decoder.decode(0)) != nil else { return }
      isUnderstood = true
      look(decoder, chunk)
    }
    guard isUnderstood else { throw .changedWhileRead(path: file) }
  }
}

// MARK: - Many at once

extension RepeatRemoval where Decoder: ~Copyable {
  /// Takes back what the records at some offsets, which ascend, added so many times.
  private func takeBack(
    _ offsets: [Int], times: Int, _ state: inout FileWorkerState<Decoder>
  ) throws(IngestFailure) {
    let fetcher = try openFetcher()
    var next = 0
    while next < offsets.count {
      let some = offsets[next..<min(next + FieldTable.recordLimit, offsets.count)]
      guard let (chunk, count) = fetcher.gather(some) else { throw .changedWhileRead(path: file) }
      var line = 0
      state.decoder.lex(chunk, from: 0, line: &line, limit: count)
      guard state.decoder.recordCount == count, state.decoder.position == chunk.count else {
        throw .changedWhileRead(path: file)
      }
      next += count
      let isUnderstood: Bool
      do throws(ArithmeticOverflow) {
        isUnderstood = try takeBackTable(times: times, &state)
      } catch {
        throw .overflow(path: file, error)
      }
      guard isUnderstood else { throw .changedWhileRead(path: file) }
    }
  }

  /// Takes back what the records of the table added; false where one of them is not understood any more.
  private func takeBackTable(
    times: Int, _ state: inout FileWorkerState<Decoder>
  ) throws(ArithmeticOverflow) -> Bool {
    let count = Int32(clamping: times)
    state.decoder.readPlain()
    // One after the other: shares of a multiple would be rounded otherwise.
    for _ in 0..<times { try state.decoder.addPlain(to: &state.hours, days: &state.days, isTakenBack: true) }
    state.notePlain(-count)
    var others = state.otherRecords
    while others != 0 {
      let record = others.trailingZeroBitCount
      others &= others &- 1
      guard let head = try? state.decoder.decode(record) else { return false }
      for index in 0..<state.decoder.contributionCount {
        let (series, quantity) = state.decoder.contribution(index)
        for _ in 0..<times { try state.hours.add(-quantity, to: series, over: head.span) }
      }
      guard state.decoder.contributionCount > 0 else { continue }
      state.note(-count, record, state.decoder.contribution(0).series, head.span.startSeconds)
    }
    return true
  }
}
