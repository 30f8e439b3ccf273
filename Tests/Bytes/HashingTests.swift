import Bytes
import Testing

@Suite("Hashing")
struct HashingTests {
  @Test("equal bytes have equal hashes, whatever their neighbours and wherever they lie")
  func neighbours() {
    var lexer = DelimitedLexer(.csv, columns: [nil, 0, nil])
    var table = FieldTable(slotCount: 1)
    for length in 0...40 {
      let field = String("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH".prefix(length))
      let expected = hashBytes(of: utf8(field), seed: 7)
      for before in ["", "x", "yyyyyyy", "zzzzzzzzzzzzz"] {
        for behind in ["", "x", "\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}", "00000000000"] {
          let chunk = Chunk(contents: utf8("\(before),\(field),\(behind)\n"))
          fill(&table, from: chunk, &lexer)
          #expect(table.hash(0, 0, seed: 7) == expected, "\(field) after \(before) before \(behind)")
          withExtendedLifetime(chunk) {}
        }
      }
    }
  }

  @Test("no two of many short strings, and no two seeds, have one hash")
  func distinct() {
    var hashes: Set<UInt64> = []
    var count = 0
    forEachString(over: [0, 1, UInt8(ascii: "a"), 0xFF], upTo: 7) { bytes in
      hashes.insert(hashBytes(of: bytes, seed: 0))
      count += 1
    }
    for seed in 1...1_000 as ClosedRange<UInt64> {
      hashes.insert(hashBytes(of: [], seed: seed))
      hashes.insert(hashBytes(of: utf8("a"), seed: seed))
      count += 2
    }
    #expect(hashes.count == count)
  }

  @Test("mixing tells numbers and their order apart")
  func mixing() {
    var hashes: Set<UInt64> = []
    for first in 0..<100 as Range<UInt64> {
      for second in 0..<100 as Range<UInt64> { hashes.insert(mixHash(mixHash(0, first), second)) }
    }
    #expect(hashes.count == 10_000)
  }

  /// The fingerprint of bytes as a reader finds it.
  private func fingerprint(_ bytes: [UInt8]) throws -> Fingerprint {
    let file = try TemporaryFile(bytes)
    let reader = try ChunkReader(path: file.path, format: .lines)
    let chunk = Chunk()
    var blocks: [(block: Int, fingerprint: Fingerprint)] = []
    while try reader.next(into: chunk) {
      chunk.fingerprintBlocks()
      blocks += chunk.blockFingerprints
    }
    var whole = Fingerprint()
    for block in blocks.sorted(by: { $0.block < $1.block }) { whole.append(block.fingerprint) }
    return whole
  }

  @Test("a flipped bit anywhere, a byte more or a byte less is another fingerprint")
  func fingerprints() throws {
    let seed: UInt64 = 0xF1A6_0001
    var generator = SplitMix64(seed: seed)
    for length in [1, 7, 8, 31, 32, 33, 63, 64, 100, ChunkReader.blockSize + 50] {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let first = try fingerprint(bytes)
      #expect(try fingerprint(bytes) == first)
      #expect(first.description.utf8.count == 32)
      var places = Set(0..<min(length, 70))
      places.formUnion([length / 2, length - 1])
      for place in places {
        var changed = bytes
        changed[place] ^= 1 << UInt8(generator.int(0...7))
        #expect(try fingerprint(changed) != first, "seed \(seed): byte \(place) of \(length)")
      }
      #expect(try fingerprint(bytes + [0]) != first)
      #expect(try fingerprint(Array(bytes.dropLast())) != first)
    }
  }

  @Test("blocks that change places are another fingerprint")
  func order() throws {
    let first = [UInt8](repeating: UInt8(ascii: "a"), count: ChunkReader.blockSize - 1) + utf8("\n")
    let second = [UInt8](repeating: UInt8(ascii: "b"), count: ChunkReader.blockSize - 1) + utf8("\n")
    #expect(try fingerprint(first + second) != fingerprint(second + first))
    #expect(try fingerprint(first + first) != fingerprint(first))
  }

  @Test("how a file is cut into records does not change its fingerprint")
  func formats() throws {
    let bytes = utf8((0..<60_000).map { "\($0),\"a\nb\"\n" }.joined())
    let expected = try fingerprint(bytes)
    var whole = Fingerprint()
    for (_, block) in try ReadFile.csv(bytes, columns: 2).blocks { whole.append(block) }
    #expect(whole == expected)
  }
}

@Suite("Pairs of words")
struct WordPairTests {
  @Test("words are read lowest byte first")
  func reading() {
    let seed: UInt64 = 0x90AD_0001
    var generator = SplitMix64(seed: seed)
    let words = (0..<16).map { _ in generator.next() }
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
    for index in 0..<words.count / 2 {
      let pair = wordPair(index, of: bytes.span.bytes)
      #expect(pair.first == words[2 * index])
      #expect(pair.second == words[2 * index + 1])
    }
  }
}
