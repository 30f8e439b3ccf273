/// What an identifier names. The kinds keep a tenant from being passed where an environment is meant.
package protocol IdentifierKind: Sendable {}
package enum TenantKind: IdentifierKind {}
package enum StackKind: IdentifierKind {}
package enum EnvironmentKind: IdentifierKind {}
package enum VersionKind: IdentifierKind {}
package enum ResourceKind: IdentifierKind {}
package enum SourceKind: IdentifierKind {}
package enum TextKind: IdentifierKind {}

/// A team that consumes compute and is charged for it.
package typealias TenantID = Identifier<TenantKind>
/// A capability that teams run software for: `notebooks`, `training`.
package typealias StackID = Identifier<StackKind>
/// One running instance of a stack.
package typealias EnvironmentID = Identifier<EnvironmentKind>
/// The version of the software an environment runs, as the log or the catalogue writes it.
package typealias VersionID = Identifier<VersionKind>
/// What is metered: `gpu.a100`, `cpu.core`.
package typealias ResourceID = Identifier<ResourceKind>
/// The name of a source of logs in the project file.
package typealias SourceID = Identifier<SourceKind>
/// Any other text that names something, such as a rule, a pool or a path, where it is compared or a key.
package typealias ExactText = Identifier<TextKind>

/// A name as the logs write it. Equality, order and hashing go by its UTF-8 bytes: two names that Swift's `String`
/// would hold equal because they look alike (`é` written in two ways) are two tenants, here as in the ledger. What is a
/// name is compared, and is a key, as one of these and never as a `String`.
package struct Identifier<Kind: IdentifierKind>: Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package var isEmpty: Bool { text.isEmpty }
}

extension Identifier: Hashable {
  package static func == (left: Identifier, right: Identifier) -> Bool {
    left.text.utf8.count == right.text.utf8.count && bytewiseOrder(left.text, right.text) == 0
  }

  // Equal bytes are equal text, so the text's own hash agrees with the equality above.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Identifier: Comparable {
  package static func < (left: Identifier, right: Identifier) -> Bool { bytewise(left.text, precedes: right.text) }
}

extension Identifier: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral text: String) { self.init(text) }
  package var description: String { text }
}

/// Whether `left` sorts before `right` by UTF-8 bytes: the order of every output, the same in every locale.
package func bytewise(_ left: String, precedes right: String) -> Bool { bytewiseOrder(left, right) < 0 }

/// Below 0 when `left` sorts before `right` by UTF-8 bytes, above 0 behind, 0 when they are the same bytes.
func bytewiseOrder(_ left: String, _ right: String) -> Int {
  let (leftBytes, rightBytes) = (left.utf8Span.span, right.utf8Span.span)
  let common = min(leftBytes.count, rightBytes.count)
  for index in 0..<common where leftBytes[index] != rightBytes[index] {
    return leftBytes[index] < rightBytes[index] ? -1 : 1
  }
  return leftBytes.count - rightBytes.count
}

/// The reserved names of what nobody owns or nobody has described. They sort first and cannot come from a log, whose
/// names must not begin with a parenthesis.
package enum ReservedName {
  /// Usage whose log names no tenant.
  package static let unallocated = "(unallocated)"
  /// Usage of an environment whose stack neither the log nor the catalogue tells.
  package static let unmapped = "(unmapped)"
  /// Where a charge is of a tenant's usage as a whole, and of no single stack or environment.
  package static let all = "(all)"
  /// Who holds a cost pool that names no owner, by what is in it.
  package static let idle = "(idle)"
  package static let sharedInfrastructure = "(shared infrastructure)"
  package static let platformTeam = "(platform team)"
  package static let overhead = "(overhead)"
}
