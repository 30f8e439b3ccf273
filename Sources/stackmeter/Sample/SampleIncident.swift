/// What goes wrong in every real log, here on purpose and at a known place.
struct SampleIncident: Sendable {
  enum Kind: Sendable, CaseIterable {
    // Records that cannot be understood, and go to quarantine.
    case noZone, badNumber, noTenant, cutLine, endsBeforeStart, nestedValue
    /// The last line of a file, cut off within a quoted field: the exporter was stopped.
    case openQuote
    /// An id that comes again with another quantity.
    case conflict
    /// A part of a training job is taken back.
    case correction
    /// A record that arrives two months after its day.
    case late
  }

  let kind: Kind
  /// Months before the last one, at most as many as there are.
  let monthsAgo: Int
  /// Where in the month's records, in thousandths.
  let place: Int

  static let inClusterLogs = [
    SampleIncident(kind: .noZone, monthsAgo: 2, place: 310),
    SampleIncident(kind: .badNumber, monthsAgo: 2, place: 640),
    SampleIncident(kind: .endsBeforeStart, monthsAgo: 1, place: 120),
    SampleIncident(kind: .noTenant, monthsAgo: 1, place: 505),
    SampleIncident(kind: .conflict, monthsAgo: 1, place: 770),
    SampleIncident(kind: .openQuote, monthsAgo: 1, place: 1_000),
    SampleIncident(kind: .late, monthsAgo: 0, place: 90),
    SampleIncident(kind: .correction, monthsAgo: 0, place: 400),
    SampleIncident(kind: .cutLine, monthsAgo: 0, place: 820),
  ]

  static let inGatewayLogs = [
    SampleIncident(kind: .cutLine, monthsAgo: 1, place: 250),
    SampleIncident(kind: .nestedValue, monthsAgo: 1, place: 700),
    SampleIncident(kind: .badNumber, monthsAgo: 0, place: 330),
  ]

  /// Whether it can happen to a record of this usage.
  func concerns(_ usage: SampleUsage) -> Bool {
    switch kind {
    case .correction: usage.amounts.contains { $0.resource == "gpu.a100" } && usage.end - usage.start > 7_200
    // An environment that has been there all the time, with one version.
    case .late: usage.environment == "fraud-notebooks" && usage.person != nil
    default: true
    }
  }

  /// The lines that come of it: after a record of `usage`, whose last event is `last`. `id` is a new one.
  func lines(
    _ style: UsageEvent.Style, after usage: SampleUsage, last: UsageEvent, id: String, window: SampleWindow,
    seed: UInt64
  ) -> [String] {
    var event = last
    event.id = id
    switch kind {
    case .noZone: event.start = String(event.start.prefix(19))
    case .badNumber: event.quantity = style == .csv ? "n/a" : "\"1,024\""
    case .noTenant: event.tenant = ""
    case .endsBeforeStart: (event.start, event.end) = (event.end, event.start)
    case .nestedValue: event.quantity = "{\"value\":\(event.quantity)}"
    case .cutLine: return [String(event.line(style).prefix(70)) + "\n"]
    case .openQuote: return ["\(id),\(event.start),\"\(event.end),\(event.tenant)"]
    case .conflict:
      event.id = last.id
      event.quantity = "1" + event.quantity
    case .correction:
      let hours = (usage.end - usage.start) / 3_600 / 2
      event = usage.events(style, scale: 1, seed: seed).first { $0.resource == "gpu.a100" } ?? event
      event.id = id
      event.quantity = "-\(hours * 3_600)"
    case .late: return late(style, usage, id: id, window: window, seed: seed)
    }
    return [event.line(style)]
  }

  /// A record of the same hours two months earlier, or one month where there are only two; none where there is one.
  private func late(
    _ style: UsageEvent.Style, _ usage: SampleUsage, id: String, window: SampleWindow, seed: UInt64
  ) -> [String] {
    let months = min(2, window.periods.count - 1)
    guard months > 0 else { return [] }
    // Whole weeks, so that it is the same weekday; early in October, so that it is in August and the clock is the same.
    let seconds = Int64(months * 4 * 7 * 86_400)
    let moved = usage.moved(start: usage.start - seconds, end: usage.end - seconds, version: usage.version)
    guard var event = moved.events(style, scale: 1, seed: seed).first else { return [] }
    event.id = id
    return [event.line(style)]
  }
}
