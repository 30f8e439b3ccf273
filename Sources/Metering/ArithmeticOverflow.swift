/// A result that does not fit in the exact type. Nothing wraps and nothing becomes floating point: this is thrown
/// instead.
package struct ArithmeticOverflow: Error, Equatable, CustomStringConvertible {
  /// The operation, as a person writes it: `+`, `×`, `÷`.
  package let operation: String
  /// The operands, in order, as decimal text.
  package let operands: [String]

  package init(_ operation: String, _ operands: [String]) {
    self.operation = operation
    self.operands = operands
  }

  package var description: String {
    "the result of \(operands.joined(separator: " \(operation) ")) is too large to be exact "
      + "(26 digits before the point)"
  }
}
