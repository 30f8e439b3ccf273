import Configuration
import Metering

/// What the environments of a stack are together, as far as no assumption changes it.
struct StackTraits: Sendable, Equatable {
  let isInOrder: Bool
  let hasSomethingKeptApart: Bool
  /// Whether any holds something without a price, so that what it costs is known in part.
  let hasUnpricedCapacity: Bool
  /// Whether people are recorded for any.
  let isStaffRecorded: Bool
  /// Environments that would move to the shared one: those that are not shared today.
  let moving: Int
  /// What the dearest environment pays.
  let controlPlane: ExactDecimal
  let licences: ExactDecimal
  let otherFixed: ExactDecimal

  init(_ environments: [EnvironmentInput]) {
    isInOrder = zip(environments, environments.dropFirst()).allSatisfy { $0.environment < $1.environment }
    var (hasSomethingKeptApart, isStaffRecorded, moving) = (false, false, 0)
    hasUnpricedCapacity = environments.contains { $0.resources.contains { $0.unpricedFrom != nil } }
    var (controlPlane, licences, otherFixed): (ExactDecimal?, ExactDecimal?, ExactDecimal?)
    for environment in environments {
      if environment.keptApart != nil { hasSomethingKeptApart = true }
      if environment.isStaffRecorded { isStaffRecorded = true }
      if environment.kind != .shared { moving += 1 }
      controlPlane = max(controlPlane ?? environment.controlPlane, environment.controlPlane)
      licences = max(licences ?? environment.licences, environment.licences)
      otherFixed = max(otherFixed ?? environment.otherFixed, environment.otherFixed)
    }
    self.hasSomethingKeptApart = hasSomethingKeptApart
    self.isStaffRecorded = isStaffRecorded
    self.moving = moving
    self.controlPlane = controlPlane ?? .zero
    self.licences = licences ?? .zero
    self.otherFixed = otherFixed ?? .zero
  }
}
