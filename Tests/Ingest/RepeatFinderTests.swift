import Foundation
import Ledger
import Metering
import Testing

@testable import Bytes
@testable import Ingest

@Suite("Repeats")
struct RepeatFinderTests {
  private func entry(_ key: UInt64, _ content: UInt64, offset: Int, day: Int = 20_000) -> EventRow {
    EventRow(key: key, content: content, place: EventPlace(offset: offset, day: day))
  }

  private func text(_ entry: EventRow) -> String {
    "\(entry.key) \(entry.content) \(entry.place.offset) \(entry.place.day)"
  }

  @Test("a place keeps its offset and its day, and places order by offset")
  func places() {
    for (offset, day) in [(0, 0), (1, 84_005), ((1 << 44) - 1, (1 << 20) - 1), (123_456_789_012, 20_000)] {
      let place = EventPlace(offset: offset, day: day)
      #expect(place.offset == offset)
      #expect(place.day == day)
    }
    #expect(EventPlace(offset: 1, day: 9) < EventPlace(offset: 2, day: 0))
  }

  @Test("a partition is sorted by key, then place, as an ordinary sort does it")
  func sorting() {
    let seed: UInt64 = 0x5027_0001
    var generator = SplitMix64(seed: seed)
    for round in 0..<60 {
      let count = generator.element(of: [0, 1, 2, 3, 4, 5, 17, 100, 1_000])
      // From keys that spread to keys that all fall into one bucket.
      let mask = generator.element(of: [UInt64.max >> 8, 0xFF, 0x1, 0x00FF_0000_0000_0000, 0])
      let top = UInt64(generator.int(0...255)) << 56
      let entries = (0..<count).map { number in
        entry(top | generator.next() & mask, UInt64(number), offset: generator.int(0...(count * 10)))
      }
      let expected = entries.sorted { ($0.key, $0.place) < ($1.key, $1.place) }
      let found = sortedRows(entries)
      #expect(
        found.map { [$0.key, $0.place.word] } == expected.map { [$0.key, $0.place.word] },
        "seed \(seed), round \(round)")
      #expect(Set(found.map(\.content)).count == count, "seed \(seed), round \(round)")
    }
  }

  @Test("many events of one key are sorted in no more than ordinary time")
  func sortingOneKey() {
    // Two workers' runs one behind the other: an insertion sort would take the square of this, which is minutes.
    let count = 150_000
    let entries = (0..<count).map { entry(7, 0, offset: $0 % 2 * count + $0) }
    // The thread's own time: other tests that run meanwhile do not count.
    let start = Self.threadSeconds()
    let found = sortedRows(entries.reversed())
    let seconds = Self.threadSeconds() - start
    #expect(seconds < 15, "\(seconds) s")
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.place < $1.place })
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// What became of an event, in words.
  private struct Fate: Hashable, CustomStringConvertible {
    let offset: Int
    let verdict: RepeatFinder.Verdict
    let first: RepeatFinder.Repeat.First?
    var description: String { "@\(offset) \(verdict) \(String(describing: first))" }
  }

  @Test("verdicts, counts and the index are those of a dictionary, for any number of workers")
  func twin() {
    let seed: UInt64 = 0x5027_0002
    for round in 0..<30 {
      var generator = SplitMix64(seed: seed + UInt64(round))
      let count = generator.element(of: [0, 1, 2, 10, 200, 2_000])
      let keys = (0..<max(1, count * 2 / 3)).map { _ in generator.next() }
      let events = (0..<count).map { number in
        entry(
          generator.element(of: keys), UInt64(generator.int(0...1)), offset: number * 100,
          day: 20_000 + generator.int(0...3))
      }
      // What the ledger knows: batches of one or two stretches, of other keys too.
      let stretches = (1...3).map { batch -> (batch: Int, pairs: [(UInt64, UInt64)]) in
        let known = Set(
          (0..<generator.int(0...20)).map { _ in
            generator.int(0...2) == 0 ? generator.next() : generator.element(of: keys)
          })
        return (batch, known.sorted().map { ($0, UInt64(generator.int(0...1))) })
      }
      let workers = generator.element(of: [1, 2, 3, 8, 27, 64, 100, 256, 300])
      let parts = (0..<generator.int(1...4)).map { _ in EventBins() }
      for event in events { parts[generator.int(0...parts.count - 1)].append(event) }
      var finder = RepeatFinder(parts, workers: workers)
      for (batch, pairs) in stretches {
        let bytes = pairs.flatMap { [$0.0, $0.1] }.flatMap { word in
          (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        finder.compare(withIndex: bytes.span.bytes, batch: batch)
      }
      let fates = expectedFates(events, stretches)
      let comment: Comment = "seed \(seed), round \(round), \(workers) workers"
      let days = events.map(\.place.day)
      #expect(finder.days?.lowerBound.dayNumber == days.min(), comment)
      #expect(finder.days?.upperBound.dayNumber == days.max(), comment)
      let repeats = finder.findRepeats()
      let duplicates = fates.filter { $0.verdict == .duplicate }.map(\.offset)
      let contents = Dictionary(uniqueKeysWithValues: events.map { ($0.place.offset, [$0.key, $0.content]) })
      let firsts = Dictionary(grouping: duplicates) { contents[$0] ?? [] }.values.map { [$0[0], $0.count] }
      #expect(Set(repeats.duplicates.map { [$0.offset, $0.count] }) == Set(firsts), comment)
      #expect(repeats.duplicates.count == firsts.count, comment)
      let conflicts = repeats.conflicts.map { Fate(offset: $0.place.offset, verdict: $0.verdict, first: $0.first) }
      #expect(
        conflicts.sorted { $0.offset < $1.offset } == fates.filter { $0.verdict == .conflict }, comment)
      for verdict in [RepeatFinder.Verdict.new, .duplicate, .conflict] {
        #expect(finder.count(of: verdict) == fates.count { $0.verdict == verdict }, comment)
      }
      let new = Set(fates.filter { $0.verdict == .new }.map(\.offset))
      finder.dealByDay()
      var buffer: [UInt8] = []
      var place = finder.indexStart
      let enough = generator.element(of: [1, 100, 2_000, 1 << 20])
      var index: [EventIndexDay] = []
      while let part = finder.index(from: &place, enough: enough, in: &buffer) { index.append(part) }
      #expect(indexText(index) == indexText(events.filter { new.contains($0.place.offset) }), comment)
      #expect(index.allSatisfy { !$0.entries.isEmpty }, comment)
    }
  }

  private func expectedFates(_ events: [EventRow], _ stretches: [(batch: Int, pairs: [(UInt64, UInt64)])]) -> [Fate] {
    var firsts: [UInt64: EventRow] = [:]
    return events.map { event in
      let known = stretches.flatMap { stretch in
        stretch.pairs.filter { $0.0 == event.key }.map { (content: $0.1, batch: stretch.batch) }
      }
      if !known.isEmpty {
        if known.contains(where: { $0.content == event.content }) {
          return Fate(offset: event.place.offset, verdict: .duplicate, first: nil)
        }
        return Fate(
          offset: event.place.offset, verdict: .conflict, first: known.map(\.batch).min().map { .inBatch($0) })
      }
      guard let first = firsts[event.key] else {
        firsts[event.key] = event
        return Fate(offset: event.place.offset, verdict: .new, first: nil)
      }
      guard first.content != event.content else {
        return Fate(offset: event.place.offset, verdict: .duplicate, first: nil)
      }
      return Fate(offset: event.place.offset, verdict: .conflict, first: .inFile(offset: first.place.offset))
    }
  }

  private func indexText(_ events: [EventRow]) -> [String] {
    Dictionary(grouping: events) { $0.place.day }.sorted { $0.key < $1.key }.map { day, events in
      "\(day): " + events.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.content)" }.joined(separator: " ")
    }
  }

  /// The parts of a day follow each other.
  private func indexText(_ parts: [EventIndexDay]) -> [String] {
    var days: [(day: Int, pairs: [String])] = []
    for part in parts {
      let pairs = (0..<part.entries.count / EventIndexDay.entryBytes).map { index in
        let pair = wordPair(index, of: part.entries.span.bytes)
        return "\(pair.first)=\(pair.second)"
      }
      if days.last?.day != part.day.dayNumber { days.append((part.day.dayNumber, [])) }
      days[days.count - 1].pairs += pairs
    }
    return days.map { "\($0.day): " + $0.pairs.joined(separator: " ") }
  }
}
