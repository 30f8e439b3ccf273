package import Metering

extension AssumptionKey {
  /// The end that favours sharing, whatever the stack; nil where it hangs on the stack: a dearer unit of capacity
  /// favours sharing where sharing holds less, a longer horizon where it saves at all.
  package var orientation: AssumptionRange.Orientation? {
    switch self {
    case .headroom, .isolationOverhead, .spareNodes, .controlPlanePerMonth, .controlPlanePerHour,
      .controlPlanePerTenant, .licencePerMonth, .licencePerTenant, .teamFloor, .teamBase, .teamPerTenant,
      .upgradeHoursPerTenant, .residualSwitching, .migrationHoursPerEnvironment, .buildCost, .parallelMonths,
      .pooledPeakLevel:
      .low
    case .staffTodayLevel: .high
    case .statistic, .nodeSizes, .largestJobs, .loadedCostPerYear, .upgradesPerYear, .upgradeHours, .wagePerHour,
      .switchesPerMonth, .switchMinutes, .horizonMonths, .priceLevel:
      nil
    }
  }

  /// Low and high as parts of the base, where economics.md §1.8 gives a range: 5 / 10 / 30 % is ½ and 3. A value of the
  /// organisation's own without a range of its own is as unsure, in proportion, as the default is.
  private var proportions: (low: Fraction, high: Fraction)? {
    switch self {
    case .headroom: (Fraction(5, 10), Fraction(30, 10))
    case .isolationOverhead: (Fraction(1, 4), Fraction(15, 4))
    case .teamFloor: (.one, Fraction(8, 3))
    case .teamPerTenant: (Fraction(3, 5), Fraction(2))
    case .loadedCostPerYear: (Fraction(120, 200), Fraction(300, 200))
    case .upgradesPerYear: (Fraction(1, 3), Fraction(4, 3))
    case .upgradeHours: (Fraction(40, 120), Fraction(240, 120))
    case .switchMinutes: (.zero, Fraction(23, 10))
    case .migrationHoursPerEnvironment: (Fraction(200, 500), Fraction(1_500, 500))
    case .parallelMonths: (Fraction(1, 2), Fraction(3))
    default: nil
    }
  }

  /// The largest value that the key takes; nil where it takes no number.
  package var most: Fraction? {
    switch form {
    case .statistic, .units: nil
    case .share(_, let most): most
    case .whole(_, let range, _): Fraction(Int128(range.upperBound))
    case .decimal(_, let most, _), .optional(_, let most, _, _): most.fraction
    }
  }

  /// The smallest value that the key takes.
  package var least: Fraction {
    guard case .whole(_, let range, _) = form else { return .zero }
    return Fraction(Int128(range.lowerBound))
  }

  /// The default range about a value.
  fileprivate func defaultRange(about base: Fraction) -> AssumptionRange? {
    guard let proportions, let most else { return nil }
    // Values are at most 10¹² of 12 decimals: no product of them with these proportions overflows.
    func scaled(_ part: Fraction) -> Fraction {
      Fraction(base.numerator * part.numerator, base.denominator * part.denominator)
    }
    return AssumptionRange(
      low: scaled(proportions.low), base: base, high: max(base, min(scaled(proportions.high), most)))
  }
}

extension SharingAssumptions {
  /// The range of an assumption: as stated, else the default one about its value; nil where it has no number or no
  /// range at all, so that it stays as it is.
  package func range(of key: AssumptionKey) -> AssumptionRange? {
    guard let number = number(of: key) else { return nil }
    return ranges[key] ?? key.defaultRange(about: number)
  }

  /// The end that favours sharing, where it is known without looking at a stack.
  package func better(of key: AssumptionKey) -> AssumptionRange.Orientation? {
    ranges[key]?.better ?? key.orientation
  }

  /// What the value of an assumption rests on: a mere assumption unless the project file says more, or it is not told
  /// and is what an environment costs as recorded.
  package func evidence(of key: AssumptionKey) -> AssumptionRange.Evidence {
    if let stated = ranges[key] { return stated.evidence }
    return key.isRecordedUnlessTold && number(of: key) == nil ? .recorded : .assumed
  }
}
