import Configuration
import Foundation
import Metering
import Testing

@Suite("The project file")
struct ProjectTests {
  private func load(_ text: String) throws -> Project {
    try ProjectFolder(["stackmeter.json5": text]).project()
  }

  @Test("the smallest project file of the issue loads, with the defaults")
  func smallest() throws {
    let project = try load(
      """
      {
        organization: "Example", currency: "USD", timeZone: "UTC",
        sources: [
          { name: "events", format: "usage-events", files: ["logs/*.csv", "logs/*.jsonl"] },
          { name: "hpc", format: "slurm-sacct", files: ["sacct/*.log"], timeZone: "UTC",
            map: [ { set: { tenant: "{Account}", environment: "{Cluster}", stack: "{Partition}", user: "{User}" } } ] },
        ],
      }
      """)
    let rule = MappingRule(
      conditions: [],
      action: .set([
        .tenant: .init(pieces: [.field("Account")]), .environment: .init(pieces: [.field("Cluster")]),
        .stack: .init(pieces: [.field("Partition")]), .user: .init(pieces: [.field("User")]),
      ]))
    #expect(
      project
        == Project(
          organization: "Example", currency: try #require(Currency("USD")), zone: .utc,
          sources: [
            LogSource(name: "events", format: .usageEvents, files: ["logs/*.csv", "logs/*.jsonl"]),
            LogSource(name: "hpc", format: .slurmSacct, files: ["sacct/*.log"], rules: [rule]),
          ]))
    #expect(project.ledgerPath == "ledger.sqlite" && project.reportsPath == "reports" && project.rememberDays == 31)
    #expect(project.assumptions == SharingAssumptions())
  }

  @Test("every key is taken")
  func everyKey() throws {
    let project = try load(
      Sample.project(
        """
        timeZone: "Europe/Berlin", resources: { scratch: { unit: "GB-hours" }, "api calls": { unit: "calls" } },
        ledger: "/var/lib/ledger.sqlite", reports: "out", quarantine: { largestShare: "2.5%", fromRecords: 7 },
        rememberDays: 400, comparison: { headroom: 0.2 },
        """))
    #expect(project.zone.name == "Europe/Berlin" && !project.zone.changes.isEmpty)
    #expect(project.resourceUnits == ["scratch": MeteringUnit("GB-hours"), "api calls": MeteringUnit("calls")])
    #expect(project.ledgerPath == "/var/lib/ledger.sqlite" && project.reportsPath == "out")
    #expect(project.quarantineLimit == QuarantineLimit(largestShare: Fraction(1, 40), fromRecords: 7))
    #expect(project.rememberDays == 400)
    #expect(project.assumptions.headroom == Fraction(1, 5))
  }

  @Test("a source has one path or several, and its own zone")
  func source() throws {
    let project = try load(
      Sample.project(
        source: #"{ name: "a", format: "usage-events", files: "a.csv", timeZone: "Asia/Kolkata" }, "#
          + #"{ name: "b", format: "usage-events", files: ["b", "c"] }"#))
    #expect(project.sources.map(\.files) == [["a.csv"], ["b", "c"]])
    #expect(project.sources.map(\.zone.name) == ["Asia/Kolkata", "UTC"])
  }

  @Test("rules keep their order; fields are found in any case and kept as Slurm writes them")
  func rules() throws {
    let project = try load(
      Sample.slurm(
        map: """
          [
            { when: { partition: "gpu*", QOS: "low?" }, exclude: true },
            { when: { }, set: { tenant: "{ACCOUNT}", environment: "hpc-{cluster}{{x}}", version: "8" } },
          ]
          """))
    #expect(
      project.sources[0].rules == [
        MappingRule(
          conditions: [.init(field: "Partition", pattern: "gpu*"), .init(field: "QOS", pattern: "low?")],
          action: .exclude),
        MappingRule(
          conditions: [],
          action: .set([
            .tenant: .init(pieces: [.field("Account")]),
            .environment: .init(pieces: [.text("hpc-"), .field("Cluster"), .text("{x}")]),
            .version: .init(pieces: [.text("8")]),
          ])),
      ])
  }

  @Test("sacct has 26 fields, the job's name last")
  func sacctFields() {
    #expect(SacctField.allCases.count == 26)
    #expect(SacctField.allCases.last?.rawValue == "JobName")
    #expect(SacctField(name: "ncpus") == .cpuCount)
  }

  @Test("a missing folder and a missing project file are told apart from a wrong one")
  func missing() throws {
    let folder = try ProjectFolder()
    let noFile = #expect(throws: ConfigurationError.self) { try Project.load(fromFolder: folder.path) }
    #expect(noFile?.kind == .notFound && noFile?.problem == .file(.noProjectFile))
    #expect(noFile?.file == folder.path + "/stackmeter.json5")
    let noFolder = #expect(throws: ConfigurationError.self) { try Project.load(fromFolder: folder.path + "/nowhere") }
    #expect(noFolder?.kind == .notFound && noFolder?.problem == .file(.noFolder))
    #expect(noFolder?.file == folder.path + "/nowhere")
    try folder.write("stackmeter.json5", Array(Sample.project().utf8))
    let fileAsFolder = #expect(throws: ConfigurationError.self) {
      try Project.load(fromFolder: folder.path + "/stackmeter.json5")
    }
    #expect(fileAsFolder?.problem == .file(.noFolder))
  }

  @Test("what is no regular file is unreadable, a link to one is read")
  func notRegular() throws {
    let folder = try ProjectFolder(["real.json5": Sample.project()])
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/stackmeter.json5", withDestinationPath: folder.path + "/real.json5")
    #expect(folder.message() == nil)
    try FileManager.default.createDirectory(atPath: folder.path + "/rates.csv", withIntermediateDirectories: false)
    let error = #expect(throws: ConfigurationError.self) { try ProjectConfiguration.load(folder: folder.path) }
    #expect(error?.kind == .unreadable && error?.problem == .file(.notRegular))
  }

  @Test("a file in the current folder is called by its name alone", arguments: ["", ".", "./"])
  func currentFolder(folder: String) {
    let error = #expect(throws: ConfigurationError.self) { try Project.load(fromFolder: folder) }
    #expect(
      error?.description
        == "stackmeter.json5: there is no project file; write one there or name the folder that holds it")
  }
}
