internal import Comparison
internal import Metering

extension [StackComparison] {
  /// The environments of which nothing that was used has a price.
  var unpricedUse: Set<EnvironmentID> {
    Set(flatMap { stack in stack.environments.filter(stack.isUseUnpriced).map(\.environment) })
  }

  /// The tenants who may have used, or own, something without a price, by stack.
  var unpricedUsers: UnpricedUsers {
    UnpricedUsers(
      flatMap { stack in
        stack.environments.filter { $0.unratedResources.map { !$0.isEmpty } ?? stack.isLowerBound }.flatMap { cost in
          (cost.tenants + (cost.owner.map { [$0] } ?? [])).map { ($0, stack.stack) }
        }
      })
  }
}

extension PeriodInput {
  /// Who used something without a price in an environment that is compared.
  var unpricedUsers: UnpricedUsers {
    findings.value.map { UnpricedUsers(lines, $0.environments.inventory.entries) } ?? comparisons.unpricedUsers
  }
}

/// Who used something without a price, by stack: an amount of 0 for it is not known.
struct UnpricedUsers: Sendable {
  private var stacks: [TenantID: Set<StackID>] = [:]

  fileprivate init(_ users: [(TenantID, StackID)]) {
    for (tenant, stack) in users { stacks[tenant, default: []].insert(stack) }
  }

  /// Those whom lines name, in environments that are compared.
  init(_ lines: some Sequence<PostedLine>, _ entries: [Inventory.Entry]) {
    let compared = Dictionary(grouping: entries, by: \.environment).mapValues { Set($0.map(\.stack)) }
    self.init(
      lines.filter { posted in
        let identity = posted.line.identity
        return posted.line.isUnrated && identity.category == .usage
          && compared[identity.environment]?.contains(identity.stack) == true
      }.map { ($0.line.identity.tenant, $0.line.identity.stack) })
  }

  /// What a tenant pays today and would pay shared. `stacks`: those that the bill is of; nil: all.
  func amounts(_ bill: TenantBill, of stacks: Set<StackID>? = nil, _ currency: Currency) -> BothSides {
    let unpriced = self.stacks[bill.tenant] ?? []
    let isUnpriced = stacks.map { !unpriced.isDisjoint(with: $0) } ?? !unpriced.isEmpty
    return BothSides(bill.items, today: bill.today, shared: bill.shared, hasUnpricedUse: isUnpriced, currency)
  }
}

/// What something costs today and shared.
struct BothSides: Sendable {
  let today: KnownAmount
  let shared: KnownAmount

  init(today: KnownAmount, shared: KnownAmount) { (self.today, self.shared) = (today, shared) }

  /// `items`: those that the sums are of.
  init(
    _ items: [StackComparison.ItemPair], today: ExactDecimal, shared: ExactDecimal, hasUnpricedUse: Bool,
    _ currency: Currency
  ) {
    let use = items.filter { $0.item == .capacity || $0.item == .paidByUse }
    self.today = KnownAmount(
      currency.minorUnits(of: today), isLowerBound: hasUnpricedUse && use.allSatisfy(\.today.isZero))
    self.shared = KnownAmount(
      currency.minorUnits(of: shared), isLowerBound: hasUnpricedUse && use.allSatisfy(\.shared.isZero))
  }

  /// What it costs more, or less where it is below 0: known though the sides are lower bounds, as what is paid by use
  /// is the same on both; nil where neither is known.
  var change: Int128? { today.isUnknown && shared.isUnknown ? nil : shared.minorUnits - today.minorUnits }
}

extension StackComparison {
  var sides: BothSides { BothSides(items, today: today, shared: shared, hasUnpricedUse: isLowerBound, currency) }
}

extension OrganizationComparison {
  /// `stacks`: those that it is of.
  func sides(_ stacks: [StackComparison]) -> BothSides {
    BothSides(
      items, today: today, shared: shared, hasUnpricedUse: stacks.contains(where: \.isLowerBound), currency)
  }
}

extension Duplicates.Cluster {
  /// What it costs today and what one environment for it would.
  func amounts(_ unpriced: Set<EnvironmentID>, _ currency: Currency) -> BothSides {
    let isUnpriced = members.contains { unpriced.contains($0.environment) }
    return BothSides(
      today: KnownAmount(currency.minorUnits(of: today), isLowerBound: isUnpriced),
      shared: KnownAmount(currency.minorUnits(of: shared), isLowerBound: isUnpriced && shared.isZero))
  }
}

extension Duplicates {
  /// What duplication costs; nil where nothing is known of what any of the groups costs.
  func knownCost(_ unpriced: Set<EnvironmentID>, _ currency: Currency) -> Int128? {
    let isKnown = clusters.isEmpty || clusters.contains { $0.amounts(unpriced, currency).change != nil }
    return isKnown ? currency.minorUnits(of: duplicateCost) : nil
  }
}

extension SupportExposure.Environment {
  /// What was spent on the days past support.
  func amount(_ unpriced: Set<EnvironmentID>, _ currency: Currency) -> KnownAmount {
    KnownAmount(currency.minorUnits(of: spent), isLowerBound: unpriced.contains(environment))
  }
}

extension SupportExposure {
  /// The same of all environments: not known where nothing is known of any.
  func amount(_ unpriced: Set<EnvironmentID>, _ currency: Currency) -> KnownAmount {
    let isUnknown = environments.contains { $0.amount(unpriced, currency).isUnknown }
    return KnownAmount(currency.minorUnits(of: spent), isLowerBound: spent.isZero && isUnknown)
  }
}

extension OwnershipGrid.Cell {
  func amount(_ unpriced: Set<EnvironmentID>, _ currency: Currency) -> KnownAmount {
    KnownAmount(
      currency.minorUnits(of: cost), isLowerBound: environments.contains(where: unpriced.contains))
  }
}
