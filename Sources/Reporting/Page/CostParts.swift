internal import Comparison
internal import Metering

/// A cost in the five parts that every chart shows: used, idle, overhead, people, switching (economics.md §3.2). How
/// much of a shared environment's capacity would stand idle is not modelled: there used and idle are one part.
struct CostParts: Sendable {
  private(set) var used: Int128 = 0
  private(set) var idle: Int128 = 0
  /// Of a model: what is used and what is idle of it is not known.
  private(set) var undivided: Int128 = 0
  private(set) var overhead: Int128 = 0
  private(set) var people: Int128 = 0
  private(set) var switching: Int128 = 0
  /// Whether nothing that was used has a price: what capacity costs is not known.
  private(set) var isUseUnpriced = false

  /// Whether what is used and what is idle is known apart.
  var isDivided: Bool { undivided == 0 }
  /// What is held or paid by use, in use or not.
  var capacity: Int128 { used + idle + undivided }
  var total: Int128 { capacity + overhead + people + switching }

  /// The same with what is known of them.
  var knownCapacity: KnownAmount { KnownAmount(capacity, isLowerBound: isUseUnpriced) }
  var knownTotal: KnownAmount { KnownAmount(total, isLowerBound: isUseUnpriced) }

  /// By colour, in the order of the charts.
  var parts: [(colour: Bar.Colour, amount: Int128)] {
    [
      (.used, used), (.idle, idle), (.capacity, undivided), (.overhead, overhead), (.people, people),
      (.switching, switching),
    ]
  }

  /// What an environment of a stack costs today.
  init(_ cost: StackComparison.EnvironmentCost, of stack: StackComparison, _ currency: Currency) {
    isUseUnpriced = stack.isUseUnpriced(cost)
    func cents(_ amounts: ExactDecimal...) -> Int128 { amounts.reduce(0) { $0 + currency.minorUnits(of: $1) } }
    used = cents(cost.used, cost.paidByUse)
    idle = cents(cost.idle)
    overhead = cents(cost.controlPlane, cost.licences, cost.otherFixed)
    people = cents(cost.staff, cost.upgrades)
  }

  /// Several together, and what people lose between them.
  init(sumOf parts: some Sequence<CostParts>, switching: Int128 = 0) {
    for part in parts {
      used += part.used
      idle += part.idle
      undivided += part.undivided
      overhead += part.overhead
      people += part.people
      self.switching += part.switching
    }
    self.switching += switching
    isUseUnpriced = capacity == 0 && parts.contains(where: \.isUseUnpriced)
  }

  /// What the environments of a stack cost today, and what people lose between them.
  init(today stack: StackComparison, _ currency: Currency) {
    let switching = stack.items.first { $0.item == .switching }?.today ?? .zero
    self.init(
      sumOf: stack.environments.map { CostParts($0, of: stack, currency) },
      switching: currency.minorUnits(of: switching))
  }

  /// What the items come to shared. `stacks`: those that they are of.
  init(shared items: [StackComparison.ItemPair], of stacks: [StackComparison], _ currency: Currency) {
    func cents(_ kinds: StackComparison.Item...) -> Int128 {
      items.filter { kinds.contains($0.item) }.reduce(0) { $0 + currency.minorUnits(of: $1.shared) }
    }
    undivided = cents(.capacity, .paidByUse)
    overhead = cents(.controlPlane, .licences, .otherFixed)
    people = cents(.staff, .upgrades)
    switching = cents(.switching)
    isUseUnpriced = undivided == 0 && stacks.contains(where: \.isLowerBound)
  }
}
