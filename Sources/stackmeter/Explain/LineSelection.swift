import Configuration
import Ledger
import Metering
import Reporting

/// The charge lines that are asked for.
struct LineSelection {
  /// Of one period, as it was aggregated.
  struct Month {
    let record: AggregationRecord
    /// All lines of it.
    let lines: [StoredChargeLine]
  }

  let months: [Month]
  /// In the order of months and identities.
  let selected: [StoredChargeLine]
  let title: String

  /// - Throws: `ExplainProblem` where nothing is selected, and why.
  init(_ options: ExplainOptions, in ledger: Ledger, ledgerPath: String) throws {
    let records = try ledger.aggregatedPeriods()
    guard let last = records.last else { throw StageError.nothingAggregated(ledger: ledgerPath) }
    months = try Self.records(options, records, last: last).map { record in
      Month(record: record, lines: try ledger.chargeLines(period: record.period))
    }
    let all = months.flatMap(\.lines)
    try Self.checkNames(options, all)
    selected = all.filter { options.matches($0) }
    title = Self.title(options, months.map(\.record.period))
    if let line = options.line {
      guard !selected.isEmpty || all.contains(where: { $0.lineID.hasPrefix(line) }) else {
        throw ExplainProblem.unknownLine(line)
      }
      guard selected.count <= 1 else { throw ExplainProblem.severalLines(line, count: selected.count) }
    }
    guard !selected.isEmpty else { throw ExplainProblem.nothingSelected(title) }
  }

  /// The largest first, those without a price last.
  var bySize: [StoredChargeLine] {
    selected.sorted { left, right in
      func size(_ line: StoredChargeLine) -> Int128 { line.minorUnits.map { Int128(clamping: $0.magnitude) } ?? -1 }
      let (first, second) = (size(left), size(right))
      if first != second { return first > second }
      return left.line.identity < right.line.identity
    }
  }

  private static func records(
    _ options: ExplainOptions, _ records: [AggregationRecord], last: AggregationRecord
  ) throws(ExplainProblem) -> [AggregationRecord] {
    if let wanted = options.period ?? options.line.flatMap({ Period($0.prefix(7)) }) {
      guard let record = records.first(where: { $0.period == wanted }) else {
        throw .notAggregated(wanted, periods: records.map(\.period))
      }
      return [record]
    }
    if options.line != nil { return records }
    if let day = options.day {
      // What is late for a day is billed in a later month.
      let months = records.filter { $0.period >= day.period }
      guard !months.isEmpty else { throw .notAggregated(day.period, periods: records.map(\.period)) }
      return months
    }
    return [records.last { $0.days == $0.period.days } ?? last]
  }

  private static func checkNames(
    _ options: ExplainOptions, _ lines: [StoredChargeLine]
  ) throws(ExplainProblem) {
    func check(_ option: String, _ name: String?, _ names: [String]) throws(ExplainProblem) {
      guard let name, !names.contains(where: { Array($0.utf8) == Array(name.utf8) }) else { return }
      let known = Set(names).sorted { bytewise($0, precedes: $1) }
      throw .unknownName(option: option, name: name, known: known, suggestion: closest(to: name, among: known))
    }
    try check("--tenant", options.tenant?.text, lines.map(\.line.identity.tenant.text))
    // What others use is nothing to suggest to a tenant.
    let own = lines.filter { options.tenant == nil || $0.line.identity.tenant == options.tenant }
    try check("--stack", options.stack?.text, own.map(\.line.identity.stack.text))
    try check("--environment", options.environment?.text, own.map(\.line.identity.environment.text))
    try check("--resource", options.resource?.text, own.compactMap { $0.line.identity.resource?.text })
  }

  private static func title(_ options: ExplainOptions, _ periods: [Period]) -> String {
    var parts: [String] = []
    if let first = periods.first, let last = periods.last {
      parts.append(first == last ? first.description : "\(first) to \(last)")
    }
    for (name, value) in [
      ("line", options.line), ("tenant", options.tenant?.text), ("stack", options.stack?.text),
      ("environment", options.environment?.text), ("resource", options.resource?.text),
      ("day", options.day?.description),
    ] {
      if let value { parts.append("\(name) \(value)") }
    }
    return parts.joined(separator: ", ")
  }
}

extension ExplainOptions {
  fileprivate func matches(_ stored: StoredChargeLine) -> Bool {
    let identity = stored.line.identity
    return (line.map { stored.lineID.hasPrefix($0) } ?? true) && (tenant ?? identity.tenant) == identity.tenant
      && (stack ?? identity.stack) == identity.stack
      && (environment ?? identity.environment) == identity.environment
      && (resource == nil || resource == identity.resource) && (day.map { identity.days.contains($0) } ?? true)
  }
}

extension ChargeLine.Identity {
  /// Of usage, of discounts and markups on it, and of what is idle; nil of everything else.
  fileprivate var resource: ResourceID? {
    switch category {
    case .usage, .discount, .markup, .idle: ResourceID(item)
    default: nil
    }
  }
}
