import Foundation
import Metering

@testable import Ledger

/// A folder of its own for one test, removed with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func ledger(
    _ name: String = "ledger.sqlite", zone: String = "UTC", access: Ledger.Access = .readWrite
  ) throws -> Ledger {
    try Ledger(path: file(name), zoneName: zone, access: access)
  }
}

func series(_ tenant: String, resource: String = "gpu.a100") -> SeriesKey {
  SeriesKey(
    tenant: TenantID(tenant), stack: "training", environment: EnvironmentID(tenant + "-training"), version: "7.1",
    resource: ResourceID(resource))
}

func day(_ text: String) throws -> CivilDate {
  guard let date = CivilDate(text) else { throw TestFailure("\(text) is no day") }
  return date
}

func usage(_ series: SeriesKey, _ date: String, _ hours: [Int: ExactDecimal]) throws -> DayUsage {
  DayUsage(
    series: series, day: try day(date),
    hours: hours.sorted { $0.key < $1.key }.map { DayUsage.Hour(hour: $0.key, quantity: $0.value) })
}

func batch(
  _ file: String, source: SourceID = "events", fingerprint: String? = nil, counts: RecordCounts = RecordCounts(),
  isRejected: Bool = false, ignoredFields: [String] = [], usage: [DayUsage] = [], eventIndex: [EventIndexDay] = [],
  quarantine: [QuarantinedRecord] = []
) -> NewBatch {
  NewBatch(
    source: source, file: file, format: "usage-events", bytes: 100, fingerprint: fingerprint ?? "sha-" + file,
    counts: counts, isRejected: isRejected, ignoredFields: ignoredFields, usage: usage, eventIndex: eventIndex,
    quarantine: quarantine)
}

func quarantined(_ line: Int, offset: Int, code: String = "Q001", raw: String = "a,b") -> QuarantinedRecord {
  QuarantinedRecord(
    line: line, byteOffset: offset, code: code, field: "quantity", reason: "no number", raw: Array(raw.utf8))
}

struct TestFailure: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

/// All that a ledger tells, to compare before and after.
struct Content: Equatable {
  struct Entries: Equatable {
    let source: SourceID
    let batch: Int
    let day: CivilDate
    let bytes: [UInt8]
  }

  var batches: [BatchRecord] = []
  var series: [SeriesKey] = []
  var usage: [DayUsage] = []
  var entries: [Entries] = []
  var quarantine: [UnresolvedRecord] = []
  var aggregations: [AggregationRecord] = []
  var lines: [StoredChargeLine] = []
  var comparisons: [StoredComparison] = []

  init(_ ledger: Ledger) throws {
    batches = try ledger.batches()
    series = try ledger.allSeries()
    let days = CivilDate(dayNumber: 0)..<CivilDate(dayNumber: 84_000)
    try ledger.usage(days: days) { usage.append($0) }
    for source in Set(batches.map(\.source)).sorted() {
      try ledger.forEachEventIndex(source: source, days: days.lowerBound...days.upperBound) { batch, day, bytes in
        let copy = (0..<bytes.byteCount).map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        entries.append(Entries(source: source, batch: batch, day: day, bytes: copy))
      }
    }
    quarantine = try ledger.unresolvedQuarantine()
    aggregations = try ledger.aggregatedPeriods()
    for record in aggregations {
      lines += try ledger.chargeLines(period: record.period)
      comparisons += try ledger.comparisons(period: record.period)
    }
  }
}
