import Bytes
import Configuration
import Foundation
import Ledger
import Metering

/// What the project file says of how the records of a source are understood: where any of it changes, a file that was
/// read already may tell something else.
///
/// Who somebody is (`user` of a rule) is none of it: what is kept of people holds for what is read from then on. Nor is
/// how many records of a file may be bad: a file that counts goes on to count.
struct ReadingRules: Codable, Equatable {
  struct Rule: Codable, Equatable {
    struct Condition: Codable, Equatable {
      let field: String
      let pattern: String
    }

    /// One of the two.
    struct Piece: Codable, Equatable {
      var text: String?
      var field: String?
    }

    let when: [Condition]
    /// By the name of what it sets; nil: the record is left out.
    let set: [String: [Piece]]?
  }

  let format: String
  /// Of Slurm's times, which have no offset.
  let timeZone: String?
  let map: [Rule]?
  /// Of usage events, by resource: the units that the project file names.
  let units: [String: String]?

  init(of source: LogSource, in project: Project) {
    format = source.format.rawValue
    switch source.format {
    case .slurmSacct:
      timeZone = source.zone.name
      map = source.rules.map(Rule.init)
      units = nil
    case .usageEvents:
      timeZone = nil
      map = nil
      // Names that look alike are one key of JSON: the first by its bytes tells.
      units = project.resourceUnits.sorted { $0.key < $1.key }.reduce(into: [:]) { units, entry in
        if units[entry.key.text] == nil { units[entry.key.text] = entry.value.name }
      }
    }
  }

  /// nil: another version of the program wrote it, or it names what this one does not know.
  init?(_ record: ReadingRulesRecord) {
    guard let rules = try? JSONDecoder().decode(ReadingRules.self, from: Data(record.body.utf8)) else { return nil }
    self = rules
  }

  /// As the ledger keeps them.
  var record: ReadingRulesRecord {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let body = try? encoder.encode(self) else { preconditionFailure("texts are encoded always") }
    return ReadingRulesRecord(
      digest: SHA256.hexadecimal(of: Array(body)), body: String(decoding: body, as: UTF8.self))
  }
}

extension ReadingRules {
  /// A source with these rules; nil: they name what this version of the program does not know.
  func source(like source: LogSource) -> LogSource? {
    guard let format = LogSource.Format(rawValue: format), let zone = ZoneRules.named(timeZone ?? ZoneRules.utc.name)
    else { return nil }
    return LogSource(
      name: source.name, format: format, files: source.files, zone: zone, rules: (map ?? []).map(\.rule))
  }

  /// A project with these rules, as far as reading a source needs it.
  func project(like project: Project, source: LogSource) -> Project {
    var resourceUnits: [ResourceID: MeteringUnit] = [:]
    for (resource, unit) in units ?? [:] { resourceUnits[ResourceID(resource)] = MeteringUnit(unit) }
    return Project(
      organization: project.organization, currency: project.currency, zone: project.zone, sources: [source],
      resourceUnits: resourceUnits, rememberDays: project.rememberDays)
  }

  /// What differs from other rules, as the project file calls it.
  func differences(from other: ReadingRules) -> [String] {
    [
      ("format", format == other.format), ("timeZone", timeZone == other.timeZone), ("map", map == other.map),
      ("resources", units == other.units),
    ].filter { !$0.1 }.map(\.0)
  }
}

extension ReadingRules.Rule {
  fileprivate init(_ rule: MappingRule) {
    when = rule.conditions.map { Condition(field: $0.field, pattern: $0.pattern) }
    switch rule.action {
    case .exclude: set = nil
    case .set(let templates):
      var pieces: [String: [Piece]] = [:]
      for (target, template) in templates where target != .user {
        pieces[target.rawValue] = template.pieces.map { piece in
          switch piece {
          case .text(let text): Piece(text: text)
          case .field(let field): Piece(field: field)
          }
        }
      }
      set = pieces
    }
  }

  fileprivate var rule: MappingRule {
    let conditions = when.map { MappingRule.Condition(field: $0.field, pattern: $0.pattern) }
    guard let set else { return MappingRule(conditions: conditions, action: .exclude) }
    var templates: [MappingRule.Target: MappingRule.Template] = [:]
    for (name, pieces) in set {
      guard let target = MappingRule.Target(rawValue: name) else { continue }
      templates[target] = MappingRule.Template(
        pieces: pieces.compactMap { $0.text.map { .text($0) } ?? $0.field.map { .field($0) } })
    }
    return MappingRule(conditions: conditions, action: .set(templates))
  }
}
