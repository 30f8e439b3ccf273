internal import Comparison
internal import Metering

/// A cost in the five parts that every chart shows: used, idle, overhead, people, switching (economics.md §3.2).
struct CostParts: Sendable {
  private(set) var used: Int128 = 0
  private(set) var idle: Int128 = 0
  private(set) var overhead: Int128 = 0
  private(set) var people: Int128 = 0
  private(set) var switching: Int128 = 0

  var total: Int128 { used + idle + overhead + people + switching }

  /// By colour, in the order of the charts.
  var parts: [(colour: Bar.Colour, amount: Int128)] {
    [(.used, used), (.idle, idle), (.overhead, overhead), (.people, people), (.switching, switching)]
  }

  /// Which items a part is made of. How much of shared capacity would be used is not modelled, so all of it is `used`.
  static let items: [(colour: Bar.Colour, items: Set<StackComparison.Item>)] = [
    (.used, [.capacity, .paidByUse]), (.overhead, [.controlPlane, .licences, .otherFixed]),
    (.people, [.staff, .upgrades]), (.switching, [.switching]),
  ]

  /// What an environment costs today.
  init(_ cost: StackComparison.EnvironmentCost, _ currency: Currency) {
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
      overhead += part.overhead
      people += part.people
      self.switching += part.switching
    }
    self.switching += switching
  }

  /// One side of the comparison; `idle` is in `used`.
  init(_ items: [StackComparison.ItemPair], _ side: (StackComparison.ItemPair) -> ExactDecimal, _ currency: Currency) {
    func cents(_ colour: Bar.Colour) -> Int128 {
      let kinds = Self.items.first { $0.colour == colour }?.items ?? []
      return items.filter { kinds.contains($0.item) }.reduce(0) { $0 + currency.minorUnits(of: side($1)) }
    }
    (used, overhead, people, switching) = (cents(.used), cents(.overhead), cents(.people), cents(.switching))
  }
}
