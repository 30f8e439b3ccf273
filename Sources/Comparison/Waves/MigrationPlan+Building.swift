import Configuration
package import Metering

extension MigrationPlan {
  /// The plan for a stack; nil where it has nothing to share.
  /// `firstMonth`: the month in which the first wave begins.
  package init?(of input: StackInput, from firstMonth: Period) throws(ArithmeticOverflow) {
    try self.init(of: input, demand: try StackDemand(of: input.sharing), from: firstMonth)
  }

  /// The same with the demand measured before.
  /// `demand`: of what the input may share, measured by its statistic.
  package init?(of input: StackInput, demand: StackDemand, from firstMonth: Period) throws(ArithmeticOverflow) {
    precondition(input.months > .zero, "a plan is made from some days")
    let sharing = try input.ordered.sharing.atLevels()
    guard sharing.hasSomethingToShare else { return nil }
    // Levels are in the amounts from here on.
    var assumptions = sharing.assumptions
    (assumptions.priceLevel, assumptions.staffTodayLevel) = (.one, .one)
    let planner = try MigrationPlanner(sharing.assuming(assumptions), demand, from: firstMonth)
    let scheduled = try planner.scheduled()
    stack = input.stack
    currency = input.currency
    self.firstMonth = firstMonth
    var waves: [Wave] = []
    for (position, moves) in scheduled.enumerated() {
      waves.append(
        Wave(
          month: position + 1, moves: moves,
          oneTimeCost: try planner.oneTimeCost(of: moves, isFirst: position == 0)))
    }
    self.waves = waves
    curve = try planner.curve(waves, \.all, \.all)
    cashableCurve = try planner.curve(waves, \.cashable, \.cashable)
    promises = try planner.promises(waves)
  }
}

/// Makes a plan out of what a stack costs.
struct MigrationPlanner {
  /// What one environment costs a month.
  struct Candidate {
    let input: EnvironmentInput
    let all: ExactDecimal
    let cashable: ExactDecimal
  }

  private let input: StackInput
  private let firstMonth: Period
  private let candidates: [EnvironmentID: Candidate]
  private let platform: PlatformCost
  private let switching: (today: ExactDecimal, done: ExactDecimal)
  private let shared: [EnvironmentID]

  /// The most waves that are made of environments without a number.
  private static let mostWaves = 12
  /// Up to here each is weighed beside those that moved before it; beyond, alone.
  private static let mostWeighedTogether = 12

  init(_ input: StackInput, _ demand: StackDemand, from firstMonth: Period) throws(ArithmeticOverflow) {
    self.input = input
    self.firstMonth = firstMonth
    platform = try PlatformCost(input, demand)
    shared = input.environments.filter { $0.kind == .shared }.map(\.environment)
    var candidates: [EnvironmentID: Candidate] = [:]
    for environment in input.environments {
      guard let cost = platform.cost(of: environment.environment) else { continue }
      let cashable = try cost.total.minus(try cost.staff.plus(cost.upgrades))
      candidates[environment.environment] = Candidate(
        input: environment, all: try input.currency.rounded(try cost.total.fraction.over(input.months)),
        cashable: try input.currency.rounded(try cashable.fraction.over(input.months)))
    }
    self.candidates = candidates
    let today = try Labour(input).switching().over(input.months)
    switching = (
      try input.currency.rounded(today),
      try input.currency.rounded(try today.times(input.assumptions.residualSwitching))
    )
  }

  // MARK: Which first

  /// The moves, wave by wave.
  func scheduled() throws(ArithmeticOverflow) -> [[MigrationPlan.Move]] {
    let moving = input.environments.filter { $0.kind != .shared }
    let numbered = Dictionary(grouping: moving.filter { $0.wave != nil }) { $0.wave ?? 0 }
      .sorted { $0.key < $1.key }.map { $0.value.map(\.environment) }
    let rest = try ordered(moving.filter { $0.wave == nil }.map(\.environment), after: numbered.flatMap { $0 })
    let size = max(1, (rest.count + Self.mostWaves - 1) / Self.mostWaves)
    let waves =
      numbered + stride(from: 0, to: rest.count, by: size).map { Array(rest[$0..<min($0 + size, rest.count)]) }
    var onPlatform = Set(shared)
    var scheduled: [[MigrationPlan.Move]] = []
    for (position, wave) in waves.enumerated() {
      var moves: [MigrationPlan.Move] = []
      for environment in wave {
        moves.append(try move(environment, in: position + 1, beside: onPlatform))
        onPlatform.insert(environment)
      }
      scheduled.append(moves)
    }
    return scheduled
  }

  private func move(
    _ environment: EnvironmentID, in month: Int, beside onPlatform: Set<EnvironmentID>
  ) throws(ArithmeticOverflow) -> MigrationPlan.Move {
    let parallel = Int(clamping: input.assumptions.parallelMonths.fraction.roundedUp)
    let planned = month + parallel
    let free = candidates[environment]?.input.retireAfter.map { firstMonth.monthsUntil(freeOn: $0) } ?? 1
    return MigrationPlan.Move(
      environment: environment, savesPerMonth: try saving(of: environment, beside: onPlatform),
      retiredFrom: max(planned, free), isHeldByLease: free > planned)
  }

  /// Those that save most first, ties by name.
  private func ordered(
    _ environments: [EnvironmentID], after planned: [EnvironmentID]
  ) throws(ArithmeticOverflow) -> [EnvironmentID] {
    var onPlatform = Set(shared + planned)
    var remaining = environments.sorted()
    var ordered: [EnvironmentID] = []
    while !remaining.isEmpty {
      var savings: [ExactDecimal] = []
      for environment in remaining { savings.append(try saving(of: environment, beside: onPlatform)) }
      if !isWeighedTogether {
        return zip(remaining, savings).sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }.map(\.0)
      }
      let best = savings.indices.max { savings[$0] < savings[$1] || (savings[$0] == savings[$1] && $0 > $1) } ?? 0
      onPlatform.insert(remaining[best])
      ordered.append(remaining.remove(at: best))
    }
    return ordered
  }

  private var isWeighedTogether: Bool { input.environments.count <= Self.mostWeighedTogether }

  private func saving(
    of environment: EnvironmentID, beside onPlatform: Set<EnvironmentID>
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    let own = candidates[environment]?.all ?? .zero
    let before = isWeighedTogether ? onPlatform : []
    let increase = try platform.amounts(for: before.union([environment])).all
      .minus(try platform.amounts(for: before).all)
    return try own.minus(increase)
  }

  // MARK: What it costs

  func oneTimeCost(of moves: [MigrationPlan.Move], isFirst: Bool) throws(ArithmeticOverflow) -> ExactDecimal {
    let hours = try input.assumptions.migrationHoursPerEnvironment.fraction.times(Fraction(Int128(moves.count)))
    let migration = try hours.times(try Labour(input).wage())
    return try input.currency.rounded(
      isFirst ? try migration.plus(input.assumptions.buildCost.fraction) : migration)
  }

  /// `cost`, `platformCost`: everything, or what leaves the bank account.
  func curve(
    _ waves: [MigrationPlan.Wave], _ cost: KeyPath<Candidate, ExactDecimal>,
    _ platformCost: KeyPath<PlatformCost.Amounts, ExactDecimal>
  ) throws(ArithmeticOverflow) -> PhasedCosts {
    var phases: [(environment: EnvironmentID, phase: PhasedCosts.Phase)] = []
    func add(_ environment: EnvironmentID, from month: Int, retired: Int) {
      let cost = candidates[environment]?[keyPath: cost] ?? .zero
      phases.append((environment, .init(costPerMonth: cost, movesFrom: month, retiredFrom: retired)))
    }
    for environment in shared { add(environment, from: 1, retired: 1) }
    for wave in waves {
      for move in wave.moves { add(move.environment, from: wave.month, retired: move.retiredFrom) }
    }
    let isCashable = cost == \Candidate.cashable
    return try PhasedCosts(
      phases: phases.map(\.phase), months: input.assumptions.horizonMonths,
      others: isCashable ? (.zero, .zero) : switching,
      oneTimeCost: { month in waves.first { $0.month == month }?.oneTimeCost ?? .zero },
      platform: { (positions) throws(ArithmeticOverflow) in
        try platform.amounts(for: Set(positions.map { phases[$0].environment }))[keyPath: platformCost]
      })
  }

  /// Today's cost less what is left of it, the platform's and switching's, after each wave.
  func promises(_ waves: [MigrationPlan.Wave]) throws(ArithmeticOverflow) -> [MigrationPlan.Promise] {
    var onPlatform = Set(shared)
    var promises: [MigrationPlan.Promise] = []
    var retired = 0
    for (position, wave) in waves.enumerated() {
      onPlatform.formUnion(wave.moves.map(\.environment))
      retired += wave.moves.count
      var saved = ExactDecimal.zero
      for environment in onPlatform { saved = try saved.plus(candidates[environment]?.all ?? .zero) }
      if position == waves.count - 1 { saved = try saved.plus(try switching.today.minus(switching.done)) }
      let platform = try platform.amounts(for: onPlatform).all
      promises.append(MigrationPlan.Promise(retired: retired, savingPerMonth: try saved.minus(platform)))
    }
    return promises
  }
}

extension Period {
  /// The first month, counted from this one as 1, that begins on a day or after it.
  fileprivate func monthsUntil(freeOn day: CivilDate) -> Int {
    let month = day.period
    let begins = month.firstDay == day ? 0 : 1
    return (month.year - year) * 12 + month.month - self.month + begins + 1
  }
}
