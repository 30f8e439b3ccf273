import Metering

extension ResourceInput {
  /// What the capacity costs, or would cost if no more than `most` units were held: Σ min(units, most) × unit cost.
  func cost(holdingAtMost most: ExactDecimal? = nil) throws(ArithmeticOverflow) -> Fraction {
    var cost = Fraction.zero
    for segment in segments {
      let units = most.map { min($0, segment.units) } ?? segment.units
      cost = try cost.plus(try units.fraction.times(segment.unitCost.fraction))
    }
    return cost
  }

  /// What one unit held through all the hours costs here: where capacity is recorded for a part of the hours only, at
  /// the mean price of that part. nil where it is recorded for none.
  func unitCostOfAllHours() throws(ArithmeticOverflow) -> Fraction? {
    var cost = ExactDecimal.zero
    var hours = 0
    for segment in segments {
      cost = try cost.plus(segment.unitCost)
      hours += segment.hours.count
    }
    guard hours > 0 else { return nil }
    return try cost.fraction.times(Fraction(Int128(demand.count), Int128(hours)))
  }

  /// In how many hours more was used than was held; a day without recorded capacity holds none.
  func hoursAboveCapacity() throws(ArithmeticOverflow) -> Int {
    zip(demand, try heldUnitSeconds(.one)).count { $0 > $1 }
  }

  /// In how many hours nearly all that was held was used (economics.md §1.9).
  func censoredHours() throws(ArithmeticOverflow) -> Int {
    zip(demand, try heldUnitSeconds(Self.fullShare)).count { $0 >= $1 && $1 > .zero }
  }

  /// From this share of its capacity on, an environment is full.
  private static let fullShare = Fraction(95, 100)

  /// A share of what is held in each hour, as unit-seconds.
  private func heldUnitSeconds(_ share: Fraction) throws(ArithmeticOverflow) -> [ExactDecimal] {
    var held = [ExactDecimal](repeating: .zero, count: demand.count)
    for segment in segments {
      let unitSeconds = try segment.units.times(try share.times(Fraction(3_600)))
      for hour in segment.hours { held[hour] = unitSeconds }
    }
    return held
  }
}

extension [ResourceInput] {
  /// The most units held at one time by all together, each holding no more than its limit.
  ///
  /// Not the sum of each one's most: a node that moved from one environment to another within the days is one node.
  /// `limits`: one for each resource, in their order; nil where all that is held counts.
  func mostHeldAtOnce(limits: [ExactDecimal]? = nil) throws(ArithmeticOverflow) -> ExactDecimal {
    var most = ExactDecimal.zero
    // What is held rises only where a segment begins.
    for start in Set(flatMap { $0.segments.map(\.hours.lowerBound) }) {
      var held = ExactDecimal.zero
      for (position, resource) in enumerated() {
        for segment in resource.segments where segment.hours.contains(start) {
          held = try held.plus(limits.map { Swift.min($0[position], segment.units) } ?? segment.units)
        }
      }
      most = Swift.max(most, held)
    }
    return most
  }
}
