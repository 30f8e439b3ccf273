import Configuration
import Metering

/// The research cluster's accounting: what `sacct --parsable2` printed at the end of each month, with a header.
struct SacctLogs {
  let window: SampleWindow
  let seed: UInt64
  let scale: Int

  var files: [String] { window.periods.map(file(of:)) }

  private func file(of period: Period) -> String { "sacct/\(period).log" }

  private static let header = SacctField.allCases.map(\.rawValue).joined(separator: "|") + "\n"
  /// Jobs of the month before that sacct prints once more, since it is asked for a little more than is missing.
  private static let overlap = 6

  func write(to folder: SampleFolder) throws(SampleError) {
    let jobs = ResearchCluster(window: window, seed: seed).jobs()
    var tail: [String] = []
    for period in window.periods {
      var file = try SampleFile(path: folder.absolute(file(of: period)))
      try file.write(Self.header)
      for line in tail { try file.write(line) }
      tail = try writeEnded(in: period, of: jobs, to: &file)
      if period == window.lastPeriod, let last = tail.last {
        // The disk was full for a moment.
        try file.write(String(last.prefix(120)) + "\n")
      }
      let asOf = window.start(of: period.endDay)
      for (number, job) in jobs.enumerated() {
        guard let line = unfinishedLine(job, number, asOf: asOf) else { continue }
        try file.write(line)
      }
      try file.close()
    }
  }

  /// Writes the jobs that ended in a month in the order of their ends, and tells the last lines.
  private func writeEnded(
    in period: Period, of jobs: [ResearchJob], to file: inout SampleFile
  ) throws(SampleError) -> [String] {
    let ended = jobs.enumerated().filter { window.period(ofRecordEnding: $0.element.end) == period }
      .sorted { ($0.element.end, $0.offset) < ($1.element.end, $1.offset) }
    var tail: [String] = []
    for (number, job) in ended {
      for line in endedLines(job, number) {
        try file.write(line)
        tail = tail.suffix(Self.overlap - 1) + [line]
      }
    }
    return tail
  }

  // MARK: Lines

  /// The lines of a job that has ended. With a larger scale it is an array of so many jobs, one after another.
  private func endedLines(_ job: ResearchJob, _ number: Int) -> [String] {
    guard let start = job.start, scale > 1 else { return [line(job, number, part: 0, job.start, job.end, job.state)] }
    return (0..<scale).compactMap { part in
      let from = start + (job.end - start) * Int64(part) / Int64(scale)
      let to = start + (job.end - start) * Int64(part + 1) / Int64(scale)
      return to > from ? line(job, number, part: part, from, to, job.state) : nil
    }
  }

  /// The line of a job that waits or runs at the end of a month; nil for others.
  private func unfinishedLine(_ job: ResearchJob, _ number: Int, asOf instant: Int64) -> String? {
    guard job.submit < instant, job.end > instant else { return nil }
    if let start = job.start, start < instant {
      return line(job, number, part: 0, start, nil, "RUNNING", asOf: instant)
    }
    return line(job, number, part: 0, nil, nil, "PENDING")
  }

  /// The fields in the order of `SacctField`. A job without a start never got a node.
  private func line(
    _ job: ResearchJob, _ number: Int, part: Int, _ start: Int64?, _ end: Int64?, _ state: String,
    asOf now: Int64 = 0
  ) -> String {
    let first = 410_200 + number * scale
    let clock = SampleWindow.clockText
    let user = job.person.name(standingFor: part, of: scale, seed: seed)
    let elapsed = start.map { (end ?? now) - $0 } ?? 0
    let fields = [
      scale > 1 ? "\(first)_\(part)" : "\(first)", "\(first + part)", "fjord", job.partition, "normal", job.account,
      job.group, "\(job.groupNumber)", user, "\(job.groupNumber * 100 + job.person.number)", clock(job.submit),
      clock(job.submit), start.map(clock) ?? (state == "PENDING" ? "Unknown" : "None"), end.map(clock) ?? "Unknown",
      durationText(elapsed), job.exitCode, state, "1", "\(job.cores)", "\(job.cores)", "\(job.memory)G",
      resources(job), start == nil ? "" : resources(job), durationText(job.limit),
      start == nil ? "None assigned" : job.node, job.name,
    ]
    return fields.joined(separator: "|") + "\n"
  }

  private func resources(_ job: ResearchJob) -> String {
    let gpus = job.gpus > 0 ? "gres/gpu:a100=\(job.gpus),gres/gpu=\(job.gpus)," : ""
    return "billing=\(job.cores),cpu=\(job.cores),\(gpus)mem=\(job.memory)G,node=1"
  }

  /// `[D-]HH:MM:SS`.
  private func durationText(_ seconds: Int64) -> String {
    let days = seconds / 86_400
    let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { padded(Int($0), 2) }
    return (days > 0 ? "\(days)-" : "") + clock.joined(separator: ":")
  }
}
