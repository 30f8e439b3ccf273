import Metering

/// What serves all day: models behind a gateway, with the shape of a day, and feature stores, almost level.
struct ServiceDemand: Sendable {
  enum Service: Sendable {
    /// GPUs and cores of the busiest stretch, and requests to its store on a working day.
    case gateway(gpus: Int, cores: Int, requests: Int, isForEvenings: Bool)
    case featureStore(cores: Int, memory: Int, storage: Int)
  }

  let demand: SampleDemand
  let service: Service

  /// Share of the busiest stretch in each four hours of a day, in percent.
  private static let officeHours = [28, 34, 88, 100, 86, 52]
  private static let evenings = [34, 26, 58, 76, 100, 90]

  func usages(in window: SampleWindow, seed: UInt64) -> [SampleUsage] {
    var random = demand.random(seed: seed)
    var usages: [SampleUsage] = []
    for day in window.days {
      let midnight = window.start(of: day)
      let nextMidnight = window.start(of: day.adding(days: 1))
      let days = Day(window: window, midnight: midnight, nextMidnight: nextMidnight)
      switch service {
      case .gateway(let gpus, let cores, let requests, let isForEvenings):
        // Insurance is bought and claimed on working days.
        let level = SampleWindow.isWorkingDay(day) ? 100 : 62
        usages += gateway(
          days, gpus: gpus, cores: cores, level: level, isForEvenings ? Self.evenings : Self.officeHours, &random)
        let count = requests * level / 100 + random.number(in: 0...requests / 8)
        // Read off the counter a minute before midnight.
        usages.append(
          demand.usage(
            window, from: nextMidnight - 60, to: nextMidnight - 60,
            [("object-store.requests", .counted(count, unit: "requests"))]))
      case .featureStore(let cores, let memory, let storage):
        usages += store(days, cores: cores, memory: memory, &random)
        let grown = storage + (day.dayNumber - window.days.lowerBound.dayNumber) * 3
        let hours = Int(nextMidnight - midnight) / 3_600
        usages.append(
          demand.usage(
            window, from: midnight, to: nextMidnight, [("storage", .counted(grown * hours, unit: "GiB-hours"))]))
      }
    }
    return usages
  }

  /// A day with its clock.
  private struct Day {
    let window: SampleWindow
    let midnight: Int64
    let nextMidnight: Int64

    /// The day in parts of so many hours, the last one longer or shorter when the clock changes.
    func parts(ofHours hours: Int) -> [(start: Int64, end: Int64)] {
      let starts = stride(from: 0, to: 24, by: hours).map { midnight + Int64($0) * 3_600 }
      return zip(starts, Array(starts.dropFirst()) + [nextMidnight]).map { ($0, $1) }
    }
  }

  private func gateway(
    _ day: Day, gpus: Int, cores: Int, level: Int, _ shape: [Int], _ random: inout SplitMix64
  ) -> [SampleUsage] {
    var usages: [SampleUsage] = []
    var busiest = 0
    for (part, share) in zip(day.parts(ofHours: 4), shape) {
      let percent = share * level / 100 * random.number(in: 92...108) / 100
      busiest = max(busiest, percent)
      let heldGPUs = max(1, (gpus * percent + 50) / 100)
      usages.append(
        demand.usage(
          day.window, from: part.start, to: part.end,
          [("gpu.l4", .held(tenths: heldGPUs * 10)), ("cpu.core", .held(tenths: cores * percent / 10))]))
    }
    // Models stay in memory, so a day has one level of it.
    let memory = cores * 3 * (60 + busiest / 3) / 100
    usages.append(
      demand.usage(day.window, from: day.midnight, to: day.nextMidnight, [("memory", .held(tenths: memory * 10))]))
    return usages
  }

  private func store(_ day: Day, cores: Int, memory: Int, _ random: inout SplitMix64) -> [SampleUsage] {
    var usages = day.parts(ofHours: 8).map { part in
      demand.usage(
        day.window, from: part.start, to: part.end,
        [("cpu.core", .held(tenths: cores * random.number(in: 7...11)))])
    }
    usages.append(
      demand.usage(day.window, from: day.midnight, to: day.nextMidnight, [("memory", .held(tenths: memory * 10))]))
    return usages
  }
}
