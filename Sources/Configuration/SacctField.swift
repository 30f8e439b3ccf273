/// The fields of a record of Slurm's `sacct --parsable2`, in the order in which the records have them (formats.md §4a),
/// by the names that Slurm writes.
package enum SacctField: String, Sendable, CaseIterable {
  case jobID = "JobID"
  case jobIDRaw = "JobIDRaw"
  case cluster = "Cluster"
  case partition = "Partition"
  case qos = "QOS"
  case account = "Account"
  case group = "Group"
  case gid = "GID"
  case user = "User"
  case uid = "UID"
  case submit = "Submit"
  case eligible = "Eligible"
  case start = "Start"
  case end = "End"
  case elapsed = "Elapsed"
  case exitCode = "ExitCode"
  case state = "State"
  case nodeCount = "NNodes"
  case cpuCount = "NCPUS"
  case requestedCPUs = "ReqCPUS"
  case requestedMemory = "ReqMem"
  case requestedTRES = "ReqTRES"
  case allocatedTRES = "AllocTRES"
  case timeLimit = "Timelimit"
  case nodeList = "NodeList"
  case jobName = "JobName"

  /// The field of a name in any case; nil for a name that no field has.
  package init?(name: some StringProtocol) {
    let wanted = name.lowercased()
    guard let field = Self.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else { return nil }
    self = field
  }
}
