import Metering

/// People at notebooks: sessions on working days, some with a second one beside, some that run over night.
struct NotebookDemand: Sendable {
  let demand: SampleDemand
  /// Who works there: people of the team, and some of others.
  let people: [SamplePerson]
  /// One session in so many has a GPU.
  let gpuOnceIn: Int
  /// Whether the team meets on the second Thursday of a month, everybody with a GPU: more GPUs than the environment
  /// holds.
  var hasWorkshop = false

  private static let hour: Int64 = 3_600

  func usages(in window: SampleWindow, seed: UInt64) -> [SampleUsage] {
    var random = demand.random(seed: seed)
    var usages: [SampleUsage] = []
    for day in window.days {
      usages.append(hub(on: day, window))
      if hasWorkshop, isSecondThursday(day) { usages += workshop(on: day, window) }
      for person in people {
        guard isAtWork(on: day, &random) else { continue }
        let start = window.start(of: day) + 8 * Self.hour + Int64(random.number(in: 0...9_000))
        let stop = start + Int64(random.number(in: 10_800...32_400))
        // A kernel that nobody stops runs until it is culled the next morning.
        let end = random.happens(onceIn: 5) ? stop + 14 * Self.hour : stop
        usages.append(session(window, from: start, to: end, person, &random))
        if random.happens(onceIn: 3) {
          let second = start + Int64(random.number(in: 1_800...14_400))
          let end = second + Int64(random.number(in: 3_600...18_000))
          usages.append(session(window, from: second, to: end, person, &random))
        }
      }
    }
    return usages
  }

  /// The hub itself and what people share in it, day and night.
  private func hub(on day: CivilDate, _ window: SampleWindow) -> SampleUsage {
    let cores = 2 + people.count / 2
    return demand.usage(
      window, from: window.start(of: day), to: window.start(of: day.adding(days: 1)),
      [("cpu.core", .held(tenths: cores * 10)), ("memory", .held(tenths: cores * 40))])
  }

  private func isAtWork(on day: CivilDate, _ random: inout SplitMix64) -> Bool {
    SampleWindow.isWorkingDay(day) ? random.number(in: 1...100) <= 62 : random.happens(onceIn: 25)
  }

  private func session(
    _ window: SampleWindow, from start: Int64, to end: Int64, _ person: SamplePerson, _ random: inout SplitMix64
  ) -> SampleUsage {
    let tenthsOfCores = random.number(in: 20...70)
    let memory = 4 * random.number(in: 2...8)
    var amounts: [(resource: String, amount: SampleUsage.Amount)] = [
      ("cpu.core", .held(tenths: tenthsOfCores)), ("memory", .held(tenths: memory * 10)),
    ]
    if random.happens(onceIn: gpuOnceIn) { amounts.append(("gpu.l4", .held(tenths: 10))) }
    return demand.usage(window, from: start, to: end, by: person, amounts)
  }

  private func isSecondThursday(_ day: CivilDate) -> Bool {
    SampleWindow.weekday(of: day) == 3 && (8...14).contains(day.components.day)
  }

  /// Three hours of an afternoon.
  private func workshop(on day: CivilDate, _ window: SampleWindow) -> [SampleUsage] {
    let start = window.start(of: day) + 14 * Self.hour
    return people.filter { $0.team == demand.tenant }.map { person in
      demand.usage(
        window, from: start, to: start + 3 * Self.hour, by: person,
        [("cpu.core", .held(tenths: 40)), ("memory", .held(tenths: 160)), ("gpu.l4", .held(tenths: 10))])
    }
  }
}
