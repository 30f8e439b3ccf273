import Bytes
import Foundation
import Testing

/// What a file's chunks hold together: the records by their places in the file, the size of each chunk, the
/// fingerprints.
struct ReadFile {
  var records: [LexedRecord] = []
  /// Where each chunk begins, and how many bytes of records it has.
  var chunks: [(offset: Int, count: Int)] = []
  var blocks: [(block: Int, fingerprint: Fingerprint)] = []

  /// Reads a file through a `ChunkReader`, lexing every chunk.
  init<Lexer: RecordLexer & ~Copyable>(
    _ path: String, _ format: RecordFormat, slots: Int, _ lexer: inout Lexer
  ) throws {
    let reader = try ChunkReader(path: path, format: format)
    let chunk = Chunk()
    var line = 0
    while try reader.next(into: chunk) {
      chunk.fingerprintBlocks()
      #expect(chunk.index == chunks.count)
      blocks += chunk.blockFingerprints
      chunks.append((chunk.fileOffset, chunk.count))
      let (found, lines) = lexAll(chunk, &lexer, slots: slots)
      records += found.map { record in
        let range = record.range.lowerBound + chunk.fileOffset..<record.range.upperBound + chunk.fileOffset
        return LexedRecord(fields: record.fields, problem: record.problem, range: range, line: record.line + line)
      }
      line += chunk.isOverlong ? 1 : lines
    }
  }

  /// Reads a CSV of `columns` columns.
  static func csv(_ bytes: [UInt8], columns: Int) throws -> ReadFile {
    let file = try TemporaryFile(bytes)
    var lexer = DelimitedLexer(.csv, columns: Array(0..<columns))
    return try ReadFile(file.path, .quotedFields(delimiter: UInt8(ascii: ",")), slots: columns, &lexer)
  }
}

@Suite("A file in chunks")
struct ChunkReaderTests {
  private let block = ChunkReader.blockSize

  /// A filling of whole records, exactly `count` bytes: so that what follows begins there.
  private func filling(_ count: Int, quoted: Bool) -> [UInt8] {
    let cell = String(repeating: "q", count: 300)
    let line = utf8(quoted ? "\"p\",\"\"\"\(cell)\"\n" : "pppp,\(cell)\n")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count + 2 * line.count <= count { bytes += line }
    // One last record takes what is left.
    let rest = count - bytes.count
    if rest > 0 { bytes += utf8("x,") + [UInt8](repeating: UInt8(ascii: "y"), count: rest - 3) + utf8("\n") }
    return bytes
  }

  @Test("no place of a block's end in a record changes a record, with quotes and line ends of both kinds there")
  func straddlingRecords() throws {
    let pieces = "\"a\"\"b\r\nc\",\"\"\r\nd,\"e,\nf\"\n\r\n5\" g,h\r\nk,\"l\"\"\"\r\nm,n"
    let straddling = utf8(pieces)
    for quoted in [false, true] {
      let ahead = filling(block - straddling.count - 2, quoted: quoted)
      let behind = utf8("\n") + filling(1_000, quoted: quoted)
      for shift in 0...straddling.count + 4 {
        // A line of its own length pushes the records over the block's end byte by byte.
        let push = shift < 4 ? [UInt8](repeating: UInt8(ascii: "\n"), count: shift) : filling(shift, quoted: false)
        let bytes = ahead + push + straddling + behind
        let read = try ReadFile.csv(bytes, columns: 2)
        // The twin is slow: it reads what is around the block's end only.
        let expected = expectedRecords(bytes, columns: 2, from: ahead.count)
        let found = Array(read.records.drop { $0.range.lowerBound < ahead.count })
        #expect(firstDifference(found, expected) == nil, "shift \(shift), quoted \(quoted)")
        #expect(read.records.prefix(read.records.count - found.count).allSatisfy { $0.problem == .none })
        #expect(read.chunks.count == 2, "shift \(shift)")
      }
    }
  }

  @Test("an unclosed quote before a block's end costs its line only")
  func straddlingUnclosedQuote() throws {
    let straddling = utf8("a,\"b\r\nc,d\ne,\"f\"\n")
    for shift in 0...straddling.count + 3 {
      let ahead = filling(block - straddling.count - 2 + shift, quoted: true)
      let bytes = ahead + straddling + filling(5_000, quoted: true)
      let read = try ReadFile.csv(bytes, columns: 2)
      let found = Array(read.records.drop { $0.range.lowerBound < ahead.count })
      #expect(firstDifference(found, expectedRecords(bytes, columns: 2, from: ahead.count)) == nil, "shift \(shift)")
      #expect(read.records.count { $0.problem == .quoting } == 1)
    }
  }

  @Test("text behind a closing quote before a block's end costs its line only")
  func straddlingTextBehindQuote() throws {
    let straddling = utf8("\"bad\" i,j\r\nk,l\n")
    var differences: [String] = []
    for shift in 0...straddling.count + 3 {
      let ahead = filling(block - straddling.count - 2 + shift, quoted: true)
      let bytes = ahead + straddling + filling(5_000, quoted: true)
      let read = try ReadFile.csv(bytes, columns: 2)
      let found = Array(read.records.drop { $0.range.lowerBound < ahead.count })
      let expected = expectedRecords(bytes, columns: 2, from: ahead.count)
      if let difference = firstDifference(found, expected) { differences.append("shift \(shift): \(difference)") }
    }
    #expect(differences == [])
  }

  @Test("random files of several blocks are read as the slow twin reads them, with lines and places")
  func randomFiles() throws {
    let seed: UInt64 = 0xC4A2_0001
    var generator = SplitMix64(seed: seed)
    let cells = [
      "a", "", "bcd", "\"\"", "\"x,y\"", "\"x\ny\"", "\"\"\"\"", "\"x\r\n\"\"y\"", "5\"", "12345678901234567890",
    ]
    for round in 0..<6 {
      let quotes = round % 2 == 0 ? 10 : 3
      var bytes: [UInt8] = []
      while bytes.count < 3 * block {
        // Odd rounds have few quotes, so that some chunks have none.
        let some = generator.int(0...400) < quotes * 40 && bytes.count / block % 2 == round / 2 % 2
        let row = (0..<generator.int(2...4)).map { _ in some ? generator.element(of: cells) : "plain" }
        bytes += utf8(row.joined(separator: ",")) + utf8(generator.int(0...3) == 0 ? "\r\n" : "\n")
        if generator.int(0...3_000) == 0 { bytes += utf8("u,\"unclosed\n") }
      }
      let read = try ReadFile.csv(bytes, columns: 3)
      let expected = expectedRecords(bytes, columns: 3)
      #expect(firstDifference(read.records, expected) == nil, "seed \(seed), round \(round)")
      #expect(read.chunks.count >= 3)
    }
  }

  @Test("chunks follow each other without a gap and end behind a record")
  func contiguous() throws {
    let bytes = filling(5 * block + 77, quoted: true)
    let read = try ReadFile.csv(bytes, columns: 2)
    var offset = 0
    for chunk in read.chunks {
      #expect(chunk.offset == offset)
      offset += chunk.count
      #expect(bytes[offset - 1] == UInt8(ascii: "\n"))
    }
    #expect(offset == bytes.count)
    #expect(read.blocks.map(\.block) == Array(0...5))
  }

  @Test("a file may lack the last line end, be empty, or be one line")
  func smallFiles() throws {
    for text in ["", "\n", "a,b", "a,b\n", "\"a\nb\",c", "a,\"", "\"", "a,b\r"] {
      #expect(try ReadFile.csv(utf8(text), columns: 2).records == expectedRecords(utf8(text), columns: 2))
    }
    #expect(try ReadFile.csv([], columns: 2).chunks.isEmpty)
  }

  @Test("a file of exactly some blocks is read whole", arguments: [-1, 0, 1])
  func blockSizes(difference: Int) throws {
    let bytes = filling(2 * block + difference, quoted: false)
    let read = try ReadFile.csv(bytes, columns: 2)
    #expect(read.records == expectedRecords(bytes, columns: 2))
    #expect(read.records.last?.range.upperBound == bytes.count - 1)
  }

  @Test("a line longer than 1 MiB is one bad record, and the records around it survive")
  func overlongLine() throws {
    for format in ["csv", "quoted csv", "json"] {
      let long = 3 * ChunkReader.longestRecord
      let cell = [UInt8](repeating: UInt8(ascii: "z"), count: long)
      let ahead = format == "json" ? utf8("{\"k\":\"1\"}\n") : utf8(format == "csv" ? "1,a\n" : "1,\"a\n\"\n")
      let middle = format == "json" ? utf8("{\"k\":\"") + cell + utf8("\"}\n") : utf8("2,") + cell + utf8("\r\n")
      let behind = format == "json" ? utf8("{\"k\":\"3\"}\n") : utf8("3,c\n")
      for prefix in [0, 1, block - 1, block, 4 * block - 10] {
        let padding = prefix == 0 ? [] : [UInt8](repeating: UInt8(ascii: "\n"), count: prefix)
        let file = try TemporaryFile(padding + ahead + middle + behind)
        let read: ReadFile
        if format == "json" {
          var lexer = JSONLexer(keys: ["k"])
          read = try ReadFile(file.path, .lines, slots: 1, &lexer)
        } else {
          var lexer = DelimitedLexer(.csv, columns: [0, 1])
          read = try ReadFile(file.path, .quotedFields(delimiter: UInt8(ascii: ",")), slots: 2, &lexer)
        }
        let comment: Comment = "\(format), \(prefix) bytes before"
        #expect(read.records.map(\.problem) == [.none, .tooLong, .none], comment)
        #expect(read.records.map { $0.fields.first } == [utf8("1"), nil, utf8("3")], comment)
        let lines = format == "quoted csv" ? [0, 2, 3] : [0, 1, 2]
        #expect(read.records.map(\.line) == lines.map { $0 + prefix }, comment)
        #expect(read.records[1].range.lowerBound == prefix + ahead.count, comment)
        #expect(read.blocks.count == (prefix + ahead.count + middle.count + behind.count + block - 1) / block, comment)
      }
    }
  }

  @Test("an overlong last line without a line end is one bad record")
  func overlongLastLine() throws {
    let bytes = utf8("1,a\n2,") + [UInt8](repeating: UInt8(ascii: "z"), count: 2 * ChunkReader.longestRecord)
    #expect(try ReadFile.csv(bytes, columns: 2).records.map(\.problem) == [.none, .tooLong])
  }

  @Test("a record of 1 MiB is good, and one of a byte more is bad, wherever it lies")
  func longestRecord() throws {
    for prefix in [0, 10, 100_000, block + 5] {
      let ahead = prefix == 0 ? [] : filling(prefix, quoted: false)
      for extra in [0, 1] {
        let cell = [UInt8](repeating: UInt8(ascii: "z"), count: ChunkReader.longestRecord - 3 + extra)
        let read = try ReadFile.csv(ahead + utf8("k,") + cell + utf8("w\n3,c\n"), columns: 2)
        #expect(read.records.last?.texts == ["3", "c"])
        let problem = read.records[read.records.count - 2].problem
        if extra == 0 {
          #expect(problem == .none, "\(prefix) bytes before")
        } else {
          #expect(problem == .tooLong, "\(prefix) bytes before")
        }
      }
    }
  }

  @Test("an unclosed quote with more than 1 MiB behind it costs its line, and the rest of the file survives")
  func unclosedQuoteInLargeFile() throws {
    let tail = utf8((0..<120_000).map { "\($0),plain text\n" }.joined())
    let bytes = utf8("1,a\n2,\"open\n") + tail
    #expect(tail.count > ChunkReader.longestRecord + 2 * block)
    let read = try ReadFile.csv(bytes, columns: 2)
    #expect(read.records.count == 120_002)
    #expect(read.records.prefix(3).map(\.problem) == [.none, .quoting, .none])
    #expect(read.records.dropFirst(2).allSatisfy { $0.problem == .none })
    #expect(read.records.last?.line == 120_001)
    #expect(read.records.last?.range.upperBound == bytes.count - 1)
  }

  @Test("any number of workers get each chunk once")
  func workers() throws {
    let bytes = filling(6 * block, quoted: true)
    let file = try TemporaryFile(bytes)
    let reader = try ChunkReader(path: file.path, format: .quotedFields(delimiter: UInt8(ascii: ",")))
    #expect(reader.size == bytes.count)
    let (first, second) = (Chunk(), Chunk())
    var found: [(index: Int, bytes: [UInt8])] = []
    while try reader.next(into: first) {
      found.append((first.index, first.copy(0..<first.count)))
      guard try reader.next(into: second) else { break }
      found.append((second.index, second.copy(0..<second.count)))
    }
    #expect(found.map(\.index) == Array(0..<found.count))
    #expect(Array(found.map(\.bytes).joined()) == bytes)
    #expect(try !reader.next(into: first), "the end stays the end")
  }

  @Test("lines of any length are read once each by any number of workers, their blocks with them")
  func lines() throws {
    var generator = SplitMix64(seed: 0x11_0007)
    for _ in 0..<6 {
      var bytes: [UInt8] = []
      while bytes.count < 4 * block {
        // Some are longer than what is looked at of a block's end, some longer than a block.
        let length = generator.element(of: [0, 40, 40, 200, 5_000, 5_000, generator.int(0...3 * block / 2)])
        bytes += [UInt8](repeating: UInt8(ascii: "a") + UInt8(bytes.count % 26), count: length) + utf8("\n")
      }
      if generator.int(0...1) == 0 { bytes += utf8("no line end") }
      let file = try TemporaryFile(bytes)
      let reader = try ChunkReader(path: file.path, format: .lines)
      let chunks = (Chunk(), Chunk())
      var found: [UInt8] = []
      var blocks: [(block: Int, fingerprint: Fingerprint)] = []
      var index = 0
      while true {
        let chunk = index.isMultiple(of: 2) ? chunks.0 : chunks.1
        guard try reader.next(into: chunk) else { break }
        #expect(chunk.index == index && chunk.fileOffset == found.count && !chunk.isOverlong)
        found += chunk.copy(0..<chunk.count)
        #expect(found.last == UInt8(ascii: "\n") || found.count == bytes.count, "it ends behind a line")
        chunk.fingerprintBlocks()
        blocks += chunk.blockFingerprints
        index += 1
      }
      #expect(found == bytes)
      #expect(blocks.map(\.block) == Array(0..<(bytes.count + block - 1) / block))
      // Read as quoted fields, the blocks are read in order.
      #expect(try blocks.map(\.fingerprint) == ReadFile.csv(bytes, columns: 1).blocks.map(\.fingerprint))
    }
  }

  @Test("a file that cannot be read says why")
  func unreadable() throws {
    #expect(throws: ReadError.cannotOpen(code: ENOENT)) { try ChunkReader(path: "/nowhere/log.csv", format: .lines) }
    #expect(throws: ReadError.isFolder) { try ChunkReader(path: NSTemporaryDirectory(), format: .lines) }
    #expect(throws: ReadError.cannotOpen(code: ENOENT)) { try FileHead.read(path: "/nowhere/log.csv") }
    #expect(throws: ReadError.isFolder) { try FileHead.read(path: NSTemporaryDirectory()) }
    #expect(ReadError.cannotOpen(code: ENOENT).reason == "No such file or directory")
    #expect(ReadError.isFolder.reason == "it is a folder")
  }

  @Test("a file that becomes shorter while it is read is an error, not a shorter log")
  func truncated() throws {
    let file = try TemporaryFile(filling(3 * block, quoted: false))
    let reader = try ChunkReader(path: file.path, format: .lines)
    let chunk = Chunk()
    #expect(try reader.next(into: chunk))
    #expect(truncate(file.path, off_t(block + 10)) == 0)
    #expect(throws: ReadError.truncated) { while try reader.next(into: chunk) {} }
  }

  @Test("a log that grows while it is read ends where it ended when it was opened")
  func growing() throws {
    let bytes = filling(1_000, quoted: false)
    let file = try TemporaryFile(bytes)
    let reader = try ChunkReader(path: file.path, format: .lines)
    let handle = try #require(FileHandle(forWritingAtPath: file.path))
    handle.seekToEndOfFile()
    handle.write(Data(utf8("new,line\n")))
    let chunk = Chunk()
    #expect(try reader.next(into: chunk))
    #expect(chunk.count == bytes.count)
    #expect(try !reader.next(into: chunk))
  }

  @Test("the head of a file is its first bytes, 1 MiB at most")
  func head() throws {
    let bytes = filling(ChunkReader.longestRecord + 100, quoted: false)
    for contents in [bytes, [], utf8("a")] {
      let file = try TemporaryFile(contents)
      let head = try FileHead.read(path: file.path)
      #expect(head.elementsEqual(contents.prefix(ChunkReader.longestRecord)))
    }
  }

  /// Where records differ; nil where they do not. Said in short, since files have thousands.
  private func firstDifference(_ found: [LexedRecord], _ expected: [LexedRecord]) -> String? {
    for (index, pair) in zip(found, expected).enumerated() where pair.0 != pair.1 {
      return "record \(index) is \(pair.0), not \(pair.1)"
    }
    return found.count == expected.count ? nil : "\(found.count) records, not \(expected.count)"
  }
}
