import Metering

extension StackInput {
  /// What a reader must know to read the figures right, in a fixed order.
  /// `pools`: those of this input.
  func notes(_ pools: [ResourcePool]) throws(ArithmeticOverflow) -> [StackComparison.Note] {
    var notes: [StackComparison.Note] = []
    if !environments.isEmpty, !isStaffRecorded { notes.append(.staffNotRecorded) }
    let withoutCapacity = environments.filter(\.resources.isEmpty).map(\.environment)
    if !withoutCapacity.isEmpty { notes.append(.capacityNotRecorded(withoutCapacity)) }
    let unrated = Set(environments.flatMap(\.unratedResources)).sorted()
    if !unrated.isEmpty { notes.append(.unratedUsage(unrated)) }
    for environment in environments {
      for resource in environment.resources.sorted(by: { $0.resource < $1.resource }) {
        guard let day = resource.unpricedFrom else { continue }
        notes.append(.capacityWithoutPrice(environment.environment, resource.resource, from: day))
      }
    }
    let ofOtherStacks = environments.filter { !$0.otherStacks.isEmpty }.map(\.environment)
    if !ofOtherStacks.isEmpty { notes.append(.otherStacks(ofOtherStacks)) }
    let usedOutside = environments.filter(\.isUsedOutsideItsDays).map(\.environment)
    if !usedOutside.isEmpty { notes.append(.usedOutsideItsDays(usedOutside)) }
    let uncatalogued = environments.filter { $0.kind == nil }.map(\.environment)
    if !uncatalogued.isEmpty { notes.append(.notCatalogued(uncatalogued)) }
    let keptApart = environments.filter { $0.keptApart != nil }.map(\.environment)
    if !keptApart.isEmpty { notes.append(.keptApart(keptApart)) }
    for environment in environments {
      for resource in environment.resources.sorted(by: { $0.resource < $1.resource }) {
        let hours = try resource.hoursAboveCapacity()
        if hours > 0 { notes.append(.demandAboveCapacity(environment.environment, resource.resource, hours: hours)) }
      }
    }
    // Without a shared environment nobody asked for its price.
    for pool in pools where pool.isPriceMissing && sharing.hasSomethingToShare {
      notes.append(.sharedPriceMissing(pool.resource))
    }
    return notes
  }
}
