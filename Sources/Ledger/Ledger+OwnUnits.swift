import Metering

// A series that tells no unit is in its resource's own, which the project names. If the project named another one
// later, all that was metered would silently mean something else: so the ledger notes the unit, as the time zone.

extension Ledger {
  /// Checks that the project has the units that usage is in, and notes those that it names first.
  func checkUnits() throws(LedgerError) {
    let noted = try notedUnits()
    var unnoted: [(ResourceID, MeteringUnit)] = []
    for resource in try resourcesInOwnUnit() {
      let own = ownUnit(resource)
      guard let unit = noted[resource] else {
        if let own { unnoted.append((resource, own)) }
        continue
      }
      guard own == unit else {
        throw .unitDiffers(
          path: database.path, resource: resource.text, ledger: unit.name, project: own?.name)
      }
    }
    guard !isReadOnly, !unnoted.isEmpty else { return }
    try database.transaction { () throws(LedgerError) in
      for (resource, unit) in unnoted { try note(unit, of: resource) }
    }
  }

  /// Notes the unit of a series that comes in, with it.
  func noteUnit(of series: SeriesKey) throws(LedgerError) {
    if series.toldUnit == nil, let unit = ownUnit(series.resource) { try note(unit, of: series.resource) }
  }

  private func note(_ unit: MeteringUnit, of resource: ResourceID) throws(LedgerError) {
    try database.run(
      "INSERT INTO resource_units(resource, unit) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [.text(resource.text), .text(unit.name)])
  }

  private func notedUnits() throws(LedgerError) -> [ResourceID: MeteringUnit] {
    let statement = try database.statement("SELECT resource, unit FROM resource_units")
    defer { database.putBack(statement) }
    var units: [ResourceID: MeteringUnit] = [:]
    while try statement.step() { units[ResourceID(statement.text(0))] = try toldUnit(statement.text(1)) }
    return units
  }

  /// The resources with usage that tells no unit, bytewise.
  private func resourcesInOwnUnit() throws(LedgerError) -> [ResourceID] {
    let statement = try database.statement("SELECT DISTINCT resource FROM series WHERE unit = '' ORDER BY resource")
    defer { database.putBack(statement) }
    var resources: [ResourceID] = []
    while try statement.step() { resources.append(ResourceID(statement.text(0))) }
    return resources
  }
}
