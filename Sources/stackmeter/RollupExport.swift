import Bytes
import Configuration
import Foundation
import Ledger
import Metering

/// Writes the rollups of a ledger as CSV, one row per hour and series: what another engine can produce, and can be
/// compared with (architecture.md, "Past one machine"). So no text is guarded against being read as a formula: another
/// engine has the names as the logs have them, and the bytes are to be the same.
///
/// Quantities are in the resource's own unit, or as the log tells them while the project names none. There is no column
/// for it: where a resource is in several units, each has rows of its own, and a note says so.
struct RollupExport {
  let workspace: Workspace
  static let header = "hour,tenant,stack,environment,version,resource,quantity\n"

  /// Writes to a file, whole or not at all; `-` is standard output.
  func run(_ ledger: Ledger, to path: String) throws {
    guard path != "-" else { return try write(ledger, to: .standardOutput) }
    let staging = path + ".part"
    guard FileManager.default.createFile(atPath: staging, contents: nil),
      let handle = FileHandle(forWritingAtPath: staging)
    else { throw CannotWrite(path: path) }
    do {
      try write(ledger, to: handle)
      try handle.synchronize()
      try handle.close()
      try FileCalls.rename(staging, to: path)
    } catch {
      try? FileManager.default.removeItem(atPath: staging)
      throw error
    }
  }

  /// Why the export cannot be written.
  struct CannotWrite: Error, Equatable, CustomStringConvertible {
    let path: String
    var description: String {
      "\(path): the rollup cannot be written there; check the folder, its permissions and the disk"
    }
  }

  private func write(_ ledger: Ledger, to handle: FileHandle) throws {
    var text = Array(Self.header.utf8)
    guard let (first, last) = try ledger.usageDays() else { return try handle.write(contentsOf: Data(text)) }
    var day: [DayUsage] = []
    var units: [ResourceID: Set<MeteringUnit?>] = [:]
    try ledger.usage(days: first..<last.adding(days: 1), units: workspace.project.unit) { usage in
      units[usage.series.resource, default: []].insert(usage.series.toldUnit)
      if let previous = day.first, previous.day != usage.day {
        append(day, to: &text)
        day.removeAll(keepingCapacity: true)
        if text.count > 1 << 20 {
          try handle.write(contentsOf: Data(text))
          text.removeAll(keepingCapacity: true)
        }
      }
      day.append(usage)
    }
    append(day, to: &text)
    try handle.write(contentsOf: Data(text))
    note(units)
  }

  private func note(_ units: [ResourceID: Set<MeteringUnit?>]) {
    for (resource, units) in units.sorted(by: { $0.key < $1.key }) where units.count > 1 {
      let own = workspace.project.unit(of: resource)?.name ?? "no unit that is known"
      let names = units.map { $0?.name ?? own }.sorted { bytewise($0, precedes: $1) }.joined(separator: " and in ")
      CommandLineTool.note("note: \(resource) is exported in \(names), each in rows of its own, as its logs tell it")
    }
  }

  /// A day's rows: by hour, then by series, which is bytewise by the columns.
  private func append(_ day: [DayUsage], to text: inout [UInt8]) {
    guard let date = day.first?.day else { return }
    let names = day.map { usage in
      [
        usage.series.tenant.text, usage.series.stack.text, usage.series.environment.text, usage.series.version.text,
        usage.series.resource.text,
      ].map(field).joined(separator: ",")
    }.map { Array($0.utf8) }
    var next = [Int](repeating: 0, count: day.count)
    for hour in 0..<workspace.calendar.hourCount(of: date) {
      let stamp = Array(instantText(workspace.calendar.start(ofHour: hour, on: date)).utf8)
      for (index, usage) in day.enumerated() {
        guard next[index] < usage.hours.count, usage.hours[next[index]].hour == hour else { continue }
        text += stamp
        text.append(UInt8(ascii: ","))
        text += names[index]
        text.append(UInt8(ascii: ","))
        text += Array(usage.hours[next[index]].quantity.description.utf8)
        text.append(UInt8(ascii: "\n"))
        next[index] += 1
      }
    }
  }

  private func field(_ name: String) -> String {
    name.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }
      ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
  }
}
