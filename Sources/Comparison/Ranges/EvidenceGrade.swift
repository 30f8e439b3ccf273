package import Configuration
package import Metering

/// What a saving rests on: the part of it that is measured, from an invoice, recorded, or assumed (economics.md §1.4).
///
/// Each step of the bridge counts by its size, whatever its sign, and is as good as the weakest of what drives it:
///
/// - right-size, pool demand: the hours are metered and the capacity recorded: measured; with a level on prices or on
///   the pooled demand, as good as that assumption.
/// - isolation and spare: the assumptions of overhead and spare nodes.
/// - control plane, licences: today's are rows of `costs.csv`, which are recorded: they are what somebody wrote down,
///   whatever is billed; shared are the assumptions that are told, and where none is, what the dearest environment
///   pays, which is recorded too.
/// - other fixed cost: recorded.
/// - operations staff: today's are rows of `costs.csv`, recorded; the platform's team and its loaded cost are
///   assumptions.
/// - upgrades, switching: their assumptions.
///
/// An assumption is as good as its `evidence` in the project file says, and merely assumed where it says nothing.
package struct EvidenceGrade: Sendable, Equatable, Codable {
  /// One step's grade.
  package struct Step: Sendable, Equatable, Codable {
    package let step: StackComparison.BridgeStep
    package let evidence: AssumptionRange.Evidence
    /// The step's size, without its sign.
    package let amount: ExactDecimal
  }

  /// The share of one kind of evidence in the size of all steps.
  package struct Share: Sendable, Equatable, Codable {
    package let evidence: AssumptionRange.Evidence
    package let share: Fraction
  }

  /// The steps in their order; of several stacks, one for each kind of evidence that a step has. Those of amount 0 are
  /// left out.
  package let steps: [Step]
  /// All kinds, the strongest first; together 1. Empty where nothing changes.
  package let shares: [Share]

  init(
    of comparisons: [(comparison: StackComparison, assumptions: SharingAssumptions)]
  ) throws(ArithmeticOverflow) {
    var steps: [Step] = []
    for step in StackComparison.BridgeStep.allCases {
      for evidence in AssumptionRange.Evidence.allCases {
        var amount = ExactDecimal.zero
        for (comparison, assumptions) in comparisons where assumptions.evidence(of: step) == evidence {
          for part in comparison.bridge where part.step == step {
            amount = try amount.plus(part.amount.isNegative ? try part.amount.negated() : part.amount)
          }
        }
        if !amount.isZero { steps.append(Step(step: step, evidence: evidence, amount: amount)) }
      }
    }
    self.steps = steps
    let all = try steps.map(\.amount).total()
    var shares: [Share] = []
    for evidence in AssumptionRange.Evidence.allCases where !all.isZero {
      let amount = try steps.filter { $0.evidence == evidence }.map(\.amount).total()
      shares.append(Share(evidence: evidence, share: amount.over(all)))
    }
    self.shares = shares
  }
}

extension SharingAssumptions {
  /// What a step of the bridge rests on; nil for its first and last bar.
  fileprivate func evidence(of step: StackComparison.BridgeStep) -> AssumptionRange.Evidence? {
    switch step {
    case .today, .shared: nil
    case .rightSize: weakest(.measured, level(.priceLevel))
    case .poolDemand: weakest(.measured, level(.priceLevel) + level(.pooledPeakLevel))
    case .isolationAndSpare: weakest(.measured, [.isolationOverhead, .spareNodes] + level(.pooledPeakLevel))
    case .controlPlane:
      weakest(.recorded, told([.controlPlanePerMonth, .controlPlanePerHour, .controlPlanePerTenant]))
    case .licences: weakest(.recorded, told([.licencePerMonth, .licencePerTenant]))
    case .otherFixed: .recorded
    case .staff:
      weakest(
        .recorded, [.teamFloor, .teamBase, .teamPerTenant, .loadedCostPerYear] + level(.staffTodayLevel))
    case .upgrades: weakest(.measured, [.upgradesPerYear, .upgradeHours, .upgradeHoursPerTenant, wage])
    case .switching: weakest(.measured, [.switchesPerMonth, .switchMinutes, .residualSwitching, wage])
    }
  }

  /// Where no wage is told, it is the loaded cost's.
  private var wage: AssumptionKey { wagePerHour == nil ? .loadedCostPerYear : .wagePerHour }

  /// A level that changes something.
  private func level(_ key: AssumptionKey) -> [AssumptionKey] { number(of: key) == .one ? [] : [key] }

  /// Those that add something.
  private func told(_ keys: [AssumptionKey]) -> [AssumptionKey] {
    keys.filter { number(of: $0).map { $0 > .zero } ?? false }
  }

  private func weakest(
    _ evidence: AssumptionRange.Evidence, _ keys: [AssumptionKey]
  ) -> AssumptionRange.Evidence {
    keys.reduce(evidence) { min($0, self.evidence(of: $1)) }
  }
}
