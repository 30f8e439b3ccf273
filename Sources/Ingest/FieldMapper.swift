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
  /// The fields that tell whose a record is, in the order `user` takes them: those of the conditions and of the user's
  /// templates. Empty where no rule takes a user from the record.
  let userFields: [SlurmDecoder.Field]

  init(rules: [MappingRule]) {
    self.rules = rules
    var conditions: Set<String> = []
    var (places, users): (Set<String>, Set<String>) = ([], [])
    for rule in rules {
      for condition in rule.conditions { conditions.insert(condition.field.lowercased()) }
      guard case .set(let templates) = rule.action else { continue }
      for (target, template) in templates {
        for case .field(let name) in template.pieces {
          if target == .user { users.insert(name.lowercased()) } else { places.insert(name.lowercased()) }
        }
      }
    }
    usedFields = SlurmDecoder.Field.allCases.filter { conditions.union(places).contains($0.key) }
    userFields = users.isEmpty ? [] : SlurmDecoder.Field.allCases.filter { conditions.union(users).contains($0.key) }
  }

  /// What the first rule that applies makes of a record with these fields.
  func outcome(for values: [[UInt8]]) -> Result<Outcome, Complaint> {
    let fields = named(values, usedFields)
    return Result { () throws(Complaint) -> Outcome in
      for rule in rules where applies(rule, to: fields) {
        switch rule.action {
        case .exclude: return .excluded
        case .set(let templates): return .mapped(try names(templates, fields))
        }
      }
      throw Complaint(.noRuleApplies, "", "no rule of the source's map applies: add one, and the next run counts it")
    }
  }

  /// The user that the first rule that applies names; empty: nobody. `values`: of `userFields`.
  ///
  /// As the log writes it: it is hashed and never shown, so it need not be a name that could be.
  func user(for values: [[UInt8]]) -> [UInt8] {
    let fields = named(values, userFields)
    for rule in rules where applies(rule, to: fields) {
      guard case .set(let templates) = rule.action else { return [] }
      return filled(templates[.user], fields)
    }
    return []
  }

  private func named(_ values: [[UInt8]], _ fields: [SlurmDecoder.Field]) -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: zip(fields.map(\.key), values))
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
      let bytes = filled(templates[target], fields)
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

  private func filled(_ template: MappingRule.Template?, _ fields: [String: [UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in template?.pieces ?? [] {
      switch piece {
      case .text(let text): bytes += Array(text.utf8)
      case .field(let name):
        // What sacct prints of a field that the database does not have.
        let value = fields[name.lowercased()] ?? []
        bytes += value == Array("(null)".utf8) ? [] : value
      }
    }
    return bytes
  }
}
