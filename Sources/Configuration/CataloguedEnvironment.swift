package import Metering

/// A row of `environments.csv`.
package struct CataloguedEnvironment: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable, Codable {
    /// Run for one tenant by its own people.
    case bespoke
    /// The platform's, for all.
    case shared
  }

  /// Why somebody decided that an environment must not be shared. Without one of these reasons nothing is left out.
  package enum KeepApartReason: String, Sendable, Hashable, Codable, CaseIterable {
    case regulatory
    case residency
    case exportControl = "export_control"
    case safety
  }

  package let environment: EnvironmentID
  package let stack: StackID
  package let kind: Kind
  /// Who pays its fixed costs.
  package let owner: TenantID
  /// Empty when not told.
  package let version: VersionID
  /// The product it runs as, where it is declared: `JupyterHub`. Two environments of one product are of one kind
  /// whatever their components are.
  package let product: ProductID?
  /// Where it runs, where that is told.
  package let region: RegionID?
  /// What kind of data it may hold, where that is told.
  package let dataClass: DataClassID?
  /// Why it is kept apart, where that is decided.
  package let keepApart: KeepApartReason?
  /// The earliest day on which it can be retired, such as the end of a lease; nil: any day.
  package let retireAfter: CivilDate?
  /// In which wave of the migration it moves, from 1; nil: not planned.
  package let wave: Int?
  /// What shows that the tenants of it are kept from each other: `namespaces and quotas, tested 2026-08-14`.
  package let isolation: String?
  /// How much of the time it is to be there, as its users were promised: `99.5%`.
  package let availabilityTarget: String?
  package let validity: Validity
  package let reference: String

  package init(
    environment: EnvironmentID, stack: StackID, kind: Kind, owner: TenantID, version: VersionID,
    product: ProductID? = nil, region: RegionID? = nil, dataClass: DataClassID? = nil,
    keepApart: KeepApartReason? = nil, retireAfter: CivilDate? = nil, wave: Int? = nil, isolation: String? = nil,
    availabilityTarget: String? = nil, validity: Validity, reference: String
  ) {
    self.environment = environment
    self.stack = stack
    self.kind = kind
    self.owner = owner
    self.version = version
    self.product = product
    self.region = region
    self.dataClass = dataClass
    self.keepApart = keepApart
    self.retireAfter = retireAfter
    self.wave = wave
    self.isolation = isolation
    self.availabilityTarget = availabilityTarget
    self.validity = validity
    self.reference = reference
  }
}

package enum ProductKind: IdentifierKind {}
package enum RegionKind: IdentifierKind {}
package enum DataClassKind: IdentifierKind {}

/// The product an environment runs as: `JupyterHub`.
package typealias ProductID = Identifier<ProductKind>
/// Where an environment runs: `eu-central`.
package typealias RegionID = Identifier<RegionKind>
/// What kind of data an environment may hold: `confidential`.
package typealias DataClassID = Identifier<DataClassKind>
