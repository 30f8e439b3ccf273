package import Metering

/// A reason why the comparison of a stack may be wrong, found in the data at hand: economics.md §1.9.
package struct Threat: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Equatable, Codable, CaseIterable {
    /// Environments that were full in more than 2 % of the hours: more may have been wanted than was seen.
    case censoredDemand = "censored_demand"
    /// Demand is known as hourly means: what is held for minutes can be higher.
    case hourlyMeans = "hourly_means"
    /// Work that needs whole nodes, or half of all of them at once, leaves gaps that a sum does not show.
    case wholeNodes = "whole_nodes"
    /// Environments that are near their own peak in the hour of the pooled peak: the same deadlines.
    case coincidentPeaks = "coincident_peaks"
    /// What is cheaper is used more.
    case rebound
    /// One platform, one outage: who stands still with it.
    case blastRadius = "blast_radius"
    /// Sized on the highest hour, though work that can wait would need less.
    case queueing
    /// Environments that stay apart, by decision or because their demand must not leave a region or class of data.
    case keptApart = "kept_apart"
    /// Upgrades are counted beside staff that may already make them.
    case upgradesCountedTwice = "upgrades_counted_twice"
    /// People who run an environment may do other work in the same hours.
    case peopleDoOtherWork = "people_do_other_work"
    /// Hardware or contracts that cost until a day, whether used or not.
    case sunkHardware = "sunk_hardware"
    /// Costs that nobody recorded or priced: today's side is a lower bound.
    case incompleteCosts = "incomplete_costs"
  }

  /// Which way the saving is wrong if the threat is real.
  package enum Bias: String, Sendable, Equatable, Codable {
    case savingTooHigh = "saving_too_high"
    case savingTooLow = "saving_too_low"
    case unknown
  }

  package let kind: Kind
  package let stack: StackID
  /// The environments, tenants or resources that it was found in, in bytewise order; empty: the stack as a whole.
  package let subjects: [String]
  /// How much of it there is: the largest share of full hours, of nodes taken by one job, of environments at the peak.
  /// nil where there is no measure.
  package let share: Fraction?

  package init(kind: Kind, stack: StackID, subjects: [String] = [], share: Fraction? = nil) {
    self.kind = kind
    self.stack = stack
    self.subjects = subjects
    self.share = share
  }

  package var bias: Bias {
    switch kind {
    case .censoredDemand, .wholeNodes, .coincidentPeaks, .rebound, .upgradesCountedTwice, .peopleDoOtherWork,
      .sunkHardware:
      .savingTooHigh
    case .queueing, .incompleteCosts: .savingTooLow
    case .hourlyMeans, .blastRadius, .keptApart: .unknown
    }
  }
}
