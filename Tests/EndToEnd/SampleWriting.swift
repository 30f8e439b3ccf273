import Configuration
import Foundation
import Metering

@testable import stackmeter

/// A sample organisation in a temporary folder, removed with the value.
final class SampleWriting: Sendable {
  let folder: String
  /// The bytes of the files by their paths in the folder.
  let files: [String: Data]

  init(seed: UInt64, months: Int = 3, scale: Int = 1) throws {
    folder = NSTemporaryDirectory() + "stackmeter-sample-" + UUID().uuidString
    var files: [String: Data] = [:]
    for path in try SampleOrganization.write(to: folder, seed: seed, months: months, scale: scale) {
      files[String(path.dropFirst(folder.utf8.count + 1))] = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    self.files = files
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var names: [String] { files.keys.sorted() }

  /// The project; the folder stays while it is read.
  func configuration() throws -> ProjectConfiguration { try ProjectConfiguration.load(folder: folder) }

  /// What the folder holds now.
  func reread() -> [String: Data] {
    var found: [String: Data] = [:]
    for name in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
      found[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
    return found
  }

  /// The lines of the files whose names begin so, in order of the names.
  func lines(_ prefix: String) -> [(file: String, line: String)] {
    names.filter { $0.hasPrefix(prefix) }.flatMap { name in
      String(decoding: files[name] ?? Data(), as: UTF8.self).split(separator: "\n").map { (name, String($0)) }
    }
  }

  /// The events of both exporters that can be understood, each id once.
  func goodEvents() -> [SampleLogEvent] {
    var seen: Set<String> = []
    return allEvents().filter { $0.fault == nil && seen.insert($0.id).inserted }
  }

  func allEvents() -> [SampleLogEvent] {
    let header = "id,start,end,tenant,stack,environment,version,resource,quantity,unit,user"
    let names = header.split(separator: ",").map(String.init)
    let rows = lines("logs/clusters").filter { $0.line != header }.map { file, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard !line.contains("\"") else { return SampleLogEvent(file: file, fault: "quote") }
      guard fields.count == names.count else { return SampleLogEvent(file: file, fault: "cut") }
      return SampleLogEvent(file: file, Dictionary(uniqueKeysWithValues: zip(names, fields)))
    }
    let objects = lines("logs/serving").map { file, line in
      guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
        return SampleLogEvent(file: file, fault: "cut")
      }
      guard !(object["quantity"] is [String: Any]) else { return SampleLogEvent(file: file, fault: "nested") }
      return SampleLogEvent(file: file, object.mapValues { "\($0)" })
    }
    return rows + objects
  }
}

/// A usage event as a plain reader of the logs sees it.
struct SampleLogEvent {
  let file: String
  var id = ""
  var start = ""
  var environment = ""
  var resource = ""
  var quantity = Decimal(0)
  var unit = ""
  var user = ""
  /// What is wrong with it; nil where nothing is.
  var fault: String?

  init(file: String, fault: String) {
    self.file = file
    self.fault = fault
  }

  init(file: String, _ fields: [String: String]) {
    self.file = file
    func field(_ name: String) -> String { fields[name] ?? "" }
    (id, start, environment) = (field("id"), field("start"), field("environment"))
    (resource, unit, user) = (field("resource"), field("unit"), field("user"))
    let isNumber = field("quantity").allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
    quantity = Decimal(string: field("quantity")) ?? 0
    let (from, to) = (Self.instant(start), Self.instant(field("end")))
    fault =
      if !isNumber { "number" } else if from == nil { "zone" } else if field("tenant").isEmpty {
        "tenant"
      } else if let from, let to, to < from { "order" } else { nil }
  }

  /// UTC seconds of `2026-10-25T02:30:00Z` or `…+02:00`; nil for a time without a zone.
  private static func instant(_ text: String) -> Int? {
    guard text.hasSuffix("Z") || text.dropLast(5).hasSuffix("+"), let day = CivilDate(text.prefix(10)) else {
      return nil
    }
    let numbers = text.dropFirst(11).split { $0 == ":" || $0 == "+" || $0 == "Z" }.compactMap { Int($0) }
    guard numbers.count >= 3 else { return nil }
    let offset = numbers.count > 3 ? numbers[3] : 0
    return day.dayNumber * 86_400 + (numbers[0] - offset) * 3_600 + numbers[1] * 60 + numbers[2]
  }

  /// Usage by environment, resource and unit.
  static func sums(_ events: [SampleLogEvent]) -> [String: Decimal] {
    events.reduce(into: [:]) { $0["\($1.environment) \($1.resource) \($1.unit)", default: 0] += $1.quantity }
  }
}
