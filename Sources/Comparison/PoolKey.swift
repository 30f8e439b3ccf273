package import Configuration
package import Metering

/// What may be pooled with each other and with nothing else: one resource, in one region, for one class of data.
///
///     gpu.a100, eu, customer      never with gpu.l4, nor with us, nor with public data
package struct PoolKey: Sendable, Hashable, Comparable {
  package let resource: ResourceID
  /// nil where the catalogue tells none: those are pooled together.
  package let region: RegionID?
  package let dataClass: DataClassID?

  package init(resource: ResourceID, region: RegionID? = nil, dataClass: DataClassID? = nil) {
    self.resource = resource
    self.region = region
    self.dataClass = dataClass
  }

  package static func < (left: PoolKey, right: PoolKey) -> Bool {
    if left.resource != right.resource { return left.resource < right.resource }
    if left.region != right.region { return left.region ?? "" < right.region ?? "" }
    return left.dataClass ?? "" < right.dataClass ?? ""
  }
}
