import Configuration
import Metering

extension Duplicates {
  /// `stacks`: those of the inventory, for what a cluster would cost shared.
  init(
    in inventory: Inventory, rules: DuplicateRules, stacks: [MeasuredStack]
  ) throws(ArithmeticOverflow) {
    let judge = DuplicateJudge(rules: rules)
    let byStack = Dictionary(grouping: inventory.entries.filter { $0.kind != .shared }, by: \.stack)
    var clusters: [Cluster] = []
    var keptApart: [KeptApart] = []
    var undetermined: [Undetermined] = []
    var unique: [EnvironmentID] = []
    for (stack, entries) in byStack.sorted(by: { $0.key < $1.key }) {
      guard let measured = stacks.first(where: { $0.input.stack == stack }) else { continue }
      let candidates = entries.map(judge.candidate)
      keptApart += Self.keptApart(candidates, judge)
      let found = StackDuplicates(candidates.filter { $0.entry.keepApart == nil }, judge)
      for group in found.clusters { clusters.append(try found.cluster(group, of: measured)) }
      undetermined += found.undetermined
      unique += found.unique
    }
    self.clusters = clusters
    self.keptApart = keptApart
    self.undetermined = undetermined
    self.unique = unique
    duplicateCost = try clusters.map(\.duplicateCost).total()
  }

  private static func keptApart(_ candidates: [DuplicateJudge.Candidate], _ judge: DuplicateJudge) -> [KeptApart] {
    var keptApart: [KeptApart] = []
    for (position, candidate) in candidates.enumerated() {
      // Only what is catalogued can be kept apart, and that has an owner.
      guard let reason = candidate.entry.keepApart, let owner = candidate.entry.owner else { continue }
      var pairs: [Pair] = []
      for (other, peer) in candidates.enumerated() where other != position {
        let (first, second) = other < position ? (peer, candidate) : (candidate, peer)
        if case .duplicates(let pair) = judge.finding(on: first, and: second) { pairs.append(pair) }
      }
      keptApart.append(
        KeptApart(
          stack: candidate.entry.stack, environment: candidate.entry.environment, owner: owner, reason: reason,
          wouldDuplicate: pairs))
    }
    return keptApart
  }
}

/// The duplicates among the environments of one stack that nobody keeps apart.
private struct StackDuplicates {
  /// By name.
  private let candidates: [DuplicateJudge.Candidate]
  private let judge: DuplicateJudge
  /// The pairs, by the position of their first environment.
  private var pairs: [Int: [Duplicates.Pair]] = [:]
  /// The positions of each cluster's members, of two at least.
  private(set) var clusters: [[Int]] = []
  private(set) var undetermined: [Duplicates.Undetermined] = []
  private(set) var unique: [EnvironmentID] = []

  init(_ candidates: [DuplicateJudge.Candidate], _ judge: DuplicateJudge) {
    self.candidates = candidates
    self.judge = judge
    var groups = LinkedGroups(count: candidates.count)
    var isInDoubt = [Bool](repeating: false, count: candidates.count)
    for first in candidates.indices {
      for second in candidates.indices.dropFirst(first + 1) {
        switch judge.finding(on: candidates[first], and: candidates[second]) {
        case .duplicates(let pair):
          pairs[first, default: []].append(pair)
          groups.link(first, second)
        case .undetermined: (isInDoubt[first], isInDoubt[second]) = (true, true)
        case .different: break
        }
      }
    }
    for group in groups.groups() {
      guard group.count == 1, let only = group.first else {
        clusters.append(group)
        continue
      }
      if isInDoubt[only] {
        undetermined.append(Self.undetermined(candidates[only]))
      } else {
        unique.append(candidates[only].entry.environment)
      }
    }
  }

  private static func undetermined(_ candidate: DuplicateJudge.Candidate) -> Duplicates.Undetermined {
    let entry = candidate.entry
    let missing: Duplicates.Undetermined.Missing =
      entry.owner == nil ? .owner : candidate.components == nil ? .components : .dataOfOthers
    return Duplicates.Undetermined(
      stack: entry.stack, environment: entry.environment, owner: entry.owner, missing: missing)
  }

  func cluster(_ group: [Int], of stack: MeasuredStack) throws(ArithmeticOverflow) -> Duplicates.Cluster {
    let entries = group.map { candidates[$0].entry }
    let members = Set(entries.map(\.environment))
    let costs = try TodaysCosts(stack.comparison.environments.filter { members.contains($0.environment) }, apart: [])
    let shared = try StackComparison(
      of: stack.input.restricted(to: members), demand: try stack.demand.restricted(to: members),
      known: ComparisonParts(costs: costs, rightSized: costs[.capacity], notes: [])
    ).shared
    let today = try entries.map(\.cost).total()
    let weakest = weakestLink(group)
    return Duplicates.Cluster(
      stack: stack.input.stack,
      members: entries.compactMap { entry in
        entry.owner.map { Duplicates.Member(environment: entry.environment, owner: $0, cost: entry.cost) }
      },
      pairs: group.flatMap { pairs[$0] ?? [] }, weakest: weakest,
      isWeak: weakest.map { $0.share < judge.rules.weakLink } ?? false, today: today, shared: shared,
      duplicateCost: try today.minus(shared))
  }

  /// The first of those with the least in common.
  private func weakestLink(_ group: [Int]) -> Duplicates.WeakestLink? {
    var weakest: Duplicates.WeakestLink?
    for (position, first) in group.enumerated() {
      for second in group.dropFirst(position + 1) {
        guard let similarity = judge.similarity(of: candidates[first], and: candidates[second]) else { continue }
        if let known = weakest, known.share <= similarity.names { continue }
        weakest = Duplicates.WeakestLink(
          first: candidates[first].entry.environment, second: candidates[second].entry.environment,
          share: similarity.names)
      }
    }
    return weakest
  }
}
