import Configuration
import Metering
import Testing

@testable import Ingest

@Suite("Fields become names")
struct FieldMapperTests {
  private typealias Rule = MappingRule
  private typealias Piece = MappingRule.Template.Piece

  private func template(_ pieces: Piece...) -> Rule.Template { Rule.Template(pieces: pieces) }

  private func rule(_ conditions: [(String, String)] = [], _ targets: [Rule.Target: Rule.Template]) -> Rule {
    Rule(conditions: conditions.map { Rule.Condition(field: $0.0, pattern: $0.1) }, action: .set(targets))
  }

  /// The outcome for fields given by name, in words.
  private func outcome(_ rules: [Rule], _ fields: [String: String]) -> String {
    let mapper = FieldMapper(rules: rules)
    switch mapper.outcome(for: mapper.usedFields.map { Array((fields[$0.key] ?? "").utf8) }) {
    case .success(.excluded): return "excluded"
    case .success(.mapped(let names)): return "\(names.tenant) \(names.stack)|\(names.environment)|\(names.version)"
    case .failure(let complaint): return "\(complaint.code.rawValue) \(complaint.field)"
    }
  }

  @Test("templates put text and fields together")
  func templates() {
    let rules = [
      rule(
        [],
        [
          .tenant: template(.field("Account")), .stack: template(.field("Partition"), .text("-"), .field("qos")),
          .environment: template(.text("hpc-"), .field("CLUSTER")), .version: template(.text("23.11")),
          .user: template(.field("User")),
        ])
    ]
    let fields = ["account": "lab", "partition": "gpu", "qos": "high", "cluster": "c1", "user": "ada"]
    #expect(outcome(rules, fields) == "lab gpu-high|hpc-c1|23.11")
    // Whoever ran it is part of no series.
    #expect(!FieldMapper(rules: rules).usedFields.contains(.user))
  }

  @Test("what is empty is the reserved name of nobody, or nothing")
  func empty() {
    let rules = [
      rule(
        [],
        [
          .tenant: template(.field("Account")), .environment: template(.field("Cluster")),
          .stack: template(.field("Partition")),
        ])
    ]
    #expect(outcome(rules, [:]) == "(unallocated) |(unmapped)|")
  }

  @Test("the first rule whose conditions all hold decides; a rule may leave a record out")
  func conditions() {
    let named = { (name: String) in
      [Rule.Target.tenant: self.template(.text(name)), .environment: self.template(.text("e"))]
    }
    let rules = [
      rule([("Partition", "gpu*"), ("Account", "a?")], named("both")), rule([("partition", "gpu-long")], named("long")),
      Rule(conditions: [Rule.Condition(field: "Account", pattern: "test*")], action: .exclude),
      rule([("Account", "*b")], named("b")),
    ]
    #expect(outcome(rules, ["partition": "gpu-long", "account": "ab"]) == "both |e|")
    #expect(outcome(rules, ["partition": "gpu-long", "account": "abc"]) == "long |e|")
    #expect(outcome(rules, ["partition": "cpu", "account": "test-b"]) == "excluded")
    #expect(outcome(rules, ["partition": "cpu", "account": "lab"]) == "b |e|")
    #expect(outcome(rules, ["partition": "cpu", "account": "lac"]) == "Q017 ")
  }

  @Test("names are checked where they become names; bytes that are no UTF-8 are replaced")
  func checked() {
    let rules = [rule([], [.tenant: template(.field("Account")), .environment: template(.field("Cluster"))])]
    #expect(outcome(rules, ["account": "(none)", "cluster": "c"]) == "Q006 tenant")
    // What sacct prints of an account that its database does not have.
    #expect(outcome(rules, ["account": "(null)", "cluster": "c"]) == "(unallocated) |c|")
    #expect(outcome(rules, ["account": "a", "cluster": "c\u{1}"]) == "Q006 environment")
    let mapper = FieldMapper(rules: rules)
    let found = mapper.outcome(for: mapper.usedFields.map { $0 == .account ? [0x61, 0xFF, 0x62] : [0x63] })
    guard case .success(.mapped(let names)) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(names.tenant == "a\u{FFFD}b")
  }

  @Test("every field that the project file may name is one that is read")
  func fieldNames() {
    for field in SacctField.allCases {
      let mapper = FieldMapper(rules: [rule([(field.rawValue, "x")], [:])])
      #expect(mapper.usedFields.map(\.key) == [field.rawValue.lowercased()])
    }
  }

  @Test("a pattern matches as its slow twin does, over all small texts")
  func wildcards() {
    func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
      guard let first = pattern.first else { return text.isEmpty }
      let rest = pattern.dropFirst()
      if first == UInt8(ascii: "*") {
        return matches(rest, text) || (!text.isEmpty && matches(pattern, text.dropFirst()))
      }
      guard let next = text.first, first == UInt8(ascii: "?") || first == next else { return false }
      return matches(rest, text.dropFirst())
    }
    func strings(_ alphabet: String, _ length: Int) -> [[UInt8]] {
      length == 0
        ? [[]]
        : strings(alphabet, length - 1).flatMap { text in
          [text] + (text.count == length - 1 ? alphabet.utf8.map { text + [$0] } : [])
        }
    }
    let texts = strings("ab", 5)
    var wrong: [String] = []
    for pattern in strings("ab*?", 4) {
      for text in texts where wildcardMatches(pattern, text) != matches(pattern[...], text[...]) {
        wrong.append("\(String(decoding: pattern, as: UTF8.self)) \(String(decoding: text, as: UTF8.self))")
      }
    }
    #expect(wrong == [])
    #expect(texts.count == 63)
    #expect(
      wildcardMatches(Array("*a*a*a*a*a*a*a*a*b".utf8), [UInt8](repeating: UInt8(ascii: "a"), count: 20_000)) == false)
  }
}
