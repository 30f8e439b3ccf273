package import Metering

/// A stack whose demand is measured, and compared: what all findings of it start from, so that hours are added up once.
package struct MeasuredStack: Sendable {
  /// With its environments in order.
  package let input: StackInput
  /// Of what may be shared.
  package let demand: StackDemand
  package let comparison: StackComparison
  /// What switching costs today.
  let switching: ExactDecimal

  package init(_ input: StackInput) throws(ArithmeticOverflow) {
    try self.init(input, known: ComparisonParts())
  }

  /// `known`: what of the comparison is known.
  init(_ input: StackInput, known: ComparisonParts) throws(ArithmeticOverflow) {
    self.input = input.ordered
    demand = try StackDemand(of: self.input.sharing)
    comparison = try StackComparison(of: self.input, demand: demand, known: known)
    switching = comparison.items.first { $0.item == .switching }?.today ?? .zero
  }

  package static func all(_ inputs: [StackInput]) throws(ArithmeticOverflow) -> [MeasuredStack] {
    var stacks: [MeasuredStack] = []
    for input in inputs { stacks.append(try MeasuredStack(input)) }
    return stacks
  }
}
