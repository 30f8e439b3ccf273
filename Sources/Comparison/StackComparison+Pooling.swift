package import Configuration
package import Metering

extension StackComparison {
  /// How the demand for a resource adds up when it is pooled. Demand is in units (GPUs, cores, GiB).
  package struct Pooling: Sendable, Equatable, Codable {
    package let resource: ResourceID
    /// The region and the class of data that the pool stays within; nil where the catalogue tells none.
    package let region: RegionID?
    package let dataClass: DataClassID?
    /// The sum of the environments' own peaks, and the peak of their sum: max peak ≤ pooled ≤ sum (economics.md §1.3).
    package let sumOfPeaks: Fraction
    package let pooledPeak: Fraction
    /// The hour of the pooled peak, as a position in the demand.
    package let pooledPeakHour: Int
    /// Who holds how much in that hour, the most first.
    package let atPeak: [TenantUnits]
    /// Σ peaks ÷ pooled peak; nil without demand.
    package let diversityFactor: Fraction?
    /// Mean ÷ peak of the pooled demand; nil without demand.
    package let loadFactor: Fraction?
    /// The 95th percentiles, for inspection: their sum can be below the pooled one, so nothing is sized on them.
    package let sumOfPercentiles: Fraction
    package let pooledPercentile: Fraction
    /// What the diversity factor would be by means, spreads and correlation alone: why it is what it is. nil without
    /// demand, or with one environment.
    package let parametric: ParametricDiversity?
    /// Environments that were full in some hours, so that their demand may have been higher.
    package let censored: [CensoredHours]
    /// Units held today, needed right-sized, pooled without isolation and spare, and by the shared environment. The
    /// first two are the most held at one time. With nothing to share all four are what is held today.
    package let heldToday: ExactDecimal
    package let rightSized: ExactDecimal
    package let pooled: ExactDecimal
    package let shared: ExactDecimal

    package init(
      resource: ResourceID, region: RegionID?, dataClass: DataClassID?, sumOfPeaks: Fraction, pooledPeak: Fraction,
      pooledPeakHour: Int, atPeak: [TenantUnits], diversityFactor: Fraction?, loadFactor: Fraction?,
      sumOfPercentiles: Fraction, pooledPercentile: Fraction, parametric: ParametricDiversity? = nil,
      censored: [CensoredHours], heldToday: ExactDecimal,
      rightSized: ExactDecimal, pooled: ExactDecimal, shared: ExactDecimal
    ) {
      self.resource = resource
      self.region = region
      self.dataClass = dataClass
      self.sumOfPeaks = sumOfPeaks
      self.pooledPeak = pooledPeak
      self.pooledPeakHour = pooledPeakHour
      self.atPeak = atPeak
      self.diversityFactor = diversityFactor
      self.loadFactor = loadFactor
      self.sumOfPercentiles = sumOfPercentiles
      self.pooledPercentile = pooledPercentile
      self.parametric = parametric
      self.censored = censored
      self.heldToday = heldToday
      self.rightSized = rightSized
      self.pooled = pooled
      self.shared = shared
    }

    /// `gpu.a100`, or `gpu.a100 in eu, customer data`: the pool as a reader knows it.
    package var name: String {
      let bounds = [region?.text, dataClass.map { "\($0) data" }].compactMap(\.self)
      return bounds.isEmpty ? resource.text : "\(resource) in \(bounds.joined(separator: ", "))"
    }

    /// Whether percentiles would make separate environments look cheaper than they are (economics.md §0, point 5).
    package var percentilesMislead: Bool { sumOfPercentiles < pooledPercentile }
  }

  /// Units that one tenant holds.
  package struct TenantUnits: Sendable, Equatable, Codable {
    package let tenant: TenantID
    package let units: Fraction

    package init(tenant: TenantID, units: Fraction) {
      self.tenant = tenant
      self.units = units
    }
  }

  /// In how many hours an environment used nearly all that it held: its demand is then a lower bound (economics.md
  /// §1.9).
  package struct CensoredHours: Sendable, Equatable, Codable {
    package let environment: EnvironmentID
    package let hours: Int
    /// Of so many.
    package let of: Int

    package init(environment: EnvironmentID, hours: Int, of: Int) {
      self.environment = environment
      self.hours = hours
      self.of = of
    }
  }
}
