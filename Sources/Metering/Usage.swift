/// What a rollup is summed by: who used what, where.
package struct SeriesKey: Sendable, Hashable {
  package let tenant: TenantID
  /// Empty when the log does not tell; the catalogue may.
  package let stack: StackID
  package let environment: EnvironmentID
  /// Empty when the log does not tell; the catalogue may.
  package let version: VersionID
  package let resource: ResourceID
  /// The unit of its quantities where the log tells it and the project names none for the resource; nil: the resource's
  /// own, or none that is known.
  package let toldUnit: MeteringUnit?

  package init(
    tenant: TenantID, stack: StackID, environment: EnvironmentID, version: VersionID, resource: ResourceID,
    toldUnit: MeteringUnit? = nil
  ) {
    self.tenant = tenant
    self.stack = stack
    self.environment = environment
    self.version = version
    self.resource = resource
    self.toldUnit = toldUnit
  }

  /// The same in another unit, or in the resource's own.
  package func told(in unit: MeteringUnit?) -> SeriesKey {
    SeriesKey(
      tenant: tenant, stack: stack, environment: environment, version: version, resource: resource, toldUnit: unit)
  }

  /// The series that this one is a part of, and how many of that series' units one of this one's is: itself where it
  /// tells no unit, where its resource has none, and where the two are of different dimensions, which nothing converts.
  /// `units`: the resources' own.
  package func inOwnUnit(_ units: (ResourceID) -> MeteringUnit?) -> (series: SeriesKey, ratio: Fraction) {
    guard let toldUnit, let own = units(resource), let ratio = toldUnit.ratio(to: own) else { return (self, .one) }
    return (told(in: nil), ratio)
  }
}

extension SeriesKey: Comparable {
  /// Bytewise by tenant, stack, environment, version, resource and the name of the unit that the log tells.
  package static func < (left: SeriesKey, right: SeriesKey) -> Bool {
    var order = bytewiseOrder(left.tenant.text, right.tenant.text)
    if order == 0 { order = bytewiseOrder(left.stack.text, right.stack.text) }
    if order == 0 { order = bytewiseOrder(left.environment.text, right.environment.text) }
    if order == 0 { order = bytewiseOrder(left.version.text, right.version.text) }
    if order == 0 { order = bytewiseOrder(left.resource.text, right.resource.text) }
    if order == 0 { order = bytewiseOrder(left.toldUnit?.name ?? "", right.toldUnit?.name ?? "") }
    return order < 0
  }
}

/// The exact usage of one series on one day: a vector of hours.
package struct DayUsage: Sendable, Hashable {
  /// One hour's sum. The hour counts from the first instant of the day.
  package struct Hour: Sendable, Hashable {
    package let hour: Int
    package let quantity: ExactDecimal

    package init(hour: Int, quantity: ExactDecimal) {
      self.hour = hour
      self.quantity = quantity
    }
  }

  package let series: SeriesKey
  package let day: CivilDate
  /// Ascending, without repeats and without zeros, in the unit that the series tells, else in the resource's own.
  package let hours: [Hour]

  package init(series: SeriesKey, day: CivilDate, hours: [Hour]) {
    precondition(zip(hours, hours.dropFirst()).allSatisfy { $0.hour < $1.hour }, "a day's hours ascend")
    precondition(hours.allSatisfy { $0.hour >= 0 && $0.hour < OrganizationCalendar.mostHours }, "an hour is of its day")
    self.series = series
    self.day = day
    self.hours = hours
  }

  /// The day's sum.
  package func total() throws(ArithmeticOverflow) -> ExactDecimal {
    var sum = ExactDecimal.zero
    for hour in hours { sum = try sum.plus(hour.quantity) }
    return sum
  }
}

/// What became of the records of a file. Every record read is one of the four.
package struct RecordCounts: Sendable, Hashable {
  package var accepted = 0
  /// Repeats of a record already counted.
  package var duplicate = 0
  /// Not understood or in conflict: kept apart with the reason.
  package var quarantined = 0
  /// Understood and not metered, by rule: a job that never ran, a line a mapping leaves out.
  package var excluded = 0

  package init(accepted: Int = 0, duplicate: Int = 0, quarantined: Int = 0, excluded: Int = 0) {
    self.accepted = accepted
    self.duplicate = duplicate
    self.quarantined = quarantined
    self.excluded = excluded
  }

  package var read: Int { accepted + duplicate + quarantined + excluded }

  package static func + (left: RecordCounts, right: RecordCounts) -> RecordCounts {
    RecordCounts(
      accepted: left.accepted + right.accepted, duplicate: left.duplicate + right.duplicate,
      quarantined: left.quarantined + right.quarantined, excluded: left.excluded + right.excluded)
  }
}
