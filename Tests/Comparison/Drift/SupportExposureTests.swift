import Configuration
import Metering
import Testing

@testable import Comparison

@Suite("What is spent on software past its support") struct SupportExposureTests {
  @Test("an upgrade in the month ends the exposure, and its cost is the share of days")
  func upgrade() throws {
    var landscape = Landscape()
    landscape.add("lab", owner: "ada", cost: 1_000)
    landscape.install("python", "3.8", in: "lab", to: "2026-10-11")
    landscape.install("python", "3.12", in: "lab", from: "2026-10-11")
    landscape.release("python", "3.8", "2019-10-14", endOfSupport: "2024-10-07")
    landscape.release("python", "3.12", "2023-10-02", endOfSupport: "2028-10-31")
    let findings = try landscape.findings()
    let support = try #require(findings.use(of: "python", in: "lab").support)
    #expect(support.exposedDays == 10 && support.end == Landscape.day("2028-10-31"))
    // 1,000 · 10/31 = 322.5806…
    #expect(support.spent == "322.58")
    #expect(
      findings.exposure.environments == [
        SupportExposure.Environment(
          stack: "notebooks", environment: "lab", days: 10, presentDays: 31, components: ["python"], spent: "322.58",
          surcharge: 0)
      ])
  }

  @Test("an environment counts once, however many of its components are past support, and only while it is there")
  func once() throws {
    var landscape = Landscape()
    landscape.add(
      "lab", owner: "ada", to: "2026-10-21", components: ["python": "3.8", "postgres": "12"], cost: 1_000)
    landscape.add("other", owner: "bob", components: ["python": "3.12"], cost: 70)
    landscape.release("python", "3.8", "2019-10-14", endOfSupport: "2026-10-10", surcharge: 1)
    landscape.release("python", "3.12", "2023-10-02", endOfSupport: "2028-10-31", surcharge: 1)
    landscape.release("postgres", "12", "2019-10-03", endOfSupport: "2026-10-15", surcharge: "0.25")
    let findings = try landscape.findings()
    let exposure = findings.exposure
    #expect(exposure.environments.map(\.environment) == ["lab"] && exposure.unknown.isEmpty)
    #expect(exposure.environments[0].components == ["postgres", "python"])
    // 11 to 20 October of 20 days; python 10 days · 24 h · 1, postgres 5 days · 24 h · 0.25.
    #expect(exposure.environmentDays == 10 && exposure.presentDays == 51 && exposure.spent == 500)
    #expect(exposure.surcharge == 270)
    #expect(try findings.use(of: "postgres", in: "lab").support?.spent == 250)
  }

  @Test("a surcharge is for the hours the clock showed: 745 in the October in which it is put back")
  func daylightSaving() throws {
    var landscape = Landscape()
    landscape.zone = ZoneRules(
      name: "Europe/Berlin", changes: [1_774_746_000, 1_792_890_000], offsets: [3_600, 7_200, 3_600])
    landscape.add("lab", owner: "ada", components: ["kubernetes": "1.31"])
    landscape.release("kubernetes", "1.31", "2024-09-26", endOfSupport: "2026-09-30", surcharge: "0.50")
    #expect(try landscape.findings().exposure.surcharge == "372.50")
  }

  @Test("an end of support before anything was metered counts from the first day that could be")
  func longAgo() throws {
    var landscape = Landscape()
    landscape.add("lab", owner: "ada", components: ["cobol": "1"])
    landscape.release("cobol", "1", "1959-01-01", endOfSupport: "1968-01-01", surcharge: 1)
    let support = try #require(landscape.findings().use(of: "cobol", in: "lab").support)
    #expect(support.exposedDays == 31 && support.surcharge == 744)
    #expect(support.surchargeToDate == ExactDecimal(24 * (Landscape.day("2026-11-01").dayNumber)))
  }

  @Test("the version the catalogue told earlier counts for earlier months")
  func earlierVersions() throws {
    var landscape = Landscape()
    landscape.add("lab", owner: "ada", version: "7", to: "2026-09-21", seen: ["8"])
    landscape.row("lab", owner: "ada", version: "8", "2026-09-21")
    landscape.release("notebooks", "7", "2024-01-01", endOfSupport: "2026-09-10", surcharge: 1)
    landscape.release("notebooks", "8", "2025-01-01", endOfSupport: "2026-10-29", surcharge: 2)
    let support = try #require(landscape.findings().use(of: "notebooks", in: "lab").support)
    // 11 to 20 September at 1 an hour; 30 and 31 October at 2.
    #expect(support.surcharge == 96 && support.surchargeToDate == 336 && support.exposedDays == 2)
  }
}
