import Configuration
import Metering

/// What the shared environment costs a month for some of a stack's environments, without switching, which ends only
/// when the last has moved. Exact, like the comparison of those environments alone; what was asked once is remembered.
final class PlatformCost {
  /// All items, and those that leave the bank account.
  struct Amounts {
    let all: ExactDecimal
    let cashable: ExactDecimal

    static let none = Amounts(all: .zero, cashable: .zero)
  }

  private let input: StackInput
  private let demand: StackDemand
  private let environments: [EnvironmentID: EnvironmentInput]
  /// What each environment costs today, and the platform itself, which holds nothing.
  private let costs: [EnvironmentID: StackComparison.EnvironmentCost]
  private var known: [Set<EnvironmentID>: Amounts] = [:]

  /// `input`: only environments that may be shared; `demand`: theirs.
  init(_ input: StackInput, _ demand: StackDemand) throws(ArithmeticOverflow) {
    self.input = input
    self.demand = demand
    environments = Dictionary(uniqueKeysWithValues: input.environments.map { ($0.environment, $0) })
    var costs: [EnvironmentID: StackComparison.EnvironmentCost] = [:]
    for environment in input.environments + [Self.platform(of: input)] {
      costs[environment.environment] = try StackComparison.EnvironmentCost(of: environment, in: input)
    }
    self.costs = costs
  }

  /// What an environment costs today in all days compared.
  func cost(of environment: EnvironmentID) -> StackComparison.EnvironmentCost? { costs[environment] }

  /// The cost for the environments of these names.
  func amounts(for environments: Set<EnvironmentID>) throws(ArithmeticOverflow) -> Amounts {
    guard !environments.isEmpty else { return .none }
    if let amounts = known[environments] { return amounts }
    // The platform stands beside those that are not on it yet: with one environment on it, it is a platform all the
    // same. What it holds itself is what the comparison gives it.
    let members = environments.compactMap { self.environments[$0] }
    let beside = input.with(environments: members + [Self.platform(of: input)]).ordered
    let costs = try TodaysCosts(beside.environments.compactMap { self.costs[$0.environment] }, apart: [])
    // Nobody asks for the bridge, and so not for what would be right-sized.
    let comparison = try StackComparison(
      of: beside, demand: try demand.restricted(to: environments),
      known: ComparisonParts(costs: costs, rightSized: costs[.capacity], notes: []))
    let items = comparison.items.filter { $0.item != .switching }
    let amounts = Amounts(
      all: try perMonth(items.map(\.shared)), cashable: try perMonth(items.filter(\.item.isCashable).map(\.shared)))
    known[environments] = amounts
    return amounts
  }

  private func perMonth(_ amounts: [ExactDecimal]) throws(ArithmeticOverflow) -> ExactDecimal {
    try input.currency.rounded(try amounts.total().fraction.over(input.months))
  }

  private static func platform(of input: StackInput) -> EnvironmentInput {
    EnvironmentInput(
      environment: EnvironmentID("(platform)"), kind: .shared, owner: nil, versions: [], tenants: [], resources: [],
      paidByUse: .zero, paidByUseOfTenants: [], controlPlane: .zero, licences: .zero, staff: .zero, otherFixed: .zero,
      isStaffRecorded: input.isStaffRecorded, unratedResources: [])
  }
}
