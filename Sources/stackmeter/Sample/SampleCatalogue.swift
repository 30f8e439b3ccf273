import Metering

/// What holds from a day on, until the next such entry; the first one since ever.
struct SampleDated<Value: Sendable>: Sendable {
  let from: CivilDate?
  let value: Value
}

extension [SampleDated<String>] {
  /// The value that holds on a day.
  func value(on day: CivilDate) -> String { last { $0.from.map { $0 <= day } ?? true }?.value ?? "" }
}

/// An environment of the sample organisation as its catalogue tells it.
struct SampleEnvironment: Sendable {
  struct Capacity: Sendable {
    let resource: String
    /// Units held, in order of their days.
    let units: [SampleDated<String>]
  }

  let name: String
  let stack: String
  let owner: String
  let isShared: Bool
  let versions: [SampleDated<String>]
  /// The first day on which it is there; nil: since ever.
  let from: CivilDate?
  /// The first day on which it is not there any more.
  let to: CivilDate?
  let capacities: [Capacity]
  /// Amounts a month in dollars.
  let controlPlane: Int
  let licence: (item: String, amount: Int)?
  /// People that keep it running, in FTE.
  let staff: String
}

/// The environments of the sample organisation: 26 in five stacks, 24 of them bespoke.
enum SampleCatalogue {
  /// When two tenants left their own environments for the platform's. All Mondays; the old ones stay a week longer.
  static let platformBegins = SampleWindow.day(2026, 8, 1)
  static let claimsNotebooksMove = SampleWindow.day(2026, 9, 7)
  static let claimsPipelinesMove = SampleWindow.day(2026, 9, 21)
  static let marketingMoves = SampleWindow.day(2026, 10, 12)
  private static let parallelDays = 7
  /// The days of the two upgrades.
  static let visionUpgrade = SampleWindow.day(2026, 9, 14)
  static let fraudServingUpgrade = SampleWindow.day(2026, 9, 22)

  static let environments: [SampleEnvironment] = notebooks + training + featureStores + serving + pipelines

  static func environment(_ name: String) -> SampleEnvironment? { environments.first { $0.name == name } }

  private static let hub = "notebook hub support"

  private static let notebooks = [
    bespoke("fraud", "notebooks", "7.6.2", l4: 10, cores: 80, memory: 416, plane: 940, (hub, 1_650), "0.75"),
    bespoke("pricing", "notebooks", "8.1.0", l4: 4, cores: 80, memory: 320, plane: 720, (hub, 1_300), "0.5"),
    bespoke("risk", "notebooks", "7.4.5", l4: 6, cores: 56, memory: 256, plane: 720, (hub, 1_150), "0.5"),
    bespoke(
      "claims", "notebooks", "7.4.5", l4: 4, cores: 40, memory: 176, plane: 610, (hub, 900), "0.5",
      movesOut: claimsNotebooksMove),
    bespoke(
      "marketing", "notebooks", "7.8.1", l4: 6, cores: 60, memory: 256, plane: 610, (hub, 900), "0.5",
      movesOut: marketingMoves),
    bespoke(
      "vision", "notebooks", "7.8.1", l4: 10, cores: 72, memory: 288, plane: 880, (hub, 1_500), "0.75",
      upgrades: [(visionUpgrade, "8.2.1")]),
    bespoke("language", "notebooks", "7.6.2", l4: 6, cores: 56, memory: 256, plane: 720, (hub, 1_150), "0.5"),
    platform(
      "notebooks", "8.2.1", [("gpu.l4", "4", "8"), ("cpu.core", "48", "96"), ("memory", "224", "416")], plane: 1_450,
      (hub, 2_400), "1"),
  ]

  private static let training = [
    bespoke("fraud", "training", "7.9.0", a100: 16, cores: 256, memory: 2_048, plane: 1_100, nil, "1"),
    bespoke("pricing", "training", "8.0.3", a100: 8, cores: 128, memory: 1_024, plane: 820, nil, "0.5"),
    bespoke("risk", "training", "7.9.0", a100: 8, cores: 128, memory: 1_024, plane: 820, nil, "0.5"),
    bespoke("vision", "training", "7.9.3", a100: 32, cores: 512, memory: 4_096, plane: 1_600, nil, "0.75"),
    bespoke("language", "training", "8.0.3", a100: 48, cores: 768, memory: 6_144, plane: 1_900, nil, "1"),
  ]

  private static let featureStores = [
    bespoke("fraud", "feature-store", "7.5.1", cores: 32, memory: 256, plane: 380, ("feature store", 700), "0.25"),
    bespoke("pricing", "feature-store", "8.0.0", cores: 24, memory: 192, plane: 340, ("feature store", 700), "0.25"),
    bespoke("marketing", "feature-store", "7.5.1", cores: 16, memory: 128, plane: 340, ("feature store", 500), "0.25"),
  ]

  private static let serving = [
    bespoke(
      "fraud", "serving", "7.8.3", l4: 8, cores: 96, memory: 256, plane: 1_250, nil, "1",
      upgrades: [(fraudServingUpgrade, "8.0.1")]),
    bespoke("pricing", "serving", "7.8.3", l4: 4, cores: 48, memory: 192, plane: 980, nil, "0.5"),
    bespoke("claims", "serving", "7.8.3", l4: 6, cores: 64, memory: 256, plane: 980, nil, "0.5"),
    bespoke("marketing", "serving", "8.0.1", l4: 4, cores: 48, memory: 192, plane: 980, nil, "0.25"),
  ]

  private static let scheduler = "scheduler support"

  private static let pipelines = [
    bespoke("fraud", "pipelines", "7.3.0", cores: 96, memory: 384, plane: 640, (scheduler, 850), "0.5"),
    bespoke("pricing", "pipelines", "8.4.2", cores: 72, memory: 288, plane: 560, (scheduler, 850), "0.5"),
    bespoke("risk", "pipelines", "7.3.0", cores: 72, memory: 288, plane: 560, (scheduler, 850), "0.5"),
    bespoke(
      "claims", "pipelines", "7.1.4", cores: 72, memory: 288, plane: 480, (scheduler, 600), "0.5",
      movesOut: claimsPipelinesMove),
    bespoke(
      "marketing", "pipelines", "7.3.0", cores: 72, memory: 288, plane: 480, (scheduler, 600), "0.25",
      movesOut: marketingMoves),
    platform(
      "pipelines", "8.4.2", [("cpu.core", "72", "128"), ("memory", "288", "512")], plane: 1_100, (scheduler, 1_500),
      "0.75"),
  ]

  /// An environment that a tenant runs for itself.
  private static func bespoke(
    _ owner: String, _ stack: String, _ version: String, a100: Int = 0, l4: Int = 0, cores: Int, memory: Int,
    plane: Int, _ licence: (item: String, amount: Int)?, _ staff: String, upgrades: [(CivilDate, String)] = [],
    movesOut: CivilDate? = nil
  ) -> SampleEnvironment {
    let units = [("gpu.a100", a100), ("gpu.l4", l4), ("cpu.core", cores), ("memory", memory)]
    return SampleEnvironment(
      name: "\(owner)-\(stack)", stack: stack, owner: owner, isShared: false,
      versions: [SampleDated(from: nil, value: version)] + upgrades.map { SampleDated(from: $0.0, value: $0.1) },
      from: nil, to: movesOut?.adding(days: parallelDays),
      capacities: units.filter { $0.1 > 0 }.map { resource, units in
        SampleEnvironment.Capacity(resource: resource, units: [SampleDated(from: nil, value: String(units))])
      },
      controlPlane: plane, licence: licence, staff: staff)
  }

  /// An environment of the platform's, with its capacity before and after the second tenant moved in.
  private static func platform(
    _ stack: String, _ version: String, _ units: [(resource: String, before: String, after: String)], plane: Int,
    _ licence: (item: String, amount: Int), _ staff: String
  ) -> SampleEnvironment {
    SampleEnvironment(
      name: "platform-\(stack)", stack: stack, owner: "platform", isShared: true,
      versions: [SampleDated(from: nil, value: version)], from: platformBegins, to: nil,
      capacities: units.map { resource, before, after in
        let units = [SampleDated(from: platformBegins, value: before), SampleDated(from: marketingMoves, value: after)]
        return SampleEnvironment.Capacity(resource: resource, units: units)
      },
      controlPlane: plane, licence: licence, staff: staff)
  }
}
