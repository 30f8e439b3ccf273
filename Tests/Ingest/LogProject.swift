import Bytes
import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Testing

/// Calendars are many days each: made once.
enum Calendars {
  static let utc = OrganizationCalendar(zone: .utc)
  static let berlin = OrganizationCalendar(zone: named("Europe/Berlin"))
  static let kolkata = OrganizationCalendar(zone: named("Asia/Kolkata"))
  static let lordHowe = OrganizationCalendar(zone: named("Australia/Lord_Howe"))

  static func named(_ name: String) -> ZoneRules {
    guard let zone = ZoneRules.named(name) else { preconditionFailure("\(name) is a zone") }
    return zone
  }
}

/// A project's folder with logs in a temporary place, and the ledger they are ingested into. Removed with the value.
final class LogProject {
  let folder: String
  let sources: [LogSource]
  let calendar: OrganizationCalendar
  var rememberDays = 31
  var limit = QuarantineLimit.standard
  var units: [ResourceID: MeteringUnit] = [:]
  var people: PeopleRecording?
  private var openLedger: Ledger?

  static let events = LogSource(name: "events", format: .usageEvents, files: ["*.csv", "*.jsonl"])

  init(sources: [LogSource] = [events], calendar: OrganizationCalendar = Calendars.utc) throws {
    folder = NSTemporaryDirectory() + "stackmeter-ingest-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    self.sources = sources
    self.calendar = calendar
  }

  deinit {
    openLedger = nil
    try? FileManager.default.removeItem(atPath: folder)
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

  func bytes(of name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  func ledger() throws -> Ledger {
    if let openLedger { return openLedger }
    let ledger = try Ledger(path: "\(folder)/ledger.sqlite", zoneName: calendar.zone.name, access: .readWrite)
    openLedger = ledger
    return ledger
  }

  func project() -> Project {
    guard let currency = Currency("USD") else { preconditionFailure("USD is a currency") }
    return Project(
      organization: "Example", currency: currency, zone: calendar.zone, sources: sources, resourceUnits: units,
      quarantineLimit: limit, rememberDays: rememberDays)
  }

  @discardableResult
  func ingest(workers: Int = 1) throws -> Ingestor.Summary {
    let ingestor = Ingestor(project: project(), folder: folder, calendar: calendar, workers: workers, people: people)
    return try ingestor.run(into: try ledger())
  }

  /// The one-line message of what ends it, or of the first file that cannot be ingested; nil when all can.
  func failure() throws -> String? {
    do {
      return try ingest().failures.first?.description
    } catch let failure as IngestFailure {
      return failure.description
    }
  }
}

extension LogProject {
  /// The hours with usage: `2026-10-01 +12h tenant/stack/environment/version/resource = 5`, and `resource in GPU-hours`
  /// where it is told so. `units`: the resources' own; as it was told where they are not.
  func usage(units: (ResourceID) -> MeteringUnit? = { _ in nil }) throws -> [String] {
    var lines: [String] = []
    try ledger().usage(days: OrganizationCalendar.days, units: units) { usage in
      let key = usage.series
      let name = [key.tenant.text, key.stack.text, key.environment.text, key.version.text, key.resource.text]
      let unit = key.toldUnit.map { " in \($0)" } ?? ""
      for hour in usage.hours {
        lines.append("\(usage.day) +\(hour.hour)h \(name.joined(separator: "/"))\(unit) = \(hour.quantity)")
      }
    }
    return lines
  }

  func quarantine() throws -> [QuarantinedRecord] { try ledger().unresolvedQuarantine().map(\.record) }

  /// Place, code and field of the records in quarantine: `4 @120 Q004 start`.
  func badPlaces() throws -> [String] {
    try quarantine().map { "\($0.line) @\($0.byteOffset) \($0.code) \($0.field)" }
  }

  func eventIndex() throws -> [String] {
    var lines: [String] = []
    let days = OrganizationCalendar.days
    for source in sources {
      let known = days.lowerBound...days.upperBound.adding(days: -1)
      try ledger().forEachEventIndex(source: source.name, days: known) { batch, day, entries in
        let bytes = (0..<entries.byteCount).map { entries.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        let events = entries.byteCount / EventIndexDay.entryBytes
        lines.append("\(source.name) \(batch) \(day) \(events) \(hashBytes(of: bytes, seed: 0))")
      }
    }
    return lines
  }

  /// Who was active when and where: `2026-10-01 +3600s 1f… tenant/stack/environment`.
  func activity() throws -> [String] {
    let places = try ledger().activityPlaces()
    var lines: [String] = []
    try ledger().activity(days: OrganizationCalendar.days) { day in
      lines += day.events.map { event in
        let place = places[event.place]
        return "\(day.day) +\(event.second)s \(event.person) \(place.tenant)/\(place.stack)/\(place.environment)"
      }
    }
    return lines
  }

  /// All that the ledger holds of the logs, as text.
  func content() throws -> [String] {
    let batches = try ledger().batches().map { "\($0)" }
    let quarantine = try ledger().unresolvedQuarantine().map { unresolved in
      let record = unresolved.record
      let place = "\(unresolved.source) \(unresolved.file):\(record.line) @\(record.byteOffset)"
      return "\(place) \(record.code) \(record.field) \(record.reason) \(String(decoding: record.raw, as: UTF8.self))"
    }
    return try batches + quarantine + usage() + eventIndex() + activity()
  }

  /// How often files were read, by the highest number of a batch.
  func batchCount() throws -> Int { try ledger().batches().map(\.batch).max() ?? 0 }
}

/// A usage-event CSV: the required columns and `end`, and any others.
func eventCSV(_ rows: [String], header: String = "id,start,end,tenant,environment,resource,quantity") -> String {
  ([header] + rows).map { $0 + "\n" }.joined()
}
