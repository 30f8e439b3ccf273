package import Configuration
package import Metering

/// What a period's environments are beside each other: what there is, what is there twice, how far versions have
/// drifted apart and past support, and who lacks what most others have (economics.md §1.5).
///
/// Pure and exact: the same inputs, in whatever order, give the same findings. Every list is in bytewise order.
package struct EnvironmentFindings: Sendable, Equatable, Codable {
  package let inventory: Inventory
  package let duplicates: Duplicates
  /// By stack, then by component.
  package let drift: [VersionDrift]
  package let exposure: SupportExposure
  /// By stack.
  package let inconsistency: [TechnologyInconsistency]

  /// `stacks`: all of them, over `days`.
  package init(
    configuration: ProjectConfiguration, calendar: OrganizationCalendar, days: Range<CivilDate>,
    stacks: [MeasuredStack]
  ) throws(ArithmeticOverflow) {
    precondition(!days.isEmpty, "findings are of some days")
    let (inputs, comparisons) = (stacks.map(\.input), stacks.map(\.comparison))
    var costs: [StackEnvironment: ExactDecimal] = [:]
    for comparison in comparisons {
      for environment in comparison.environments {
        costs[StackEnvironment(stack: comparison.stack, environment: environment.environment)] = environment.total
      }
    }
    let catalogue = configuration.catalogue
    let histories = EnvironmentHistory.all(of: inputs, catalogue: catalogue, days: days)
    precondition(histories.allSatisfy { costs[$0.key] != nil }, "every environment of the inputs is compared")
    inventory = try Inventory(of: histories, costs: costs, catalogue: catalogue)
    duplicates = try Duplicates(in: inventory, rules: configuration.project.duplicates, stacks: stacks)
    let measure = DriftMeasure(
      releases: ReleaseHistory.byComponent(catalogue.releases), days: days, calendar: calendar, costs: costs,
      currency: configuration.project.currency)
    let installations = Installation.all(of: histories)
    drift = try VersionDrift.all(
      of: installations, measure,
      presentDays: Dictionary(uniqueKeysWithValues: histories.map { ($0.key, $0.presentDays) }))
    exposure = try SupportExposure(of: histories, installations, measure)
    inconsistency = TechnologyInconsistency.all(of: inventory)
  }
}
