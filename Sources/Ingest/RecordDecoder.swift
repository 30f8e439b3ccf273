import Bytes
import Metering

/// What every event has, whatever its format.
struct EventHead {
  /// The hash of the event's identity.
  let key: UInt64
  /// The hash of everything that counts of it: the same event sent again has the same.
  let content: UInt64
  let span: UsageSpan
}

/// Reads the records of one format. One worker has one; nothing in it is shared.
protocol RecordDecoder: ~Copyable, SendableMetatype {
  /// Finds the fields of the next records of a chunk, `limit` at most, and carries the line count along.
  mutating func lex(_ chunk: Chunk, from position: Int, line: inout Int, limit: Int)

  /// Where the lexer stands in the chunk.
  var position: Int { get }
  /// How many records it found, and where each is.
  var recordCount: Int { get }
  func range(of record: Int) -> Range<Int>
  func line(of record: Int) -> Int

  /// Reads what the plain records of the table tell, if the format has any.
  mutating func readPlain()
  /// The plain records, which need not be decoded one by one.
  var plainRecords: UInt64 { get }
  /// The series of a plain record, and when it begins.
  func plainUse(of record: Int) -> (series: Int, startSeconds: Int64)
  /// Adds what the plain records used, or takes it back, and tells the day of each.
  mutating func addPlain(
    to hours: inout HourTable, days: inout InlineArray<64, Int32>, isTakenBack: Bool
  ) throws(ArithmeticOverflow)
  /// Appends the plain records to the events: `offset` is where the chunk begins in the file.
  func appendPlain(to events: EventBins, offset: Int, days: Span<Int32>)

  /// Understands a record; nil when it is understood and not metered. What it used is in the contributions.
  mutating func decode(_ record: Int) throws(Complaint) -> EventHead?
  /// What the record decoded last used: quantities of series, by the numbers of `seriesKeys`.
  var contributionCount: Int { get }
  func contribution(_ index: Int) -> (series: Int, quantity: Int128)

  /// The identity of a record as text, for messages and to tell equal hashes apart.
  func identity(of record: Int) -> [UInt8]
  /// The slots that tell a record's user; empty where records tell none.
  var userSlots: [Int] { get }
  /// The number of a record's user among keys of `userSlots`; nil: the record tells none.
  func userNumber(of record: Int, among users: inout KeyTable) -> Int?
  /// The user that the fields of `userSlots` tell; empty: none.
  func user(_ fields: [[UInt8]]) -> [UInt8]
  /// The series met so far; nil where a key turned out to be bad.
  var seriesKeys: [SeriesKey?] { get }
  /// Numbers that had more than 12 decimals and were rounded.
  var roundedCount: Int { get }
  /// Columns or keys that nothing reads.
  var ignoredFields: [String] { get }
}

extension RecordDecoder where Self: ~Copyable {
  mutating func readPlain() {}
  var plainRecords: UInt64 { 0 }
  func plainUse(of record: Int) -> (series: Int, startSeconds: Int64) { preconditionFailure("no record is plain") }
  mutating func addPlain(
    to hours: inout HourTable, days: inout InlineArray<64, Int32>, isTakenBack: Bool
  ) throws(ArithmeticOverflow) {}
  func appendPlain(to events: EventBins, offset: Int, days: Span<Int32>) {}
}

/// Longest interval of one event: a longer one is a mistake in its times.
let longestInterval: Int64 = 400 * 86_400

/// The most that one record may tell, in the resource's own unit: 10¹⁸. Sums of 10⁸ such records are exact, and nobody
/// uses as much: it is a mistake in the number or its unit.
let largestQuantity: Int128 = 1_000_000_000_000_000_000 * ExactDecimal.one.picounits

/// A quantity in picounits of the resource's own unit, checked.
@inline(__always)
func checkedQuantity(_ picounits: Int128, _ field: @autoclosure () -> String) throws(Complaint) -> Int128 {
  guard picounits >= -largestQuantity, picounits <= largestQuantity else {
    throw Complaint(.badNumber, field(), "the quantity is more than 10^18 of the resource's own unit")
  }
  return picounits
}

/// The span from `start` to `end`, checked: within `meteredSeconds`, in order, and of at most `longestInterval`.
@inline(__always)
func checkedSpan(
  start: (seconds: Int64, nanoseconds: Int32), end: (seconds: Int64, nanoseconds: Int32),
  fields: @autoclosure () -> (start: String, end: String), meteredSeconds: Range<Int64>
) throws(Complaint) -> UsageSpan {
  guard meteredSeconds.contains(start.seconds), meteredSeconds.contains(end.seconds) else {
    let (time, field) =
      meteredSeconds.contains(start.seconds) ? (end.seconds, fields().end) : (start.seconds, fields().start)
    throw Complaint(
      .badTime, field,
      time < meteredSeconds.lowerBound
        ? "the time is before the year 2000, as a clock tells that was never set"
        : "the time is after the year 2199")
  }
  guard (end.seconds, end.nanoseconds) >= (start.seconds, start.nanoseconds) else {
    throw Complaint(.endsBeforeStart, fields().end, "it ends before it starts")
  }
  guard end.seconds - start.seconds <= longestInterval else {
    throw Complaint(.tooLong, fields().end, "it lasts longer than 400 days")
  }
  return UsageSpan(
    startSeconds: start.seconds, startNanoseconds: start.nanoseconds, endSeconds: end.seconds,
    endNanoseconds: end.nanoseconds)
}

/// What is wrong with a record that has no fields; nil when nothing is. `field`: the name of one that is nested.
func complaint(of problem: FieldTable.Problem, field: @autoclosure () -> String) -> Complaint? {
  switch problem {
  case .none: nil
  case .fieldCount: Complaint(.fieldCount, "", "it has another number of fields than the header")
  case .quoting: Complaint(.badQuotes, "", "a quote is not closed, or text follows the closing quote")
  case .json: Complaint(.notJSON, "", "it is not one JSON object with each key once")
  case .nestedValue: Complaint(.nestedValue, field(), "it holds a list, an object, or true or false")
  case .tooLong: Complaint(.recordTooLong, "", "the record is longer than 1 MiB")
  }
}

/// A name from a log, checked: UTF-8, no control characters (`NameText`), at most 1,024 bytes, and not in the reserved
/// form `(…)`.
func checkedName(_ bytes: [UInt8], _ field: String) throws(Complaint) -> String {
  guard bytes.count <= KeyTable.longestField else {
    throw Complaint(.badName, field, "the name is longer than 1,024 bytes")
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw Complaint(.badName, field, "the name is not UTF-8")
  }
  guard !text.unicodeScalars.contains(where: NameText.isControl) else {
    throw Complaint(.badName, field, "the name has control characters in it")
  }
  guard bytes.first != UInt8(ascii: "(") else {
    throw Complaint(.badName, field, "names in parentheses are reserved")
  }
  // As in tables: nobody sees that "a " is another tenant than "a", and no price could name it.
  let isSpace = { (scalar: Unicode.Scalar?) in scalar?.properties.isWhitespace == true }
  guard !isSpace(text.unicodeScalars.first), !isSpace(text.unicodeScalars.last) else {
    throw Complaint(.badName, field, "the name begins or ends with a space")
  }
  return text
}

/// A piece of a bad field for a message: short, and printable whatever it holds.
func excerpt(_ bytes: [UInt8]) -> String {
  let text = String(decoding: bytes.prefix(60), as: UTF8.self)
  let printable = String(text.unicodeScalars.map { NameText.isControl($0) ? "\u{FFFD}" : Character($0) })
  return bytes.count > 60 ? printable + "…" : printable
}
