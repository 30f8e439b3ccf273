import Configuration
package import Metering

/// Looks for what threatens a comparison, in the data that it was made from: economics.md §1.9. What does not apply is
/// not listed, so that what is listed is read.
package struct ThreatFinder {
  /// More full hours than this make demand a lower bound.
  static let largestCensoredShare = Fraction(2, 100)
  /// An environment is near its peak from this share of it on.
  static let nearPeak = Fraction(80, 100)
  /// A job that takes this share of the pool is told.
  static let largeJobShare = Fraction(1, 2)

  private let input: StackInput
  private let comparison: StackComparison
  private let demand: StackDemand
  private let asOf: CivilDate

  /// `comparison`: of `input`; `asOf`: contracts that end later are sunk.
  package init(_ input: StackInput, _ comparison: StackComparison, asOf: CivilDate) throws(ArithmeticOverflow) {
    self.init(input, comparison, demand: try StackDemand(of: input.sharing), asOf: asOf)
  }

  /// The same with the demand measured before.
  package init(_ stack: MeasuredStack, asOf: CivilDate) {
    self.init(stack.input, stack.comparison, demand: stack.demand, asOf: asOf)
  }

  private init(_ input: StackInput, _ comparison: StackComparison, demand: StackDemand, asOf: CivilDate) {
    self.input = input.ordered
    self.comparison = comparison
    self.demand = demand
    self.asOf = asOf
  }

  /// The threats that apply, in the order of `Threat.Kind`; none where nothing is shared.
  package func threats() throws(ArithmeticOverflow) -> [Threat] {
    guard comparison.verdict.isOfSharing else { return [] }
    var threats: [Threat] = []
    for kind in Threat.Kind.allCases {
      if let threat = try threat(kind) { threats.append(threat) }
    }
    return threats
  }

  private func threat(_ kind: Threat.Kind) throws(ArithmeticOverflow) -> Threat? {
    switch kind {
    case .censoredDemand: censoredDemand()
    case .hourlyMeans: comparison.pooling.isEmpty ? nil : Threat(kind: kind, stack: input.stack)
    case .wholeNodes: try wholeNodes()
    case .coincidentPeaks: try coincidentPeaks()
    case .rebound: comparison.saving > .zero ? Threat(kind: kind, stack: input.stack) : nil
    case .blastRadius: named(kind, input.sharing.tenants.map(\.text), from: 2)
    case .queueing:
      if case .peak = input.assumptions.statistic, !comparison.pooling.isEmpty {
        Threat(kind: kind, stack: input.stack)
      } else {
        nil
      }
    case .keptApart: named(kind, input.apart.environments.map(\.environment.text) + separatePools())
    case .upgradesCountedTwice:
      input.isStaffRecorded && input.assumptions.upgradesPerYear > .zero ? Threat(kind: kind, stack: input.stack) : nil
    case .peopleDoOtherWork:
      named(kind, input.sharing.environments.filter(\.isStaffRecorded).map(\.environment.text))
    case .sunkHardware:
      named(
        kind,
        input.sharing.environments.filter { $0.retireAfter.map { $0 > asOf } ?? false }.map(\.environment.text))
    case .incompleteCosts: incompleteCosts()
    }
  }

  private func named(_ kind: Threat.Kind, _ subjects: [String], from least: Int = 1) -> Threat? {
    guard subjects.count >= least else { return nil }
    return Threat(kind: kind, stack: input.stack, subjects: inOrder(subjects))
  }

  private func inOrder(_ subjects: [String]) -> [String] { Set(subjects).sorted { bytewise($0, precedes: $1) } }

  private func censoredDemand() -> Threat? {
    var subjects: [String] = []
    var most = Fraction.zero
    for censored in comparison.pooling.flatMap(\.censored) {
      let share = Fraction(Int128(censored.hours), Int128(censored.of))
      guard share > Self.largestCensoredShare else { continue }
      subjects.append(censored.environment.text)
      most = max(most, share)
    }
    guard !subjects.isEmpty else { return nil }
    return Threat(kind: .censoredDemand, stack: input.stack, subjects: inOrder(subjects), share: most)
  }

  /// Resources with nodes of more than one unit, or with a job that takes half of what would be shared.
  private func wholeNodes() throws(ArithmeticOverflow) -> Threat? {
    var subjects: [String] = []
    var most: Fraction?
    for pool in comparison.pooling {
      var isTold = (input.assumptions.nodeSizes[pool.resource] ?? .one) > .one
      if let job = input.assumptions.largestJobs[pool.resource], pool.shared > .zero {
        let share = try job.fraction.over(pool.shared.fraction)
        if share >= Self.largeJobShare {
          most = max(most ?? .zero, share)
          isTold = true
        }
      }
      if isTold { subjects.append(pool.name) }
    }
    guard !subjects.isEmpty else { return nil }
    return Threat(kind: .wholeNodes, stack: input.stack, subjects: inOrder(subjects), share: most)
  }

  /// Environments of a pool that are near their own peak in the pool's peak hour, where they are two or more.
  private func coincidentPeaks() throws(ArithmeticOverflow) -> Threat? {
    var subjects: Set<EnvironmentID> = []
    var most = Fraction.zero
    for pool in demand.pools {
      var near: [EnvironmentID] = []
      for member in pool.members where member.peak > .zero {
        let then = DemandCurve.units(member.curve.unitSeconds[pool.together.peakHour])
        if then >= (try member.peak.times(Self.nearPeak)) { near.append(member.environment) }
      }
      guard near.count >= 2 else { continue }
      subjects.formUnion(near)
      most = max(most, Fraction(Int128(near.count), Int128(pool.members.count)))
    }
    guard !subjects.isEmpty else { return nil }
    return Threat(
      kind: .coincidentPeaks, stack: input.stack, subjects: subjects.sorted().map(\.text), share: most)
  }

  /// Pools beyond the first of a resource: demand that must not meet.
  private func separatePools() -> [String] {
    let pools = Dictionary(grouping: comparison.pooling, by: \.resource)
    return pools.values.filter { $0.count > 1 }.flatMap { $0.map(\.name) }
  }

  private func incompleteCosts() -> Threat? {
    var subjects: [String] = []
    for environment in input.environments {
      if environment.resources.isEmpty || environment.kind == nil { subjects.append(environment.environment.text) }
      subjects += environment.unratedResources.map(\.text)
    }
    if !input.isStaffRecorded { subjects.append("operations staff") }
    return named(.incompleteCosts, subjects)
  }
}
