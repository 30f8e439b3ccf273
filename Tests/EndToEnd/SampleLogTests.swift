import Foundation
import Testing

@testable import stackmeter

/// What is promised of the logs, found again by reading them as plain text.
@Suite("The logs of the sample organisation") struct SampleLogTests {
  private let sample: SampleWriting
  private let events: [SampleLogEvent]

  /// Read once: they are many.
  private static let seedOne = Result {
    let sample = try SampleWriting(seed: 1)
    return (sample: sample, events: sample.allEvents())
  }

  init() throws { (sample, events) = try Self.seedOne.get() }

  @Test("seed 1 has 23,189 events in CSV and JSON lines, and 1,064 lines of sacct") func totals() {
    #expect(events.count == 23_189)
    #expect(sample.lines("sacct/").count - 3 == 1_064)
  }

  @Test("some records cannot be understood, of every kind, and few") func faults() {
    let faults = Dictionary(grouping: events.compactMap(\.fault)) { $0 }.mapValues(\.count)
    #expect(faults == ["zone": 1, "number": 2, "order": 1, "tenant": 1, "quote": 1, "cut": 2, "nested": 1])
  }

  @Test("about one record in a hundred comes again, some in the next file, and one with another quantity")
  func repeats() {
    let groups = Dictionary(grouping: events.filter { $0.fault == nil }, by: \.id).values.filter { $0.count > 1 }
    #expect((150...350).contains(groups.count))
    #expect(groups.contains { Set($0.map(\.file)).count == 2 })
    #expect(groups.filter { Set($0.map(\.quantity)).count > 1 }.count == 1)
  }

  @Test("a record of August arrives in October") func late() {
    let late = events.filter { $0.file.contains("2026-10") && $0.start.hasPrefix("2026-08") }
    #expect(late.count == 1)
    #expect(late.first?.environment == "fraud-notebooks")
  }

  @Test("one record takes something back, and no more than was metered") func correction() {
    let corrections = events.filter { $0.quantity < 0 }
    #expect(corrections.count == 1)
    guard let correction = corrections.first else { return }
    let metered = sample.goodEvents().first {
      $0.start == correction.start && $0.environment == correction.environment && $0.resource == "gpu.a100"
    }
    #expect((metered?.quantity ?? 0) + correction.quantity > 0)
  }

  @Test("the logs know an environment that the catalogue does not, and a resource without a price")
  func unknown() {
    let catalogued = Set(SampleCatalogue.environments.map(\.name))
    #expect(Set(events.map(\.environment)).subtracting(catalogued) == ["marketing-sandbox", ""])
    #expect(events.contains { $0.resource == "object-store.requests" })
  }

  @Test("two tenants work on the platform after they moved, and not in their own environments") func moves() {
    for (environment, from, until) in [
      ("claims-notebooks", "2026-08-01", "2026-09-07"), ("marketing-notebooks", "2026-08-01", "2026-10-12"),
      ("claims-pipelines", "2026-08-01", "2026-09-21"), ("marketing-pipelines", "2026-08-01", "2026-10-12"),
    ] {
      let starts = events.filter { $0.environment == environment }.map(\.start)
      #expect(starts.count > 100 && starts.allSatisfy { from <= $0 && $0 < until }, "\(environment)")
    }
    #expect(events.filter { $0.environment == "platform-notebooks" }.allSatisfy { $0.start >= "2026-09-07" })
  }

  @Test("nobody is named, and people work in several environments") func people() {
    let users = Set(events.map(\.user)).subtracting([""])
    #expect(users.allSatisfy { $0.hasPrefix("u-") && $0.utf8.count == 10 })
    let places = Dictionary(grouping: events.filter { $0.environment.hasSuffix("-notebooks") }, by: \.user)
    #expect(places.filter { !$0.key.isEmpty && Set($0.value.map(\.environment)).count > 1 }.count > 4)
  }

  @Test("sacct has jobs that wait, run, were cancelled, are nobody's or free, and one across the change of the clock")
  func jobs() {
    let jobs = sample.lines("sacct/").map { $0.line.split(separator: "|", omittingEmptySubsequences: false) }
    func count(_ column: Int, _ text: String) -> Int { jobs.count { $0.count > column && $0[column] == text } }
    #expect(count(16, "PENDING") > 0)
    #expect(count(16, "RUNNING") > 5)
    #expect(count(16, "TIMEOUT") > 5)
    #expect(jobs.contains { $0.count > 16 && $0[16].hasPrefix("CANCELLED by") && $0[12] == "None" && $0[22].isEmpty })
    #expect(count(3, "debug") > 50)
    #expect(count(5, "guest") == 2)
    #expect(jobs.filter { $0.count < 26 }.count == 1)
    let nightJob = jobs.filter { $0.count > 14 && $0[12] == "2026-10-25T02:30:00" && $0[13] == $0[12] }
    #expect(nightJob.map { $0[14] } == ["01:00:00"])
    #expect(jobs.contains { $0.count > 26 })
    #expect(jobs.contains { $0.count > 22 && $0[22].contains("gres/gpu:a100=8,gres/gpu=8,") })
  }

  @Test("the project file says how it was made, with what is not usual") func command() throws {
    func first(_ sample: SampleWriting) -> String? {
      sample.lines("stackmeter.json5").first { $0.line.contains("Made by") }?.line
    }
    #expect(first(sample) == "// Made by: stackmeter sample DIR --seed 1")
    #expect(
      first(try SampleWriting(seed: 9, months: 2, scale: 2))
        == "// Made by: stackmeter sample DIR --seed 9 --months 2 --scale 2")
  }
}
