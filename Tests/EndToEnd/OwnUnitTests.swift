import Metering
import Testing

@Suite("The unit of a resource") struct OwnUnitTests {
  private static func project(_ resources: String, source: String) -> String {
    "{ organization: \"Example\", currency: \"USD\", timeZone: \"UTC\", \(resources)\n  sources: [\(source)] }\n"
  }

  private static let events = "{ name: \"events\", format: \"usage-events\", files: [\"logs/*.csv\"] }"
  private static let slurm = """
    { name: "hpc", format: "slurm-sacct", files: ["logs/*.log"], timeZone: "UTC",
      map: [ { set: { tenant: "{Account}", environment: "{Cluster}", stack: "{Partition}" } } ] }
    """

  /// One job of four cores and 1 GiB for an hour.
  private static let job =
    "JobID|JobIDRaw|Cluster|Partition|Account|User|Submit|Start|End|Elapsed|State|NNodes|NCPUS|ReqMem|AllocTRES\n"
    + "1|1|c1|batch|ada|u|2026-10-01T07:00:00|2026-10-01T08:00:00|2026-10-01T09:00:00|01:00:00|COMPLETED|1|4|1G|"
    + "cpu=4,mem=1G,node=1\n"

  /// The lines of a resource as `quantity unit = cost`.
  private func lines(_ site: Site, _ resource: String) throws -> [String] {
    try site.table("lines_2026-10.csv").rows.filter { $0["sku"] == resource }.map {
      "\($0["quantity"] ?? "?") \($0["unit"] ?? "?") = \($0["billed_cost"] ?? "?")"
    }
  }

  @Test(
    "of Slurm's resources may be any: what a job costs does not depend on it",
    arguments: [
      ("", "4.000000 core-hours = 0.20", "1.000000 GiB-hours = 3.00"),
      (
        "resources: { \"cpu.core\": { unit: \"core-hours\" }, memory: { unit: \"MiB-seconds\" } },",
        "4.000000 core-hours = 0.20", "1.000000 GiB-hours = 3.00"
      ),
    ])
  func slurm(_ resources: String, _ cores: String, _ memory: String) throws {
    let rates =
      "resource,unit,price,currency,valid_from\ncpu.core,core-hours,0.05,USD,2026-01-01\n"
      + "memory,GiB-hours,3.00,USD,2026-01-01\n"
    let site = try Site([
      "stackmeter.json5": Self.project(resources, source: Self.slurm), "logs/a.log": Self.job, "rates.csv": rates,
    ])
    let night = try site.run("run")
    #expect(night.code == 0, "\(night.errors)")
    #expect(try lines(site, "cpu.core") == [cores])
    #expect(try lines(site, "memory") == [memory])
  }

  @Test("of another dimension leaves what Slurm tells visible and unrated")
  func otherDimension() throws {
    let site = try Site([
      "stackmeter.json5": Self.project("resources: { \"cpu.core\": { unit: \"tokens\" } },", source: Self.slurm),
      "logs/a.log": Self.job,
      "rates.csv": "resource,unit,price,currency,valid_from\ncpu.core,tokens,0.05,USD,2026-01-01\n",
    ])
    #expect(try site.run("run").code == 0)
    #expect(try lines(site, "cpu.core") == ["14400.000000 core-seconds = "])
  }

  @Test("that is changed when there is usage is refused, and nothing is changed, until it is put back")
  func changed() throws {
    func project(_ unit: String) -> String {
      Self.project("resources: { scratch: { unit: \"\(unit)\" } },", source: Self.events)
    }
    let site = try Site([
      "stackmeter.json5": project("GB-hours"),
      "logs/a.csv": "id,start,tenant,environment,resource,quantity\ne1,2026-10-01T08:00:00Z,ada,lab,scratch,5\n",
      "rates.csv": "resource,unit,price,currency,valid_from\nscratch,GB-hours,3600,USD,2026-01-01\n",
    ])
    #expect(try site.run("run").code == 0)
    #expect(try lines(site, "scratch") == ["5.000000 GB-hours = 18000.00"])
    let before = try site.reportBytes()
    for verb in [["run"], ["ingest"], ["aggregate"], ["report"], ["export", "rollup", "--out", "-"]] {
      try site.write("stackmeter.json5", project("GB-seconds"))
      let refused = try Program.run(verb, in: site.path)
      #expect(refused.code == 78, "\(verb): \(refused.errors)")
      #expect(
        refused.errors.hasSuffix(
          "ledger.sqlite: its usage of scratch is in GB-hours and the project says GB-seconds; set the unit of scratch in "
            + "stackmeter.json5 to GB-hours, or move the ledger away and ingest the logs again\n"), "\(refused.errors)")
    }
    #expect(try site.reportBytes() == before)
    try site.write("stackmeter.json5", project("GB-hours"))
    #expect(try site.run("run").code == 0)
    #expect(try site.reportBytes() == before)
  }
}
