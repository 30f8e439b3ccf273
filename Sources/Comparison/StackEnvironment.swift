import Metering

/// An environment as far as it is of one stack: what is of two is there twice, each time with its part.
struct StackEnvironment: Hashable, Comparable {
  let stack: StackID
  let environment: EnvironmentID

  /// Whether somebody tells what it is.
  var isKnown: Bool {
    !stack.isEmpty && stack.text != ReservedName.unmapped && environment.text != ReservedName.unmapped
  }

  static func < (left: StackEnvironment, right: StackEnvironment) -> Bool {
    left.stack != right.stack ? left.stack < right.stack : left.environment < right.environment
  }
}
