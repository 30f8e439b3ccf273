package import Metering

extension Catalogue {
  /// The row of an environment that holds on a day, and the days around it on which nothing else does; nil: on these
  /// the catalogue does not have it.
  package func environmentAndDays(
    _ id: EnvironmentID, around day: CivilDate, within days: Range<CivilDate>
  ) -> (entry: CataloguedEnvironment?, days: Range<CivilDate>) {
    let rows = environments(id)
    if let entry = rows.first(where: { $0.validity.contains(day) }) { return (entry, entry.validity.clamped(to: days)) }
    let ended = rows.compactMap(\.validity.to).filter { $0 <= day }.max()
    let begins = rows.compactMap(\.validity.from).filter { $0 > day }.min()
    return (nil, Validity(from: ended, to: begins).clamped(to: days))
  }

  /// The days on which an environment is of a stack, in their order, and who runs it on them: what `capacity.csv` tells
  /// of it counts on these. One that no row names is there on all days, of any stack, and nobody's.
  package func presence(
    of id: EnvironmentID, in stack: StackID, on days: Range<CivilDate>
  ) -> [(days: Range<CivilDate>, owner: TenantID?)] {
    let rows = environments(id)
    guard !rows.isEmpty else { return days.isEmpty ? [] : [(days, nil)] }
    var presence: [(days: Range<CivilDate>, owner: TenantID?)] = []
    let there = rows.filter { $0.stack == stack }.map { (days: $0.validity.clamped(to: days), owner: $0.owner) }
    for row in there.filter({ !$0.days.isEmpty }).sorted(by: { $0.days.lowerBound < $1.days.lowerBound }) {
      if let last = presence.last, last.days.upperBound == row.days.lowerBound, last.owner == row.owner {
        presence[presence.count - 1].days = last.days.lowerBound..<row.days.upperBound
      } else {
        presence.append((row.days, row.owner))
      }
    }
    return presence
  }

  /// What the catalogue says of an environment of a stack on the last of the days that it says so.
  package func lastEntry(
    of id: EnvironmentID, in stack: StackID, on days: Range<CivilDate>
  ) -> CataloguedEnvironment? {
    environments(id).filter { $0.stack == stack && !$0.validity.clamped(to: days).isEmpty }
      .max { $0.validity.clamped(to: days).lowerBound < $1.validity.clamped(to: days).lowerBound }
  }

  /// What an environment holds of a resource on a day: what is recorded, as long as the environment is there.
  package func capacity(of id: EnvironmentID, _ resource: ResourceID, on day: CivilDate) -> Capacity? {
    guard environments(id).isEmpty || environment(id, on: day) != nil else { return nil }
    return capacities(of: id).first { $0.resource == resource && $0.validity.contains(day) }
  }

  /// Rows of `capacity.csv` whose own days, where they tell any, reach beyond those of their environment, with their
  /// first or last day where that is such a one: it is not counted.
  func capacitiesBeyondEnvironments() -> [(position: Int, day: CivilDate)] {
    capacities.enumerated().compactMap { position, capacity in
      guard !environments(capacity.environment).isEmpty else { return nil }
      let ends = [capacity.validity.from, capacity.validity.to?.adding(days: -1)].compactMap { $0 }
      return ends.first { environment(capacity.environment, on: $0) == nil }.map { (position, $0) }
    }
  }
}
