import Bytes
import Foundation
import Ingest
import Metering

/// What the last run did, for the programs that watch it: `last_run.json` beside the ledger, written whole, also when
/// the run failed. With the ledger's `runs` and `period_events` it is the only place where the clock
/// shows.
struct LastRun: Encodable {
  struct Phase: Encodable {
    let name: String
    let ms: Int
    var read: Int?
    var accepted: Int?
    var duplicate: Int?
    var quarantined: Int?
    var excluded: Int?
    var rejected: Int?
  }

  struct PeriodState: Encodable {
    let period: String
    let state: String
    /// nil: nothing that was used has a price.
    let posted: String?
    let unratedLines: Int
    let unallocated: String
    /// With bills: yes, no or n/a; by what is paid, and by what the month bears.
    let reconciled: String
    let reconciledEffective: String
  }

  static let name = "last_run.json"

  let schema = 1
  let version = Usage.version
  let verb: String
  let startedAt: String
  var finishedAt = ""
  var status = "failed"
  var exitCode: Int32 = ExitCode.software.rawValue
  var error: String?
  var phases: [Phase] = []
  var periods: [PeriodState] = []
  var warnings: [String] = []
  var reports: String?

  init(verb: String, startedAt: Date) {
    self.verb = verb
    self.startedAt = Self.text(startedAt)
  }

  static func text(_ date: Date) -> String { instantText(Int64(date.timeIntervalSince1970)) }

  /// Writes it beside the ledger; a failure to do so changes nothing of the run.
  func write(besideLedger ledger: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let folder = ledger.contains("/") ? String(ledger[..<(ledger.lastIndex(of: "/") ?? ledger.endIndex)]) + "/" : ""
    let path = folder + Self.name
    do {
      let file = try OutputFile(path: path + ".part")
      try file.write(Array(try encoder.encode(self)) + [UInt8(ascii: "\n")])
      try file.close()
      try FileCalls.rename(path + ".part", to: path)
    } catch {
      try? FileCalls.remove(path + ".part")
      throw error
    }
  }
}
