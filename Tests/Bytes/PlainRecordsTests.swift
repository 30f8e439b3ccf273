import Testing

@testable import Bytes

/// What is read of many records at once, beside the same read one by one.
@Suite("Plain records")
struct PlainRecordsTests {
  private static let slots = PlainRecords.Slots(identity: 0, start: 1, end: 2, quantity: 3, user: 4, unit: 5)
  private static let keySlots = [6, 7, 8]
  private static let columns = [0, 1, 2, 6, 7, 4, 8, 3, 5]
  private static let known: Range<Int64> = 0..<7_258_118_400
  private static let longest: Int64 = 400 * 86_400

  @Test("a plain number is the number that the general reading finds, and others are left to it")
  func decimals() {
    let seed: UInt64 = 0x91_0001
    var generator = SplitMix64(seed: seed)
    let alphabet = Array("00123456789.-eE+,x ".utf8)
    let fixed = [
      "", "-", ".", "-.", "0", "-0", "1.", ".5", "999999.99999999", "-999999.99999999", "9999999", "1.123456789",
      "1..2",
      "--1", "12e3", "1.5-", "000012.5",
    ]
    var plainCount = 0
    for round in 0..<60_000 {
      let text =
        round < fixed.count
        ? Array(fixed[round].utf8) : (0..<generator.int(1...16)).map { _ in generator.element(of: alphabet) }
      // What stands behind a number must not matter.
      let padded = text + (0..<24).map { _ in generator.element(of: alphabet) }
      let plain = padded.withUnsafeBufferPointer { readPlainDecimal($0.baseAddress!, text.count) }
      guard let plain else { continue }
      plainCount += 1
      #expect(
        readDecimal(text) == DecimalReading(.exact, Int128(plain)),
        "seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))")
    }
    #expect(plainCount > 1_000)
    for text in ["0", "7", "-12.5", "682.920", "999999.99999999"] {
      let padded = Array(text.utf8) + [UInt8](repeating: 0, count: 24)
      #expect(padded.withUnsafeBufferPointer { readPlainDecimal($0.baseAddress!, text.utf8.count) } != nil, "\(text)")
    }
  }

  @Test("a plain time is the instant that the general reading finds, and others are left to it")
  func times() {
    let seed: UInt64 = 0x91_0002
    var generator = SplitMix64(seed: seed)
    var plainReader = TimestampReader()
    var reader = TimestampReader()
    var plainCount = 0
    for round in 0..<40_000 {
      let time =
        "20\(generator.int(10...39))-\(generator.int(10...13))-\(generator.int(10...32))"
        + "T\(generator.int(10...25)):\(generator.int(10...61)):\(generator.int(10...61))Z"
      var text = Array(time.utf8)
      if generator.int(0...3) == 0 {
        text[generator.int(0...19)] = generator.element(of: Array("0123456789-:TZtz +/".utf8))
      }
      if generator.int(0...19) == 0 { text.removeLast(generator.int(1...20)) }
      let padded = text + [UInt8](repeating: UInt8(ascii: "Z"), count: 32)
      let plain = padded.withUnsafeBufferPointer {
        plainReader.readPlain(UInt64(text.count) << 32, $0.baseAddress!)
      }
      guard plain != .min else { continue }
      plainCount += 1
      #expect(
        reader.read(text) == TimestampReading(.instant, seconds: plain),
        "seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))")
    }
    #expect(plainCount > 10_000)
  }

  /// A record of random fields, most of them plain.
  private func record(_ generator: inout SplitMix64, _ number: Int) -> String {
    func some(_ rare: String, _ usual: String) -> String { generator.int(0...39) == 0 ? rare : usual }
    let start = "2026-10-\(generator.int(10...28))T\(generator.int(10...23)):\(generator.int(10...59)):07Z"
    let end = some("2026-10-01T00:00:00Z", some("", "2026-10-29T\(generator.int(10...23)):00:00Z"))
    let name = some(String(repeating: "n", count: generator.int(1...300)), "team-\(generator.int(0...9))")
    let fields = [
      some("", "id-\(number)"), some("2026-10-01 12:00:00Z", start), end, name, some("", "env-\(generator.int(0...3))"),
      some("", "u\(generator.int(0...99))"), generator.element(of: ["gpu", "cpu.core", "gp", "u"]),
      some("1e3", "\(generator.int(-500...99_999)).\(generator.int(0...999))"), some("h", ""),
    ]
    return fields.joined(separator: ",") + (generator.int(0...59) == 0 ? ",more" : "")
  }

  @Test("columns of plain records tell what their fields tell one by one, and a key's number is the table's")
  func columns() {
    let seed: UInt64 = 0x91_0003
    var generator = SplitMix64(seed: seed)
    let text = (0..<6_000).map { record(&generator, $0) }.joined(separator: "\n") + "\n"
    let chunk = Chunk(contents: Array(text.utf8))
    let lexer = DelimitedLexer(.csv, columns: Self.columns)
    var table = FieldTable(slotCount: 9)
    var keys = KeyTable(slots: Self.keySlots)
    var memo = KeyMemo(slots: Self.keySlots)
    var plain = PlainRecords(Self.slots, knownSeconds: Self.known, longestSeconds: Self.longest)
    var reader = TimestampReader()
    var (position, line, plainCount) = (0, 0, 0)
    while position < chunk.count {
      position = lexer.lex(chunk, from: position, line: &line, into: &table)
      plain.read(table, &memo)
      for record in 0..<table.recordCount where table.isSound(record) {
        let key = keys.number(of: record, in: table)
        if plain.records >> UInt64(record) & 1 == 1 {
          plainCount += 1
          let end = table.isEmpty(record, 2) ? 1 : 2
          let expected = [
            table.timestamp(record, 1, &reader).seconds, table.timestamp(record, end, &reader).seconds,
            Int64(table.decimal(record, 3).picounits), Int64(key?.number ?? -1),
          ]
          plain.withColumns { columns in
            let found = [
              columns.start[record], columns.end[record], columns.quantity[record], columns.number[record],
            ]
            #expect(found == expected, "seed \(seed), before byte \(position), record \(record)")
            #expect(columns.key[record] == table.hash(record, 0, seed: 0))
            let content = contentHash(
              start: (expected[0], 0), end: (expected[1], 0), key: key?.hash ?? 0,
              user: table.hash(record, 4, seed: 0), quantity: Int128(expected[2]))
            #expect(columns.content[record] == content)
          }
          #expect(!table.isEmpty(record, 0) && table.isEmpty(record, 5))
          #expect(expected[1] >= expected[0])
        } else if let key, !table.isEmpty(record, 6) {
          memo.learn(record, table, number: key.number, hash: key.hash)
        }
      }
    }
    #expect(plainCount > 3_000)
  }

  @Test("fields that a first record lacks are not taken for absent in later ones")
  func absentFields() {
    var lexer = JSONLexer(keys: ["a", "b", "c"])
    let lines = [
      #"{"a":"x","c":"z"}"#, #"{"a":"x","c":"z"}"#, #"{"a":"x","c":"z","b":"y"}"#, #"{"b":"y","a":"x","c":"z"}"#,
      #"{"c":"z","a":"x"}"#, #"{"a":"x","c":"z"}"#,
    ]
    var keys = KeyTable(slots: [0, 1, 2])
    var memo = KeyMemo(slots: [0, 1, 2])
    var table = FieldTable(slotCount: 3)
    let chunk = Chunk(contents: Array((lines.joined(separator: "\n") + "\n").utf8))
    var line = 0
    _ = lexer.lex(chunk, from: 0, line: &line, into: &table)
    var numbers: [Int] = []
    for record in 0..<table.recordCount {
      guard let key = keys.number(of: record, in: table) else { continue }
      var remembered: Int?
      _ = memo.lookUp(1 << UInt64(record), table) { _, number, _ in remembered = Int(number) }
      #expect(remembered == nil || remembered == key.number, "record \(record)")
      memo.learn(record, table, number: key.number, hash: key.hash)
      numbers.append(remembered ?? -1)
    }
    // Fields that are apart anyway may stand in any order.
    #expect(numbers == [-1, 0, -1, -1, 0, 0])
  }
}
