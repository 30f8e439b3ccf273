import Metering

/// Finds two rows of one table that tell of the same thing on the same day.
struct OverlapCheck {
  private struct Entry {
    let row: CSVRow
    let validity: Validity
    let thing: String
  }

  /// By the bytes of the key, which tell names apart that look alike.
  private var entries: [[UInt8]: [Entry]] = [:]

  /// Takes a row: rows of equal `key` must not overlap, and `thing` is what messages call what they tell of.
  mutating func add(_ row: CSVRow, key: [String], thing: String, validity: Validity) {
    // 0xFF is no byte of UTF-8, so two keys of equal bytes are equal part by part.
    let bytes = key.reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0xFF] }
    entries[bytes, default: []].append(Entry(row: row, validity: validity, thing: thing))
  }

  /// Throws for the first row of the file that overlaps another, as far as neighbours in time tell.
  func finish() throws(ConfigurationError) {
    var first: (later: Entry, earlier: Entry, from: CivilDate?)?
    for group in entries.values where group.count > 1 {
      let ordered = group.sorted { Self.precedes($0.validity.from, $1.validity.from, $0.row.line, $1.row.line) }
      for (left, right) in zip(ordered, ordered.dropFirst()) {
        // `right` begins no earlier than `left`: they overlap unless `left` ends by then.
        if let end = left.validity.to, let begin = right.validity.from, end <= begin { continue }
        let isInOrder = left.row.line < right.row.line
        let (earlier, later) = isInOrder ? (left, right) : (right, left)
        if let known = first, known.later.row.line <= later.row.line { continue }
        first = (later, earlier, right.validity.from)
      }
    }
    guard let first else { return }
    throw first.later.row.error(
      .table(.overlap(of: first.later.thing, otherLine: first.earlier.row.line, from: first.from)))
  }

  /// By the day on which they begin, since ever first; by line where that is the same.
  private static func precedes(_ left: CivilDate?, _ right: CivilDate?, _ leftLine: Int, _ rightLine: Int) -> Bool {
    guard left != right else { return leftLine < rightLine }
    guard let left else { return true }
    guard let right else { return false }
    return left < right
  }
}
