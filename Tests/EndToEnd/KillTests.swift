import Foundation
import Testing

@Suite("A run that is killed", .serialized) struct KillTests {
  /// The set that the link to the present one leads to.
  private func present(_ site: Site) throws -> [String: Data] {
    let name = try FileManager.default.destinationOfSymbolicLink(atPath: "\(site.path)/reports-sets/current")
    return try site.reportBytes("reports-sets/" + name)
  }

  @Test("killed at any moment, it leaves the old reports or the new, and the next run ends as if nothing had been")
  func killed() throws {
    let yesterday = try Site(Site.organization)
    try yesterday.night()
    let old = try yesterday.reportBytes()
    let today = try Site(copyOf: yesterday)
    for name in ["m", "n"] { try today.write("logs/\(name).csv", Site.log(events: 12_000, name: name)) }

    let undisturbed = try Site(copyOf: today)
    let start = ContinuousClock.now
    try undisturbed.night()
    let length = (ContinuousClock.now - start) / .seconds(1)
    let (new, usage) = (try undisturbed.reportBytes(), try undisturbed.rollup())
    #expect(new != old)

    // Moments all over a run's length: where that was measured too long because other tests ran, the early ones hit.
    var moments = (0..<13).map { length * Double($0) / 13 }.makeIterator()
    var killed = 0
    for round in 0..<10 {
      let site = try Site(copyOf: today)
      // Some are killed a second time while they recover.
      for _ in 0...(round % 3 == 2 ? 1 : 0) {
        let next = moments.next()
        let moment = try #require(next)
        if try Program.kill(after: moment, ["run"], in: site.path) { killed += 1 }
        let reports = try site.reportBytes()
        #expect(reports == old || reports == new, "killed after \(moment) s: a mix of reports")
        let current = try present(site)
        #expect(current == old || current == new, "killed after \(moment) s: `current` leads to a mix of reports")
      }
      let outcome = try site.run("run")
      #expect(outcome.code == 0 && outcome.complaints == [], "\(outcome.errors)")
      #expect(try site.reportBytes() == new && present(site) == new)
      if round % 3 == 0 { #expect(try site.rollup() == usage) }
      let sets = try FileManager.default.contentsOfDirectory(atPath: "\(site.path)/reports-sets")
      #expect(sets.count == 3, "two sets and the link")
      let names = try FileManager.default.contentsOfDirectory(atPath: site.path) + sets
      #expect(names.filter { $0.hasPrefix(".") || $0.hasSuffix(".part") } == [], "nothing is left over")
    }
    #expect(killed > 0, "no run was still at work when it was killed")
  }
}
