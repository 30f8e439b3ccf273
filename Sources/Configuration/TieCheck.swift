import Metering

/// Finds two rows of one table that both hold for some usage on some day, where neither is more specific and no third
/// row decides.
struct TieCheck {
  private struct Entry {
    let row: CSVRow
    let scope: UsageScope
    let validity: Validity
    let thing: String
  }

  private struct Tie {
    let later: Entry
    let earlier: Entry
    let scope: UsageScope
    let from: CivilDate?
  }

  private var groups: [[UInt8]: [Entry]] = [:]

  /// Takes a row: rows of unlike `group` have nothing to do with each other, and `thing` is what messages call it.
  mutating func add(_ row: CSVRow, group: String, scope: UsageScope, validity: Validity, thing: String) {
    groups[Array(group.utf8), default: []].append(Entry(row: row, scope: scope, validity: validity, thing: thing))
  }

  /// Throws for the first row of the file that ties with one before it.
  func finish() throws(ConfigurationError) {
    var first: Tie?
    for entries in groups.values {
      guard let tie = Self.firstTie(entries), tie.later.row.line < first?.later.row.line ?? .max else { continue }
      first = tie
    }
    guard let first else { return }
    throw first.later.row.error(
      .rate(
        .tie(
          thing: first.later.thing, otherLine: first.earlier.row.line, scope: first.scope.text, from: first.from)))
  }

  private static func firstTie(_ entries: [Entry]) -> Tie? {
    // Rows that name the same kinds of things either name the same, which is an overlap, or never match together.
    let byShape = Dictionary(grouping: entries.indices) { Shape(entries[$0].scope) }
    let entriesInOrder = entries.sorted { $0.row.line < $1.row.line }
    guard byShape.count > 1 else { return nil }
    for (position, later) in entriesInOrder.enumerated() {
      for earlier in entriesInOrder[..<position] {
        guard !later.scope.namesAll(of: earlier.scope), !earlier.scope.namesAll(of: later.scope),
          let both = later.scope.intersection(earlier.scope),
          let days = later.validity.intersection(earlier.validity),
          let undecided = undecided(days, both, later, earlier, entries)
        else { continue }
        return Tie(later: later, earlier: earlier, scope: both, from: undecided.from)
      }
    }
    return nil
  }

  /// The first days on which no row that is more specific than both decides; nil where some do on each.
  private static func undecided(
    _ days: Validity, _ both: UsageScope, _ later: Entry, _ earlier: Entry, _ entries: [Entry]
  ) -> Validity? {
    let deciding = entries.filter {
      $0.scope.namesAll(of: later.scope) && $0.scope.namesAll(of: earlier.scope) && $0.scope.covers(both)
    }
    var from = days.from
    // Each pass finds a row that decides on the first day that is still open, and goes on where it ends.
    while let next = deciding.first(where: { $0.validity.holdsFrom(from) }) {
      guard let end = next.validity.to, days.to.map({ end < $0 }) ?? true else { return nil }
      from = end
    }
    return Validity(from: from, to: days.to)
  }

  /// Which kinds of things a scope names.
  private struct Shape: Hashable {
    let tenant: Bool
    let stack: Bool
    let environment: Bool
    let resource: Bool

    init(_ scope: UsageScope) {
      tenant = scope.tenant != nil
      stack = scope.stack != nil
      environment = scope.environment != nil
      resource = scope.resource != nil
    }
  }
}

extension Validity {
  /// The days on which both hold; nil where there are none.
  func intersection(_ other: Validity) -> Validity? {
    let begin = [from, other.from].compactMap { $0 }.max()
    let end = [to, other.to].compactMap { $0 }.min()
    if let begin, let end, end <= begin { return nil }
    return Validity(from: begin, to: end)
  }

  /// Whether it holds on a day, or since ever where there is none.
  func holdsFrom(_ day: CivilDate?) -> Bool {
    guard let day else { return from == nil }
    return contains(day)
  }
}
