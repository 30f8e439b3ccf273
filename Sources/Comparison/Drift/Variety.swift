package import Metering

/// How unlike a number of choices are: economics.md §1.5.
///
///     7, 7, 8, 7, 8, 6      3 distinct, the commonest in 3 of 6; two picked at random differ in 11 of 15 cases
package struct Variety<Value: Hashable & Sendable & Codable>: Sendable, Equatable, Codable {
  package struct Count: Sendable, Equatable, Codable {
    package let value: Value
    package let count: Int
  }

  /// Each value once, in order.
  package let counts: [Count]
  /// The share of the commonest value; nil of nothing.
  package let modalShare: Fraction?
  /// How likely two picked at random differ: 1 − Σ n(n − 1) ÷ N(N − 1). nil where there are no two.
  package let differProbability: Fraction?

  /// Different values.
  package var distinct: Int { counts.count }

  init(of values: [Value], inOrder areInOrder: (Value, Value) -> Bool) {
    let groups = values.reduce(into: [Value: Int]()) { $0[$1, default: 0] += 1 }
    counts = groups.sorted { areInOrder($0.key, $1.key) }.map { Count(value: $0.key, count: $0.value) }
    let all = Int128(values.count)
    modalShare = counts.map(\.count).max().map { Fraction(Int128($0), all) }
    let pairs = all * (all - 1)
    let alike = counts.reduce(Int128(0)) { $0 + Int128($1.count) * Int128($1.count - 1) }
    differProbability = pairs == 0 ? nil : Fraction(pairs - alike, pairs)
  }
}
