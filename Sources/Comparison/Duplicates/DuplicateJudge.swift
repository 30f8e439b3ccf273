import Configuration
import Metering

/// Decides whether two environments of one stack are duplicates of each other.
struct DuplicateJudge {
  enum Finding: Equatable {
    case duplicates(Duplicates.Pair)
    case different
    /// An owner or components are not told, and no declared product decides.
    case undetermined
  }

  let rules: DuplicateRules

  /// The fewest components in common that count: one alone is chance.
  private static let fewestCommon = 2

  /// An environment with what it takes to compare it.
  struct Candidate {
    let entry: Inventory.Entry
    /// Without the base parts; nil when nobody told any component at all.
    let components: [Inventory.Component]?
  }

  func candidate(_ entry: Inventory.Entry) -> Candidate {
    let telling = entry.components.filter { !rules.baseComponents.contains($0.component) }
    return Candidate(entry: entry, components: entry.components.isEmpty ? nil : telling)
  }

  /// nil when the components of one of them are not told.
  func similarity(of first: Candidate, and second: Candidate) -> ComponentSimilarity? {
    guard let some = first.components, let others = second.components else { return nil }
    return ComponentSimilarity(of: some, and: others)
  }

  /// `first` comes before `second` by name.
  func finding(on first: Candidate, and second: Candidate) -> Finding {
    guard let owner = first.entry.owner, let other = second.entry.owner else { return .undetermined }
    guard owner != other else { return .different }
    let similarity = similarity(of: first, and: second)
    var evidence: [Duplicates.Evidence] = []
    if let similarity, similarity.names >= rules.similarity, similarity.common >= Self.fewestCommon {
      evidence.append(.components)
    }
    if let product = first.entry.product, product == second.entry.product { evidence.append(.product) }
    guard evidence.isEmpty else {
      return .duplicates(
        Duplicates.Pair(
          first: first.entry.environment, second: second.entry.environment, evidence: evidence,
          similarity: similarity))
    }
    return similarity == nil ? .undetermined : .different
  }
}
