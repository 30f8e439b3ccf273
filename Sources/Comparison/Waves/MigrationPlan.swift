package import Metering

/// Which environments of a stack move to the shared one when, and what that costs month by month: economics.md §1.4.
///
/// Waves begin one a month. Those that the catalogue numbers come first, in the order of their numbers; the others
/// follow, those first that save most a month by moving, in waves of the same size and at most twelve. An environment
/// runs on through the parallel months, and until the day it can be retired on. One that is shared today is the
/// platform from the first month on. Switching ends, but for what stays of it, when the last has moved.
package struct MigrationPlan: Sendable, Equatable, Codable {
  package struct Move: Sendable, Equatable, Codable {
    package let environment: EnvironmentID
    /// Why it has its place: what it costs today less what it adds to the platform's cost, a month. Beside more than
    /// sixteen environments, less what a platform for it alone would cost.
    package let savesPerMonth: ExactDecimal
    /// The first month in which it costs nothing any more, counted from 1.
    package let retiredFrom: Int
    /// Whether it costs something beyond the parallel months, because it cannot be retired before a day.
    package let isHeldByLease: Bool
  }

  package struct Wave: Sendable, Equatable, Codable {
    /// The first month in which it is on the platform, counted from 1.
    package let month: Int
    package let moves: [Move]
    /// Migration, and in the first wave building the platform.
    package let oneTimeCost: ExactDecimal
  }

  /// What is saved a month when so many environments are retired.
  package struct Promise: Sendable, Equatable, Codable {
    package let retired: Int
    package let savingPerMonth: ExactDecimal

    package init(retired: Int, savingPerMonth: ExactDecimal) {
      self.retired = retired
      self.savingPerMonth = savingPerMonth
    }
  }

  package let stack: StackID
  package let currency: Currency
  /// Month 1.
  package let firstMonth: Period
  package let waves: [Wave]
  /// Counting everything, and only what leaves the bank account; one-time costs count in both.
  package let curve: PhasedCosts
  package let cashableCurve: PhasedCosts
  /// After each wave, when its environments are retired.
  package let promises: [Promise]
}
