/// Things that links join into groups, directly or through others (union–find).
struct LinkedGroups {
  /// The thing each one points to; what points to itself stands for its group.
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func link(_ first: Int, _ second: Int) {
    let (one, other) = (root(of: first), root(of: second))
    // The smaller stands for both, so that groups do not depend on the order of the links.
    parents[max(one, other)] = min(one, other)
  }

  private mutating func root(of thing: Int) -> Int {
    var thing = thing
    while parents[thing] != thing {
      parents[thing] = parents[parents[thing]]
      thing = parents[thing]
    }
    return thing
  }

  /// The groups, in the order of their first members, and each one's members in order. What is linked to nothing is a
  /// group of its own.
  mutating func groups() -> [[Int]] {
    var members: [Int: [Int]] = [:]
    for thing in parents.indices { members[root(of: thing), default: []].append(thing) }
    return members.sorted { $0.key < $1.key }.map(\.value)
  }
}
