/// A line of sacct: the 26 fields of formats.md §4a, a good job unless told otherwise.
struct SlurmLine {
  static let fields = [
    "jobid", "jobidraw", "cluster", "partition", "qos", "account", "group", "gid", "user", "uid", "submit", "eligible",
    "start", "end", "elapsed", "exitcode", "state", "nnodes", "ncpus", "reqcpus", "reqmem", "reqtres", "alloctres",
    "timelimit", "nodelist", "jobname",
  ]

  private static let standard = [
    "jobid": "101", "jobidraw": "101", "cluster": "hpc", "partition": "gpu", "qos": "normal", "account": "lab",
    "group": "g",
    "gid": "1", "user": "ada", "uid": "2", "submit": "2026-10-01T09:00:00", "eligible": "2026-10-01T09:00:00",
    "start": "2026-10-01T10:00:00", "end": "2026-10-01T12:00:00", "elapsed": "02:00:00", "exitcode": "0:0",
    "state": "COMPLETED", "nnodes": "1", "ncpus": "4", "reqcpus": "4", "reqmem": "16G", "reqtres": "cpu=4",
    "alloctres": "billing=4,cpu=4,mem=16G,node=1", "timelimit": "1-00:00:00", "nodelist": "n1", "jobname": "train",
  ]

  let values: [String: String]

  init(_ changes: [String: String] = [:]) {
    values = Self.standard.merging(changes) { $1 }
    precondition(values.count == Self.fields.count, "a change is of a field that sacct has")
  }

  /// The line in the order of `fields`, or of some of them.
  func text(_ fields: [String]) -> String { fields.map { values[$0] ?? "" }.joined(separator: "|") }
  var text: String { text(Self.fields) }
}
