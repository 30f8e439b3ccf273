import Metering

/// Jobs that train models: one after another on each part of an environment's GPUs, so that no more is held than there
/// is.
///
/// Every fourth week a team has a campaign and leaves few gaps; the teams' campaigns are in different weeks.
struct TrainingLanes: Sendable {
  /// A job on one part of the GPUs.
  struct Job: Sendable {
    let lane: Int
    let start: Int64
    /// May be behind the end of the window.
    let end: Int64
    let gpus: Int
  }

  let count: Int
  let gpusEach: Int
  /// Which week of four is the campaign's.
  let campaign: Int
  /// Minutes that a job runs.
  let minutes: ClosedRange<Int>

  /// Jobs that start before `limit`, which may be a while behind the window.
  func jobs(in window: SampleWindow, startingBefore limit: Int64, _ random: inout SplitMix64) -> [Job] {
    var jobs: [Job] = []
    for lane in 0..<count {
      var free = window.start
      while true {
        let isCampaign = (window.day(at: free).dayNumber + 3) / 7 % 4 == campaign
        let start = free + Int64(random.number(in: isCampaign ? 120...18_000 : 5_400...180_000))
        guard start < limit else { break }
        let seconds = random.number(in: minutes) * 60 + random.number(in: 0...59)
        let gpus = random.happens(onceIn: 3) ? random.number(in: 1...gpusEach) : gpusEach
        free = start + Int64(seconds)
        jobs.append(Job(lane: lane, start: start, end: free, gpus: gpus))
      }
    }
    return jobs
  }
}

/// A team that trains on Kubernetes: 12 cores and 96 GiB with each GPU.
struct TrainingDemand: Sendable {
  let demand: SampleDemand
  let lanes: TrainingLanes
  let people: [SamplePerson]

  func usages(in window: SampleWindow, seed: UInt64) -> [SampleUsage] {
    var random = demand.random(seed: seed)
    return lanes.jobs(in: window, startingBefore: window.end, &random).map { job in
      let person = people[random.number(in: 0...people.count - 1)]
      return demand.usage(
        window, from: job.start, to: job.end, by: person,
        [
          ("gpu.a100", .held(tenths: job.gpus * 10)), ("cpu.core", .held(tenths: job.gpus * 120)),
          ("memory", .held(tenths: job.gpus * 960)),
        ])
    }
  }
}
