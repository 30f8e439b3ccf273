import Metering

/// A job of the research cluster.
struct ResearchJob: Sendable {
  var partition: String
  var account: String
  let person: SamplePerson
  let submit: Int64
  /// nil: it was cancelled while it waited.
  var start: Int64?
  /// May be behind the window: then it still runs, or waits, when the last log is printed.
  var end: Int64
  var state = "COMPLETED"
  var exitCode = "0:0"
  var gpus = 0
  var cores = 4
  /// GiB.
  var memory = 16
  /// Seconds that it may run.
  var limit: Int64 = 2 * 86_400
  var node: String
  var name: String

  /// The unix group of the team.
  var group: String { person.team }
  var groupNumber: Int { person.team == "vision" ? 512 : 513 }
}

/// Two research teams at work on one Slurm cluster, each on its own nodes.
struct ResearchCluster {
  let window: SampleWindow
  let seed: UInt64

  private struct Team {
    let name: String
    let people: [SamplePerson]
    let lanes: TrainingLanes
    let jobNames: [String]

    /// `lane` of 4 or 8 GPUs, on a node of 8.
    func node(ofLane lane: Int) -> String {
      "fj-\(name.prefix(1))\(padded(lane * lanes.gpusEach / 8 + 1, 2))"
    }
  }

  private static let teams = [
    Team(
      name: "vision", people: SampleDemands.people("vision", 8),
      lanes: TrainingLanes(count: 8, gpusEach: 4, campaign: 3, minutes: 100...1_700),
      jobNames: ["segment-roof", "detect-hail", "pretrain-vit", "sweep lr|wd", "distil"]),
    Team(
      name: "language", people: SampleDemands.people("language", 6),
      lanes: TrainingLanes(count: 6, gpusEach: 8, campaign: 0, minutes: 240...2_900),
      jobNames: ["pretrain-7b", "tune-claims", "eval|beam8", "embed-policies"]),
  ]

  /// All jobs in the order in which they were submitted: that of their numbers.
  func jobs() -> [ResearchJob] {
    var jobs: [ResearchJob] = []
    for team in Self.teams {
      var random = SplitMix64(seed: seed, stream: "sacct/\(team.name)")
      // A few are submitted within the window and start behind it.
      for job in team.lanes.jobs(in: window, startingBefore: window.end + 7_200, &random) {
        jobs.append(trainingJob(job, of: team, &random))
        if random.happens(onceIn: 30), let last = jobs.last { jobs.append(neverStarted(like: last, &random)) }
      }
      for day in window.days {
        if SampleWindow.isWorkingDay(day) { jobs.append(debugJob(on: day, of: team, &random)) }
        if team.name == "vision", SampleWindow.weekday(of: day) == 6 { jobs.append(weeklyJob(on: day, of: team)) }
      }
      if team.name == "language" { jobs += guestJobs(of: team) }
    }
    return jobs.filter { $0.submit >= window.start && $0.submit < window.end }.enumerated()
      .sorted { ($0.element.submit, $0.offset) < ($1.element.submit, $1.offset) }.map(\.element)
  }

  private func trainingJob(
    _ job: TrainingLanes.Job, of team: Team, _ random: inout SplitMix64
  ) -> ResearchJob {
    let person = team.people[random.number(in: 0...team.people.count - 1)]
    let submit = job.start - Int64(random.number(in: 15...9_000))
    var result = ResearchJob(
      partition: team.name, account: random.happens(onceIn: 4) ? "\(team.name)-papers" : team.name, person: person,
      submit: max(submit, window.start), start: job.start, end: job.end, gpus: job.gpus, cores: job.gpus * 12,
      memory: job.gpus * 96, node: team.node(ofLane: job.lane),
      name: team.jobNames[random.number(in: 0...team.jobNames.count - 1)])
    let seconds = job.end - job.start
    switch random.number(in: 1...100) {
    case 1...9:
      (result.state, result.exitCode) = ("FAILED", "1:0")
      result.end = job.start + max(90, seconds / Int64(random.number(in: 4...40)))
    case 10...13:
      (result.state, result.limit) = ("TIMEOUT", seconds)
    case 14...17:
      result.state = "CANCELLED by \(result.groupNumber * 100 + person.number)"
      result.end = job.start + max(60, seconds / 2)
    case 18:
      (result.state, result.exitCode) = ("OUT_OF_MEMORY", "0:125")
      result.end = job.start + max(120, seconds / 9)
    default: break
    }
    return result
  }

  /// A job that its owner cancelled while it waited.
  private func neverStarted(like job: ResearchJob, _ random: inout SplitMix64) -> ResearchJob {
    var cancelled = job
    cancelled.start = nil
    cancelled.end = job.submit + Int64(random.number(in: 30...7_000))
    cancelled.state = "CANCELLED by \(job.groupNumber * 100 + job.person.number)"
    cancelled.exitCode = "0:0"
    return cancelled
  }

  private func debugJob(on day: CivilDate, of team: Team, _ random: inout SplitMix64) -> ResearchJob {
    let start = window.start(of: day) + Int64(random.number(in: 32_400...61_200))
    return ResearchJob(
      partition: "debug", account: team.name, person: team.people[random.number(in: 0...team.people.count - 1)],
      submit: start - 3, start: start, end: start + Int64(random.number(in: 40...600)), limit: 600,
      node: "fj-d01", name: "try")
  }

  /// Every Sunday at 02:30 for an hour. On 25 October the clock shows 02:30 again when it ends.
  private func weeklyJob(on day: CivilDate, of team: Team) -> ResearchJob {
    let start = window.start(of: day) + 9_000
    return ResearchJob(
      partition: team.name, account: "\(team.name)-ops", person: team.people[0], submit: start - 1, start: start,
      end: start + 3_600, cores: 16, memory: 64, limit: 7_200, node: team.node(ofLane: 0), name: "check-archive")
  }

  /// Two jobs of somebody whose account no rule of the project file knows.
  private func guestJobs(of team: Team) -> [ResearchJob] {
    [7, 8].map { dayOfMonth in
      let start = window.start(of: window.lastPeriod.firstDay.adding(days: dayOfMonth)) + 50_400
      return ResearchJob(
        partition: team.name, account: "guest", person: team.people[1], submit: start - 60, start: start,
        end: start + 5_400, cores: 8, memory: 32, node: team.node(ofLane: 0), name: "reproduce")
    }
  }
}
