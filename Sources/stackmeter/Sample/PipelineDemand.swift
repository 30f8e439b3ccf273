import Metering

/// Work that prepares data: a stream that is read all day, and runs at night, across midnight, fewer at weekends and
/// twice as many when a month begins.
struct PipelineDemand: Sendable {
  let demand: SampleDemand
  /// Runs of a working night.
  let runs: Int
  /// Cores that read the stream.
  let streamCores: Int

  func usages(in window: SampleWindow, seed: UInt64) -> [SampleUsage] {
    var random = demand.random(seed: seed)
    var usages: [SampleUsage] = []
    for day in window.days {
      let midnight = window.start(of: day)
      let nextMidnight = window.start(of: day.adding(days: 1))
      for (start, end) in [(midnight, midnight + 43_200), (midnight + 43_200, nextMidnight)] {
        usages.append(usage(window, from: start, to: end, cores: streamCores))
      }
      let isMonthClose = day.components.day <= 2
      let count = isMonthClose ? runs * 2 : SampleWindow.isWorkingDay(day) ? runs : max(1, runs / 2)
      for _ in 0..<count {
        let start = midnight + Int64(random.number(in: 73_800...86_100))
        let end = start + Int64(random.number(in: 5_400...27_000))
        usages.append(usage(window, from: start, to: end, cores: random.number(in: 4...12)))
      }
    }
    return usages
  }

  /// 4 GiB with each core.
  private func usage(_ window: SampleWindow, from start: Int64, to end: Int64, cores: Int) -> SampleUsage {
    demand.usage(
      window, from: start, to: end,
      [("cpu.core", .held(tenths: cores * 10)), ("memory", .held(tenths: cores * 40))])
  }
}
