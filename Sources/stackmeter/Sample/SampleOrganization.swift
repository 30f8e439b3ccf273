import Configuration

/// Writes an invented organisation with its project file, tables and logs: something to try stackmeter on.
///
///     stackmeter.json5  rates.csv  adjustments.csv  environments.csv  capacity.csv  costs.csv  tenants.csv
///     components.csv  releases.csv  pools.csv
///     logs/clusters-2026-10.csv  logs/serving-2026-10.jsonl  sacct/2026-10.log            of each month
///
/// The same seed, months and scale give the same bytes on every machine.
enum SampleOrganization {
  static let months = 1...36
  static let scales = 1...1_000

  /// Writes the organisation and tells the paths of the files written.
  ///
  /// `months`: how many months of logs there are, the last one being October 2026. `scale`: how many times as many
  /// events and people; what they use stays the same, cut finer. `folder` is made where it does not exist, and may hold
  /// nothing but what an earlier call wrote, which its project file tells, and what runs on it left.
  static func write(
    to folder: String, seed: UInt64, months: Int, scale: Int
  ) throws(SampleError) -> [String] {
    guard Self.months.contains(months) else { throw .monthsOutOfRange(months) }
    guard scales.contains(scale) else { throw .scaleOutOfRange(scale) }
    let window = SampleWindow(months: months)
    let demands = SampleDemands(window: window, seed: seed)
    let clusters = UsageLogs(
      window: window, seed: seed, scale: scale, name: "clusters", idPrefix: "c", style: .csv,
      incidents: SampleIncident.inClusterLogs)
    let gateways = UsageLogs(
      window: window, seed: seed, scale: scale, name: "serving", idPrefix: "g", style: .jsonLine,
      incidents: SampleIncident.inGatewayLogs)
    let research = SacctLogs(window: window, seed: seed, scale: scale)
    var texts = SampleTables(window: window).files + SampleBills(window: window).files
    texts.append(
      ("stackmeter.json5", SampleProjectFile.text(command: command(seed: seed, months: months, scale: scale))))

    texts.append((PeopleSettings().keyFile, key(seed: seed)))

    let files = texts.map(\.name) + clusters.files + gateways.files + research.files
    let target = SampleFolder(path: folder)
    let isNew = target.isEmpty
    try target.prepare(for: files)
    do throws(SampleError) {
      try clusters.write(demands.clusterUsages(), to: target)
      try gateways.write(demands.gatewayUsages(), to: target)
      try research.write(to: target)
      // The project file comes last: with it the folder is a project.
      for (name, text) in texts { try target.write(text, to: name) }
    } catch {
      if isNew { target.takeBack(files) }
      throw error
    }
    return files.map(target.absolute)
  }

  private static let usualMonths = 3

  /// The key of the sample's pseudonyms: no secret, since whoever has the sample has its users, too.
  private static func key(seed: UInt64) -> String {
    var random = SplitMix64(seed: seed, stream: "people.key")
    return "The sample's key, for everybody to read and so no secret: \(random.next())-\(random.next())\n"
  }

  private static func command(seed: UInt64, months: Int, scale: Int) -> String {
    "stackmeter sample DIR --seed \(seed)" + (months == usualMonths ? "" : " --months \(months)")
      + (scale == 1 ? "" : " --scale \(scale)")
  }
}
