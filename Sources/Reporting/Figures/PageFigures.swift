internal import Comparison
internal import Metering

/// The figures of the page that are in no other file, as rows of `comparison_<period>.csv`: those of its charts and of
/// all rows of its tables, also of those that the page has no room for.
struct PageFigures {
  typealias Row = ComparisonFile.Row

  let period: PeriodInput
  let input: ReportInput
  /// The environments of which nothing that was used has a price.
  let unpricedUse: Set<EnvironmentID>

  var currency: Currency { input.currency }

  init(_ period: PeriodInput, _ input: ReportInput) {
    self.period = period
    self.input = input
    unpricedUse = period.comparisons.unpricedUse
  }

  func rows() throws(ArithmeticOverflow) -> [Row] {
    var rows = spending + realised + assumptions
    if let organization = period.organization { rows += answer(organization) }
    guard let findings = period.findings.value else { return rows }
    rows += duplicates(findings) + switching(findings)
    rows += versions(findings.environments) + support(findings.environments)
    rows += inconsistency(findings.environments) + split(findings) + payingTenants(findings) + threats(findings)
    rows += waves(findings) + scenarios(findings.scenarios) + ranges(findings.ranges.organization)
    if let curve = findings.savingsCurve { rows += self.curve(curve) + movingAlone }
    rows += try drift(findings.environments) + outages(findings.environments.inventory)
    if let week = findings.demandWeek { rows += try self.week(week) }
    return try rows + shares(findings) + tornado(findings.ranges.organization)
  }

  func figures(_ section: FigureSection, of stack: StackID? = nil) -> FigureRows {
    FigureRows(section, of: stack, in: currency)
  }

  // MARK: Today and shared

  /// The parts that each environment's cost is drawn in, and all of them beside the shared ones.
  private var spending: [Row] {
    guard let organization = period.organization else { return [] }
    var all: [CostParts] = []
    var rows: [Row] = []
    for stack in period.comparisons {
      for cost in stack.environments {
        let parts = CostParts(cost, of: stack, currency)
        all.append(parts)
        let figures = figures(.spending, of: stack.stack).of(cost.environment.text)
        rows += parts.named.map { figures.cents($0.name, today: $0.amount) }
      }
    }
    let switching = organization.items.first { $0.item == .switching }?.today ?? .zero
    let today = CostParts(sumOf: all, switching: currency.minorUnits(of: switching))
    let shared = CostParts(shared: organization.items, of: period.comparisons, currency)
    return rows
      + zip(today.named, shared.named).map { today, shared in
        figures(.organizationSpending).cents(today.name, today: today.amount, shared: shared.amount)
      }
  }

  /// What all stacks come to by kind of cost and step by step, and the stacks alone for which sharing pays.
  private func answer(_ organization: OrganizationComparison) -> [Row] {
    var rows = organization.items.map { pair in
      figures(.organizationItem).of(pair.item.rawValue).sides("", today: pair.today, shared: pair.shared)
    }
    var level: Int128 = 0
    for (place, step) in organization.bridge.enumerated() where step.step != .shared {
      let amount = currency.minorUnits(of: step.amount)
      level += amount
      let figures = figures(.organizationBridge).of(step.step.rawValue)
      rows.append(figures.cents("change", amount: amount, step: place + 1))
      rows.append(figures.cents("cost_after", amount: level, step: place + 1))
    }
    let sharing = SharingByStack(period.comparisons)
    let paying = figures(.whereItPays)
    rows += [
      paying.cents("total", today: sharing.today(in: currency), shared: sharing.shared(in: currency)),
      paying.cents("one_time_cost", amount: sharing.oneTimeCost(in: currency)),
      paying.cents("cashable_saving", amount: sharing.cashableSaving(in: currency)),
      paying.count("stacks", sharing.paying.count, "stacks"),
    ]
    rows += paying.names("stack", sharing.paying.map(\.stack.text).sorted { bytewise($0, precedes: $1) })
    for step in organization.bridge.map(\.step) where step != .today && step != .shared {
      let amounts = sharing.paying.flatMap(\.bridge).filter { $0.step == step }
      let change = amounts.reduce(Int128(0)) { $0 + currency.minorUnits(of: $1.amount) }
      rows.append(paying.of(step.rawValue).cents("change", amount: change))
    }
    return rows
  }

  /// What tenants would pay if only the stacks were shared for which it pays, over those.
  func payingTenants(_ findings: PeriodFindings) -> [Row] {
    let paying = Set(SharingByStack(period.comparisons).paying.map(\.stack))
    let bills = findings.splits.filter { paying.contains($0.stack) }.flatMap(\.tenants)
    let users = period.unpricedUsers
    return findings.organizationSplit.tenants.map { tenant in
      let own = bills.filter { $0.tenant == tenant.tenant }
      let amounts = own.map { users.amounts($0, of: paying, currency) }
      return figures(.whereItPays).of(tenant.tenant.text).cents(
        "tenant", today: Self.sum(amounts.map(\.today)), shared: Self.sum(amounts.map(\.shared)))
    }
  }

  /// nil where there are some, and none of them is known.
  static func sum(_ amounts: [KnownAmount]) -> Int128? {
    amounts.isEmpty || amounts.contains { !$0.isUnknown } ? amounts.reduce(0) { $0 + $1.minorUnits } : nil
  }

  // MARK: Promised and realised

  private var realised: [Row] {
    var rows: [Row] = []
    var sums: (promised: [Int128], realised: [Int128]) = ([], [])
    for stack in input.realised {
      let savings: RealisedSavings? = stack.savings
      guard let savings, let month = savings.months.first(where: { $0.period == period.period }) else { continue }
      let figures = figures(.realised, of: StackID(stack.stack))
      let promised: ExactDecimal? = month.promised
      rows += [
        figures.text("baseline_period", savings.baseline.description),
        figures.amount("baseline_cost", savings.baselineCost),
        figures.count("retired", month.retired, "environments"), figures.amount("cost", month.cost),
        figures.amount("promised", promised), figures.amount("realised", month.realised),
        figures.amount("usage_change", month.usageChange),
      ]
      sums.realised.append(currency.minorUnits(of: month.realised))
      if let promised { sums.promised.append(currency.minorUnits(of: promised)) }
    }
    guard !sums.realised.isEmpty else { return rows }
    let all = figures(.organizationRealised)
    // Of all of them or of none: a sum that lacks one would stand beside one that has it.
    let isWhole = sums.promised.count == sums.realised.count
    return rows + [
      all.cents("promised", amount: isWhole ? sums.promised.reduce(0, +) : nil),
      all.cents("realised", amount: sums.realised.reduce(0, +)),
    ]
  }

  // MARK: Assumptions

  private var assumptions: [Row] {
    input.assumptions.flatMap { assumption in
      let figures = figures(.assumption).of(assumption.name)
      return [
        figures.text("value", assumption.value), figures.text("range", assumption.range),
        figures.text("source", assumption.source), figures.text("evidence", assumption.evidence),
        figures.text("owner", assumption.owner), figures.text("reviewed", assumption.reviewed?.description),
      ].filter { $0.text != nil }
    }
  }
}

extension CostParts {
  /// The parts and their sum with the names that files know them by; nil: not known, or not apart.
  fileprivate var named: [(name: String, amount: Int128?)] {
    let isDivided = isDivided && !isUseUnpriced
    let named: [(name: String, amount: Int128?)] = [
      ("capacity", knownCapacity.known), ("used", isDivided ? used : nil), ("idle", isDivided ? idle : nil),
      ("overhead", overhead), ("people", people), ("switching", switching), ("total", total),
    ]
    return knownTotal.isUnknown ? named.map { ($0.name, nil) } : named
  }
}
