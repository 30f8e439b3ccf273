import Configuration
import Metering

/// Parts of a comparison that are known from another one of the same environments, so that whoever asks for many values
/// of an assumption works out only what it changes. nil: to be worked out.
///
/// Each must be what the input would come to: costs and notes of all its environments in the order of their names,
/// pools of those that may be shared.
struct ComparisonParts {
  var stack: LeveledStack?
  var costs: TodaysCosts?
  /// What switching costs today.
  var switching: ExactDecimal?
  var pools: [ResourcePool]?
  /// What all capacity would cost right-sized.
  var rightSized: ExactDecimal?
  var notes: [StackComparison.Note]?
}

/// A stack with its environments in order and the levels of its assumptions in its amounts, and what may be shared.
struct LeveledStack {
  private(set) var input: StackInput
  private(set) var sharing: StackInput
  let apart: Set<EnvironmentID>

  init(_ input: StackInput) throws(ArithmeticOverflow) {
    self.input = try input.ordered.atLevels()
    sharing = self.input.sharing
    apart = input.traits.hasSomethingKeptApart ? Set(input.apart.environments.map(\.environment)) : []
  }

  /// The same with other assumptions, of which none is a level that differs.
  func assuming(_ assumptions: SharingAssumptions) -> LeveledStack {
    var stack = self
    stack.input = input.assuming(assumptions)
    stack.sharing = sharing.assuming(assumptions)
    return stack
  }
}

/// What the environments of a stack cost today, item by item, and what of it is kept apart.
struct TodaysCosts {
  let environments: [StackComparison.EnvironmentCost]
  /// What is kept apart, all items.
  let keptApart: ExactDecimal
  private let all: [StackComparison.Item: ExactDecimal]
  private let apart: [StackComparison.Item: ExactDecimal]

  /// `apart`: those of the environments that are kept apart.
  init(
    _ environments: [StackComparison.EnvironmentCost], apart names: Set<EnvironmentID>
  ) throws(ArithmeticOverflow) {
    self.environments = environments
    all = try environments.totals()
    let kept = names.isEmpty ? [] : environments.filter { names.contains($0.environment) }
    apart = try kept.totals()
    keptApart = try kept.map(\.total).total()
  }

  /// Nobody pays switching environment by environment.
  subscript(item: StackComparison.Item) -> ExactDecimal { all[item] ?? .zero }

  func apart(_ item: StackComparison.Item) -> ExactDecimal { apart[item] ?? .zero }
}

extension [StackComparison.EnvironmentCost] {
  /// What they cost item by item.
  fileprivate func totals() throws(ArithmeticOverflow) -> [StackComparison.Item: ExactDecimal] {
    guard !isEmpty else { return [:] }
    return [
      .capacity: try map(\.used).total().plus(try map(\.idle).total()), .paidByUse: try map(\.paidByUse).total(),
      .controlPlane: try map(\.controlPlane).total(), .licences: try map(\.licences).total(),
      .staff: try map(\.staff).total(), .otherFixed: try map(\.otherFixed).total(),
      .upgrades: try map(\.upgrades).total(),
    ]
  }
}
