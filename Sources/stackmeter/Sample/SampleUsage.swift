import Metering

/// Somebody at work, told apart and not named: the n-th person of a team.
struct SamplePerson: Sendable {
  let team: String
  let number: Int
  /// How many there are in the team: with a larger scale, each stands for several.
  let teamSize: Int
}

/// What one session, run or stretch of service uses from `start` to `end`: one usage event for each of its amounts.
struct SampleUsage: Sendable {
  /// How much of a resource.
  enum Amount: Sendable {
    /// Held from start to end, in tenths of a unit: cores, GiB, GPUs.
    case held(tenths: Int)
    /// Read off a counter, in a unit of its own.
    case counted(Int, unit: String)
  }

  let tenant: String
  let stack: String
  let environment: String
  let version: String
  /// UTC seconds; equal for what is read off at an instant.
  let start: Int64
  let end: Int64
  let person: SamplePerson?
  let amounts: [(resource: String, amount: Amount)]

  /// The same with other times.
  func moved(start: Int64, end: Int64, version: String) -> SampleUsage {
    SampleUsage(
      tenant: tenant, stack: stack, environment: environment, version: version, start: start, end: end,
      person: person, amounts: amounts)
  }
}

/// What a team does with a stack, and where: in an environment of its own, later perhaps in the platform's.
struct SampleDemand: Sendable {
  let tenant: String
  let stack: String
  let places: [SampleDated<String>]

  init(_ tenant: String, _ stack: String, movesToPlatform: CivilDate? = nil) {
    self.tenant = tenant
    self.stack = stack
    let own = SampleDated<String>(from: nil, value: "\(tenant)-\(stack)")
    places = [own] + (movesToPlatform.map { [SampleDated(from: $0, value: "platform-\(stack)")] } ?? [])
  }

  /// The use of an environment that the catalogue does not know.
  init(_ tenant: String, _ stack: String, only environment: String) {
    self.tenant = tenant
    self.stack = stack
    places = [SampleDated(from: nil, value: environment)]
  }

  /// A use of the stack, in the environment and of the version of the day on which it begins.
  func usage(
    _ window: SampleWindow, from start: Int64, to end: Int64, by person: SamplePerson? = nil,
    _ amounts: [(resource: String, amount: SampleUsage.Amount)]
  ) -> SampleUsage {
    let day = window.day(at: start)
    let environment = places.value(on: day)
    return SampleUsage(
      tenant: tenant, stack: stack, environment: environment,
      version: SampleCatalogue.environment(environment)?.versions.value(on: day) ?? "", start: start,
      // What is still running when the window ends is metered until then.
      end: min(end, window.end), person: person, amounts: amounts)
  }

  /// A stream of numbers for what the team does with the stack.
  func random(seed: UInt64) -> SplitMix64 { SplitMix64(seed: seed, stream: "demand/\(places[0].value)") }
}
