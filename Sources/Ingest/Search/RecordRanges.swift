package import Metering

/// A stretch of a log with records that were looked for, and perhaps others between them.
package struct RecordRange: Sendable, Equatable {
  /// Of the first and the last record, from 1.
  package fileprivate(set) var lines: ClosedRange<Int>
  /// From the beginning of the first record to the end of the last.
  package fileprivate(set) var bytes: Range<Int>
  /// Those that were looked for.
  package fileprivate(set) var records: Int
  package fileprivate(set) var quantity: ExactDecimal
}

/// The places of records in a log, few however many there are: neighbours are one range, and where ranges become too
/// many those with the smallest gap become one. The counts and the sum are exact all the same.
package struct RecordRanges: Sendable, Equatable {
  /// In the order of the file.
  package private(set) var ranges: [RecordRange] = []
  private let limit: Int

  package static let mostRanges = 24

  init(limit: Int = mostRanges) { self.limit = limit }

  package var records: Int { ranges.reduce(0) { $0 + $1.records } }

  package func quantity() throws(ArithmeticOverflow) -> ExactDecimal { try ranges.map(\.quantity).total() }

  /// Adds a record behind all others.
  mutating func add(line: Int, bytes: Range<Int>, _ quantity: ExactDecimal) throws(ArithmeticOverflow) {
    let next = RecordRange(lines: line...line, bytes: bytes, records: 1, quantity: quantity)
    // Nothing but a line end is between neighbours.
    if let last = ranges.last, bytes.lowerBound - last.bytes.upperBound <= 2 {
      return try join(ranges.count - 1, next)
    }
    ranges.append(next)
    guard ranges.count > limit else { return }
    var smallest = (index: 0, gap: Int.max)
    for index in ranges.indices.dropLast() {
      let gap = ranges[index + 1].bytes.lowerBound - ranges[index].bytes.upperBound
      if gap < smallest.gap { smallest = (index, gap) }
    }
    let joined = ranges.remove(at: smallest.index + 1)
    try join(smallest.index, joined)
  }

  private mutating func join(_ index: Int, _ next: RecordRange) throws(ArithmeticOverflow) {
    ranges[index].lines = ranges[index].lines.lowerBound...next.lines.upperBound
    ranges[index].bytes = ranges[index].bytes.lowerBound..<next.bytes.upperBound
    ranges[index].records += next.records
    ranges[index].quantity = try ranges[index].quantity.plus(next.quantity)
  }
}
