package import Configuration
package import Metering

/// Environments that several owners run for the same purpose with the same software (economics.md §1.5).
///
///     fraud-notebooks ── pricing-notebooks ── risk-notebooks     one cluster: its duplicate cost is Σ Bₑ − P
///     labs-notebooks                                             kept apart by decision, seen all the same
///
/// Two environments are duplicates of each other when they are of one stack, of different owners, and have enough
/// components in common or the same declared product. Shared environments duplicate nothing.
package struct Duplicates: Sendable, Equatable, Codable {
  /// What makes two environments duplicates.
  package enum Evidence: String, Sendable, Equatable, Codable {
    case components
    case product
  }

  /// Two environments that are duplicates of each other, the first by name first.
  package struct Pair: Sendable, Equatable, Codable {
    package let first: EnvironmentID
    package let second: EnvironmentID
    package let evidence: [Evidence]
    /// nil when nobody told the components of one of them.
    package let similarity: ComponentSimilarity?
  }

  package struct Member: Sendable, Equatable, Codable {
    package let environment: EnvironmentID
    package let owner: TenantID
    /// What it cost on the days compared.
    package let cost: ExactDecimal
  }

  /// The two members of a cluster that have the least in common.
  package struct WeakestLink: Sendable, Equatable, Codable {
    package let first: EnvironmentID
    package let second: EnvironmentID
    /// The share of component names they have in common.
    package let share: Fraction
  }

  /// Environments that are duplicates of each other, directly or through others.
  package struct Cluster: Sendable, Equatable, Codable {
    package let stack: StackID
    /// By name.
    package let members: [Member]
    package let pairs: [Pair]
    /// Of any two members whose components are known, linked or not; nil where there are no such two.
    package let weakest: WeakestLink?
    /// Whether the weakest link is below `duplicates.weakLink`: then the cluster may hold together by a chain only.
    package let isWeak: Bool
    /// What the members cost together: Σ Bₑ.
    package let today: ExactDecimal
    /// What one shared environment for them alone would cost, what stays of switching included.
    package let shared: ExactDecimal
    /// `today` − `shared`: negative where sharing would cost more. Never the cost of all but the cheapest.
    package let duplicateCost: ExactDecimal
  }

  /// An environment that somebody decided to keep apart: in no cluster, and not hidden.
  package struct KeptApart: Sendable, Equatable, Codable {
    package let stack: StackID
    package let environment: EnvironmentID
    package let owner: TenantID
    package let reason: CataloguedEnvironment.KeepApartReason
    /// What it would be a duplicate of, with other environments that are kept apart too.
    package let wouldDuplicate: [Pair]
  }

  /// An environment of which nobody can say whether it is a duplicate.
  package struct Undetermined: Sendable, Equatable, Codable {
    package enum Missing: String, Sendable, Equatable, Codable {
      /// It is not in the catalogue.
      case owner
      /// It has no row in `components.csv`.
      case components
      /// It has both, and another environment of the stack, which it may be a duplicate of, lacks one.
      case dataOfOthers = "data_of_others"
    }

    package let stack: StackID
    package let environment: EnvironmentID
    package let owner: TenantID?
    package let missing: Missing
  }

  /// By stack, then by the first member.
  package let clusters: [Cluster]
  /// By stack, then by environment, like those that follow.
  package let keptApart: [KeptApart]
  package let undetermined: [Undetermined]
  /// Environments of which it is known that they are duplicates of no other.
  package let unique: [EnvironmentID]
  /// The sum of the clusters'.
  package let duplicateCost: ExactDecimal
}
