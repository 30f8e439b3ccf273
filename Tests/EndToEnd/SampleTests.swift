import Bytes
import Configuration
import Foundation
import Metering
import Testing

@testable import stackmeter

@Suite("The sample organisation") struct SampleTests {
  @Test("the same seed gives the same bytes") func sameSeed() throws {
    let (first, second) = (try SampleWriting(seed: 7), try SampleWriting(seed: 7))
    #expect(first.files == second.files)
    #expect(first.files.count == 23)
  }

  @Test("another seed gives other logs and the same tables") func otherSeed() throws {
    let (first, second) = (try SampleWriting(seed: 7), try SampleWriting(seed: 8))
    for name in first.names {
      let isTable = name.hasSuffix(".csv") && !name.contains("/")
      #expect((first.files[name] == second.files[name]) == isTable, "\(name)")
    }
  }

  @Test("the committed sample is what seed 1 writes today") func committedSample() throws {
    let sample = try SampleWriting(seed: 1)
    let committed = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../sample-data").standardized
    for name in sample.names {
      let bytes = try? Data(contentsOf: committed.appendingPathComponent(name))
      #expect(bytes == sample.files[name], "write it again: stackmeter sample sample-data --seed 1 (\(name))")
    }
  }

  @Test("a year of it is as good a project as three months", arguments: [1, 2, 3, 12])
  func loads(months: Int) throws {
    let sample = try SampleWriting(seed: 3, months: months)
    let configuration = try sample.configuration()
    #expect(configuration.project.sources.count == 3)
    #expect(sample.names.filter { $0.hasPrefix("logs/") || $0.hasPrefix("sacct/") }.count == 3 * months)
  }

  @Test("there are 8 tenants, 5 stacks and 26 environments at versions 7 and 8, most of them bespoke")
  func organisation() throws {
    let catalogue = try SampleWriting(seed: 1).configuration().catalogue
    #expect(Set(catalogue.tenants.map(\.tenant)).count == 8)
    #expect(Set(catalogue.environments.map(\.stack)).count == 5)
    let environments = Dictionary(grouping: catalogue.environments, by: \.environment)
    #expect(environments.count == 26)
    #expect(environments.values.count { $0[0].kind == .shared } == 2)
    #expect(catalogue.environments.filter { $0.kind == .shared }.allSatisfy { $0.owner == "platform" })
    #expect(Set(catalogue.environments.map { $0.version.text.prefix(2) }) == ["7.", "8."])
    // The two that moved: their environments, capacity and costs end, a week after the platform has taken over.
    let ended = catalogue.environments.filter { $0.kind == .bespoke && $0.validity.to != nil }
      .filter { catalogue.environment($0.environment, on: october.endDay) == nil }
    #expect(
      Set(ended.map(\.environment)) == [
        "claims-notebooks", "claims-pipelines", "marketing-notebooks", "marketing-pipelines",
      ])
    for environment in ended {
      let rows =
        catalogue.capacities.filter { $0.environment == environment.environment }.map(\.validity)
        + catalogue.costs.filter { $0.environment == environment.environment }.map(\.validity)
      #expect(rows.count > 4 && rows.allSatisfy { $0.to == environment.validity.to })
    }
    let costCentre = { (day: CivilDate) in catalogue.tenant("claims", on: day)?.account.costCentre }
    #expect(costCentre(october.previous.firstDay) == "0431")
    #expect(costCentre(october.firstDay) == "0517")
  }

  @Test("a price falls in September, one tenant and one environment have their own, and one resource has none")
  func rates() throws {
    let configuration = try SampleWriting(seed: 1).configuration()
    func price(_ resource: ResourceID, _ tenant: TenantID, _ environment: EnvironmentID, _ day: Int) -> ExactDecimal? {
      let day = october.previous.firstDay.adding(days: day - 1)
      let stack = configuration.catalogue.environment(environment, on: day)?.stack ?? ""
      let usage = UsageSubject(tenant: tenant, stack: stack, environment: environment, resource: resource)
      guard case .unit(let price) = configuration.rateCard.rate(of: usage, on: day)?.pricing else { return nil }
      return price
    }
    #expect(price("gpu.a100", "risk", "risk-training", 15) == "2.40")
    #expect(price("gpu.a100", "risk", "risk-training", 16) == "2.15")
    #expect(price("gpu.a100", "language", "language-training", 16) == "1.95")
    #expect(price("gpu.l4", "claims", "platform-notebooks", 16) == "0.72")
    #expect(price("object-store.requests", "fraud", "fraud-serving", 16) == nil)
    #expect(configuration.project.unit(of: "object-store.requests") == MeteringUnit("requests"))
  }

  @Test("every environment tells its components, most of whose versions are listed, and one is kept apart")
  func software() throws {
    let catalogue = try SampleWriting(seed: 1).configuration().catalogue
    let environments = Set(catalogue.environments.map(\.environment))
    #expect(Set(catalogue.components.map(\.environment)) == environments)
    #expect(catalogue.environments.allSatisfy { $0.product != nil && $0.region == "eu-central" })
    #expect(catalogue.environments.filter { $0.keepApart != nil }.map(\.environment) == ["risk-training"])
    #expect(Set(catalogue.environments.compactMap(\.wave)) == [1, 2, 3])
    #expect(catalogue.environments.count { $0.retireAfter != nil } == 4)
    // The versions of the products that more than one environment has are all known.
    for entry in catalogue.environments where entry.stack != "feature-store" {
      let product = entry.product?.text
      #expect(
        catalogue.releases.contains { $0.component.text == product && $0.version == entry.version },
        "\(entry.environment) \(entry.version)")
    }
    // An upgrade takes the place of what was there, on its day.
    let upgraded = catalogue.components.filter { $0.environment == "vision-notebooks" && $0.component == "python" }
    #expect(upgraded.map(\.version) == ["3.10", "3.12"])
    #expect(upgraded.first?.validity.to == upgraded.last?.validity.from && upgraded.last?.validity.from != nil)
    let listed = Set(catalogue.releases.map(\.component))
    #expect(listed.isSuperset(of: ["kubernetes", "postgres", "python"]) && !listed.contains("mlflow"))
  }

  @Test("its assumptions differ by stack") func assumptions() throws {
    let assumptions = try SampleWriting(seed: 1).configuration().project.assumptions
    #expect(assumptions.teamFloor == 1)
    #expect(Set(assumptions.stacks.keys) == ["notebooks", "training", "feature-store", "serving"])
    #expect(assumptions.forStack("feature-store").teamFloor == 2)
  }

  @Test("the logs of three months are 2 to 4 MB, whatever the seed", arguments: [1, 2, 3, 4])
  func size(seed: UInt64) throws {
    let bytes = try SampleWriting(seed: seed).files.values.reduce(0) { $0 + $1.count }
    #expect((2_000_000...4_000_000).contains(bytes), "\(bytes) bytes")
  }

  @Test("the clock is Berlin's", arguments: [1, 36]) func clock(months: Int) throws {
    let zone = try #require(ZoneRules.named("Europe/Berlin"))
    let window = SampleWindow(months: months)
    for instant in stride(from: window.start - 86_400, to: window.end + 86_400, by: 1_800) {
      #expect(SampleWindow.zone.offset(at: instant) == zone.offset(at: instant))
    }
    let calendar = OrganizationCalendar(zone: zone)
    for day in window.days { #expect(window.start(of: day) == calendar.start(of: day)) }
    #expect(window.periods.last == october)
  }

  @Test("with a larger scale there are as many times more events, and the usage is the same") func scale() throws {
    let (one, three) = (try SampleWriting(seed: 5, months: 1), try SampleWriting(seed: 5, months: 1, scale: 3))
    let (events, moreEvents) = (one.goodEvents(), three.goodEvents())
    let held = events.count { $0.unit.isEmpty }
    let moreHeld = moreEvents.count { $0.unit.isEmpty }
    // The records that go wrong stay as many as they are.
    #expect((held * 3 - 20...held * 3).contains(moreHeld))
    #expect(Set(moreEvents.map(\.user)).count > 2 * Set(events.map(\.user)).count)
    #expect(SampleLogEvent.sums(events) == SampleLogEvent.sums(moreEvents))
  }
}

private let october = SampleWindow(months: 1).lastPeriod

@Suite("Writing a sample organisation") struct SampleWritingTests {
  @Test("it may replace what an earlier call wrote") func again() throws {
    let sample = try SampleWriting(seed: 1, months: 1)
    let paths = try SampleOrganization.write(to: sample.folder, seed: 2, months: 1, scale: 1)
    #expect(paths.map { String($0.dropFirst(sample.folder.utf8.count + 1)) }.sorted() == sample.names)
    #expect(try SampleWriting(seed: 2, months: 1).files == sample.reread())
  }

  @Test("it may be written again after a run, and what the run left stays") func afterRun() throws {
    let sample = try SampleWriting(seed: 1, months: 1)
    let writing = ["sample", sample.folder, "--seed", "1", "--months", "1"]
    #expect(try Program.run(writing, in: "/").errors == "")
    #expect(try Program.run(["run"], in: sample.folder).code == 0)
    // As a killed run leaves them.
    for ending in ["-wal", "-shm"] {
      try Data().write(to: URL(fileURLWithPath: sample.folder + "/ledger.sqlite" + ending))
    }
    let left = sample.reread()
    #expect(left["ledger.sqlite.lock"] != nil && left["last_run.json"] != nil && left["reports/summary.html"] != nil)
    #expect(left.keys.contains { $0.hasPrefix("quarantine/") })
    let again = try Program.run(writing, in: "/")
    #expect(again.code == 0)
    #expect(
      again.errors == "\(sample.folder)/ledger.sqlite remembers the logs of earlier runs; remove it to begin anew\n")
    #expect(sample.reread() == left)
  }

  @Test(
    "it touches no folder that holds something else",
    arguments: ["notes.txt", "logs/clusters-2026-07.csv", ".git", "ledger.sqlite.old", "logs/reports"])
  func otherFile(name: String) throws {
    let sample = try SampleWriting(seed: 1, months: 1)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: sample.folder + "/" + name))
    #expect(throws: SampleError.otherFile(folder: sample.folder, file: name)) {
      try SampleOrganization.write(to: sample.folder, seed: 2, months: 1, scale: 1)
    }
    #expect(sample.reread().filter { $0.key != name } == sample.files)
  }

  @Test(
    "it replaces no project that another wrote, whatever its names",
    arguments: [
      ["stackmeter.json5", "tenants.csv"], ["tenants.csv"], ["logs/serving-2026-10.jsonl"], ["ledger.sqlite"],
    ])
  func otherProject(names: [String]) throws {
    let site = try Site(Dictionary(uniqueKeysWithValues: names.map { ($0, "mine") }))
    for _ in 0..<2 {
      let outcome = try Program.run(["sample", site.path, "--seed", "1", "--months", "1"], in: "/")
      #expect(outcome.code == 73 && outcome.output == "")
      #expect(
        outcome.errors == "stackmeter: \(SampleError.otherProject(folder: site.path))\n", "\(outcome.errors)")
    }
    for name in names { #expect(try site.read(name) == "mine") }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: site.path).count { $0.contains(".") } == names.count)
  }

  @Test("an empty folder takes it, and so does one whose tables were changed since")
  func emptyFolder() throws {
    let site = try Site([:])
    let writing = ["sample", site.path, "--seed", "1", "--months", "1"]
    #expect(try Program.run(writing, in: "/").code == 0)
    let rates = try site.read("rates.csv")
    try site.append("rates.csv", "\n")
    #expect(try Program.run(writing, in: "/").code == 0)
    #expect(try site.read("rates.csv") == rates)
  }

  @Test("a file is no folder, and nothing can be made below one") func file() throws {
    let sample = try SampleWriting(seed: 1, months: 1)
    let file = sample.folder + "/rates.csv"
    #expect(throws: SampleError.notAFolder(path: file)) {
      try SampleOrganization.write(to: file, seed: 1, months: 1, scale: 1)
    }
    let failure = FileCalls.Failure(action: "make the folder", path: file + "/sample", number: ENOTDIR)
    #expect(throws: SampleError.cannotWrite(CannotWrite(failure: failure))) {
      try SampleOrganization.write(to: file + "/sample", seed: 1, months: 1, scale: 1)
    }
  }

  @Test("months and scale have limits, and nothing is written beyond them", arguments: [0, -1, 37, 1_001])
  func limits(number: Int) {
    let folder = NSTemporaryDirectory() + "stackmeter-sample-" + UUID().uuidString
    #expect(throws: SampleError.monthsOutOfRange(number)) {
      try SampleOrganization.write(to: folder, seed: 1, months: number, scale: 1)
    }
    guard number != 37 else { return }
    #expect(throws: SampleError.scaleOutOfRange(number)) {
      try SampleOrganization.write(to: folder, seed: 1, months: 1, scale: number)
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test(
    "every error is one line that says what to do",
    arguments: [
      (SampleError.monthsOutOfRange(40), "--months is 40; write a number from 1 to 36"),
      (.scaleOutOfRange(0), "--scale is 0; write a number from 1 to 1000"),
      (.notAFolder(path: "a"), "a: this is a file; name a folder that is empty or does not exist yet"),
      (
        .otherFile(folder: "a", file: "b"),
        "a: b is there and would not be replaced; empty the folder or name another"
      ),
      (.cannotRead(path: "a"), "a: the folder cannot be read; give this user read permission or name another"),
      (
        .cannotWrite(CannotWrite(failure: FileCalls.Failure(action: "write", path: "a", number: ENOSPC))),
        "cannot write a: No space left on device: make room and let this user write there, or name another place"
      ),
      (
        .otherProject(folder: "a"),
        "a: what is there was not written by stackmeter sample (the first line of its stackmeter.json5 would say so) "
          + "and would be replaced; empty the folder or name another"
      ),
    ])
  func wording(error: SampleError, text: String) { #expect(error.description == text) }
}
