import Bytes
import Foundation
import Testing

/// A record as a lexer found it, with all that a decoder may ask of it.
struct LexedRecord: Equatable, CustomStringConvertible {
  let fields: [[UInt8]]
  let problem: FieldTable.Problem
  let range: Range<Int>
  let line: Int

  var texts: [String] { fields.map { String(decoding: $0, as: UTF8.self) } }
  var description: String { "\(texts) \(problem) at \(range), line \(line)" }
}

/// Lexes a chunk from a position to its end, `limit` records at a time.
func lexAll<Lexer: RecordLexer & ~Copyable>(
  _ chunk: Chunk, _ lexer: inout Lexer, slots: Int, from start: Int = 0, limit: Int = FieldTable.recordLimit
) -> (records: [LexedRecord], lines: Int) {
  var table = FieldTable(slotCount: slots)
  return lexAll(chunk, &lexer, &table, from: start, limit: limit)
}

/// The same with a table that was used before, as the workers' are.
func lexAll<Lexer: RecordLexer & ~Copyable>(
  _ chunk: Chunk, _ lexer: inout Lexer, _ table: inout FieldTable, from start: Int = 0,
  limit: Int = FieldTable.recordLimit
) -> (records: [LexedRecord], lines: Int) {
  table.limit = limit
  var records: [LexedRecord] = []
  var line = 0
  var position = start
  while position < chunk.count {
    let next = lexer.lex(chunk, from: position, line: &line, into: &table)
    #expect(next > position, "a lexer goes on")
    #expect(table.recordCount <= limit)
    guard next > position else { break }
    position = next
    for record in 0..<table.recordCount {
      // The fields of a record that has a problem mean nothing.
      let isGood = table.problem(record) == .none
      let fields = isGood ? (0..<table.slotCount).map { table.bytes(record, $0) } : []
      records.append(
        LexedRecord(
          fields: fields, problem: table.problem(record), range: table.range(record), line: table.line(record)))
    }
  }
  return (records, line)
}

/// Fills a table with the first records of a chunk, which must live as long as the table is read.
func fill<Lexer: RecordLexer & ~Copyable>(_ table: inout FieldTable, from chunk: Chunk, _ lexer: inout Lexer) {
  var line = 0
  _ = lexer.lex(chunk, from: 0, line: &line, into: &table)
}

/// What a CSV lexer of `columns` columns must find from a record's beginning on, by the slow twin.
func expectedRecords(_ bytes: [UInt8], columns: Int, from start: Int = 0) -> [LexedRecord] {
  let line = bytes[..<start].count { $0 == UInt8(ascii: "\n") }
  return SlowCSV.records(bytes, from: start, line: line).map { record in
    guard let fields = record.fields else {
      return LexedRecord(fields: [], problem: .quoting, range: record.range, line: record.line)
    }
    guard fields.count == columns else {
      return LexedRecord(fields: [], problem: .fieldCount, range: record.range, line: record.line)
    }
    return LexedRecord(fields: fields, problem: .none, range: record.range, line: record.line)
  }
}

/// A file in a temporary place, removed with the value.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) throws {
    path = NSTemporaryDirectory() + "stackmeter-bytes-" + UUID().uuidString
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Calls `body` with every string over `alphabet` of up to `length` bytes, shortest first.
func forEachString(over alphabet: [UInt8], upTo length: Int, _ body: ([UInt8]) -> Void) {
  for count in 0...length {
    var indices = [Int](repeating: 0, count: count)
    while true {
      body(indices.map { alphabet[$0] })
      guard let last = indices.lastIndex(where: { $0 + 1 < alphabet.count }) else { break }
      indices[last] += 1
      for position in indices.indices where position > last { indices[position] = 0 }
    }
  }
}
