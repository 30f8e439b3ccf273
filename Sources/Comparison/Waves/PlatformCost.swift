import Configuration
import Metering

/// What the shared environment costs a month for some of a stack's environments, without switching, which ends only
/// when the last has moved. Exact, like the comparison of those environments alone.
struct PlatformCost {
  /// All items, and those that leave the bank account.
  struct Amounts {
    let all: ExactDecimal
    let cashable: ExactDecimal

    static let none = Amounts(all: .zero, cashable: .zero)
  }

  private let input: StackInput

  /// `input`: only environments that may be shared.
  init(_ input: StackInput) { self.input = input }

  /// The cost for the environments of these names.
  func amounts(for environments: Set<EnvironmentID>) throws(ArithmeticOverflow) -> Amounts {
    guard !environments.isEmpty else { return .none }
    let members = input.restricted(to: environments)
    // The platform stands beside those that are not on it yet: with one environment on it, it is a platform all the
    // same. What it holds itself is what the comparison gives it.
    let comparison = try StackComparison(of: members.with(environments: members.environments + [platform]))
    let items = comparison.items.filter { $0.item != .switching }
    return Amounts(
      all: try perMonth(items.map(\.shared)), cashable: try perMonth(items.filter(\.item.isCashable).map(\.shared)))
  }

  private func perMonth(_ amounts: [ExactDecimal]) throws(ArithmeticOverflow) -> ExactDecimal {
    try input.currency.rounded(try amounts.total().fraction.over(input.months))
  }

  private var platform: EnvironmentInput {
    EnvironmentInput(
      environment: EnvironmentID("(platform)"), kind: .shared, owner: nil, versions: [], tenants: [], resources: [],
      paidByUse: .zero, paidByUseOfTenants: [], controlPlane: .zero, licences: .zero, staff: .zero, otherFixed: .zero,
      isStaffRecorded: input.isStaffRecorded, unratedResources: [])
  }
}
