import Bytes
import Ledger
import Metering

/// Finds records in one file as one batch read it.
struct RecordFinder: LogVisitor {
  /// A record that may have counted.
  private struct Candidate {
    let wanted: Int
    let hashes: Hashes
    let day: Int
    let line: Int
    let bytes: Range<Int>
    let quantity: ExactDecimal
  }

  private struct Hashes: Hashable {
    let key: UInt64
    let content: UInt64
  }

  let path: String
  let file: String
  let batch: BatchRecord
  let source: SourceID
  let wanted: [RecordSearch.Wanted]
  let calendar: OrganizationCalendar
  let ledger: Ledger
  /// The resources' own: what is looked for is in them.
  let units: (ResourceID) -> MeteringUnit?

  /// nil: the file does not begin with the bytes of the batch.
  func search(_ log: LogOpening) throws(IngestFailure) -> [RecordSearch.Found]? {
    let head: [UInt8]
    do throws(ReadError) {
      head = try FileHead.read(path: path)
    } catch {
      throw .unreadable(path: file, error)
    }
    // A header is never cut: a batch of fewer bytes than its header has none, and no records.
    return try log.read(Array(head.prefix(batch.bytes)), with: self)
  }

  func read<Decoder: RecordDecoder & ~Copyable>(
    _ format: RecordFormat, headerBytes: Int, headerLines: Int, makeDecoder: @escaping @Sendable () -> Decoder
  ) throws(IngestFailure) -> [RecordSearch.Found]? {
    var candidates: [Candidate] = []
    var fingerprints: [(block: Int, fingerprint: Fingerprint)] = []
    do throws(ReadError) {
      let reader = try ChunkReader(path: path, format: format, limit: batch.bytes)
      let chunk = Chunk()
      var decoder = makeDecoder()
      var places = SeriesPlaces(wanted, units: units)
      var lines = headerLines
      while try reader.next(into: chunk) {
        chunk.fingerprintBlocks()
        fingerprints += chunk.blockFingerprints
        var line = 0
        var position = chunk.index == 0 ? headerBytes : 0
        while position < chunk.count {
          decoder.lex(chunk, from: position, line: &line, limit: FieldTable.recordLimit)
          position = decoder.position
          for record in 0..<decoder.recordCount {
            guard let event = try? decoder.decode(record) else { continue }
            add(event, record, decoder, chunk.fileOffset, lines + 1, &places, to: &candidates)
          }
        }
        lines += chunk.isOverlong ? 1 : line
      }
    } catch {
      throw .unreadable(path: file, error)
    }
    guard combined(fingerprints).description == batch.fingerprint else { return nil }
    return try found(candidates)
  }

  /// Takes a record in for all usage that is looked for and that it is a part of.
  private func add<Decoder: RecordDecoder & ~Copyable>(
    _ event: EventHead, _ record: Int, _ decoder: borrowing Decoder, _ offset: Int, _ firstLine: Int,
    _ places: inout SeriesPlaces, to candidates: inout [Candidate]
  ) {
    for index in 0..<decoder.contributionCount {
      let (series, quantity) = decoder.contribution(index)
      let place = places.place(series, decoder)
      for number in place.wanted {
        guard let given = event.span.part(of: quantity, in: wanted[number].days, of: calendar),
          let part = given.scaled(by: place.ratio.numerator, over: place.ratio.denominator, rounding: .halfEven)
        else { continue }
        let range = decoder.range(of: record)
        candidates.append(
          Candidate(
            wanted: number, hashes: Hashes(key: event.key, content: event.content),
            day: calendar.day(at: event.span.startSeconds).dayNumber, line: firstLine + decoder.line(of: record),
            bytes: offset + range.lowerBound..<offset + range.upperBound, quantity: ExactDecimal(picounits: part)))
      }
    }
  }

  /// Tells which records counted, by the index.
  private func found(_ candidates: [Candidate]) throws(IngestFailure) -> [RecordSearch.Found] {
    let batches = try countingBatches(candidates)
    let own = try ledgerCall { () throws(LedgerError) in
      Set(try ledger.batches(source: source, file: batch.file).map(\.batch))
    }
    var found = wanted.map { _ in RecordSearch.Found() }
    // A record that gives several resources, or is looked for twice, is one record each time.
    var first: [Hashes: Int] = [:]
    do throws(ArithmeticOverflow) {
      for candidate in candidates {
        let (line, bytes, quantity) = (candidate.line, candidate.bytes, candidate.quantity)
        guard let counting = batches[candidate.hashes] else {
          try found[candidate.wanted].conflicts.add(line: line, bytes: bytes, quantity)
          continue
        }
        let isFirst = first[candidate.hashes, default: bytes.lowerBound] == bytes.lowerBound
        first[candidate.hashes] = first[candidate.hashes] ?? bytes.lowerBound
        if isFirst, own.contains(counting) {
          try found[candidate.wanted].counted[counting, default: RecordRanges()].add(line: line, bytes: bytes, quantity)
        } else {
          try found[candidate.wanted].duplicates.add(line: line, bytes: bytes, quantity)
        }
      }
    } catch {
      throw .overflow(path: file, error)
    }
    return found
  }

  /// The batches that counted the records, by their hashes.
  private func countingBatches(_ candidates: [Candidate]) throws(IngestFailure) -> [Hashes: Int] {
    guard let first = candidates.map(\.day).min(), let last = candidates.map(\.day).max() else { return [:] }
    let looked = Set(candidates.map(\.hashes))
    var batches: [Hashes: Int] = [:]
    do {
      try ledger.forEachEventIndex(
        source: source, days: CivilDate(dayNumber: first)...CivilDate(dayNumber: last)
      ) { number, _, entries in
        for position in 0..<entries.byteCount / EventIndexDay.entryBytes {
          let (key, content) = wordPair(position, of: entries)
          let hashes = Hashes(key: key, content: content)
          if looked.contains(hashes) { batches[hashes] = min(batches[hashes] ?? number, number) }
        }
      }
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch {
      preconditionFailure("looking into the index throws the ledger's errors only")
    }
    return batches
  }
}

/// Which usage that is looked for a decoder's series belongs to, by the decoder's number of it.
private struct SeriesPlaces {
  struct Place {
    var wanted: [Int] = []
    /// How many of the units that it is looked for in one of the decoder's is.
    var ratio = Fraction.one
  }

  private let numbers: [SeriesKey: [Int]]
  private let units: (ResourceID) -> MeteringUnit?
  private var known: [Place] = []

  init(_ wanted: [RecordSearch.Wanted], units: @escaping (ResourceID) -> MeteringUnit?) {
    var numbers: [SeriesKey: [Int]] = [:]
    for (number, wanted) in wanted.enumerated() {
      for series in wanted.series { numbers[series, default: []].append(number) }
    }
    self.numbers = numbers
    self.units = units
  }

  mutating func place<Decoder: RecordDecoder & ~Copyable>(_ series: Int, _ decoder: borrowing Decoder) -> Place {
    while known.count <= series {
      known.append(decoder.seriesKeys[known.count].map(place) ?? Place())
    }
    return known[series]
  }

  /// What is told in a unit is looked for in that unit, or in the resource's own.
  private func place(of series: SeriesKey) -> Place {
    if let wanted = numbers[series] { return Place(wanted: wanted) }
    let part = series.inOwnUnit(units)
    return Place(wanted: numbers[part.series] ?? [], ratio: part.ratio)
  }
}
