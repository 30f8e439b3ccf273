package import Metering

/// What is kept of the people who use the environments, and how small a group may be told of: `people` in the project
/// file, economics.md §1.6. A project without it keeps nothing about people.
///
///     people: {
///       keyFile: "people.key", services: ["svc-*"], optOut: ["legal"],
///       gapMinutes: 60, mostShareOfActiveTime: "15%", smallestGroup: 5,
///     }
package struct PeopleSettings: Sendable, Equatable {
  /// The file of the secret that pseudonyms are made with, relative to the project's folder unless absolute.
  package let keyFile: String
  /// Patterns, with `*` and `?`, of users that are programs: nothing is kept of them.
  package let services: [String]
  /// Patterns of tenants whose people are left out: nothing is kept of them, and what was kept before is not counted.
  package let optOut: [String]
  /// Going to another environment after a longer gap is no switch but a natural break: G, in minutes.
  package let gapMinutes: Int
  /// The most of people's active time that switching may be counted as: α.
  package let mostShareOfActiveTime: Fraction
  /// Nothing is told of a group with fewer people.
  package let smallestGroup: Int

  package init(
    keyFile: String = "people.key", services: [String] = ["svc-*"], optOut: [String] = [], gapMinutes: Int = 60,
    mostShareOfActiveTime: Fraction = Fraction(15, 100), smallestGroup: Int = 5
  ) {
    self.keyFile = keyFile
    self.services = services
    self.optOut = optOut
    self.gapMinutes = gapMinutes
    self.mostShareOfActiveTime = mostShareOfActiveTime
    self.smallestGroup = smallestGroup
  }

  /// Whether a user is a program.
  package func isService(_ user: [UInt8]) -> Bool { services.contains { wildcardMatches(Array($0.utf8), user) } }

  /// Whether a tenant's people are left out.
  package func isOptedOut(_ tenant: TenantID) -> Bool {
    optOut.contains { wildcardMatches(Array($0.utf8), Array(tenant.text.utf8)) }
  }
}

extension PeopleSettings {
  /// A gap of a day at most, so that the day before a period is all that can reach into it.
  private static let gaps = 1...1_440
  /// One person is not a group.
  private static let groups = 2...1_000

  /// What `people` says; nil where it is absent.
  static func decode(_ node: ProjectNode?) throws(ConfigurationError) -> PeopleSettings? {
    guard let node else { return nil }
    let fields = try node.fields([
      "keyFile", "services", "optOut", "gapMinutes", "mostShareOfActiveTime", "smallestGroup",
    ])
    let usual = PeopleSettings()
    return PeopleSettings(
      keyFile: try fields["keyFile"]?.label() ?? usual.keyFile,
      services: try patterns(fields["services"]) ?? usual.services,
      optOut: try patterns(fields["optOut"]) ?? usual.optOut,
      gapMinutes: try fields["gapMinutes"]?.wholeNumber(gaps) ?? usual.gapMinutes,
      mostShareOfActiveTime: try fields["mostShareOfActiveTime"]?.share(upTo: .one) ?? usual.mostShareOfActiveTime,
      smallestGroup: try fields["smallestGroup"]?.wholeNumber(groups) ?? usual.smallestGroup)
  }

  /// A list of patterns, which may be empty.
  private static func patterns(_ node: ProjectNode?) throws(ConfigurationError) -> [String]? {
    guard let node else { return nil }
    var patterns: [String] = []
    for element in try node.elements() { patterns.append(try element.label()) }
    return patterns
  }
}
