import Configuration
import Metering
import Testing

@testable import Comparison

@Suite("Version drift") struct VersionDriftTests {
  /// V18: six environments whose own software is at 7, 7, 8, 7, 8 and 6.
  private func vector18() -> Landscape {
    var landscape = Landscape()
    for (position, version) in ["7", "7", "8", "7", "8", "6"].enumerated() {
      landscape.add("e\(position)", owner: "owner-\(position)", version: VersionID(version), cost: 590)
    }
    landscape.release("notebooks", "7", "2024-03-01", endOfSupport: "2025-12-31", surcharge: "0.50")
    landscape.release("notebooks", "8", "2025-06-14")
    landscape.first = "2026-01-01"
    landscape.end = "2026-03-01"
    return landscape
  }

  @Test("V18: distinct versions, modal share, differ-probability, lag, days past support and the surcharge to date")
  func v18() throws {
    let findings = try vector18().findings()
    let drift = try findings.drift("notebooks")
    #expect(drift.isOwnSoftware && drift.versions.distinct == 3)
    #expect(drift.versions.counts.map(\.value) == ["6", "7", "8"] && drift.versions.counts.map(\.count) == [1, 3, 2])
    #expect(drift.versions.differProbability == Fraction(11, 15) && drift.versions.modalShare == Fraction(1, 2))
    #expect(drift.newest == VersionDrift.Newest(version: "8", released: Landscape.day("2025-06-14")))
    let old = drift.uses[0]
    #expect(old.knowledge == .listed && old.majorsBehind == 1)
    #expect(old.lag == VersionDrift.Lag(days: 470, libyears: Fraction(1_880, 1_461), releases: 1))
    #expect(try ExactDecimal(Fraction(1_880, 1_461)).rounded(places: 2, .halfEven) == "1.29")
    let support = try #require(old.support)
    #expect(support.end == Landscape.day("2025-12-31") && support.daysPast == 59 && support.exposedDays == 59)
    #expect(support.surcharge == "708.00" && support.surchargeToDate == "708.00")
    // All 59 days of the period are past support.
    #expect(support.spent == 590)
    // The newest has no lag, and no end of support that anybody knows.
    #expect(drift.uses[2].lag == VersionDrift.Lag(days: 0, libyears: .zero, releases: 0))
    #expect(drift.uses[2].support?.daysPast == nil && drift.uses[2].support?.exposedDays == 0)
  }

  @Test("a period's surcharge is that of its days; to date it is of all days since support ended")
  func surchargeOfPeriod() throws {
    var landscape = vector18()
    landscape.first = "2026-02-01"
    let support = try #require(landscape.findings().use(of: "notebooks", in: "e0").support)
    #expect(support.surcharge == 336 && support.surchargeToDate == 708 && support.exposedDays == 28)
  }

  @Test("the last day of support is supported, and before it there are days to go")
  func lastDay() throws {
    var landscape = vector18()
    landscape.first = "2025-12-01"
    landscape.end = "2026-01-01"
    let last = try #require(landscape.findings().use(of: "notebooks", in: "e0").support)
    #expect(last.daysPast == 0 && last.exposedDays == 0 && last.surchargeToDate == 0 && last.spent == 0)
    landscape.end = "2025-12-02"
    #expect(try landscape.findings().use(of: "notebooks", in: "e0").support?.daysPast == -30)
    // Before 8 came out, 7 was the newest.
    landscape.first = "2025-06-01"
    landscape.end = "2025-06-14"
    #expect(try landscape.findings().drift("notebooks").newest?.version == "7")
  }

  @Test("what releases.csv does not list is unknown and never 0")
  func unknown() throws {
    var landscape = vector18()
    landscape.install("minio", "3", in: "e0")
    let findings = try landscape.findings()
    let minio = try findings.use(of: "minio", in: "e0")
    #expect(minio.knowledge == .componentNotListed)
    #expect(minio.lag == nil && minio.majorsBehind == nil && minio.support == nil)
    #expect(try findings.drift("minio").newest == nil)
    let six = try findings.use(of: "notebooks", in: "e5")
    #expect(six.knowledge == .versionNotListed && six.lag == nil && six.support == nil)
    // Its number is enough to tell that two majors lie between.
    #expect(six.majorsBehind == 2)
    #expect(findings.exposure.unknown == ["e5"])
  }

  @Test("a late fix of an old line is not the newest version, and has no lag in days but one in majors")
  func backport() throws {
    var landscape = Landscape()
    landscape.add("old", owner: "ada", components: ["kubernetes": "1.31.9"])
    landscape.add("new", owner: "bob", components: ["kubernetes": "2.0.1"])
    landscape.release("kubernetes", "2.0.1", "2026-01-10")
    landscape.release("kubernetes", "1.31.9", "2026-02-10")
    landscape.release("kubernetes", "2.1.0", "2026-12-01")
    let findings = try landscape.findings()
    #expect(try findings.drift("kubernetes").newest?.version == "2.0.1")
    #expect(try findings.use(of: "kubernetes", in: "new").lag?.releases == 0)
    let old = try findings.use(of: "kubernetes", in: "old")
    #expect(old.lag == VersionDrift.Lag(days: 0, libyears: .zero, releases: 1) && old.majorsBehind == 1)
  }

  @Test("the stack's own software is called by the product that all declare, else by the stack")
  func ownSoftware() throws {
    var landscape = Landscape()
    landscape.add("one", owner: "ada", version: "7", product: "Atelier")
    landscape.add("two", owner: "bob", version: "8", product: "Atelier")
    landscape.add("three", owner: "eve", version: "8")
    #expect(try landscape.findings().drift.map(\.component) == ["Atelier"])
    landscape.add("four", owner: "pat", version: "8", product: "Studio")
    #expect(try landscape.findings().drift.map(\.component) == ["notebooks"])
    // What components.csv tells of it stands for the environment's version.
    landscape.install("notebooks", "9", in: "four")
    let drift = try #require(landscape.findings().drift.first)
    #expect(drift.isOwnSoftware)
    #expect(drift.uses.map(\.environment) == ["four", "one", "three", "two"])
    #expect(drift.uses.map(\.version) == ["9", "7", "8", "8"])
  }

  @Test("what the logs saw counts before what the catalogue tells")
  func seenVersions() throws {
    var landscape = Landscape()
    landscape.add("agreed", owner: "ada", version: "8", seen: ["7", "8"])
    landscape.add("stale", owner: "bob", version: "6", seen: ["7.9", "7.10"])
    landscape.add("unused", owner: "eve", version: "6", used: [])
    landscape.add("untold", owner: "pat")
    landscape.addUncatalogued("mystery", seen: ["5"], used: ["pat"])
    let drift = try landscape.findings().drift("notebooks")
    #expect(drift.uses.map(\.environment) == ["agreed", "mystery", "stale", "unused"])
    #expect(drift.uses.map(\.version) == ["8", "5", "7.10", "6"])
  }

  @Test("versions are newer by their numbers; without numbers they are told apart by their days")
  func order() {
    let ascending: [VersionID] = [
      "focal", "0.9", "v1.9.12", "1.31", "1.31.1", "r2", "8.0.1", "8.0.10", "10", "2024.10",
    ]
    for (position, version) in ascending.enumerated() {
      for later in ascending[(position + 1)...] {
        #expect(VersionOrder(version) < VersionOrder(later), "\(version) < \(later)")
        #expect(!(VersionOrder(later) < VersionOrder(version)), "\(later) < \(version)")
      }
    }
    #expect(VersionOrder("8") == VersionOrder("8.0.0-rc1") && VersionOrder("08.1") == VersionOrder("v8.1"))
    #expect(VersionOrder("focal") == VersionOrder("jammy"))
    #expect(VersionOrder("99999999999999999999999.1") > VersionOrder("99999999999999999999998.2"))
    #expect(VersionOrder("99999999999999999999999").major == nil && VersionOrder("v0.3").major == 0)
    #expect(VersionOrder("8.1").major == 8 && VersionOrder("focal").major == nil)
    #expect(VersionOrder.newest(of: ["8.9", "8.10", "8.1"]) == "8.10" && VersionOrder.newest(of: []) == nil)
  }
}
