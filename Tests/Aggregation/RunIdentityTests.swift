import Metering
import Testing

@testable import Aggregation
@testable import Configuration
@testable import Ledger

@Suite struct RunIdentityTests {
  private func file(_ name: ConfigurationFile.Name, _ text: String) -> ConfigurationFile {
    ConfigurationFile(name: name, path: name.rawValue, bytes: Array(text.utf8))
  }

  private func batch(_ file: String, number: Int, fingerprint: String = "f", accepted: Int = 1) -> BatchRecord {
    BatchRecord(
      batch: number, source: "events", file: file, format: "usage-events", bytes: 10, fingerprint: fingerprint,
      counts: RecordCounts(accepted: accepted), rounded: 0, isRejected: false, ignoredFields: [], rules: nil)
  }

  private func run(
    _ configuration: [ConfigurationFile], _ batches: [BatchRecord], asOf: String = "2026-10-31",
    version: String = "1"
  ) -> String {
    RunIdentity.runID(configuration: configuration, batches: batches, asOf: day(asOf), programVersion: version)
  }

  @Test("a run's name changes with configuration, batches, day and program, and with nothing else")
  func runID() {
    let configuration = [file(.project, "{}"), file(.rates, "a")]
    let batches = [batch("a.csv", number: 1), batch("b.csv", number: 2)]
    let name = run(configuration, batches)
    #expect(name == run(configuration, batches))
    // The same files read in another order have other numbers.
    #expect(name == run(configuration, [batch("a.csv", number: 2), batch("b.csv", number: 1)]))
    #expect(name == run(configuration.reversed(), batches.reversed()))
    let others = [
      run([file(.project, "{ }"), file(.rates, "a")], batches), run([file(.project, "{}")], batches),
      run([file(.project, "{}"), file(.costs, "a")], batches),
      run(configuration, [batches[0]]), run(configuration, [batches[0], batch("c.csv", number: 2)]),
      run(configuration, [batches[0], batch("b.csv", number: 2, fingerprint: "g")]),
      run(configuration, [batches[0], batch("b.csv", number: 2, accepted: 2)]),
      run(configuration, batches, asOf: "2026-10-30"), run(configuration, batches, version: "2"),
    ]
    #expect(Set(others + [name]).count == others.count + 1)
  }

  @Test("texts that run together when joined are told apart")
  func boundaries() {
    let first = run([], [batch("ab", number: 1, fingerprint: "c")])
    #expect(first != run([], [batch("a", number: 1, fingerprint: "bc")]))
  }

  @Test("the rate card is named by its content alone")
  func rateCardVersion() {
    let name = RunIdentity.rateCardVersion([file(.project, "{}"), file(.rates, "a")])
    #expect(name.hasPrefix("rc-") && name.count == 15)
    #expect(name == RunIdentity.rateCardVersion([file(.rates, "a")]))
    #expect(name != RunIdentity.rateCardVersion([file(.rates, "b")]))
    #expect(RunIdentity.rateCardVersion([file(.project, "{}")]) == "none")
  }

  @Test("a line keeps its name when other lines come and go")
  func lineIDs() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.environment("lab")
    let few = try organization.lines([usage("2026-10-01", [3_600])])
    organization.rate("memory", 1, per: "GiB-hours")
    organization.cost("lab", 10)
    let many = try organization.lines([
      usage("2026-10-01", [7_200]), usage("2026-10-02", [1], resource: "memory"),
      usage("2026-10-02", [1], tenant: "aaron"),
    ])
    let names = many.map { RunIdentity.lineID($0.identity) }
    #expect(Set(names).count == many.count && many.count == 4)
    #expect(names.contains(RunIdentity.lineID(few[0].identity)))
    #expect(names.allSatisfy { $0.hasPrefix("2026-10-") })
  }
}
