import Configuration
package import Metering

/// Duplicates at first sight: one stack run by several owners. The similarity of components is not looked at here.
extension StackComparison {
  /// Bespoke environments of the stack, in the order of `environments`.
  private var bespoke: [EnvironmentCost] { environments.filter { $0.kind == .bespoke } }

  /// How many environments are catalogued as bespoke.
  package var bespokeCount: Int { bespoke.count }

  /// How many owners run a bespoke environment.
  package var ownerCount: Int { Set(bespoke.compactMap(\.owner)).count }

  /// Whether two owners or more run an environment of this stack for themselves.
  package var isDuplicated: Bool { ownerCount >= 2 }

  /// The bespoke environments, where they are duplicates of each other; none otherwise.
  package var duplicatedEnvironments: [EnvironmentCost] { isDuplicated ? bespoke : [] }

  /// The versions seen in any environment of the stack, each once, in bytewise order.
  package var distinctVersions: [VersionID] {
    Set(environments.flatMap(\.versions)).filter { !$0.isEmpty }.sorted()
  }
}

extension Sequence<StackComparison> {
  /// The stacks that several owners run for themselves, in the order given.
  package var duplicated: [StackComparison] { filter(\.isDuplicated) }
}
