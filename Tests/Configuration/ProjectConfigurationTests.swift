import Configuration
import Foundation
import Metering
import Testing

@Suite("The configuration as a whole")
struct ProjectConfigurationTests {
  @Test("everything is loaded together, and the files are kept byte by byte in a fixed order")
  func load() throws {
    let texts = [
      "tenants.csv": "tenant\nfraud\n",
      "rates.csv": "resource,unit,price,currency,valid_from\ngpu,GPU-hours,2,USD,2026-01-01\n",
      "environments.csv": "environment,stack,kind,owner\nnb-1,notebooks,bespoke,fraud\n",
      "stackmeter.json5": Sample.project(), "notes.csv": "not ours",
    ]
    let folder = try ProjectFolder(texts)
    let configuration = try ProjectConfiguration.load(folder: folder.path)
    #expect(configuration.project.organization == "Example")
    #expect(configuration.rateCard.rates.count == 1)
    #expect(configuration.catalogue.environments.count == 1 && configuration.catalogue.tenants.count == 1)
    let names = ["stackmeter.json5", "rates.csv", "environments.csv", "tenants.csv"]
    #expect(configuration.files.map(\.name.rawValue) == names)
    #expect(configuration.files.map(\.bytes) == names.map { Array((texts[$0] ?? "").utf8) })
    let digestInput = try ProjectConfiguration.contentDigestInput(folder: folder.path)
    #expect(digestInput.map(\.name) == names)
    #expect(digestInput.map(\.bytes) == configuration.files.map(\.bytes))
  }

  @Test("a folder of ordinary files loads within 20 ms, here with ten times the room")
  func speed() throws {
    var rates = "resource,unit,price,currency,valid_from,tenant\n"
    for tenant in 0..<200 { rates += "gpu,GPU-hours,2.5,USD,2026-01-01,team-\(tenant)\n" }
    let folder = try ProjectFolder([
      "stackmeter.json5": Sample.project(#"timeZone: "Europe/Berlin","#), "rates.csv": rates,
    ])
    // The thread's own time, and the best of several, for the sake of machines with other things to do.
    let milliseconds = try (0..<5).map { _ in
      let start = Self.threadMilliseconds()
      _ = try ProjectConfiguration.load(folder: folder.path)
      return Self.threadMilliseconds() - start
    }
    #expect(milliseconds.contains { $0 < 200 }, "\(milliseconds)")
  }

  private static func threadMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
