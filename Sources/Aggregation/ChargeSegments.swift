import Configuration
import Metering

/// What holds for a tenant's use of a resource in an environment on some days: one charge line is made per segment.
struct ChargeSegment: Equatable {
  let days: Range<CivilDate>
  /// nil: unrated.
  let rate: Rate?
  /// nil: unmapped.
  let account: TenantAccount?
  /// nil: the catalogue does not know the environment.
  let environment: CataloguedEnvironment?
}

/// Cuts the days of a period where a price, a booking or the catalogue changes.
struct ChargeSegments {
  private struct Subject: Hashable {
    let tenant: TenantID
    let environment: EnvironmentID
    /// nil: a fixed cost, which has no rate.
    let resource: ResourceID?
  }

  private let rateCard: RateCard
  private let catalogue: Catalogue
  private let days: Range<CivilDate>
  private var known: [Subject: [ChargeSegment]] = [:]

  init(rateCard: RateCard, catalogue: Catalogue, days: Range<CivilDate>) {
    self.rateCard = rateCard
    self.catalogue = catalogue
    self.days = days
  }

  /// The segments of the days, in order: without gaps, each as long as nothing changes.
  mutating func segments(
    tenant: TenantID, environment: EnvironmentID, resource: ResourceID?
  ) -> [ChargeSegment] {
    let subject = Subject(tenant: tenant, environment: environment, resource: resource)
    if let segments = known[subject] { return segments }
    var segments: [ChargeSegment] = []
    for day in days {
      let next = ChargeSegment(
        days: day..<day.adding(days: 1),
        rate: resource.flatMap { rateCard.rate(of: $0, tenant: tenant, environment: environment, on: day) },
        account: catalogue.tenant(tenant, on: day)?.account,
        environment: catalogue.environment(environment, on: day))
      if let last = segments.last, last.holdsLike(next) {
        segments[segments.count - 1] = last.extended(to: next.days.upperBound)
      } else {
        segments.append(next)
      }
    }
    known[subject] = segments
    return segments
  }
}

extension ChargeSegment {
  fileprivate func holdsLike(_ other: ChargeSegment) -> Bool {
    rate == other.rate && account == other.account && environment == other.environment
  }

  fileprivate func extended(to end: CivilDate) -> ChargeSegment {
    ChargeSegment(days: days.lowerBound..<end, rate: rate, account: account, environment: environment)
  }

  /// The stack of usage in the segment: the catalogue's where it knows the environment, else the log's, else unmapped.
  func stack(logged: StackID) -> StackID {
    if let known = environment?.stack { return known }
    return logged.isEmpty ? StackID(ReservedName.unmapped) : logged
  }

  /// The version of usage in the segment: the log's, which saw it run, else the catalogue's.
  func version(logged: VersionID) -> VersionID { logged.isEmpty ? environment?.version ?? "" : logged }
}
