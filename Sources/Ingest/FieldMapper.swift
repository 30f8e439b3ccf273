import Configuration
import Metering

/// Turns the fields of a job into tenant, environment, stack and version, by the rules of the project file.
struct FieldMapper: Sendable {
  /// Whom and what a record is metered for.
  struct Names: Sendable, Equatable {
    let tenant: TenantID
    let stack: StackID
    let environment: EnvironmentID
    let version: VersionID
  }

  enum Outcome: Sendable, Equatable {
    case mapped(Names)
    /// A rule leaves the record out.
    case excluded
  }

  private let rules: [MappingRule]
  /// The fields that conditions and templates read, in the order `outcome` takes them. The user is part of no rollup,
  /// so what only its template reads is not among them.
  let usedFields: [SlurmDecoder.Field]

  init(rules: [MappingRule]) {
    self.rules = rules
    var names: Set<String> = []
    for rule in rules {
      for condition in rule.conditions { names.insert(condition.field.lowercased()) }
      guard case .set(let templates) = rule.action else { continue }
      for (target, template) in templates where target != .user {
        for case .field(let name) in template.pieces { names.insert(name.lowercased()) }
      }
    }
    usedFields = SlurmDecoder.Field.allCases.filter { names.contains($0.key) }
  }

  /// What the first rule that applies makes of a record with these fields.
  func outcome(for values: [[UInt8]]) -> Result<Outcome, Complaint> {
    let fields = Dictionary(uniqueKeysWithValues: zip(usedFields.map(\.key), values))
    return Result { () throws(Complaint) -> Outcome in
      for rule in rules where applies(rule, to: fields) {
        switch rule.action {
        case .exclude: return .excluded
        case .set(let templates): return .mapped(try names(templates, fields))
        }
      }
      throw Complaint(.noRuleApplies, "", "no rule of the source's map applies to the record")
    }
  }

  private func applies(_ rule: MappingRule, to fields: [String: [UInt8]]) -> Bool {
    rule.conditions.allSatisfy { condition in
      wildcardMatches(Array(condition.pattern.utf8), fields[condition.field.lowercased()] ?? [])
    }
  }

  private func names(
    _ templates: [MappingRule.Target: MappingRule.Template], _ fields: [String: [UInt8]]
  ) throws(Complaint) -> Names {
    func fill(_ target: MappingRule.Target, whenEmpty reserved: String) throws(Complaint) -> String {
      var bytes: [UInt8] = []
      for piece in templates[target]?.pieces ?? [] {
        switch piece {
        case .text(let text): bytes += Array(text.utf8)
        case .field(let name):
          // What sacct prints of a field that the database does not have.
          let value = fields[name.lowercased()] ?? []
          bytes += value == Array("(null)".utf8) ? [] : value
        }
      }
      guard !bytes.isEmpty else { return reserved }
      // Job accounting is not ours to correct: bytes that are no UTF-8 become U+FFFD, as every reader of it does.
      return try checkedName(Array(String(decoding: bytes, as: UTF8.self).utf8), target.rawValue)
    }
    return Names(
      tenant: TenantID(try fill(.tenant, whenEmpty: ReservedName.unallocated)),
      stack: StackID(try fill(.stack, whenEmpty: "")),
      environment: EnvironmentID(try fill(.environment, whenEmpty: ReservedName.unmapped)),
      version: VersionID(try fill(.version, whenEmpty: "")))
  }
}

/// Whether a text matches a pattern in which `*` stands for any bytes and `?` for one.
func wildcardMatches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
  var (patternIndex, textIndex) = (0, 0)
  var lastStar: (pattern: Int, text: Int)?
  while textIndex < text.count {
    if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
      lastStar = (patternIndex, textIndex)
      patternIndex += 1
    } else if patternIndex < pattern.count,
      pattern[patternIndex] == UInt8(ascii: "?") || pattern[patternIndex] == text[textIndex]
    {
      patternIndex += 1
      textIndex += 1
    } else if let star = lastStar {
      // The last star takes one byte more.
      lastStar = (star.pattern, star.text + 1)
      patternIndex = star.pattern + 1
      textIndex = star.text + 1
    } else {
      return false
    }
  }
  return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
}
