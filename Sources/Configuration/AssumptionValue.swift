package import Metering

/// What an assumption is set to.
package enum AssumptionValue: Sendable, Equatable {
  case statistic(SharingAssumptions.Statistic)
  case units([ResourceID: ExactDecimal])
  case number(Fraction)
}

/// An assumption and what it is set to.
package struct AssumptionChange: Sendable, Equatable {
  package let key: AssumptionKey
  package let value: AssumptionValue

  package init(key: AssumptionKey, value: AssumptionValue) {
    self.key = key
    self.value = value
  }
}

extension SharingAssumptions {
  /// The value as a number; nil where it is none, or where it is absent and means something else.
  package func number(of key: AssumptionKey) -> Fraction? {
    switch key.form {
    case .statistic, .units: nil
    case .share(let path, _): self[keyPath: path]
    case .whole(let path, _, _): Fraction(Int128(self[keyPath: path]))
    case .decimal(let path, _, _): self[keyPath: path].fraction
    case .optional(let path, _, _, _): self[keyPath: path]?.fraction
    }
  }

  /// The same with another number, rounded to the 12 decimals that assumptions have; shares are exact.
  /// `key`: one that takes a number; a whole one is rounded up.
  package func setting(
    _ key: AssumptionKey, to number: Fraction
  ) throws(ArithmeticOverflow) -> SharingAssumptions {
    var changed = self
    try changed.set(key, to: .number(number))
    return changed
  }

  /// The same with some assumptions changed for one comparison, those of single stacks too.
  package func setting(_ changes: [AssumptionChange]) throws(ArithmeticOverflow) -> SharingAssumptions {
    var changed = self
    for change in changes {
      try changed.set(change.key, to: change.value)
      if case .number(let number) = change.value { changed.ranges[change.key] = ranges[change.key]?.moved(to: number) }
      changed.setForOnce.insert(change.key.rawValue)
    }
    for (stack, own) in stacks { changed.stacks[stack] = try own.setting(changes) }
    return changed
  }

  /// Sets the value alone; units are added to those that are told already.
  mutating func set(_ key: AssumptionKey, to value: AssumptionValue) throws(ArithmeticOverflow) {
    switch (key.form, value) {
    case (.statistic, .statistic(let statistic)): self.statistic = statistic
    case (.units(let path, _), .units(let units)): self[keyPath: path].merge(units) { _, new in new }
    case (.share(let path, _), .number(let number)): self[keyPath: path] = number
    case (.whole(let path, let range, _), .number(let number)):
      self[keyPath: path] = min(Int(clamping: number.roundedUp), range.upperBound)
    case (.decimal(let path, _, _), .number(let number)): self[keyPath: path] = try ExactDecimal(number)
    case (.optional(let path, _, _, _), .number(let number)): self[keyPath: path] = try ExactDecimal(number)
    default: preconditionFailure("\(key.rawValue) is set to a value of another form")
    }
  }
}
