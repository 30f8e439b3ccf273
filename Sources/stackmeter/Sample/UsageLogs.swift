import Metering

/// The logs of one exporter: a file a month, records in the order in which they end.
struct UsageLogs {
  let window: SampleWindow
  let seed: UInt64
  let scale: Int
  /// `clusters`: begins the files' names.
  let name: String
  /// Begins the ids of events.
  let idPrefix: String
  let style: UsageEvent.Style
  let incidents: [SampleIncident]

  var files: [String] { window.periods.map(file(of:)) }

  private func file(of period: Period) -> String { "logs/\(name)-\(period).\(style == .csv ? "csv" : "jsonl")" }

  func write(_ usages: [SampleUsage], to folder: SampleFolder) throws(SampleError) {
    let ordered = usages.enumerated().sorted { ($0.element.end, $0.offset) < ($1.element.end, $1.offset) }
    let byPeriod = Dictionary(grouping: ordered.map(\.element)) { window.period(ofRecordEnding: $0.end) }
    var tail: [String] = []
    for (index, period) in window.periods.enumerated() {
      let monthsAgo = window.periods.count - 1 - index
      // What would have happened before the first month happens in it.
      let happening = incidents.filter { min($0.monthsAgo, window.periods.count - 1) == monthsAgo }
      var month = UsageLogMonth(
        file: try SampleFile(path: folder.absolute(file(of: period))), logs: self, period: period)
      try month.begin(sendingAgain: tail)
      try month.write(byPeriod[period] ?? [], happening)
      tail = month.tail
      try month.close()
    }
  }
}

/// One month's file of an exporter, while it is written.
private struct UsageLogMonth: ~Copyable {
  private var file: SampleFile
  private let logs: UsageLogs
  private let period: Period
  private var random: SplitMix64
  private var number = 0
  /// Lines to be sent again, and how many lines later.
  private var again: [(line: String, after: Int)] = []
  /// The last lines, which the exporter sends again when it begins the next file.
  private(set) var tail: [String] = []

  init(file: consuming SampleFile, logs: UsageLogs, period: Period) {
    self.file = file
    self.logs = logs
    self.period = period
    random = SplitMix64(seed: logs.seed, stream: "again/\(logs.name)/\(period)")
  }

  mutating func begin(sendingAgain lines: [String]) throws(SampleError) {
    if logs.style == .csv { try file.write(UsageEvent.header) }
    for line in lines { try file.write(line) }
  }

  mutating func write(_ usages: [SampleUsage], _ incidents: [SampleIncident]) throws(SampleError) {
    var pending = incidents
    for (index, usage) in usages.enumerated() {
      let last = try write(usage)
      let isLast = index == usages.count - 1
      while let next = pending.first, let last, isLast || index * 1_000 >= next.place * usages.count,
        isLast || next.concerns(usage)
      {
        pending.removeFirst()
        // What follows the end of the records follows what is sent again, too.
        if isLast { try sendAgain(all: true) }
        let lines = next.lines(
          logs.style, after: usage, last: last, id: nextID(), window: logs.window, seed: logs.seed)
        for line in lines { try file.write(line) }
      }
    }
    try sendAgain(all: true)
  }

  consuming func close() throws(SampleError) { try file.close() }

  /// Writes a usage's events, and tells the last one.
  private mutating func write(_ usage: SampleUsage) throws(SampleError) -> UsageEvent? {
    var last: UsageEvent?
    for var event in usage.events(logs.style, scale: logs.scale, seed: logs.seed) {
      event.id = nextID()
      let line = event.line(logs.style)
      try file.write(line)
      tail = tail.suffix(3) + [line]
      if random.happens(onceIn: 100) { again.append((line, random.number(in: 3...40))) }
      try sendAgain(all: false)
      last = event
    }
    return last
  }

  /// Writes the lines whose turn it is to come again.
  private mutating func sendAgain(all: Bool) throws(SampleError) {
    guard !again.isEmpty else { return }
    for index in again.indices { again[index].after -= 1 }
    for (line, after) in again where all || after <= 0 { try file.write(line) }
    again.removeAll { all || $0.after <= 0 }
  }

  private mutating func nextID() -> String {
    number += 1
    return "\(logs.idPrefix)\(period.year % 100)\(padded(period.month, 2))-\(padded(number, 5))"
  }
}
