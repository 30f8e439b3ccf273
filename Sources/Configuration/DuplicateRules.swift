package import Metering

/// When two environments of one stack are duplicates of each other (economics.md §1.5), as `duplicates` of the project
/// file says:
///
///     duplicates: { similarity: "50%", baseComponents: ["postgres", "redis", "linux"], weakLink: "40%" }
package struct DuplicateRules: Sendable, Equatable {
  /// The least share of components that two environments have in common, of those that either has.
  package var similarity = Fraction(1, 2)
  /// Components that everything stands on and that prove nothing.
  package var baseComponents: Set<ComponentID> = ["linux", "postgres", "redis"]
  /// A cluster with two members that have less than this in common holds together by a chain only, and is flagged.
  package var weakLink = Fraction(2, 5)

  package init() {}

  /// The rules that the project file sets; the defaults where it is silent.
  static func decode(_ node: ProjectNode?) throws(ConfigurationError) -> DuplicateRules {
    var rules = DuplicateRules()
    guard let fields = try node?.fields(["similarity", "baseComponents", "weakLink"]) else { return rules }
    if let share = try fields["similarity"]?.share(upTo: .one) { rules.similarity = share }
    if let share = try fields["weakLink"]?.share(upTo: .one) { rules.weakLink = share }
    if let list = fields["baseComponents"] {
      rules.baseComponents = []
      for element in try list.elements() { rules.baseComponents.insert(ComponentID(try element.name())) }
    }
    return rules
  }
}
